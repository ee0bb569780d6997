package io.holdfast.benchmarks.endtoend;

import io.holdfast.benchmarks.measure.Effort;
import io.holdfast.benchmarks.measure.Measurement;
import io.holdfast.benchmarks.measure.Rows;
import java.time.Duration;

/**
 * Prices over a loopback WebSocket into the handler, at fixed rates and as fast as they are taken. Latency counts from the
 * time at which a price was due, so that waiting behind others is part of it (no coordinated omission); the sender's own
 * lateness, which is in every figure alike, has its own column. Bytes and processor time are the whole process's, sender
 * included, which allocates nothing.
 */
public final class EndToEnd implements Measurement {

    private static final int[] RATES = {10_000, 100_000, 500_000};

    @Override
    public Duration limit(Effort effort) {
        return Duration.ofSeconds(effort.of(120, 180, 900));
    }

    @Override
    public void run(Effort effort, Rows rows) throws Exception {
        for (final PathKind kind : PathKind.values()) {
            try (Run run = new Run(kind.create())) {
                run.warmUp(effort.of(20, 1_500, 6_000));
                for (final int rate : RATES) {
                    atRate(kind, run.measure(rate, effort.of(5, 1_500, 10_000)), rate, rows);
                }
                final Run.Stretch all = run.measure(0, effort.of(5, 1_500, 6_000));
                rows.row()
                        .with("case", "as fast as possible")
                        .with("path", kind)
                        .with("million messages/s", Math.round(all.received() * 1e5 / all.nanos()) / 100.0)
                        .with("sent and not delivered one by one", all.sent() - all.received())
                        .with("B a message", rounded(all.bytes()))
                        .with("processor ns a message", rounded(all.cpuNanos()))
                        .write();
            }
        }
    }

    private static void atRate(PathKind kind, Run.Stretch stretch, int rate, Rows rows) {
        rows.row()
                .with("case", rate / 1_000 + " k messages/s")
                .with("path", kind)
                .with("n", stretch.received())
                .with("not delivered", stretch.sent() - stretch.received())
                .withMicros(stretch.latency())
                .with("sender late p50 µs", stretch.lateness().getValueAtPercentile(50) / 1_000.0)
                .with("B a message", rounded(stretch.bytes()))
                .with("processor ns a message", rounded(stretch.cpuNanos()))
                .write();
    }

    static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
