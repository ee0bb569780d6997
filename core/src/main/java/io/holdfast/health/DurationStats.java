package io.holdfast.health;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

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
 * @param notLonger   how many since the start were no longer than each of {@link #BOUNDS}; empty where they are not
 *                    counted
 */
public record DurationStats(
        long count, long p50Nanos, long p90Nanos, long p99Nanos, long maxNanos, long totalNanos, List<Long> notLonger) {

    /** What durations are counted against: 1 ms to 5 min, ascending. */
    public static final List<Duration> BOUNDS = Stream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .map(Duration::ofMillis)
            .toList();

    /** Nothing was seen. */
    public static final DurationStats NONE = new DurationStats(0, -1, -1, -1, -1, 0, List.of());
}
