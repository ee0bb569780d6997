package io.holdfast.transport.netty.dial;

import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.loop.IoLoop;
import io.holdfast.transport.netty.tls.TlsClient;
import org.jspecify.annotations.Nullable;

/**
 * Opens sockets: what all attempts of a transport have in common. Immutable, thread-safe.
 *
 * @param proxy null for none
 */
public record Dialer(
        Resolver resolver,
        AddressPolicy policy,
        TlsClient tls,
        @Nullable Proxy proxy) {

    /** {@return a new attempt, not yet begun; on the loop's thread, as all its methods} */
    public Dial newDial(Endpoint endpoint, ConnectionLimits limits, IoLoop loop, Dial.Client client) {
        return new Dial(this, endpoint, limits, loop, client);
    }

    /** {@return the host whose addresses are needed} */
    String hostToResolve(Endpoint endpoint) {
        return proxy == null ? endpoint.host() : proxy.host();
    }
}
