package io.holdfast.gateway.demo;

import io.holdfast.feed.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Ways in which the demo ends a connection. */
public enum Cut {

    /** TCP ends in order, without a close frame. */
    FIN("TCP closed without a close frame", Duration.ofMillis(1_200), EnumSet.of(Reason.END_OF_STREAM)),
    /** TCP is reset. */
    RST("TCP reset", Duration.ofMillis(1_200), EnumSet.of(Reason.RESET)),
    /** A close frame with code 1001. */
    CLOSE_FRAME("close frame 1001", Duration.ofMillis(1_200), EnumSet.of(Reason.CLOSE_FRAME)),
    /** The server goes silent; TCP stays. */
    BLACK_HOLE(
            "silence on an open connection", Duration.ofMillis(3_000), EnumSet.of(Reason.PONG_MISSING, Reason.SILENT)),
    /** TCP is reset, and new connections are refused for a second. */
    REFUSE("TCP reset, then connections refused for 1 s", Duration.ofMillis(3_500), EnumSet.of(Reason.RESET)),
    /** TCP ends, and the next upgrade is answered with 429 and Retry-After: 1. */
    RATE_LIMIT(
            "TCP closed, then HTTP 429 with Retry-After 1", Duration.ofMillis(3_500), EnumSet.of(Reason.END_OF_STREAM)),
    /** The exchange announces that it will end the connection. */
    SHUTDOWN("serverShutdown announced", Duration.ofMillis(3_000), EnumSet.of(Reason.SHUTDOWN_ANNOUNCED));

    private final String description;
    private final Duration room;

    @SuppressWarnings("ImmutableEnumChecker") // made unmodifiable below
    private final Set<Reason> reasons;

    Cut(String description, Duration room, Set<Reason> reasons) {
        this.description = description;
        this.room = room;
        this.reasons = Collections.unmodifiableSet(reasons);
    }

    /** {@return what it does, in a few words} */
    public String description() {
        return description;
    }

    /** {@return the least time before the demo's end at which it may still be made} */
    public Duration room() {
        return room;
    }

    /** {@return the reasons that the loss may then truthfully have} */
    public Set<Reason> reasons() {
        return reasons;
    }
}
