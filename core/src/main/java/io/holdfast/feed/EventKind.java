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
    BOOK_LEVEL
}
