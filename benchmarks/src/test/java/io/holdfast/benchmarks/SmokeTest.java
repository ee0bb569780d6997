package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.benchmarks.measure.Effort;
import io.holdfast.benchmarks.measure.Measure;
import io.holdfast.benchmarks.measure.Measurement;
import io.holdfast.benchmarks.measure.Rows;
import io.holdfast.benchmarks.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Each benchmark runs once for a moment, in this JVM: that it works is what is tested, not how fast. */
class SmokeTest {

    @TempDir
    private Path folder;

    @Test
    void everyBenchmarkRunsAndTheReportHasThemAll() throws Exception {
        System.setProperty("jmh.ignoreLock", "true");
        System.setProperty(
                "holdfast.reconnect.log", folder.resolve("reconnect.jsonl").toString());
        new Runner(moment().include("ReconnectBenchmark")
                        .param("scheme", "WS", "WSS_FULL")
                        .param("cut", "FIN")
                        .param("instruments", "1")
                        .param("client", "HOLDFAST", "FLOOR_NETTY", "FLOOR_BLOCKING_SOCKET", "OKHTTP_TUNED")
                        .build())
                .run();
        new Runner(moment().include("Decode|Snapshot|RingPublish|OrderBook|Breaker|Primitives|Gate")
                        .param("levels", "1000")
                        .param("spread", "5")
                        .param("singleProducer", "true")
                        .addProfiler(GCProfiler.class)
                        .resultFormat(ResultFormatType.JSON)
                        .result(folder.resolve("jmh.json").toString())
                        .build())
                .run();

        new Runner(moment().include("HaltLatency").param("instruments", "10").build()).run();

        for (final Map.Entry<String, Measurement> measurement : Measure.all().entrySet()) {
            measurement
                    .getValue()
                    .run(Effort.MOMENT, new Rows(folder.resolve("measurements.jsonl"), measurement.getKey()));
        }

        Report.main(new String[] {folder.toString()});

        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("HOLDFAST", "OKHTTP_TUNED", "KRAKEN_BOOK", "treeMap", "resilience4j")
                .contains(
                        "half-open link",
                        "round trips",
                        "500 k messages/s",
                        "everything on",
                        "10 sessions",
                        "first ms");
        assertThat(folder.resolve("end-to-end-100-k-messages-s.svg")).content().contains("HOLDFAST_BLOCKING", "p50");
        assertThat(folder.resolve("reconnect-ws-fin-1-subscription-s.svg")).exists();
    }

    private static ChainedOptionsBuilder moment() {
        return new OptionsBuilder()
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .shouldFailOnError(true);
    }
}
