package io.holdfast.benchmarks.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Takes the rows of one measurement and appends them to a file, a line of JSON each, in the order of their columns. */
public final class Rows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
    private static final double NANOS_PER_MICRO = 1_000.0;

    private final Path file;
    private final String measurement;

    /** @param measurement its name, in every row */
    public Rows(Path file, String measurement) {
        this.file = file;
        this.measurement = measurement;
    }

    /** Begins a row; it is written by {@link Row#write}. */
    public Row row() {
        return new Row();
    }

    /** One row. */
    public final class Row {

        private final Map<String, Object> columns = new LinkedHashMap<>();

        private Row() {
            columns.put("measurement", measurement);
        }

        /** Adds a column. */
        public Row with(String column, Object value) {
            columns.put(column, value);
            return this;
        }

        /** Adds percentiles of nanoseconds, in microseconds, and the curve for a plot. */
        public Row withMicros(Histogram nanos) {
            for (final double percentile : PERCENTILES) {
                final String name = percentile == 100
                        ? "max"
                        : "p" + Double.toString(percentile).replace(".0", "");
                columns.put(name + " µs", micros(nanos, percentile));
            }
            final Map<String, Object> curve = new LinkedHashMap<>();
            for (double beyond = 1; beyond > 1.0 / Math.max(2, nanos.getTotalCount()); beyond /= 2) {
                final double percentile = 100 * (1 - beyond);
                curve.put(Double.toString(percentile), micros(nanos, percentile));
            }
            columns.put("curve", curve);
            return this;
        }

        /** Writes the row, and shows it. */
        public void write() {
            try {
                final String line = JSON.writeValueAsString(columns) + "\n";
                final Map<String, Object> shown = new LinkedHashMap<>(columns);
                shown.remove("curve");
                System.out.println(shown);
                Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private double micros(Histogram nanos, double percentile) {
            return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
        }
    }
}
