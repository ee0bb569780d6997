package io.holdfast.time;

/** A clock for time stamps that people and exchanges read. It may jump, so no duration is ever taken from it. */
@FunctionalInterface
public interface WallClock {

    /** {@return nanoseconds since 1970-01-01T00:00Z} */
    long epochNanos();
}
