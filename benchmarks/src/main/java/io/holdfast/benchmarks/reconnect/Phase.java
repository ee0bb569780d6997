package io.holdfast.benchmarks.reconnect;

/** The stretches of a reconnect, as far as the server can tell them apart. */
enum Phase {
    /** From the cut to the accepted TCP connection: noticing, deciding, TCP. */
    NOTICE_DECIDE_TCP,
    /** The TLS handshake, as the server sees it. */
    TLS,
    /** To the whole upgrade request. */
    UPGRADE,
    /** To the whole subscription, where it is a message. */
    SUBSCRIBE,
    /** From the first byte of the prices to the last price in the application's handler. */
    DELIVERY
}
