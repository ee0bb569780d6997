package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;

/** A thousand sessions that lose one exchange at the same instant, for a minute or for five. */
class ReconnectHerdTest {

    private static final int SESSIONS = 1_000;
    private static final long SECOND = 1_000_000_000;
    private static final long BIN = SECOND / 10;
    private static final long FAILED_ATTEMPT = SECOND / 20; // refused after 50 ms

    /** When even the last session has come to the 30 s ceiling: its waits before sum up to 32 s at most. */
    private static final long ALL_AT_THE_CAP = 35 * SECOND;

    /** What came of it. */
    private record Herd(long[] recoveryNanos, int[] attemptsInBin, int attempts) {

        double recoverySeconds(double quantile) {
            return recoveryNanos[(int) Math.ceil(quantile * recoveryNanos.length) - 1] / 1e9;
        }

        int busiest(long fromNanos) {
            return Arrays.stream(attemptsInBin, (int) (fromNanos / BIN), attemptsInBin.length)
                    .max()
                    .orElseThrow();
        }
    }

    // B13
    @Tag("statistics")
    @Property(tries = 40, seed = "20261124")
    void afterAMinuteHalfAreBackInNineSecondsAndAllButAHundredthInTwentySeven(
            @ForAll("jitters") Jitter jitter, @ForAll @LongRange(min = 0, max = 1_000) long seed) {
        final Herd herd = cutFor(60 * SECOND, BackoffPolicy.DEFAULT.withJitter(jitter), seed);

        assertThat(herd.recoverySeconds(0.5)).isBetween(7.5, 10.5);
        assertThat(herd.recoverySeconds(0.99)).isBetween(24.0, 28.5);
        assertThat(herd.recoverySeconds(1.0)).isLessThan(30.1); // one ceiling and one attempt
        assertThat(herd.busiest(ALL_AT_THE_CAP)).isLessThanOrEqualTo(SESSIONS * 25 / 1_000);
        assertThat((double) herd.attempts / SESSIONS).isBetween(8.0, 14.0);
    }

    @Tag("statistics")
    @Property(tries = 10, seed = "20261124")
    void afterFiveMinutesTheyStillHaveNotFallenIntoStep(
            @ForAll("jitters") Jitter jitter, @ForAll @LongRange(min = 0, max = 1_000) long seed) {
        final Herd herd = cutFor(300 * SECOND, BackoffPolicy.DEFAULT.withJitter(jitter), seed);

        assertThat(herd.recoverySeconds(0.5)).isBetween(7.5, 11.0);
        assertThat(herd.recoverySeconds(0.99)).isBetween(24.0, 28.5);
        assertThat(herd.busiest(ALL_AT_THE_CAP)).isLessThanOrEqualTo(SESSIONS * 25 / 1_000);
    }

    /** The check sees a herd where there is one. */
    @Tag("statistics")
    @Property(tries = 1, seed = "20261124")
    void withoutJitterTheyComeBackAllAtOnce() {
        final Herd herd = cutFor(60 * SECOND, BackoffPolicy.DEFAULT.withJitter(Jitter.NONE), 1);

        assertThat(herd.busiest(ALL_AT_THE_CAP)).isEqualTo(SESSIONS);
    }

    @Provide
    Arbitrary<Jitter> jitters() {
        return Arbitraries.of(Jitter.FULL, Jitter.FLOORED_FULL);
    }

    private static Herd cutFor(long outageNanos, BackoffPolicy policy, long seed) {
        final SplittableRandom seeds = new SplittableRandom(seed);
        final long[] recovery = new long[SESSIONS];
        final int[] bins = new int[(int) ((outageNanos + 2 * policy.maxDelay().toNanos()) / BIN)];
        int attempts = 0;
        for (int session = 0; session < SESSIONS; session++) {
            final Backoff backoff = new Backoff(policy, seeds.split());
            backoff.grantImmediateRetry(); // each had been stable
            long now = 0;
            for (; ; ) {
                now += backoff.nextDelayNanos();
                attempts++;
                bins[(int) (now / BIN)]++;
                if (now >= outageNanos) {
                    break;
                }
                now += FAILED_ATTEMPT;
            }
            recovery[session] = now - outageNanos;
        }
        Arrays.sort(recovery);
        return new Herd(recovery, bins, attempts);
    }
}
