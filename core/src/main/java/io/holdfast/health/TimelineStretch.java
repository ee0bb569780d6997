package io.holdfast.health;

/**
 * A stretch of an exchange's recent past. Immutable.
 *
 * @param state     how it was
 * @param fromNanos monotonic time at which it began
 * @param toNanos   monotonic time at which it ended; for the last one, the time of the report
 */
public record TimelineStretch(TimelineState state, long fromNanos, long toNanos) {}
