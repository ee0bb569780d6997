package io.holdfast.testkit.venue;

/** How it is known which of an exchange's events stands in the ring. */
public enum Numbering {

    /** The event's own sequence is the market's number. */
    OWN,
    /** The event has no number of its own, or another's: the message that brought it says which it is. */
    CARRIED,
    /** As {@link #CARRIED}, and nothing on the wire proves a book: a message that is lost or late leaves no trace. */
    TRADES_ONLY
}
