package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Invariants of backoff; the letter and number before each is its name in the project's catalogue. */
class BackoffPropertyTest {

    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final int DRAWS = 100_000;
    private static final int DRAWS_AT_THE_CAP = 10_000;

    // B1, B8
    @Property(tries = 10_000, seed = "20261124")
    void everyWaitLiesBetweenFloorAndMaximum(
            @ForAll("policies") BackoffPolicy policy, @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int n) {
        final Backoff backoff = backoff(policy, seed);
        final long maxNanos = policy.maxDelay().toNanos();
        for (int attempt = 1; attempt <= n; attempt++) {
            final long delayNanos = backoff.nextDelayNanos();
            final boolean chained = policy.jitter() == Jitter.DECORRELATED;
            final long ceilingNanos = chained ? maxNanos : policy.ceilingNanos(attempt);
            assertThat(delayNanos)
                    .as("attempt %d", attempt)
                    .isBetween(policy.floorNanos(ceilingNanos), ceilingNanos)
                    .isLessThanOrEqualTo(maxNanos);
        }
    }

    // B2, B4
    @Property(tries = 10_000, seed = "20261124")
    void theCeilingNeverFallsAndNeverLeavesItsRangeAtAnyAttempt(
            @ForAll("policies") BackoffPolicy policy, @ForAll @IntRange(min = 1) int attempt) {
        final long initialNanos = policy.initialDelay().toNanos();
        final long maxNanos = policy.maxDelay().toNanos();
        final long ceilingNanos = policy.ceilingNanos(attempt);

        assertThat(ceilingNanos).isBetween(initialNanos, maxNanos);
        assertThat(policy.ceilingNanos(1)).isEqualTo(initialNanos);
        assertThat(policy.ceilingNanos(Integer.MAX_VALUE)).isBetween(ceilingNanos, maxNanos);
        assertThat(policy.ceilingNanos(attempt == 1 ? 1 : attempt - 1)).isLessThanOrEqualTo(ceilingNanos);
        if (policy.multiplier() > 1) {
            assertThat(policy.ceilingNanos(Integer.MAX_VALUE)).isEqualTo(maxNanos);
        }
    }

    // B3
    @Property(tries = 10_000, seed = "20261124")
    void theCeilingGrowsAtEveryStepBelowTheMaximum(
            @ForAll("growingPolicies") BackoffPolicy policy, @ForAll @IntRange(min = 1, max = 40_000) int attempt) {
        final long ceilingNanos = policy.ceilingNanos(attempt);
        if (ceilingNanos < policy.maxDelay().toNanos()) {
            assertThat(policy.ceilingNanos(attempt + 1)).isGreaterThan(ceilingNanos);
        }
    }

    // B3: one bad step anywhere in a run would stall or bend the curve, so whole runs are walked as well
    @Tag("statistics")
    @Property(tries = 200, seed = "20261124")
    void aWholeRunGrowsStrictlyUpToTheMaximum(@ForAll("growingPolicies") BackoffPolicy policy) {
        final long maxNanos = policy.maxDelay().toNanos();
        long previousNanos = 0;
        int attempt = 0;
        while (previousNanos < maxNanos && attempt < 50_000) {
            attempt++;
            final long ceilingNanos = policy.ceilingNanos(attempt);
            if (ceilingNanos <= previousNanos) {
                assertThat(ceilingNanos).as("attempt %d", attempt).isGreaterThan(previousNanos);
            }
            previousNanos = ceilingNanos;
        }
        assertThat(previousNanos).isEqualTo(maxNanos);
    }

    // B6
    @Property(tries = 2_000, seed = "20261124")
    void noWaitIsZeroButOneGrantedImmediateRetry(
            @ForAll("policies") BackoffPolicy policy,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 50) int before,
            @ForAll @IntRange(min = 1, max = 3) int grants) {
        final Backoff backoff = backoff(policy, seed);
        for (int i = 0; i < before; i++) {
            assertThat(backoff.nextDelayNanos()).isPositive();
        }
        backoff.reset();
        for (int i = 0; i < grants; i++) {
            backoff.grantImmediateRetry();
        }
        assertThat(backoff.nextDelayNanos()).isZero();
        for (int i = 0; i < 50; i++) {
            assertThat(backoff.nextDelayNanos()).isPositive();
        }
    }

    // B7: the cap is applied before the draw, so the cap itself is as rare as any other value
    @Tag("statistics")
    @Property(tries = 20, seed = "20261124")
    void noWaitPilesUpAtTheMaximum(@ForAll("spreading") Jitter jitter, @ForAll long seed) {
        final BackoffPolicy policy = BackoffPolicy.DEFAULT.withJitter(jitter);
        final Backoff backoff = backoff(policy, seed);
        final long maxNanos = policy.maxDelay().toNanos();
        int atMaximum = 0;
        for (int i = 0; i < DRAWS; i++) {
            atMaximum += backoff.nextDelayNanos() == maxNanos ? 1 : 0;
        }
        assertThat(atMaximum).isLessThanOrEqualTo(DRAWS / 1_000);
    }

    // B9
    @Tag("statistics")
    @Property(tries = 12, seed = "20261124")
    void theDrawsFillTheDeclaredInterval(@ForAll("boundedJitters") Jitter jitter, @ForAll long seed) {
        final BackoffPolicy policy = atTheCap(jitter);
        final long[] sorted = sortedDraws(policy, seed, DRAWS);
        final long high = policy.maxDelay().toNanos();
        final long low = policy.floorNanos(high);

        assertThat(sorted[0]).isGreaterThanOrEqualTo(low);
        assertThat(sorted[DRAWS - 1]).isLessThanOrEqualTo(high);
        assertThat((double) (sorted[DRAWS - 1] - sorted[0]) / (high - low)).isGreaterThan(0.99);
    }

    // B9, to the nanosecond: in a tiny interval both ends are drawn
    @Property(tries = 12, seed = "20261124")
    void bothEndsOfTheIntervalAreDrawn(@ForAll("boundedJitters") Jitter jitter, @ForAll long seed) {
        final BackoffPolicy policy =
                new BackoffPolicy(Duration.ofNanos(20), Duration.ofNanos(20), 1.0, jitter, BackoffPolicy.UNLIMITED);
        final long[] sorted = sortedDraws(policy, seed, 10_000);

        assertThat(sorted[0]).isEqualTo(policy.floorNanos(20));
        assertThat(sorted[sorted.length - 1]).isEqualTo(20);
    }

    // B10: Kolmogorov-Smirnov; fixed seeds, since one honest sample in a thousand lies beyond the bound
    @Tag("statistics")
    @Property(tries = 30, seed = "20261124")
    void theDrawsAreUniform(@ForAll("boundedJitters") Jitter jitter, @ForAll @LongRange(min = 0, max = 9) long seed) {
        final BackoffPolicy policy = atTheCap(jitter);
        final long[] sorted = sortedDraws(policy, seed, DRAWS_AT_THE_CAP);
        final double high = policy.maxDelay().toNanos();
        final double low = policy.floorNanos(policy.maxDelay().toNanos());
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            final double expected = (sorted[i] - low) / (high - low);
            distance = Math.max(distance, Math.abs(expected - i / (double) sorted.length));
            distance = Math.max(distance, Math.abs(expected - (i + 1) / (double) sorted.length));
        }
        assertThat(distance).isLessThan(1.95 / Math.sqrt(sorted.length));
    }

    // B11
    @Property(tries = 100, seed = "20261124")
    void theSameSeedRepeatsAndAnotherDoesNot(@ForAll("spreading") Jitter jitter, @ForAll long seed) {
        final BackoffPolicy policy = BackoffPolicy.DEFAULT.withJitter(jitter);

        assertThat(draws(policy, seed, 100)).isEqualTo(draws(policy, seed, 100));
        assertThat(draws(policy, seed, 100)).isNotEqualTo(draws(policy, seed + 1, 100));
    }

    // B11
    @Tag("statistics")
    @Property(tries = 30, seed = "20261124")
    void twoSessionsAreNotCorrelated(
            @ForAll("boundedJitters") Jitter jitter, @ForAll @LongRange(min = 0, max = 9) long seed) {
        final long[] one = draws(atTheCap(jitter), seed, DRAWS_AT_THE_CAP);
        final long[] other = draws(atTheCap(jitter), seed + 10, DRAWS_AT_THE_CAP);

        assertThat(correlation(one, other, 0)).isCloseTo(0, within(4 / Math.sqrt(DRAWS_AT_THE_CAP)));
    }

    // B12
    @Tag("statistics")
    @Property(tries = 30, seed = "20261124")
    void successiveWaitsAtTheMaximumAreIndependent(
            @ForAll("boundedJitters") Jitter jitter, @ForAll @LongRange(min = 0, max = 9) long seed) {
        final long[] draws = draws(atTheCap(jitter), seed, DRAWS_AT_THE_CAP);

        assertThat(correlation(draws, draws, 1)).isCloseTo(0, within(4 / Math.sqrt(DRAWS_AT_THE_CAP)));
    }

    // B13
    @Tag("statistics")
    @Property(tries = 20, seed = "20261124")
    void aHerdAtTheMaximumSpreadsOut(
            @ForAll("herdJitters") Jitter jitter, @ForAll @LongRange(min = 0, max = 9) long seed) {
        final int clients = 1_000;
        final int binNanos = 100_000_000;
        final BackoffPolicy policy = BackoffPolicy.DEFAULT.withJitter(jitter);
        final SplittableRandom seeds = new SplittableRandom(seed);
        final int[] bins = new int[(int) (policy.maxDelay().toNanos() / binNanos) + 1];
        for (int client = 0; client < clients; client++) {
            final Backoff backoff = new Backoff(policy, seeds.split());
            for (int attempt = 1; attempt < 20; attempt++) {
                backoff.nextDelayNanos();
            }
            bins[(int) (backoff.nextDelayNanos() / binNanos)]++;
        }
        assertThat(Arrays.stream(bins).max().orElseThrow()).isLessThanOrEqualTo(clients * 25 / 1_000);
    }

    // B16
    @Property(tries = 10_000, seed = "20261124")
    void aHintIsALowerBoundWhateverItIs(
            @ForAll("policies") BackoffPolicy policy,
            @ForAll long seed,
            @ForAll long hintNanos,
            @ForAll boolean granted) {
        final Backoff plain = backoff(policy, seed);
        final Backoff hinted = backoff(policy, seed);
        if (granted && hintNanos > 0) {
            hinted.grantImmediateRetry(); // must not undercut the hint
        }
        final long ownNanos = plain.nextDelayNanos();
        final long delayNanos = hinted.nextDelayNanos(hintNanos);
        final long believedNanos = Math.max(0, Math.min(hintNanos, Backoff.LONGEST_HINT.toNanos()));

        assertThat(delayNanos).isEqualTo(believedNanos + ownNanos).isGreaterThan(believedNanos);
    }

    // B17
    @Property(tries = 500, seed = "20261124")
    void exactlyTheAllowedAttemptsAreGranted(
            @ForAll("policies") BackoffPolicy policy,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int attempts,
            @ForAll boolean immediate) {
        final Backoff backoff = backoff(policy.withMaxAttempts(attempts), seed);
        if (immediate) {
            backoff.grantImmediateRetry();
        }
        int granted = 0;
        while (!backoff.exhausted()) {
            backoff.nextDelayNanos();
            granted++;
            assertThat(backoff.attempt()).isEqualTo(granted);
        }
        assertThat(granted).isEqualTo(attempts);
    }

    // B17: unlimited means unlimited, and the counter stops instead of wrapping
    @Property(tries = 100, seed = "20261124")
    void withoutALimitAttemptsNeverEnd(@ForAll("policies") BackoffPolicy policy, @ForAll long seed) {
        final Backoff backoff = backoff(policy, seed);
        for (int i = 1; i <= 2_000; i++) {
            backoff.nextDelayNanos();
            assertThat(backoff.exhausted()).isFalse();
            assertThat(backoff.attempt()).isEqualTo(i);
        }
    }

    // B18, B19, B20: by differences of one monotonic clock, wherever it stands; no wall clock is asked for at all
    @Property(tries = 2_000, seed = "20261124")
    void noAttemptStartsAfterTheMaximumElapsedTime(
            @ForAll("policies") BackoffPolicy policy,
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long elapsedNanos,
            @ForAll long origin,
            @ForAll long seed) {
        final Backoff backoff = backoff(policy.withMaxElapsed(Duration.ofNanos(elapsedNanos)), seed);
        final Backoff unlimited = backoff(policy, seed);
        final SplittableRandom failures = new SplittableRandom(seed);
        long elapsed = 0;
        for (int i = 0; i < 200 && !backoff.exhausted(0, origin + elapsed); i++) {
            final long delayNanos = backoff.nextDelayNanos(0, origin + elapsed);
            final long wanted = unlimited.nextDelayNanos();
            assertThat(delayNanos).isEqualTo(Math.min(wanted, elapsedNanos - elapsed)); // cut, not skipped
            elapsed += delayNanos;
            assertThat(elapsed).isLessThanOrEqualTo(elapsedNanos);
            elapsed += failures.nextLong(1_000_000); // the attempt takes a while and fails
        }
    }

    // B14, as far as it is the backoff's
    @Property(tries = 1_000, seed = "20261124")
    void aResetBeginsAgainAtTheFirstWait(
            @ForAll("policies") BackoffPolicy policy, @ForAll long seed, @ForAll @IntRange(min = 0, max = 50) int n) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Backoff used = new Backoff(policy, random);
        for (int i = 0; i < n; i++) {
            used.nextDelayNanos();
        }
        used.grantImmediateRetry();
        used.reset();
        assertThat(used.attempt()).isZero();

        final Backoff fresh = new Backoff(policy, random.split());
        final long firstCeiling = policy.jitter() == Jitter.DECORRELATED
                ? Math.min(policy.maxDelay().toNanos(), policy.initialDelay().toNanos() * 3)
                : policy.initialDelay().toNanos();
        assertThat(used.nextDelayNanos()).isBetween(1L, firstCeiling);
        assertThat(fresh.nextDelayNanos()).isBetween(1L, firstCeiling);
    }

    @Provide
    Arbitrary<BackoffPolicy> policies() {
        return policies(Arbitraries.oneOf(Arbitraries.just(1.0), growth()));
    }

    @Provide
    Arbitrary<BackoffPolicy> growingPolicies() {
        return policies(growth());
    }

    @Provide
    Arbitrary<Jitter> spreading() {
        return Arbitraries.of(Jitter.FULL, Jitter.FLOORED_FULL, Jitter.EQUAL, Jitter.DECORRELATED);
    }

    @Provide
    Arbitrary<Jitter> boundedJitters() {
        return Arbitraries.of(Jitter.FULL, Jitter.FLOORED_FULL, Jitter.EQUAL);
    }

    /** Equal jitter has half the room, and its busiest bin comes near the bound; the default must stay below it. */
    @Provide
    Arbitrary<Jitter> herdJitters() {
        return Arbitraries.of(Jitter.FULL, Jitter.FLOORED_FULL);
    }

    private static Arbitrary<Double> growth() {
        return Arbitraries.doubles()
                .between(1.001, 100.0)
                .ofScale(3)
                .edgeCases(edges -> edges.includeOnly(1.001, 100.0));
    }

    private static Arbitrary<BackoffPolicy> policies(Arbitrary<Double> multipliers) {
        final Arbitrary<Long> nanos =
                Arbitraries.longs().between(1, DAY_NANOS).edgeCases(edges -> edges.includeOnly(1L, DAY_NANOS));
        return Combinators.combine(nanos, nanos, multipliers, Arbitraries.of(Jitter.values()))
                .as((a, b, multiplier, jitter) -> new BackoffPolicy(
                        Duration.ofNanos(Math.min(a, b)),
                        Duration.ofNanos(Math.max(a, b)),
                        multiplier,
                        jitter,
                        BackoffPolicy.UNLIMITED));
    }

    private static BackoffPolicy atTheCap(Jitter jitter) {
        return new BackoffPolicy(Duration.ofSeconds(30), Duration.ofSeconds(30), 2.0, jitter, BackoffPolicy.UNLIMITED);
    }

    private static Backoff backoff(BackoffPolicy policy, long seed) {
        return new Backoff(policy, new SplittableRandom(seed));
    }

    private static long[] draws(BackoffPolicy policy, long seed, int count) {
        final Backoff backoff = backoff(policy, seed);
        final long[] draws = new long[count];
        Arrays.setAll(draws, i -> backoff.nextDelayNanos());
        return draws;
    }

    private static long[] sortedDraws(BackoffPolicy policy, long seed, int count) {
        final long[] draws = draws(policy, seed, count);
        Arrays.sort(draws);
        return draws;
    }

    private static double correlation(long[] one, long[] other, int lag) {
        final double meanOne = Arrays.stream(one).average().orElseThrow();
        final double meanOther = Arrays.stream(other).average().orElseThrow();
        double covariance = 0;
        double varianceOne = 0;
        double varianceOther = 0;
        for (int i = 0; i + lag < one.length; i++) {
            final double a = one[i] - meanOne;
            final double b = other[i + lag] - meanOther;
            covariance += a * b;
            varianceOne += a * a;
            varianceOther += b * b;
        }
        return covariance / Math.sqrt(varianceOne * varianceOther);
    }
}
