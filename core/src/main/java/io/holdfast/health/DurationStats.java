package io.holdfast.health;

/**
 * Exact quantiles over the last thousand durations or so, by nearest rank. Immutable; all in nanoseconds, and without
 * meaning where {@code count} is 0.
 *
 * @param count       durations seen since the start
 * @param p50Nanos    the median of those kept
 * @param p90Nanos    nine in ten were no longer
 * @param p99Nanos    ninety-nine in a hundred were no longer
 * @param maxNanos    the longest of those kept
 * @param totalNanos  sum of all since the start
 */
public record DurationStats(long count, long p50Nanos, long p90Nanos, long p99Nanos, long maxNanos, long totalNanos) {

    /** Nothing was seen. */
    public static final DurationStats NONE = new DurationStats(0, -1, -1, -1, -1, 0);
}
