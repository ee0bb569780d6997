package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Which outcomes a {@link CircuitBreaker} remembers, and at what share of failures or slow ones it opens. Immutable.
 *
 * <p>The shares are looked at whenever an outcome is recorded, and are exact: {@code failures / remembered >=
 * failureRate}. An outcome recorded at t is forgotten at t + age, or when {@code outcomes} newer ones came.
 *
 * @param outcomes how many of the newest outcomes are remembered; 1 to {@link #MOST_OUTCOMES}
 * @param age how long each is remembered; up to 1 day, or zero for as long as it is among the newest
 * @param minimum fewer remembered outcomes than this never open the breaker; 1 to {@code outcomes}
 * @param failureRate share of failures that opens; above 0 up to 1, or {@link #NEVER}
 * @param slowRate share of slow outcomes, failed or not, that opens; above 0 up to 1, or {@link #NEVER}
 * @param slowAfter time from permit to report that makes an outcome slow, judged to 0.1 ms; up to 1 day, or zero if
 *     none is slow
 */
public record RatePolicy(
        int outcomes, Duration age, int minimum, double failureRate, double slowRate, Duration slowAfter) {

    /** As a rate: does not open, whatever the share. */
    public static final double NEVER = Double.POSITIVE_INFINITY;

    /** The most outcomes that may be remembered. */
    public static final int MOST_OUTCOMES = 1_000;

    private static final Duration LONGEST = Duration.ofDays(1);

    /** No share opens the breaker. */
    public static final RatePolicy OFF = new RatePolicy(1, Duration.ZERO, 1, NEVER, NEVER, Duration.ZERO);

    public RatePolicy {
        requireNonNull(age, "age");
        requireNonNull(slowAfter, "slowAfter");
        if (outcomes < 1 || outcomes > MOST_OUTCOMES) {
            throw new IllegalArgumentException("outcomes: " + outcomes + " (expected: 1 .. " + MOST_OUTCOMES + ")");
        }
        if (age.isNegative() || age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("age: " + age + " (expected: PT0S .. " + LONGEST + ")");
        }
        if (minimum < 1 || minimum > outcomes) {
            throw new IllegalArgumentException("minimum: " + minimum + " (expected: 1 .. outcomes " + outcomes + ")");
        }
        requireRate("failureRate", failureRate);
        requireRate("slowRate", slowRate);
        if (slowAfter.isNegative() || slowAfter.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("slowAfter: " + slowAfter + " (expected: PT0S .. " + LONGEST + ")");
        }
        if (slowRate != NEVER && slowAfter.isZero()) {
            throw new IllegalArgumentException("slowAfter: PT0S (expected: above zero with slowRate " + slowRate + ")");
        }
    }

    /** {@return a window of the newest outcomes, however old} */
    public static RatePolicy overOutcomes(int outcomes, int minimum, double failureRate) {
        return new RatePolicy(outcomes, Duration.ZERO, minimum, failureRate, NEVER, Duration.ZERO);
    }

    /** {@return a window of the outcomes of a while, up to {@link #MOST_OUTCOMES} of them} */
    public static RatePolicy overTime(Duration age, int minimum, double failureRate) {
        return new RatePolicy(MOST_OUTCOMES, age, minimum, failureRate, NEVER, Duration.ZERO);
    }

    /** {@return this policy, opening at a share of slow outcomes too} */
    public RatePolicy withSlow(Duration after, double rate) {
        return new RatePolicy(outcomes, age, minimum, failureRate, rate, after);
    }

    private static void requireRate(String name, double rate) {
        final boolean share = rate > 0.0 && rate <= 1.0; // false for NaN
        if (!share && rate != NEVER) {
            throw new IllegalArgumentException(name + ": " + rate + " (expected: above 0.0 up to 1.0, or NEVER)");
        }
    }
}
