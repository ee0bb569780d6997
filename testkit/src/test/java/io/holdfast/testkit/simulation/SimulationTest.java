package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.ToyAdapter.Mistake;
import io.holdfast.testkit.simulation.Violation.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {

    private static final Duration TICK = Duration.ofMillis(250);

    @Test
    void withoutFaultsNothingIsLostAndNothingIsWrong() {
        final SimulationReport report = run(1, FaultSchedule.NONE);
        assertThat(report.isClean()).as(report.failure()).isTrue();
        assertThat(report.events()).isGreaterThan(500);
        assertThat(report.exchanges().get(0).losses()).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother() {
        final FaultSchedule schedule = FaultSchedule.of(
                new FaultEvent(FaultKind.RST, 0, Duration.ofSeconds(20), Duration.ZERO, 0),
                new FaultEvent(FaultKind.PARTITION, 0, Duration.ofSeconds(40), Duration.ofSeconds(20), 0));
        final String once = run(7, schedule).toString();
        assertThat(run(7, schedule).toString()).isEqualTo(once);
        assertThat(run(8, schedule).toString()).isNotEqualTo(once);
    }

    /** Turkish has another i, Arabic other digits, and Kathmandu other minutes. */
    @Test
    void theLanguageAndTheTimeZoneOfTheMachineChangeNothing() {
        final FaultSchedule schedule =
                FaultSchedule.of(new FaultEvent(FaultKind.RST, 0, Duration.ofSeconds(20), Duration.ZERO, 0));
        final List<SimulatedExchange> exchanges =
                List.copyOf(SimulatedExchanges.available(TICK, 1).values());
        final SimulationSettings settings = SimulationSettings.of(3, exchanges, schedule, Duration.ofMinutes(1));
        final String usual = Simulation.run(settings).toString();
        final Locale language = Locale.getDefault();
        final TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            for (final String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "de-DE")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(Simulation.run(settings).toString()).as(tag).isEqualTo(usual);
            }
        } finally {
            Locale.setDefault(language);
            TimeZone.setDefault(zone);
        }
        assertThat(exchanges).hasSize(4);
        assertThat(usual).contains("RESET");
    }

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void anyFaultAloneLeavesThePromiseWhole(FaultKind kind) {
        for (final long magnitude : new long[] {kind.least(), kind.most()}) {
            final SimulationReport report = run(3, alone(kind, magnitude, Duration.ofSeconds(30)));
            assertThat(report.isClean()).as(report.failure()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void anyFaultFromTheFirstMomentOnLeavesThePromiseWhole(FaultKind kind) {
        final SimulationReport report = run(4, alone(kind, kind.most(), Duration.ZERO));
        assertThat(report.isClean()).as(report.failure()).isTrue();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(Mistake.TRADE_GAPS_PASSED_ON, FaultKind.LOSE_MESSAGES, Rule.MISSING),
                Arguments.of(Mistake.BOOK_GAPS_PASSED_ON, FaultKind.LOSE_MESSAGES, Rule.WRONG_BOOK),
                Arguments.of(Mistake.REPEATS_PASSED_ON, FaultKind.REPEAT_MESSAGES, Rule.REPEATED),
                Arguments.of(Mistake.PRICES_MISREAD, FaultKind.FIN, Rule.WRONG_VALUE),
                Arguments.of(Mistake.GARBLED_SWALLOWED, FaultKind.GARBLE_MESSAGES, Rule.MISSING));
    }

    /** A check that never fails proves nothing. */
    @ParameterizedTest
    @MethodSource("mistakes")
    void aPluginWithOneMistakeIsFoundOut(Mistake mistake, FaultKind kind, Rule rule) {
        final FaultSchedule schedule = new FaultSchedule(Stream.iterate(10, at -> at + 5)
                .limit(16)
                .map(at -> new FaultEvent(kind, 0, Duration.ofMillis(at * 1_013), Duration.ZERO, kind.most()))
                .toList());
        final SimulationReport honest = run(5, schedule);
        assertThat(honest.isClean()).as(honest.failure()).isTrue();

        final SimulationReport report = Simulation.run(
                SimulationSettings.of(5, List.of(ToyAdapter.exchange(mistake, TICK)), schedule, Duration.ofMinutes(2)));
        assertThat(report.violations())
                .extracting(Violation::rule)
                .as(report.failure())
                .contains(rule);
        assertThat(report.failure()).contains("seed 5", "last transitions:", "LIVE", "last frames:", "<< TEXT");
    }

    @Test
    void aScheduleThatFailsShrinksToWhatIsNeeded() {
        final List<FaultEvent> events = new ArrayList<>(FaultSchedule.draw(
                        new SplittableRandom(1),
                        List.of(FaultKind.FIN, FaultKind.LATENCY, FaultKind.PAUSE),
                        1,
                        11,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(20))
                .events());
        events.add(new FaultEvent(FaultKind.LOSE_MESSAGES, 0, Duration.ofMillis(30_001), Duration.ZERO, 3));
        final FaultSchedule schedule = new FaultSchedule(events);
        final FaultSchedule least = schedule.keeping(schedule.shrink(tried -> !Simulation.run(SimulationSettings.of(
                        5,
                        List.of(ToyAdapter.exchange(Mistake.BOOK_GAPS_PASSED_ON, TICK)),
                        tried,
                        Duration.ofMinutes(2)))
                .isClean()));
        assertThat(least.events())
                .singleElement()
                .satisfies(event -> assertThat(event.kind()).isEqualTo(FaultKind.LOSE_MESSAGES));
    }

    private static FaultSchedule alone(FaultKind kind, long magnitude, Duration at) {
        return FaultSchedule.of(
                new FaultEvent(kind, 0, at, kind.isLasting() ? Duration.ofSeconds(45) : Duration.ZERO, magnitude));
    }

    private static SimulationReport run(long seed, FaultSchedule schedule) {
        return Simulation.run(SimulationSettings.of(
                seed, List.of(ToyAdapter.exchange(Mistake.NONE, TICK)), schedule, Duration.ofMinutes(2)));
    }
}
