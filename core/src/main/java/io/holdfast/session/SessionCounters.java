package io.holdfast.session;

/** What a session counts over all its connections. Confined to the session's thread. */
final class SessionCounters {

    long frames;
    long unread;
    long anomalies;
    long outdatedCalls;
    /** Tops of book that a newer one replaced while the ring was full. */
    long conflated;
    /** Trades and book levels that did not fit the ring. */
    long overflowed;
    /** Book levels that no snapshot precedes, or of a message whose front had ended its epoch. */
    long ungrounded;
}
