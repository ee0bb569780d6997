package io.holdfast.transport;

/** How far an attempt to connect has come. In this order; {@link #TLS} is left out where there is none. */
public enum ConnectPhase {

    /** Looking up the host's addresses. */
    RESOLVE,
    /** Opening TCP to one of them. */
    TCP,
    /** TLS handshake. */
    TLS,
    /** HTTP upgrade to WebSocket. */
    UPGRADE,
    /** Open. */
    OPEN
}
