package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.feed.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A quiet market is not a dead one, and our own pauses are nobody's fault. */
class QuietMarketTest {

    private static final Duration DAY = Duration.ofHours(24);

    @Test
    void aDayOfAQuietMarketWithPausesAndJitterRaisesNoAlarm() {
        final SimulationReport report = run(pausesAndJitter(1_000), Duration.ofSeconds(90));
        assertNoAlarm(report);
        assertThat(report.events()).isGreaterThan(1_000);
    }

    /** The real plugins, each with its exchange's own heartbeats, pings and limits. */
    @ParameterizedTest
    @ValueSource(strings = {"binance", "kraken", "coinbase", "coinbase:exchange"})
    void aDayOfAQuietMarketOfARealExchangeRaisesNoAlarmEither(String exchange) {
        final SimulationReport report = Simulation.run(SimulationSettings.of(
                11,
                List.of(SimulatedExchanges.available(Duration.ofSeconds(90), 1).get(exchange)),
                pausesAndJitter(1_000),
                DAY));
        assertNoAlarm(report);
        assertThat(report.events()).isGreaterThan(1_000);
    }

    /** Jitter all day, and every three minutes a pause of three seconds. */
    private static FaultSchedule pausesAndJitter(int jitterMillis) {
        final List<FaultEvent> events = new ArrayList<>();
        events.add(new FaultEvent(FaultKind.JITTER, 0, Duration.ofSeconds(1), DAY, jitterMillis));
        for (int minute = 1; minute < 24 * 60; minute += 3) {
            events.add(new FaultEvent(
                    FaultKind.PAUSE,
                    0,
                    Duration.ofMinutes(minute).plusMillis(minute * 137L % 60_000),
                    Duration.ZERO,
                    3_000 + minute % 2));
        }
        return new FaultSchedule(events);
    }

    private static void assertNoAlarm(SimulationReport report) {
        assertThat(report.isClean()).as(report.failure()).isTrue();
        assertThat(report.exchanges().get(0).losses().keySet())
                .as("only what the exchange's lifetime limit demands")
                .isSubsetOf(Reason.LIFETIME_ENDING);
        assertThat(report.exchanges().get(0).falseAlarms()).isZero();
    }

    @Test
    void jumpsOfTheWallClockChangeNothing() {
        final List<FaultEvent> events = new ArrayList<>();
        for (int hour = 1; hour < 24; hour++) {
            events.add(new FaultEvent(
                    FaultKind.CLOCK_JUMP, 0, Duration.ofHours(hour), Duration.ZERO, hour % 2 == 0 ? 3_600 : -3_600));
        }
        final SimulationReport jumping = run(new FaultSchedule(events), Duration.ofSeconds(20));
        final SimulationReport steady = run(FaultSchedule.NONE, Duration.ofSeconds(20));
        assertThat(jumping.isClean()).as(jumping.failure()).isTrue();
        assertThat(moves(jumping)).isEqualTo(moves(steady));
        assertThat(jumping.events()).isCloseTo(steady.events(), within(20L));
    }

    /** Without times: a jump may cost a ping more, and so a draw of the network's dice. */
    private static List<String> moves(SimulationReport report) {
        return report.transitions().stream()
                .map(line -> line.replaceAll("[0-9.]+(ms)?", ""))
                .toList();
    }

    private static SimulationReport run(FaultSchedule schedule, Duration tick) {
        return Simulation.run(
                SimulationSettings.of(11, List.of(ToyAdapter.exchange(ToyAdapter.Mistake.NONE, tick)), schedule, DAY));
    }
}
