package io.holdfast.benchmarks.endtoend;

import io.holdfast.benchmarks.measure.Effort;
import io.holdfast.benchmarks.measure.Measurement;
import io.holdfast.benchmarks.measure.Rows;
import io.holdfast.feed.WaitStrategyKind;
import java.time.Duration;

/**
 * The same messages with nobody looking, and with everything on: a JFR recording of all of Holdfast's events, and status,
 * health and gates read ten times a second, as a dashboard does. Epochs, staleness and gates themselves cannot be turned
 * off; they are in both. The two take turns, so that a machine that slows down slows both.
 */
public final class CostOfCare implements Measurement {

    private static final int RATE = 100_000;

    @Override
    public Duration limit(Effort effort) {
        return Duration.ofSeconds(effort.of(60, 90, 400));
    }

    @Override
    public void run(Effort effort, Rows rows) throws Exception {
        for (int turn = 1; turn <= effort.of(1, 2, 5); turn++) {
            for (final boolean isWatched : new boolean[] {false, true}) {
                try (Run run = new Run(new HoldfastPath(WaitStrategyKind.BLOCKING, isWatched))) {
                    run.warmUp(effort.of(20, 1_500, 6_000));
                    final Run.Stretch stretch = run.measure(RATE, effort.of(20, 2_000, 10_000));
                    rows.row()
                            .with("case", isWatched ? "everything on" : "nobody looks")
                            .with("turn", turn)
                            .with("n", stretch.received())
                            .with("processor ns a message", EndToEnd.rounded(stretch.cpuNanos()))
                            .with("B a message", EndToEnd.rounded(stretch.bytes()))
                            .withMicros(stretch.latency())
                            .write();
                }
            }
        }
    }
}
