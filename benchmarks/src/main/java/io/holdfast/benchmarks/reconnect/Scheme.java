package io.holdfast.benchmarks.reconnect;

/** What stands between client and server. */
public enum Scheme {
    /** TCP alone. */
    WS,
    /** TLS 1.3, and no session can be resumed: the server's keys are new with each connection. */
    WSS_FULL,
    /** TLS 1.3, and the server takes sessions back. */
    WSS_RESUMED;

    boolean isSecure() {
        return this != WS;
    }
}
