package io.holdfast.transport.netty;

import io.holdfast.transport.Transport;
import io.holdfast.transport.TransportProvider;

/** Finds {@link NettyTransport} for applications that name no transport. */
public final class NettyTransportProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public NettyTransportProvider() {}

    @Override
    public Transport newTransport() {
        return new NettyTransport(NettyTransportConfig.DEFAULT);
    }
}
