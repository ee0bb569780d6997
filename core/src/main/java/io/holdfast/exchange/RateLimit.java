package io.holdfast.exchange;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * So much in any window of this length.
 *
 * @param count  most units in any window; 1 to 1,000,000
 * @param window length of the window; 1 ms to 1 day
 */
public record RateLimit(int count, Duration window) {

    /** Checks both. */
    public RateLimit {
        if (count < 1 || count > 1_000_000) {
            throw new IllegalArgumentException("count: " + count + " (expected: 1 .. 1000000)");
        }
        if (requireNonNull(window, "window").compareTo(Duration.ofMillis(1)) < 0
                || window.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("window: " + window + " (expected: PT0.001S .. PT24H)");
        }
    }
}
