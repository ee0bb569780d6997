package io.holdfast.benchmarks.reconnect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.infra.BenchmarkParams;

/** One line of JSON for each trial: what the handler stamped, and the server's view of the phases. */
final class ReconnectLog {

    /** System property: the file to append to; nothing is written where it is not set. */
    static final String FILE = "holdfast.reconnect.log";

    private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9, 100};
    private static final double NANOS_PER_MICRO = 1_000.0;

    private ReconnectLog() {}

    static void append(BenchmarkParams parameters, Reconnects reconnects) throws IOException {
        final StringBuilder line = new StringBuilder("{\"benchmark\":\"")
                .append(parameters.getBenchmark())
                .append('"');
        for (final String key : parameters.getParamsKeys()) {
            line.append(",\"")
                    .append(key)
                    .append("\":\"")
                    .append(parameters.getParam(key))
                    .append('"');
        }
        line.append(",\"jdk\":\"").append(System.getProperty("java.version")).append('"');
        line.append(",\"notRecovered\":").append(reconnects.notRecovered);
        append(line, "total", reconnects.total);
        for (final Map.Entry<Phase, Histogram> phase : reconnects.phases.entrySet()) {
            append(line, phase.getKey().name(), phase.getValue());
        }
        line.append("}\n");
        System.out.print(line);
        final String file = System.getProperty(FILE);
        if (file != null) {
            Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static void append(StringBuilder line, String name, Histogram histogram) {
        line.append(",\"").append(name).append("\":{\"n\":").append(histogram.getTotalCount());
        for (final double percentile : PERCENTILES) {
            line.append(",\"p")
                    .append(
                            percentile == Math.rint(percentile)
                                    ? Long.toString((long) percentile)
                                    : Double.toString(percentile))
                    .append("\":")
                    .append(histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO);
        }
        line.append('}');
    }
}
