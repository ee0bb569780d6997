package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a {@link CircuitBreaker} opens, for how long, and what closes it. Immutable.
 *
 * <p>The n-th opening in a row lasts as long as the n-th wait of {@code openTime}, drawn below its ceiling as its
 * jitter says. Openings count as in a row until the breaker has been closed for {@code stableAfter}.
 *
 * @param consecutiveFailures failures in a row that open; 1 to 1,000, or {@link #NEVER}
 * @param rates shares of failures and slow outcomes that open
 * @param openTime how long it stays open; the maximum number of attempts is not used, and the jitter must not be
 *     {@link Jitter#DECORRELATED}
 * @param probes how many probes a half-open breaker permits; all must succeed to close it, one failure opens it again;
 *     1 to {@link #MOST_PROBES}
 * @param probeLease a probe that has not reported for so long has failed; 1 ns to 1 day
 * @param stableAfter how long closed until the open time starts anew from its first; up to 1 day
 */
public record CircuitBreakerPolicy(
        int consecutiveFailures,
        RatePolicy rates,
        BackoffPolicy openTime,
        int probes,
        Duration probeLease,
        Duration stableAfter) {

    /** As {@code consecutiveFailures}: failures in a row do not open. */
    public static final int NEVER = 0;

    /** The most probes that a half-open breaker may permit. */
    public static final int MOST_PROBES = 16;

    private static final int MOST_CONSECUTIVE = 1_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Five failures in a row, or half of at least ten outcomes within five minutes; open for 2 s, doubling to 10 s, of
     * which a random part passes, a tenth at least; one probe, leased for 30 s; stable after 1 min. Not longer, so that
     * the waits of {@link BackoffPolicy#DEFAULT} decide when a lone session comes back: of two waits of 30 s the longer
     * one would count, and half of all would come back a quarter later.
     */
    public static final CircuitBreakerPolicy DEFAULT = new CircuitBreakerPolicy(
            5,
            RatePolicy.overTime(Duration.ofMinutes(5), 10, 0.5),
            new BackoffPolicy(
                    Duration.ofSeconds(2), Duration.ofSeconds(10), 2.0, Jitter.FLOORED_FULL, BackoffPolicy.UNLIMITED),
            1,
            Duration.ofSeconds(30),
            Duration.ofMinutes(1));

    public CircuitBreakerPolicy {
        requireNonNull(rates, "rates");
        requireNonNull(openTime, "openTime");
        requireNonNull(probeLease, "probeLease");
        requireNonNull(stableAfter, "stableAfter");
        if (consecutiveFailures < NEVER || consecutiveFailures > MOST_CONSECUTIVE) {
            throw new IllegalArgumentException("consecutiveFailures: " + consecutiveFailures + " (expected: 1 .. "
                    + MOST_CONSECUTIVE + ", or " + NEVER + " for never)");
        }
        if (openTime.jitter() == Jitter.DECORRELATED) {
            throw new IllegalArgumentException(
                    "openTime.jitter: DECORRELATED (expected: one that depends on the number of openings alone)");
        }
        if (probes < 1 || probes > MOST_PROBES) {
            throw new IllegalArgumentException("probes: " + probes + " (expected: 1 .. " + MOST_PROBES + ")");
        }
        if (probeLease.isNegative() || probeLease.isZero() || probeLease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("probeLease: " + probeLease + " (expected: 1 ns .. " + LONGEST + ")");
        }
        if (stableAfter.isNegative() || stableAfter.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("stableAfter: " + stableAfter + " (expected: PT0S .. " + LONGEST + ")");
        }
    }

    /**
     * The classic breaker: opens at so many failures in a row, for the same time whenever it does, and closes when one
     * probe succeeds. The rest is as in {@link #DEFAULT}.
     *
     * @param failures 1 to 1,000
     * @param resetAfter how long it stays open; 1 ns to 1 day
     */
    public static CircuitBreakerPolicy of(int failures, Duration resetAfter) {
        return new CircuitBreakerPolicy(
                failures,
                RatePolicy.OFF,
                new BackoffPolicy(resetAfter, resetAfter, 1.0, Jitter.NONE, BackoffPolicy.UNLIMITED),
                1,
                DEFAULT.probeLease,
                DEFAULT.stableAfter);
    }

    /** {@return this policy with another number of failures in a row} */
    public CircuitBreakerPolicy withConsecutiveFailures(int value) {
        return new CircuitBreakerPolicy(value, rates, openTime, probes, probeLease, stableAfter);
    }

    /** {@return this policy with other rates} */
    public CircuitBreakerPolicy withRates(RatePolicy value) {
        return new CircuitBreakerPolicy(consecutiveFailures, value, openTime, probes, probeLease, stableAfter);
    }

    /** {@return this policy with another open time} */
    public CircuitBreakerPolicy withOpenTime(BackoffPolicy value) {
        return new CircuitBreakerPolicy(consecutiveFailures, rates, value, probes, probeLease, stableAfter);
    }

    /** {@return this policy with another number of probes} */
    public CircuitBreakerPolicy withProbes(int value) {
        return new CircuitBreakerPolicy(consecutiveFailures, rates, openTime, value, probeLease, stableAfter);
    }

    /** {@return this policy with another lease for each probe} */
    public CircuitBreakerPolicy withProbeLease(Duration value) {
        return new CircuitBreakerPolicy(consecutiveFailures, rates, openTime, probes, value, stableAfter);
    }

    /** {@return this policy with another time until it counts as stable} */
    public CircuitBreakerPolicy withStableAfter(Duration value) {
        return new CircuitBreakerPolicy(consecutiveFailures, rates, openTime, probes, probeLease, value);
    }
}
