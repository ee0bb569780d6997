package io.holdfast.gateway.demo;

import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;

/** An exchange on loopback that can be made to fail: what the demo needs of one. */
public interface DemoExchange extends AutoCloseable {

    /** {@return the plugin that talks to it} */
    String id();

    /** {@return its WebSocket endpoint} */
    Endpoint stream();

    /** {@return its HTTP endpoint} */
    Endpoint http();

    /** {@return a new transport that trusts its certificate; the caller closes it} */
    Transport newTransport();

    /** Ends every connection in this way. Returns when it is done or under way. */
    void cut(Cut cut);

    @Override
    void close();
}
