package io.holdfast.testkit.conformance;

import io.holdfast.testkit.simulation.FaultKind;
import io.holdfast.testkit.simulation.FaultSchedule;
import io.holdfast.testkit.simulation.Simulation;
import io.holdfast.testkit.simulation.SimulationReport;
import io.holdfast.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Many faults at once, drawn by chance, and every event held against the truth. */
final class TrustChecks extends CheckGroup {

    private static final int RUNS = 10;
    private static final int FAULTS = 8;
    private static final Duration UNTIL = Duration.ofSeconds(90);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    TrustChecks(Subject subject) {
        super("trust", subject);
    }

    @Override
    void define() {
        kind("TRUST");
        add("without faults nothing is lost, and nothing is wrong", () -> expectClean(0, FaultSchedule.NONE));
        for (int run = 1; run <= RUNS; run++) {
            final long seed = run;
            add(
                    FAULTS + " faults of any kind, seed " + seed,
                    () -> expectClean(
                            seed,
                            FaultSchedule.draw(
                                    new SplittableRandom(seed),
                                    List.of(FaultKind.values()),
                                    1,
                                    FAULTS,
                                    Duration.ofSeconds(5),
                                    UNTIL,
                                    LONGEST)));
        }
    }

    private void expectClean(long seed, FaultSchedule schedule) {
        final SimulationReport report =
                Simulation.run(SimulationSettings.of(seed, List.of(subject.exchange(Subject.TICK)), schedule, UNTIL));
        Check.that(report.isClean(), report.failure());
        Check.that(report.events() > 100, "events: " + report.events() + " (expected: more than 100)");
    }
}
