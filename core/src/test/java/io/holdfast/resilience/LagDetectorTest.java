package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LagDetectorTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final LagDetector detector = new LagDetector(LagPolicy.DEFAULT);
    private long stamp = 1_767_225_600L * SECOND; // the sender's wall clock
    private long now = Long.MAX_VALUE - 5 * SECOND; // every test crosses the wrap

    /** A frame that was under way for so long, sent so long after the one before. */
    private Suspicion frame(long sentAfterNanos, long delayNanos) {
        stamp += sentAfterNanos;
        now += sentAfterNanos;
        return detector.onData(stamp, now + delayNanos);
    }

    private Suspicion frames(int count, long everyNanos, long delayNanos) {
        Suspicion last = detector.suspicion();
        for (int i = 0; i < count; i++) {
            last = frame(everyNanos, delayNanos);
        }
        return last;
    }

    @Test
    void aLinkThatCarriesLessThanIsSentIsSuspectedAtThreeSecondsAndConvictedAtTen() {
        frames(100, 100 * MILLI, 40 * MILLI);
        long delay = 40 * MILLI;
        long suspectedAt = 0;
        long convictedAt = 0;
        for (int i = 0; convictedAt == 0 && i < 1_000; i++) {
            delay += 50 * MILLI; // half a second each second
            final Suspicion suspicion = frame(100 * MILLI, delay);
            suspectedAt = suspectedAt == 0 && suspicion == Suspicion.SUSPECT ? delay : suspectedAt;
            convictedAt = suspicion == Suspicion.CONVICT ? delay : 0;
        }

        assertThat(suspectedAt).isBetween(3 * SECOND, 4 * SECOND);
        assertThat(convictedAt).isBetween(10 * SECOND, 11 * SECOND);
        assertThat(detector.lagNanos()).isBetween(10 * SECOND, 11 * SECOND);
    }

    @Test
    void itIsSuspectUntilTheLagHasFallenToHalf() {
        frames(10, 100 * MILLI, 0);
        assertThat(frames(30, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.SUSPECT);
        assertThat(frame(100 * MILLI, 1_600 * MILLI)).isEqualTo(Suspicion.SUSPECT);
        assertThat(frame(100 * MILLI, 1_400 * MILLI)).isEqualTo(Suspicion.NONE);
        assertThat(frame(100 * MILLI, 4 * SECOND)).as("one is none").isEqualTo(Suspicion.NONE);
    }

    @Test
    void oneFrameInTimeSpeaksForTheConnection() {
        frames(10, 100 * MILLI, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(frames(9, 100 * MILLI, 8 * SECOND)).isEqualTo(Suspicion.NONE);
            frame(100 * MILLI, 0);
        }
    }

    @Test
    void twoLateFramesAreTooFewHoweverFarApart() {
        frames(10, 100 * MILLI, 0);
        frame(SECOND, 20 * SECOND);
        assertThat(frame(60 * SECOND, 20 * SECOND)).isEqualTo(Suspicion.NONE);
        assertThat(frame(SECOND, 20 * SECOND)).isEqualTo(Suspicion.CONVICT);
    }

    @Test
    void whatHasPiledUpWhileTheReceiverStoodStillIsNobodysFault() {
        frames(10, 10 * MILLI, 0);
        final long woke = now + 5 * SECOND;
        for (int i = 0; i < 500; i++) { // five seconds of frames, read in 50 ms
            stamp += 10 * MILLI;
            assertThat(detector.onData(stamp, woke + i * MILLI / 10)).isEqualTo(Suspicion.NONE);
        }
    }

    @Test
    void aSnapshotOfThePastIsNoEvidence() {
        frames(10, 100 * MILLI, 0);
        for (int i = 0; i < 50; i++) {
            now += 100 * MILLI;
            assertThat(detector.onData(stamp - 60 * SECOND, now)).isEqualTo(Suspicion.NONE);
        }
        stamp += 5 * SECOND; // as long as the snapshots took
        assertThat(frames(20, 100 * MILLI, 0)).isEqualTo(Suspicion.NONE);
        assertThat(detector.lagNanos()).isLessThan(10 * MILLI);
    }

    @Test
    void aSenderWhoSetsItsClockBackIsBelievedAndWatchedFromThenOn() {
        frames(10, 100 * MILLI, 0);
        for (int i = 0; i < 10; i++) {
            stamp -= (i + 2) * SECOND;
            assertThat(frames(30, 100 * MILLI, 0)).isEqualTo(Suspicion.NONE);
        }
        assertThat(frames(60, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.SUSPECT);
    }

    @Test
    void aClockThatIsSetBackByMoreThanAnyQueueHoldsIsBelievedOnANewConnectionToo() {
        frames(10, 100 * MILLI, 0);
        detector.connectionOpened();
        stamp -= 3_600 * SECOND;
        assertThat(frames(30, 100 * MILLI, 0)).isEqualTo(Suspicion.NONE);
        assertThat(detector.lagNanos()).isZero();
    }

    @Test
    void aNewConnectionThatIsLateFromItsFirstFrameOnIsNoticedWhenItsStampsPassTheOldOnes() {
        frames(10, 100 * MILLI, 0);
        detector.connectionOpened();
        stamp -= 20 * SECOND;
        assertThat(frames(190, 100 * MILLI, 0)).isEqualTo(Suspicion.NONE);
        assertThat(frames(25, 100 * MILLI, 0)).isEqualTo(Suspicion.CONVICT);
    }

    @Test
    void aSenderWhoSetsItsClockForwardIsBelievedAtOnce() {
        frames(10, 100 * MILLI, 0);
        stamp += 20 * SECOND;
        assertThat(frames(20, 100 * MILLI, 0)).isEqualTo(Suspicion.NONE);
        assertThat(frames(20, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.SUSPECT);
    }

    @Test
    void onANewConnectionTheLagIsMeasuredByWhatTheOldOneTaught() {
        frames(10, 100 * MILLI, 0);
        detector.connectionOpened();
        assertThat(frames(20, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.SUSPECT);
        detector.connectionOpened();
        assertThat(detector.suspicion()).as("until the first evidence").isEqualTo(Suspicion.SUSPECT);
        assertThat(frame(100 * MILLI, 0)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void whatMayTellOfThePastSpeaksForTheConnectionButNotAgainstIt() {
        frames(10, 100 * MILLI, 0);
        for (int i = 0; i < 50; i++) {
            now += 100 * MILLI;
            stamp += 100 * MILLI;
            assertThat(detector.onPast(stamp, now + 30 * SECOND)).isEqualTo(Suspicion.NONE);
        }
        assertThat(frames(20, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.SUSPECT);
        assertThat(detector.onPast(stamp, now + 2 * SECOND)).isEqualTo(Suspicion.SUSPECT);
        assertThat(detector.onPast(stamp, now + SECOND)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void anExcuseMakesTheEvidenceBeginAnew() {
        frames(10, 100 * MILLI, 0);
        assertThat(frames(10, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.NONE);
        detector.excuse();
        assertThat(frames(10, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.NONE);
        assertThat(frames(1, 100 * MILLI, 4 * SECOND)).isEqualTo(Suspicion.SUSPECT);
    }

    @Test
    void aLagThatStaysForGoodBecomesTheMeasure() {
        frames(10, SECOND, 0);
        assertThat(frames(40 * 60, SECOND, 4 * SECOND)).isEqualTo(Suspicion.SUSPECT);
        assertThat(frames(30 * 60, SECOND, 4 * SECOND)).isEqualTo(Suspicion.NONE);
    }

    @Property(tries = 300, seed = "20261124")
    void clocksThatDriftAndJitterUpToASecondRaiseNoAlarm(
            @ForAll long seed, @ForAll @LongRange(min = -500, max = 500) long driftPerMillion) {
        final SplittableRandom random = new SplittableRandom(seed);
        final LagDetector watched = new LagDetector(LagPolicy.DEFAULT);
        final long origin = random.nextLong();
        long elapsed = 0;
        long read = 0;
        for (int i = 0; i < 20_000; i++) {
            elapsed += random.nextLong(2 * SECOND);
            final long sent = 1_767_225_600L * SECOND + elapsed + elapsed / 1_000_000 * driftPerMillion;
            read = Math.max(read, elapsed + random.nextLong(SECOND)); // in order
            assertThat(watched.onData(sent, origin + read)).isEqualTo(Suspicion.NONE);
        }
    }

    @Test
    void switchedOffItSaysNothing() {
        final LagDetector off = new LagDetector(LagPolicy.OFF);
        for (int i = 0; i < 100; i++) {
            assertThat(off.onData(stamp + i, now + i * 60 * SECOND)).isEqualTo(Suspicion.NONE);
        }
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        final Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new LagPolicy(Duration.ofNanos(1), second, second))
                .hasMessage("suspect: PT0.000000001S (expected: PT0.001S .. PT1H, or PT0S for never)");
        assertThatThrownBy(() -> new LagPolicy(second.multipliedBy(2), second, second))
                .hasMessage("convict: PT1S (expected: suspect PT2S .. PT1H, or PT0S for never)");
        assertThatThrownBy(() -> new LagPolicy(Duration.ZERO, second, second)).hasMessageStartingWith("convict: ");
        assertThatThrownBy(() -> new LagPolicy(second, second, Duration.ZERO))
                .hasMessage("persistence: PT0S (expected: PT0.001S .. PT1M)");
        assertThatThrownBy(() -> new LagPolicy(second, second, Duration.ofMinutes(2)))
                .hasMessageStartingWith("persistence: ");
        assertThat(new LagPolicy(second, LagPolicy.NEVER, second).convict()).isZero();
    }
}
