package io.holdfast.gateway;

import io.holdfast.transport.Transport;
import io.holdfast.transport.TransportProvider;
import java.nio.file.Path;
import java.util.ServiceLoader;
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
        if (ca != null) {
            throw new ConfigException("tls.ca: \"" + ca + "\" (expected: none; this build's transport cannot be told"
                    + " whom to trust)");
        }
        return ServiceLoader.load(TransportProvider.class)
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        "transport: none found (expected: holdfast-transport-netty on" + " the class path)"))
                .newTransport();
    }
}
