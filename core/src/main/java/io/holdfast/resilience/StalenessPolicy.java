package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long silence may last before it is suspected, and before it is held for a fact. Immutable.
 *
 * <p>A silence is suspect after {@code factor} times the longest gap of late, but no sooner than {@code floor} and no
 * later than {@code ceiling}; after {@code coldStart} while fewer than {@code leastGaps} gaps are known. It convicts
 * after {@code convictFactor} times as long, again no later than {@code convictCeiling}.
 *
 * <p>Why the longest gap: with gaps as random as those of a Poisson process, the next one is longer than three times the
 * longest of n with a probability of 6 / ((n+1)(n+2)(n+3)), whatever their mean. With a memory of 500 gaps that is once
 * in 2·10^7, with 1,000 once in 10^8. Bursts are why a gap is also remembered for a time.
 *
 * @param floor shortest silence that is suspect; above zero
 * @param ceiling longest silence that is not; at least {@code floor}, at most 1 day
 * @param coldStart silence that is suspect while the rhythm is unknown; {@code floor} to {@code ceiling}
 * @param leastGaps how many gaps make a rhythm; 1 to {@link StalenessDetector#MEMORY}
 * @param memory how long a gap is remembered at least, beside the newest {@value StalenessDetector#MEMORY}; up to 1 day
 * @param factor of the longest gap; 1.0 to 100.0
 * @param convictFactor of the suspect silence; 1.0 to 100.0
 * @param convictCeiling longest silence that does not convict; at least {@code ceiling}, at most 7 days
 */
public record StalenessPolicy(
        Duration floor,
        Duration ceiling,
        Duration coldStart,
        int leastGaps,
        Duration memory,
        double factor,
        double convictFactor,
        Duration convictCeiling) {

    private static final Duration LONGEST_CEILING = Duration.ofDays(1);
    private static final Duration LONGEST_CONVICT = Duration.ofDays(7);
    private static final double MOST_FACTOR = 100.0;

    /**
     * For one subscription of market data: suspect from 1 s to 5 min, 30 s while the rhythm is unknown; convicted at
     * twice that, at most 10 min.
     */
    public static final StalenessPolicy DEFAULT = new StalenessPolicy(
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            20,
            Duration.ofMinutes(5),
            3.0,
            2.0,
            Duration.ofMinutes(10));

    public StalenessPolicy {
        requireNonNull(floor, "floor");
        requireNonNull(ceiling, "ceiling");
        requireNonNull(coldStart, "coldStart");
        requireNonNull(memory, "memory");
        requireNonNull(convictCeiling, "convictCeiling");
        if (floor.isNegative() || floor.isZero() || floor.compareTo(LONGEST_CEILING) > 0) {
            throw new IllegalArgumentException("floor: " + floor + " (expected: 1 ns .. " + LONGEST_CEILING + ")");
        }
        requireBetween("ceiling", ceiling, "floor", floor, LONGEST_CEILING);
        requireBetween("coldStart", coldStart, "floor", floor, ceiling);
        if (leastGaps < 1 || leastGaps > StalenessDetector.MEMORY) {
            throw new IllegalArgumentException(
                    "leastGaps: " + leastGaps + " (expected: 1 .. " + StalenessDetector.MEMORY + ")");
        }
        requireBetween("memory", memory, "none", Duration.ZERO, LONGEST_CEILING);
        requireFactor("factor", factor);
        requireFactor("convictFactor", convictFactor);
        requireBetween("convictCeiling", convictCeiling, "ceiling", ceiling, LONGEST_CONVICT);
    }

    /**
     * {@return a policy that learns nothing: for what has a promised rhythm, such as a heartbeat or the transport}
     *
     * @param suspectAfter above zero, at most 1 day
     * @param convictAfter at least {@code suspectAfter}, at most 100 times that
     */
    public static StalenessPolicy fixed(Duration suspectAfter, Duration convictAfter) {
        final double factor = (double) convictAfter.toNanos() / Math.max(1, suspectAfter.toNanos());
        return new StalenessPolicy(
                suspectAfter, suspectAfter, suspectAfter, 1, Duration.ZERO, 1.0, factor, convictAfter);
    }

    private static void requireBetween(String name, Duration value, String leastName, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + leastName + " " + least + " .. " + most + ")");
        }
    }

    private static void requireFactor(String name, double value) {
        final boolean inRange = value >= 1.0 && value <= MOST_FACTOR; // false for NaN
        if (!inRange) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1.0 .. " + MOST_FACTOR + ")");
        }
    }
}
