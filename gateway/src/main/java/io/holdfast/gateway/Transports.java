package io.holdfast.gateway;

import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes the transport that a configuration asks for. */
final class Transports {

    private Transports() {}

    /**
     * {@return a new transport; the caller closes it}
     *
     * @param ca PEM file of the certificates to trust; null for the system's
     */
    static Transport open(@Nullable Path ca) throws ConfigException {
        final NettyTransportConfig.Builder config = NettyTransportConfig.builder();
        if (ca != null) {
            trustOnly(config, ca);
        }
        return new NettyTransport(config.build());
    }

    private static void trustOnly(NettyTransportConfig.Builder config, Path ca) throws ConfigException {
        try {
            config.trust(ca).withoutDefaultTrust();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("tls.ca: \"" + ca + "\" (expected: certificates in PEM)");
        } catch (UncheckedIOException e) {
            throw new ConfigException("tls.ca: \"" + ca + "\" cannot be read: " + e.getCause());
        }
    }
}
