package io.holdfast.testkit.venue.binance;

/** How a {@code SUBSCRIBE} to a stream of a symbol that is not listed is answered; all three have been seen. */
public enum UnknownStreams {

    /** It is acknowledged, and nothing ever comes. */
    ACKNOWLEDGED,
    /** The whole request is answered with an error. */
    REFUSED,
    /** The whole request is answered with an error, and the connection is closed. */
    REFUSED_AND_CLOSED
}
