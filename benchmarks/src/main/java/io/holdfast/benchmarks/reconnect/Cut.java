package io.holdfast.benchmarks.reconnect;

/** How the server ends a connection. */
public enum Cut {
    /** TCP in order, without a close frame. */
    FIN,
    /** TCP reset. */
    RST,
    /** A close frame 1001, then TCP in order. */
    CLOSE_FRAME
}
