package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long to wait between connection attempts, and how often to try. Immutable.
 *
 * <p>The ceiling of wait n is {@code min(maxDelay, initialDelay * multiplier^(n-1))}, and at least 1 ns above that of
 * wait n-1 until it reaches {@code maxDelay}, unless the multiplier is 1.0. The wait is then drawn below it as
 * {@link Jitter} says.
 *
 * @param initialDelay ceiling of the first wait; at least 1 ns
 * @param maxDelay ceiling of every wait, jitter included; at least {@code initialDelay}, at most 1 day
 * @param multiplier growth per attempt; 1.0 (constant), or 1.001 to 100.0
 * @param jitter how the wait is drawn below its ceiling
 * @param maxAttempts how many attempts are granted before giving up; {@link #UNLIMITED} or above 0
 * @param maxElapsed no attempt starts later than this after the first wait began; up to 365 days, or {@link #FOREVER}
 */
public record BackoffPolicy(
        Duration initialDelay,
        Duration maxDelay,
        double multiplier,
        Jitter jitter,
        int maxAttempts,
        Duration maxElapsed) {

    /** As {@code maxAttempts}: never give up. */
    public static final int UNLIMITED = 0;

    /** As {@code maxElapsed}: never give up. */
    public static final Duration FOREVER = Duration.ZERO;

    private static final Duration LONGEST_ELAPSED = Duration.ofDays(365);
    private static final Duration FLOOR = Duration.ofNanos(1);
    private static final Duration CEILING = Duration.ofDays(1);
    private static final double LEAST_GROWTH = 1.001; // below, growth could drown in the rounding of a double
    private static final double MOST_GROWTH = 100.0;

    /** 250 ms, doubling to 30 s, floored full jitter, never giving up. */
    public static final BackoffPolicy DEFAULT =
            new BackoffPolicy(Duration.ofMillis(250), Duration.ofSeconds(30), 2.0, Jitter.FLOORED_FULL, UNLIMITED);

    public BackoffPolicy {
        requireNonNull(initialDelay, "initialDelay");
        requireNonNull(maxDelay, "maxDelay");
        requireNonNull(jitter, "jitter");
        if (initialDelay.compareTo(FLOOR) < 0 || initialDelay.compareTo(CEILING) > 0) {
            throw new IllegalArgumentException(
                    "initialDelay: " + initialDelay + " (expected: " + FLOOR + " .. " + CEILING + ")");
        }
        if (maxDelay.compareTo(initialDelay) < 0 || maxDelay.compareTo(CEILING) > 0) {
            throw new IllegalArgumentException(
                    "maxDelay: " + maxDelay + " (expected: initialDelay " + initialDelay + " .. " + CEILING + ")");
        }
        final boolean grows = multiplier >= LEAST_GROWTH && multiplier <= MOST_GROWTH; // false for NaN
        if (!grows && multiplier != 1.0) {
            throw new IllegalArgumentException(
                    "multiplier: " + multiplier + " (expected: 1.0, or " + LEAST_GROWTH + " .. " + MOST_GROWTH + ")");
        }
        if (maxAttempts < 0) {
            throw new IllegalArgumentException(
                    "maxAttempts: " + maxAttempts + " (expected: 1 or above, or " + UNLIMITED + " for unlimited)");
        }
        requireNonNull(maxElapsed, "maxElapsed");
        if (maxElapsed.isNegative() || maxElapsed.compareTo(LONGEST_ELAPSED) > 0) {
            throw new IllegalArgumentException(
                    "maxElapsed: " + maxElapsed + " (expected: 1 ns .. " + LONGEST_ELAPSED + ", or PT0S for ever)");
        }
    }

    /** As the whole constructor, for as long as the attempts last. */
    public BackoffPolicy(Duration initialDelay, Duration maxDelay, double multiplier, Jitter jitter, int maxAttempts) {
        this(initialDelay, maxDelay, multiplier, jitter, maxAttempts, FOREVER);
    }

    /** {@return this policy with another initial delay} */
    public BackoffPolicy withInitialDelay(Duration value) {
        return new BackoffPolicy(value, maxDelay, multiplier, jitter, maxAttempts, maxElapsed);
    }

    /** {@return this policy with another maximum} */
    public BackoffPolicy withMaxDelay(Duration value) {
        return new BackoffPolicy(initialDelay, value, multiplier, jitter, maxAttempts, maxElapsed);
    }

    /** {@return this policy with another growth} */
    public BackoffPolicy withMultiplier(double value) {
        return new BackoffPolicy(initialDelay, maxDelay, value, jitter, maxAttempts, maxElapsed);
    }

    /** {@return this policy with another way of drawing} */
    public BackoffPolicy withJitter(Jitter value) {
        return new BackoffPolicy(initialDelay, maxDelay, multiplier, value, maxAttempts, maxElapsed);
    }

    /** {@return this policy with another number of attempts} */
    public BackoffPolicy withMaxAttempts(int value) {
        return new BackoffPolicy(initialDelay, maxDelay, multiplier, jitter, value, maxElapsed);
    }

    /** {@return this policy with another longest time of trying} */
    public BackoffPolicy withMaxElapsed(Duration value) {
        return new BackoffPolicy(initialDelay, maxDelay, multiplier, jitter, maxAttempts, value);
    }

    /**
     * The ceiling of one wait, in constant time. Not for {@link Jitter#DECORRELATED}, whose ceiling depends on the
     * last wait.
     *
     * @param attempt counts from 1
     * @return nanoseconds; from the initial delay to the maximum
     */
    public long ceilingNanos(int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt: " + attempt + " (expected: 1 or above)");
        }
        final long initialNanos = initialDelay.toNanos();
        if (multiplier == 1.0) {
            return initialNanos;
        }
        // A day is less than 2^47 ns, so a double tells neighbouring nanoseconds apart; infinity is above any maximum.
        final double grown = Math.ceil((double) initialNanos * Math.pow(multiplier, attempt - 1.0));
        // The line keeps growth above zero where 1 ns times 1.5 would round to 1 ns for ever.
        final double line = (double) initialNanos + attempt - 1;
        return (long) Math.min((double) maxDelay.toNanos(), Math.max(grown, line));
    }

    /** {@return the least that may be drawn below this ceiling, in nanoseconds; never below 1} */
    long floorNanos(long ceilingNanos) {
        return switch (jitter) {
            case NONE -> ceilingNanos;
            case FULL -> 1;
            case FLOORED_FULL -> (ceilingNanos + 9) / 10;
            case EQUAL -> (ceilingNanos + 1) / 2;
            case DECORRELATED -> initialDelay.toNanos();
        };
    }
}
