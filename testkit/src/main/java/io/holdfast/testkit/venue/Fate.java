package io.holdfast.testkit.venue;

/** What becomes of one message with market data. */
public enum Fate {

    /** It is sent. */
    SENT,
    /** It is not sent; whatever numbers it bears are used up. */
    LOST,
    /** It is sent twice. */
    DUPLICATED,
    /** It is sent behind the next one of its kind. */
    DELAYED,
    /** It is sent with a checksum that is not its own, where the protocol has one. */
    MISCHECKED
}
