package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link that carries less than the exchange sends: everything looks alive, and every price is old. */
class SlowLinkTest {

    private static final Duration TICK = Duration.ofMillis(250);

    @ParameterizedTest
    @ValueSource(strings = {"binance", "kraken", "coinbase", "coinbase:exchange"})
    void aLinkThatFallsEverFurtherBehindIsNoticedByTheExchangesStamps(String exchange) {
        final SimulationReport report =
                run(exchange, new FaultEvent(FaultKind.DRIP, 0, Duration.ofMinutes(2), Duration.ofMinutes(1), 300));

        assertThat(report.isClean()).as(report.failure()).isTrue();
        assertThat(report.transitions()).anyMatch(move -> move.contains("LAGGING"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "kraken", "coinbase", "coinbase:exchange"})
    void twoSecondsMoreAndASecondOfJitterAreForgiven(String exchange) {
        final SimulationReport report = run(
                exchange,
                new FaultEvent(FaultKind.LATENCY, 0, Duration.ofMinutes(1), Duration.ofMinutes(2), 2_000),
                new FaultEvent(FaultKind.JITTER, 0, Duration.ofMinutes(4), Duration.ofMinutes(10), 1_000));

        assertThat(report.isClean()).as(report.failure()).isTrue();
        assertThat(report.transitions()).noneMatch(move -> move.contains("LAGGING"));
    }

    private static SimulationReport run(String exchange, FaultEvent... events) {
        return Simulation.run(SimulationSettings.of(
                5,
                List.of(SimulatedExchanges.available(TICK, 1.0).get(exchange)),
                new FaultSchedule(List.of(events)),
                Duration.ofMinutes(20)));
    }
}
