package io.holdfast.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table for each measurement, its columns as the rows have them, and percentile curves where rows have them. */
final class MeasurementTables {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> TITLES = Map.of(
            "cold", "The first reconnects of a process",
            "detection", "Silent links and stalled subscriptions: until noticed",
            "distance", "Reconnect over a distance: round trips",
            "end-to-end", "End to end: socket to handler",
            "care", "The cost of looking",
            "scale", "Many sessions on one event loop");

    private final Path folder;
    private final StringBuilder text = new StringBuilder();

    private MeasurementTables(Path folder) {
        this.folder = folder;
    }

    static String of(Path folder, List<String> lines) throws IOException {
        final Map<String, List<JsonNode>> measurements = new LinkedHashMap<>();
        for (final String line : lines) {
            final JsonNode row = JSON.readTree(line);
            measurements
                    .computeIfAbsent(row.path("measurement").asText(), name -> new ArrayList<>())
                    .add(row);
        }
        final MeasurementTables tables = new MeasurementTables(folder);
        for (final Map.Entry<String, List<JsonNode>> measurement : measurements.entrySet()) {
            tables.text
                    .append("## ")
                    .append(TITLES.getOrDefault(measurement.getKey(), measurement.getKey()))
                    .append("\n\n");
            tables.table(measurement.getValue());
            tables.curves(measurement.getKey(), measurement.getValue());
        }
        return tables.text.toString();
    }

    private void table(List<JsonNode> rows) {
        final Set<String> columns = new LinkedHashSet<>();
        for (final JsonNode row : rows) {
            row.fieldNames().forEachRemaining(columns::add);
        }
        columns.remove("measurement");
        columns.remove("curve");
        text.append("| ").append(String.join(" | ", columns)).append(" |\n|");
        text.append("---|".repeat(columns.size())).append('\n');
        for (final JsonNode row : rows) {
            text.append('|');
            for (final String column : columns) {
                final JsonNode value = row.path(column);
                text.append(' ')
                        .append(value.isFloatingPointNumber() ? Report.number(value.asDouble()) : value.asText())
                        .append(" |");
            }
            text.append('\n');
        }
        text.append('\n');
    }

    /** One plot for each case. */
    private void curves(String measurement, List<JsonNode> rows) throws IOException {
        final Map<String, List<Curves.Curve>> cases = new LinkedHashMap<>();
        for (final JsonNode row : rows) {
            if (row.has("curve")) {
                final String name = row.has("path")
                        ? row.path("path").asText()
                        : row.path("case").asText() + ", turn "
                                + row.path("turn").asText();
                cases.computeIfAbsent(row.has("path") ? row.path("case").asText() : "", key -> new ArrayList<>())
                        .add(curve(name, row.path("curve")));
            }
        }
        for (final Map.Entry<String, List<Curves.Curve>> one : cases.entrySet()) {
            final String file = Report.slug(measurement + " " + one.getKey()) + ".svg";
            Files.writeString(
                    folder.resolve(file),
                    Curves.svg(
                            TITLES.getOrDefault(measurement, measurement) + " " + one.getKey(), "µs", one.getValue()));
            text.append("![")
                    .append(measurement)
                    .append(' ')
                    .append(one.getKey())
                    .append("](")
                    .append(file)
                    .append(")\n\n");
        }
    }

    private static Curves.Curve curve(String name, JsonNode points) {
        final List<Curves.Point> curve = new ArrayList<>();
        points.properties()
                .forEach(point -> curve.add(new Curves.Point(
                        Double.parseDouble(point.getKey()), point.getValue().asDouble())));
        return new Curves.Curve(name, curve);
    }
}
