package io.holdfast.testkit.server;

/** Where a server may leave a client waiting. */
public enum HandshakePhase {

    /** TCP is not answered: the queue of connections to accept is full. */
    CONNECT,
    /** TCP is accepted; what the client says of TLS is not answered. */
    TLS,
    /** TLS is done, or not wanted; the upgrade is not answered. */
    UPGRADE,
    /** The upgrade is answered; nothing follows, and nothing is read. */
    OPEN
}
