package io.holdfast.health;

import java.time.Duration;

/**
 * A stretch of time up to now that figures are given for.
 *
 * <p>A window is made of buckets and moves by one bucket at a time: it holds the bucket that is being filled and those
 * before it, and so reaches back at most its length and at least its length less one bucket. What it covers is summed in
 * whole nanoseconds; nothing is estimated.
 */
public enum HealthWindow {

    /** One minute, in steps of a second. */
    MINUTE("1m", Duration.ofMinutes(1), 60),
    /** Five minutes, in steps of a second. */
    FIVE_MINUTES("5m", Duration.ofMinutes(5), 300),
    /** One hour, in steps of ten seconds. */
    HOUR("1h", Duration.ofHours(1), 360),
    /** One day, in steps of a minute. */
    DAY("24h", Duration.ofDays(1), 1_440),
    /** All the time since the first observation. */
    SINCE_START("start", Duration.ZERO, 0);

    private final String label;
    private final Duration length;
    private final int buckets;

    HealthWindow(String label, Duration length, int buckets) {
        this.label = label;
        this.length = length;
        this.buckets = buckets;
    }

    /** {@return what it is called in metrics and JSON: {@code 1m}, {@code 5m}, {@code 1h}, {@code 24h}, {@code start}} */
    public String label() {
        return label;
    }

    /** {@return its length; zero for {@link #SINCE_START}, which has none} */
    public Duration length() {
        return length;
    }

    int buckets() {
        return buckets;
    }

    long bucketNanos() {
        return length.toNanos() / Math.max(1, buckets);
    }
}
