package io.holdfast.gateway.demo;

import io.holdfast.transport.Endpoint;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/** An exchange on loopback that can be made to fail: what the demo needs of one. Found by {@code ServiceLoader}. */
public interface DemoExchange extends AutoCloseable {

    /** {@return the plugin that talks to it} */
    String id();

    /** {@return its WebSocket endpoint} */
    Endpoint stream();

    /** {@return its HTTP endpoint} */
    Endpoint http();

    /** {@return whom to trust, for its certificate} */
    X509Certificate authority();

    /** {@return what it lists and the demo subscribes to} */
    List<String> instruments();

    /** {@return the ways in which it can fail} */
    Set<Cut> cuts();

    /** Ends every connection in this way. Returns when it is done or under way. */
    void cut(Cut cut);

    @Override
    void close();
}
