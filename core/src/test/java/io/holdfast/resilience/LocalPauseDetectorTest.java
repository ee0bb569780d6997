package io.holdfast.resilience;

import static io.holdfast.resilience.LocalPauseDetector.Finding.NONE;
import static io.holdfast.resilience.LocalPauseDetector.Finding.PAUSE;
import static io.holdfast.resilience.LocalPauseDetector.Finding.PAUSE_AND_CLOCK_STEP;
import static io.holdfast.resilience.LocalPauseDetector.Finding.SUSPEND_OR_CLOCK_STEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LocalPauseDetectorTest {

    private static final long MILLI = 1_000_000;

    private final LocalPauseDetector detector = new LocalPauseDetector();
    private long now = Long.MAX_VALUE - 50 * MILLI; // every test crosses the wrap
    private long wall = 1_700_000_000_000_000_000L;

    @Test
    void theFirstTickShowsNothing() {
        assertThat(detector.tick(now, wall)).isEqualTo(NONE);
        assertThat(detector.lateNanos()).isZero();
        assertThat(detector.driftNanos()).isZero();
    }

    @Test
    void aTickThatComesLateIsAPause() {
        detector.tick(now, wall);
        assertThat(after(599 * MILLI, 599 * MILLI)).isEqualTo(NONE);
        assertThat(detector.lateNanos()).isEqualTo(499 * MILLI);
        assertThat(after(600 * MILLI, 600 * MILLI)).isEqualTo(PAUSE);
        assertThat(detector.lateNanos()).isEqualTo(500 * MILLI);
        assertThat(after(100 * MILLI, 100 * MILLI)).isEqualTo(NONE);
        assertThat(after(10 * MILLI, 10 * MILLI)).isEqualTo(NONE);
        assertThat(detector.lateNanos()).isZero();
    }

    @Test
    void aWallClockThatMovesAgainstTheOtherIsASuspendOrAStep() {
        detector.tick(now, wall);
        assertThat(after(100 * MILLI, 1_099 * MILLI)).isEqualTo(NONE);
        assertThat(after(100 * MILLI, 1_100 * MILLI)).isEqualTo(SUSPEND_OR_CLOCK_STEP);
        assertThat(detector.driftNanos()).isEqualTo(1_000 * MILLI);
        assertThat(after(100 * MILLI, -900 * MILLI)).isEqualTo(SUSPEND_OR_CLOCK_STEP);
        assertThat(detector.driftNanos()).isEqualTo(-1_000 * MILLI);
        assertThat(after(100 * MILLI, -899 * MILLI)).isEqualTo(NONE);
        assertThat(after(3_000 * MILLI, 30_000 * MILLI)).isEqualTo(PAUSE_AND_CLOCK_STEP);
    }

    /** A clock that is slewed by 500 ppm for a day, with ticks that jitter by up to 400 ms, shows nothing. */
    @Property(tries = 20, seed = "20261124")
    void slewingAndJitterAreNoPause(@ForAll @LongRange(min = 0, max = 400) long jitterMillis) {
        final LocalPauseDetector watched = new LocalPauseDetector();
        watched.tick(now, wall);
        for (int i = 0; i < 100_000; i++) {
            final long elapsed = 100 * MILLI + (i * 7919L % (jitterMillis + 1)) * MILLI;
            now += elapsed;
            wall += elapsed + elapsed / 2_000;
            assertThat(watched.tick(now, wall)).isEqualTo(NONE);
        }
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        final Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new LocalPauseDetector(Duration.ZERO, second, second))
                .hasMessage("interval: PT0S (expected: above zero, at most PT1H)");
        assertThatThrownBy(() -> new LocalPauseDetector(second, Duration.ofSeconds(-1), second))
                .hasMessageStartingWith("pause: ");
        assertThatThrownBy(() -> new LocalPauseDetector(second, second, Duration.ofHours(2)))
                .hasMessageStartingWith("drift: ");
        assertThat(new LocalPauseDetector(Duration.ofHours(1), second, second)).isNotNull();
    }

    private LocalPauseDetector.Finding after(long elapsedNanos, long wallNanos) {
        now += elapsedNanos;
        wall += wallNanos;
        return detector.tick(now, wall);
    }
}
