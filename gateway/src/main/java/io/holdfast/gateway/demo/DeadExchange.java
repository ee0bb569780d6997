package io.holdfast.gateway.demo;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.transport.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** An exchange that does not exist: a plugin under another name, and a port where nobody listens. */
final class DeadExchange implements ExchangeAdapter {

    static final String ID = "atlantis";

    private final ExchangeAdapter likeness;
    private final int port;

    DeadExchange(ExchangeAdapter likeness) {
        this.likeness = likeness;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort(); // free a moment later, and refused from then on
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint stream() {
        return Endpoint.of("wss://127.0.0.1:" + port);
    }

    Endpoint http() {
        return Endpoint.of("https://127.0.0.1:" + port);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return likeness.profiles();
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return likeness.newProtocol(profile, sink);
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return likeness.catalogTarget(profile);
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        return likeness.readCatalog(profile, body);
    }
}
