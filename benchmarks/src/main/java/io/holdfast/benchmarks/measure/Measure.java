package io.holdfast.benchmarks.measure;

import io.holdfast.benchmarks.cold.ColdReconnect;
import io.holdfast.benchmarks.detection.Detection;
import io.holdfast.benchmarks.distance.Distance;
import io.holdfast.benchmarks.endtoend.CostOfCare;
import io.holdfast.benchmarks.endtoend.EndToEnd;
import io.holdfast.benchmarks.scale.Scale;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code Measure NAME FILE quick|full}: runs one measurement, and ends the process where it takes longer than it may. */
public final class Measure {

    private static final int TOO_LONG = 3;

    private Measure() {}

    /** {@return all of them, by name} */
    public static Map<String, Measurement> all() {
        return Map.of(
                "cold", new ColdReconnect(),
                "detection", new Detection(),
                "distance", new Distance(),
                "end-to-end", new EndToEnd(),
                "care", new CostOfCare(),
                "scale", new Scale());
    }

    /** See above. */
    public static void main(String[] arguments) throws Exception {
        final Measurement measurement = arguments.length == 3 ? all().get(arguments[0]) : null;
        if (measurement == null) {
            throw new IllegalArgumentException("arguments: " + String.join(" ", arguments) + " (expected: one of "
                    + all().keySet() + ", a file, quick or full)");
        }
        final Effort effort = Effort.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        final Rows rows = new Rows(Path.of(arguments[1]), arguments[0]);
        final Duration limit = measurement.limit(effort);
        final CountDownLatch done = new CountDownLatch(1);
        final Thread watch = new Thread(() -> watch(done, limit, rows), "time-limit");
        watch.setDaemon(true);
        watch.start();
        measurement.run(effort, rows);
        done.countDown();
        System.exit(0); // a peer may have left a thread that is no daemon
    }

    private static void watch(CountDownLatch done, Duration limit, Rows rows) {
        try {
            if (!done.await(limit.toSeconds(), TimeUnit.SECONDS)) {
                rows.row()
                        .with("case", "not finished within " + limit.toSeconds() + " s")
                        .write();
                Runtime.getRuntime().halt(TOO_LONG);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
