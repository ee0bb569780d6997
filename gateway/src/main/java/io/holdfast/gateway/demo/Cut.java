package io.holdfast.gateway.demo;

import java.time.Duration;

/** Ways in which the demo ends a connection. */
public enum Cut {

    /** TCP ends in order, without a close frame. */
    FIN("TCP closed without a close frame", Duration.ofMillis(1_200)),
    /** TCP is reset. */
    RST("TCP reset", Duration.ofMillis(1_200)),
    /** A close frame with code 1001. */
    CLOSE_FRAME("close frame 1001", Duration.ofMillis(1_200)),
    /** The server goes silent; TCP stays. */
    BLACK_HOLE("silence on an open connection", Duration.ofMillis(3_000)),
    /** TCP is reset, and new connections are refused for a second. */
    REFUSE("TCP reset, then connections refused for 1 s", Duration.ofMillis(3_500)),
    /** TCP ends, and the next upgrade is answered with 429 and Retry-After: 1. */
    RATE_LIMIT("TCP closed, then HTTP 429 with Retry-After 1", Duration.ofMillis(3_500)),
    /** The exchange announces that it will end the connection. */
    SHUTDOWN("serverShutdown announced", Duration.ofMillis(3_000));

    private final String description;
    private final Duration room;

    Cut(String description, Duration room) {
        this.description = description;
        this.room = room;
    }

    /** {@return what it does, in a few words} */
    public String description() {
        return description;
    }

    /** {@return the least time before the demo's end at which it may still be made} */
    public Duration room() {
        return room;
    }
}
