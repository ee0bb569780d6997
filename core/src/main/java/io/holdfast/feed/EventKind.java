package io.holdfast.feed;

/** What a slot of the ring holds. */
public enum EventKind {

    /** An epoch opened or closed: see {@link MarketEvent#status()} and {@link MarketEvent#reason()}. */
    STATUS,
    /** Best bid and best ask. */
    TOP_OF_BOOK,
    /** One trade. */
    TRADE,
    /** One level of a book message. */
    BOOK_LEVEL,
    /**
     * The trading gate of an instrument opened or shut: see {@link MarketEvent#isGateOpen()} and
     * {@link MarketEvent#reason()}. Comes before the STATUS that says that the prices have become stale.
     */
    GATE
}
