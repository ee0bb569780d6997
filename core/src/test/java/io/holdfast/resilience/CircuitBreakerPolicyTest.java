package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CircuitBreakerPolicyTest {

    private static final CircuitBreakerPolicy CLASSIC = CircuitBreakerPolicy.of(3, Duration.ofSeconds(10));
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MORE_THAN_A_DAY = DAY.plusNanos(1);

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        assertRefused(() -> CLASSIC.withConsecutiveFailures(-1), "consecutiveFailures: -1 (expected: 1 .. 1000, or 0");
        assertRefused(() -> CLASSIC.withConsecutiveFailures(1_001), "consecutiveFailures: 1001");
        assertRefused(() -> CLASSIC.withProbes(0), "probes: 0 (expected: 1 .. 16)");
        assertRefused(() -> CLASSIC.withProbes(17), "probes: 17");
        assertRefused(() -> CLASSIC.withProbeLease(Duration.ZERO), "probeLease: PT0S (expected: 1 ns .. PT24H)");
        assertRefused(() -> CLASSIC.withProbeLease(Duration.ofNanos(-1)), "probeLease: ");
        assertRefused(() -> CLASSIC.withProbeLease(MORE_THAN_A_DAY), "probeLease: ");
        assertRefused(() -> CLASSIC.withStableAfter(Duration.ofNanos(-1)), "stableAfter: ");
        assertRefused(() -> CLASSIC.withStableAfter(MORE_THAN_A_DAY), "stableAfter: ");
        assertRefused(
                () -> CLASSIC.withOpenTime(CLASSIC.openTime().withJitter(Jitter.DECORRELATED)), "openTime.jitter: ");
    }

    @Test
    void theEndsOfTheRangesAreTaken() {
        assertThat(CLASSIC.withConsecutiveFailures(1_000).consecutiveFailures()).isEqualTo(1_000);
        assertThat(CLASSIC.withProbes(16).withProbes(1).probes()).isEqualTo(1);
        assertThat(CLASSIC.withProbeLease(DAY).probeLease()).isEqualTo(DAY);
        assertThat(CLASSIC.withStableAfter(DAY).stableAfter()).isEqualTo(DAY);
        assertThat(CLASSIC.withStableAfter(Duration.ZERO).stableAfter()).isZero();
        assertThat(new CircuitBreaker(CLASSIC, 1).policy()).isSameAs(CLASSIC);
    }

    @Test
    void ratesThatMakeNoSenseAreRefusedByName() {
        assertRefused(() -> RatePolicy.overOutcomes(0, 1, 0.5), "outcomes: 0 (expected: 1 .. 1000)");
        assertRefused(() -> RatePolicy.overOutcomes(1_001, 1, 0.5), "outcomes: 1001");
        assertRefused(() -> RatePolicy.overOutcomes(10, 0, 0.5), "minimum: 0 (expected: 1 .. outcomes 10)");
        assertRefused(() -> RatePolicy.overOutcomes(10, 11, 0.5), "minimum: 11");
        assertRefused(() -> RatePolicy.overOutcomes(10, 1, 0.0), "failureRate: 0.0 (expected: above 0.0 up to 1.0");
        assertRefused(() -> RatePolicy.overOutcomes(10, 1, 1.1), "failureRate: 1.1");
        assertRefused(() -> RatePolicy.overOutcomes(10, 1, Double.NaN), "failureRate: NaN");
        assertRefused(() -> RatePolicy.overTime(Duration.ofNanos(-1), 1, 0.5), "age: ");
        assertRefused(() -> RatePolicy.overTime(MORE_THAN_A_DAY, 1, 0.5), "age: ");
        assertRefused(() -> RatePolicy.OFF.withSlow(Duration.ZERO, 0.5), "slowAfter: PT0S (expected: above zero");
        assertRefused(() -> RatePolicy.OFF.withSlow(DAY, -0.5), "slowRate: -0.5");
        assertRefused(() -> RatePolicy.OFF.withSlow(MORE_THAN_A_DAY, 0.5), "slowAfter: ");
        assertRefused(() -> RatePolicy.OFF.withSlow(Duration.ofNanos(-1), RatePolicy.NEVER), "slowAfter: ");

        assertThat(RatePolicy.overTime(DAY, 1_000, 1.0).withSlow(DAY, 1.0).outcomes())
                .isEqualTo(1_000);
    }

    @Test
    void theTransitionTableIsWhatThePagesSay() {
        final Set<String> allowed = Stream.of(CircuitBreakerState.values())
                .flatMap(from -> EnumSet.allOf(CircuitBreakerState.class).stream()
                        .filter(from::mayBecome)
                        .map(to -> from + ">" + to))
                .collect(Collectors.toSet());

        assertThat(allowed)
                .containsExactlyInAnyOrder(
                        "CLOSED>OPEN",
                        "CLOSED>FORCED_OPEN",
                        "CLOSED>DISABLED",
                        "CLOSED>METRICS_ONLY",
                        "OPEN>HALF_OPEN",
                        "OPEN>CLOSED",
                        "OPEN>FORCED_OPEN",
                        "OPEN>DISABLED",
                        "OPEN>METRICS_ONLY",
                        "HALF_OPEN>CLOSED",
                        "HALF_OPEN>OPEN",
                        "HALF_OPEN>FORCED_OPEN",
                        "HALF_OPEN>DISABLED",
                        "HALF_OPEN>METRICS_ONLY",
                        "FORCED_OPEN>CLOSED",
                        "FORCED_OPEN>OPEN",
                        "FORCED_OPEN>DISABLED",
                        "FORCED_OPEN>METRICS_ONLY",
                        "DISABLED>CLOSED",
                        "DISABLED>OPEN",
                        "DISABLED>FORCED_OPEN",
                        "DISABLED>METRICS_ONLY",
                        "METRICS_ONLY>CLOSED",
                        "METRICS_ONLY>OPEN",
                        "METRICS_ONLY>FORCED_OPEN",
                        "METRICS_ONLY>DISABLED");
        assertThat(Stream.of(CircuitBreakerState.values()).map(CircuitBreakerState::code))
                .containsExactly(0, 1, 2, 3, 4, 5);
    }

    /** The JDK's generator has the same output function: its n-th number is the n-th draw of the seed. */
    @Property(tries = 1_000, seed = "20261124")
    void drawsAreThoseOfSplitMix(@ForAll long seed) {
        final SplittableRandom reference = new SplittableRandom(seed);
        for (int n = 1; n <= 10; n++) {
            final long expected = reference.nextLong() >>> 12;
            assertThat(SplitMix.between(0, (1L << 52) - 1, seed, n)).isEqualTo(expected);
            assertThat(SplitMix.between(7, 7, seed, n)).isEqualTo(7);
            assertThat(SplitMix.between(7, 8, seed, n)).isEqualTo(7 + (expected >>> 51));
        }
    }

    private static void assertRefused(Runnable made, String start) {
        assertThatThrownBy(made::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(start);
    }
}
