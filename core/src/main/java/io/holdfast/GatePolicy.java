package io.holdfast;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeProfile;
import java.time.Duration;

/**
 * When a trading gate shuts and how patiently it reopens. Immutable.
 *
 * @param freshFor    how long nothing may be heard of the exchange before the gate shuts; zero for what follows from the
 *                    profile: its ping interval and half its pong timeout, or half its silence limit where it is never
 *                    pinged
 * @param reopenAfter how long everything must have been well before the gate opens; 0 to 1 hour
 */
public record GatePolicy(Duration freshFor, Duration reopenAfter) {

    private static final Duration LONGEST = Duration.ofHours(1); // before the first policy is made

    /** Freshness by the profile; reopens after half a second. */
    public static final GatePolicy DEFAULT = new GatePolicy(Duration.ZERO, Duration.ofMillis(500));

    /** Checks the ranges. */
    public GatePolicy {
        check(freshFor, "freshFor");
        check(reopenAfter, "reopenAfter");
    }

    /** {@return this policy with another limit} */
    public GatePolicy withFreshFor(Duration value) {
        return new GatePolicy(value, reopenAfter);
    }

    /** {@return this policy with another patience} */
    public GatePolicy withReopenAfter(Duration value) {
        return new GatePolicy(freshFor, value);
    }

    long freshNanos(ExchangeProfile profile) {
        if (!freshFor.isZero()) {
            return freshFor.toNanos();
        }
        return profile.pingInterval().isZero()
                ? profile.silenceLimit().toNanos() / 2
                : profile.pingInterval().toNanos() + profile.untilSuspected().toNanos();
    }

    private static void check(Duration value, String name) {
        if (requireNonNull(value, name).isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: PT0S .. PT1H)");
        }
    }
}
