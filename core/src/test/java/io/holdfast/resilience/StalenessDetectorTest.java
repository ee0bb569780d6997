package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StalenessDetectorTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long HOUR = 3_600 * SECOND;

    /** Convicts at twice what is suspect, as the default does. */
    private final StalenessDetector detector = new StalenessDetector(StalenessPolicy.DEFAULT);

    private long now = Long.MAX_VALUE - 10 * SECOND; // every test crosses the wrap

    @Test
    void aSubscriptionThatNeverSendsIsSuspectAndThenConvicted() {
        detector.arm(now);

        now += 30 * SECOND - 1;
        assertThat(detector.check(now)).isEqualTo(Suspicion.NONE);
        assertThat(detector.nanosUntilChange(now)).isEqualTo(1);
        now += 1;
        assertThat(detector.check(now)).isEqualTo(Suspicion.SUSPECT);
        assertThat(detector.nanosUntilChange(now)).isEqualTo(30 * SECOND);
        now += 30 * SECOND - 1;
        assertThat(detector.check(now)).isEqualTo(Suspicion.SUSPECT);
        now += 1;
        assertThat(detector.check(now)).isEqualTo(Suspicion.CONVICT);
        assertThat(detector.nanosUntilChange(now)).isEqualTo(Long.MAX_VALUE);
        assertThat(detector.silentNanos(now)).isEqualTo(60 * SECOND);
    }

    @Test
    void itIsJudgedByItsOwnRhythmOnceThatIsKnown() {
        detector.arm(now);
        beat(20, 2 * SECOND);
        assertThat(detector.isRhythmKnown()).isFalse(); // 20 arrivals, 19 gaps
        beat(1, 2 * SECOND);
        assertThat(detector.isRhythmKnown()).isTrue();

        assertThat(detector.suspectNanos()).isEqualTo(6 * SECOND);
        assertThat(detector.convictNanos()).isEqualTo(12 * SECOND);
        now += 6 * SECOND;
        assertThat(detector.check(now)).isEqualTo(Suspicion.SUSPECT);
        detector.onData(now);
        assertThat(detector.check(now)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void theLimitStaysBetweenFloorAndCeiling() {
        detector.arm(now);
        beat(50, MILLI);
        assertThat(detector.suspectNanos()).isEqualTo(SECOND);

        final StalenessDetector slow = new StalenessDetector(StalenessPolicy.DEFAULT);
        slow.arm(now);
        for (int i = 0; i < 50; i++) {
            now += 299 * SECOND;
            slow.onData(now);
        }
        assertThat(slow.suspectNanos()).isEqualTo(300 * SECOND);
        assertThat(slow.convictNanos()).isEqualTo(600 * SECOND);
    }

    @Test
    void whatEndsASuspectSilenceIsNotLearned() {
        detector.arm(now);
        beat(50, 2 * SECOND);
        now += 6 * SECOND;
        detector.onData(now);
        assertThat(detector.suspectNanos()).isEqualTo(6 * SECOND);
    }

    @Test
    void aVindicatedSilenceDoesNotConvictAndIsLearned() {
        detector.arm(now);
        beat(50, 2 * SECOND);
        detector.vindicate(now); // nothing is suspect: nothing to take back
        now += 7 * SECOND;
        detector.vindicate(now);
        assertThat(detector.nanosUntilChange(now)).isEqualTo(Long.MAX_VALUE);
        now += 50 * SECOND;
        assertThat(detector.check(now)).isEqualTo(Suspicion.SUSPECT);

        detector.onData(now);
        assertThat(detector.suspectNanos()).isEqualTo(171 * SECOND);
        now += 170 * SECOND;
        assertThat(detector.check(now)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void nobodyIsBlamedForAPauseOfOurOwn() {
        detector.arm(now);
        beat(50, 2 * SECOND);
        now += 20 * SECOND;
        detector.excuse(now);
        assertThat(detector.check(now)).isEqualTo(Suspicion.NONE);
        now += 5 * SECOND;
        detector.onData(now);
        assertThat(detector.suspectNanos()).isEqualTo(6 * SECOND); // 5 s would have made it 15 s
    }

    @Test
    void theRhythmOutlivesTheConnection() {
        detector.arm(now);
        beat(50, 2 * SECOND);
        detector.disarm();
        now += HOUR;
        assertThat(detector.check(now)).isEqualTo(Suspicion.NONE);
        assertThat(detector.nanosUntilChange(now)).isEqualTo(Long.MAX_VALUE);
        assertThat(detector.silentNanos(now)).isZero();
        detector.onData(now); // of nothing that is watched

        detector.arm(now);
        now += 5 * SECOND;
        detector.onData(now); // the first wait is the exchange's delay, not the rhythm
        assertThat(detector.suspectNanos()).isEqualTo(6 * SECOND);
        assertThat(detector.isArmed()).isTrue();
    }

    @Test
    void aRhythmThatQuickensIsFollowedWhenTheOldGapsAreForgotten() {
        detector.arm(now);
        beat(200, 10 * SECOND);
        assertThat(detector.suspectNanos()).isEqualTo(30 * SECOND);
        beat(1_200, SECOND);
        assertThat(detector.suspectNanos()).isEqualTo(3 * SECOND);
    }

    @Test
    void aBurstDoesNotWipeOutTheMemory() {
        detector.arm(now);
        beat(100, 10 * SECOND);
        beat(20_000, MILLI);
        assertThat(detector.suspectNanos()).isEqualTo(30 * SECOND);
    }

    @Test
    void aRhythmSlowerThanTheColdStartIsLearnedToo() {
        detector.arm(now);
        beat(30, 60 * SECOND);
        assertThat(detector.isRhythmKnown()).isTrue();
        assertThat(detector.suspectNanos()).isEqualTo(180 * SECOND);
    }

    @Test
    void stampsInTheWrongOrderDoNoHarm() {
        detector.arm(now);
        beat(50, 2 * SECOND);
        detector.onData(now - SECOND);
        assertThat(detector.silentNanos(now)).isZero();
        assertThat(detector.suspectNanos()).isEqualTo(6 * SECOND);
    }

    @Test
    void aPromisedRhythmIsNotLearned() {
        final StalenessDetector heartbeat =
                new StalenessDetector(StalenessPolicy.fixed(Duration.ofSeconds(3), Duration.ofSeconds(10)));
        heartbeat.arm(now);
        for (int i = 0; i < 50; i++) {
            now += MILLI;
            heartbeat.onData(now);
        }
        assertThat(heartbeat.suspectNanos()).isEqualTo(3 * SECOND);
        assertThat(heartbeat.convictNanos()).isEqualTo(10 * SECOND);
    }

    /**
     * Up to a day of a quiet market: random gaps of any mean, bursts, and up to 1 s of jitter on top. Once the first half
     * of its memory is full, at most one silence is flagged and none convicts, even without a probe to vindicate it.
     */
    @Tag("statistics")
    @Property(tries = 60, seed = "20261124")
    void aQuietMarketIsNotTakenForADeadOne(
            @ForAll @LongRange(min = 20, max = 20_000) long meanMillis, @ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final StalenessDetector watched = new StalenessDetector(StalenessPolicy.DEFAULT);
        watched.arm(now);
        final long end = now + 24 * HOUR;
        long flags = 0;
        long gaps = 0;
        boolean calm = true;
        while (now - end < 0 && gaps < 200_000) {
            calm = calm ? random.nextInt(500) > 0 : random.nextInt(50) == 0; // bursts, ten times as dense
            final double mean = meanMillis * (calm ? 1.0 : 0.1);
            final long gapNanos = (long) (-Math.log(1 - random.nextDouble()) * mean * MILLI) + random.nextLong(SECOND);
            now += gapNanos;
            final Suspicion suspicion = watched.check(now);
            if (suspicion != Suspicion.NONE) {
                watched.vindicate(now); // as the engine does when the ping is answered
                flags += gaps > 500 ? 1 : 0;
            }
            if (gaps > 500) {
                assertThat(suspicion)
                        .as("gap %d ms of mean %d", gapNanos / MILLI, meanMillis)
                        .isNotEqualTo(Suspicion.CONVICT);
            }
            watched.onData(now);
            gaps++;
        }
        assertThat(flags).isLessThanOrEqualTo(1);
    }

    /** However it has behaved before, silence is seen within the ceilings, and within the factors of its longest gap. */
    @Property(tries = 1_000, seed = "20261124")
    void silenceIsSeenWithinItsBounds(
            @ForAll @IntRange(min = 0, max = 3_000) int arrivals,
            @ForAll @LongRange(min = 1, max = 60_000) long longestMillis,
            @ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final StalenessDetector watched = new StalenessDetector(StalenessPolicy.DEFAULT);
        watched.arm(now);
        long longest = 0;
        for (int i = 0; i < arrivals; i++) {
            final long gap = random.nextLong(longestMillis * MILLI) + 1;
            longest = i == 0 ? longest : Math.max(longest, gap);
            now += gap;
            watched.onData(now);
        }
        final long expected =
                watched.isRhythmKnown() ? Math.min(300 * SECOND, Math.max(SECOND, 3 * longest)) : 30 * SECOND;
        final long suspectAt = now + watched.nanosUntilChange(now);
        assertThat(suspectAt - now).isLessThanOrEqualTo(expected);
        assertThat(watched.check(suspectAt - 1)).isEqualTo(Suspicion.NONE);
        assertThat(watched.check(suspectAt)).isEqualTo(Suspicion.SUSPECT);
        final long convictAt = suspectAt + watched.nanosUntilChange(suspectAt);
        assertThat(convictAt - now).isEqualTo(2 * (suspectAt - now)).isLessThanOrEqualTo(600 * SECOND);
        assertThat(watched.check(convictAt - 1)).isEqualTo(Suspicion.SUSPECT);
        assertThat(watched.check(convictAt)).isEqualTo(Suspicion.CONVICT);
    }

    @Test
    void watchingAllocatesNothing() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        detector.arm(now);
        beat(100_000, MILLI);
        final long before = threads.getThreadAllocatedBytes(self);
        beat(100_000, MILLI);
        final long allocated = threads.getThreadAllocatedBytes(self) - before;
        assertThat(allocated).isLessThan(4_096);
    }

    @Test
    void policiesOutOfRangeAreRefusedByName() {
        final Duration second = Duration.ofSeconds(1);
        final Duration minute = Duration.ofMinutes(1);
        assertThatThrownBy(() -> policy(Duration.ZERO, minute, minute, 1, second, 1, 1, minute))
                .hasMessage("floor: PT0S (expected: 1 ns .. PT24H)");
        assertThatThrownBy(() -> policy(minute, second, minute, 1, second, 1, 1, minute))
                .hasMessage("ceiling: PT1S (expected: floor PT1M .. PT24H)");
        assertThatThrownBy(() -> policy(second, minute, Duration.ofMillis(1), 1, second, 1, 1, minute))
                .hasMessage("coldStart: PT0.001S (expected: floor PT1S .. PT1M)");
        assertThatThrownBy(() -> policy(second, minute, Duration.ofHours(1), 1, second, 1, 1, minute))
                .hasMessageStartingWith("coldStart: ");
        assertThatThrownBy(() -> policy(second, minute, minute, 0, second, 1, 1, minute))
                .hasMessage("leastGaps: 0 (expected: 1 .. 500)");
        assertThatThrownBy(() -> policy(second, minute, minute, 501, second, 1, 1, minute))
                .hasMessageStartingWith("leastGaps: ");
        assertThatThrownBy(() -> policy(second, minute, minute, 1, Duration.ofDays(2), 1, 1, minute))
                .hasMessage("memory: PT48H (expected: none PT0S .. PT24H)");
        assertThatThrownBy(() -> policy(second, minute, minute, 1, second, 0.9, 1, minute))
                .hasMessage("factor: 0.9 (expected: 1.0 .. 100.0)");
        assertThatThrownBy(() -> policy(second, minute, minute, 1, second, 1, Double.NaN, minute))
                .hasMessage("convictFactor: NaN (expected: 1.0 .. 100.0)");
        assertThatThrownBy(() -> policy(second, minute, minute, 1, second, 1, 100.1, minute))
                .hasMessageStartingWith("convictFactor: ");
        assertThatThrownBy(() -> policy(second, minute, minute, 1, second, 1, 1, second))
                .hasMessage("convictCeiling: PT1S (expected: ceiling PT1M .. PT168H)");
        assertThatThrownBy(() -> StalenessPolicy.fixed(second, Duration.ofMillis(1)))
                .hasMessageStartingWith("convictFactor: ");
        assertThat(policy(second, minute, minute, 500, Duration.ofDays(1), 100, 100, Duration.ofDays(7)))
                .isNotNull();
    }

    private void beat(int times, long gapNanos) {
        for (int i = 0; i < times; i++) {
            now += gapNanos;
            detector.onData(now);
        }
    }

    private static StalenessPolicy policy(
            Duration floor,
            Duration ceiling,
            Duration coldStart,
            int leastGaps,
            Duration memory,
            double factor,
            double convictFactor,
            Duration convictCeiling) {
        return new StalenessPolicy(floor, ceiling, coldStart, leastGaps, memory, factor, convictFactor, convictCeiling);
    }
}
