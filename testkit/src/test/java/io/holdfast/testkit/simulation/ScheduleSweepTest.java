package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The promise, held against thousands of fault schedules; {@link SimulationMain} runs more of them. */
class ScheduleSweepTest {

    private static final int SCHEDULES = 2_000;

    @Test
    void noScheduleBreaksThePromise() {
        final ScheduleSweep sweep = ScheduleSweep.overAll();
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            assertThat(sweep.run(seed)).isNull();
        }
        assertThat(sweep.schedules()).isEqualTo(SCHEDULES);
        assertThat(sweep.losses()).as("schedules that hit something").isGreaterThan(SCHEDULES / 3);
    }

    @Test
    void aFailureSaysHowToRunItAgain() {
        final ScheduleSweep sweep = new ScheduleSweep(
                List.of(ToyAdapter.exchange(ToyAdapter.Mistake.PRICES_MISREAD, Duration.ofMillis(250))),
                List.of(FaultKind.RST, FaultKind.LATENCY));
        assertThat(sweep.run(77))
                .contains("seed 77:", "WRONG_", "last transitions:", "last frames:")
                .contains("SimulationMain --seed 77 --schedules 1 --keep none");
    }

    @Test
    void aScheduleIsDrawnFromItsSeedAlone() {
        assertThat(draw(5)).isEqualTo(draw(5)).isNotEqualTo(draw(6));
        assertThat(draw(5).events()).hasSize(20).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        assertThat(draw(5).toString().lines()).hasSize(20).allMatch(line -> line.matches("\\d+\\.\\d{3} s [A-Z_]+.*"));
    }

    private static FaultSchedule draw(long seed) {
        return FaultSchedule.draw(
                new SplittableRandom(seed),
                List.of(FaultKind.values()),
                2,
                20,
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofSeconds(30));
    }
}
