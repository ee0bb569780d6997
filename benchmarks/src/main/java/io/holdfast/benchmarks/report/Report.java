package io.holdfast.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.benchmarks.reconnect.Reconnects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads {@code jmh.json}, {@code reconnect.jsonl} and {@code measurements.jsonl} of a run's folder and writes {@code results.md} and SVG plots there.
 * Nothing in them comes from anywhere else.
 */
public final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] PERCENTILES = {"p50", "p90", "p99", "p100"};
    private static final String[] PHASES = {"NOTICE_DECIDE_TCP", "TLS", "UPGRADE", "SUBSCRIBE", "DELIVERY"};

    private final Path folder;
    private final StringBuilder text = new StringBuilder();

    private Report(Path folder) {
        this.folder = folder;
    }

    /** {@code Report FOLDER}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("arguments: " + arguments.length + " (expected: the folder of a run)");
        }
        new Report(Path.of(arguments[0])).write();
    }

    private void write() throws IOException {
        text.append("# Results\n\n");
        final Path conditions = folder.resolve("conditions.txt");
        if (Files.exists(conditions)) {
            text.append("```\n").append(Files.readString(conditions)).append("```\n\n");
        }
        if (Files.exists(folder.resolve("reconnect.jsonl"))) {
            reconnects(Files.readAllLines(folder.resolve("reconnect.jsonl")));
        }
        if (Files.exists(folder.resolve("jmh.json"))) {
            averages(JSON.readTree(folder.resolve("jmh.json").toFile()));
        }
        if (Files.exists(folder.resolve("measurements.jsonl"))) {
            text.append(MeasurementTables.of(folder, Files.readAllLines(folder.resolve("measurements.jsonl"))));
        }
        final Path load = folder.resolve("load.txt");
        if (Files.exists(load)) {
            text.append("## Load of the machine while it ran\n\n```\n")
                    .append(Files.readString(load))
                    .append("```\n");
        }
        Files.writeString(folder.resolve("results.md"), text);
    }

    private void reconnects(List<String> lines) throws IOException {
        final Map<String, List<JsonNode>> groups = new TreeMap<>();
        for (final String line : lines) {
            final JsonNode trial = JSON.readTree(line);
            groups.computeIfAbsent(
                            trial.path("scheme").asText() + ", "
                                    + trial.path("cut").asText() + ", "
                                    + trial.path("instruments").asText() + " subscription(s)",
                            name -> new ArrayList<>())
                    .add(trial);
        }
        text.append("## Reconnect: from the cut to a fresh price in the handler, µs\n\n");
        for (final Map.Entry<String, List<JsonNode>> group : groups.entrySet()) {
            final List<JsonNode> trials = group.getValue();
            trials.sort((a, b) -> Double.compare(p50(a), p50(b)));
            text.append("### ")
                    .append(group.getKey())
                    .append("\n\n| client | n | not recovered | p50 | p90 | p99 | max | notice, decide,"
                            + " TCP | TLS | upgrade | subscribe | delivery |\n"
                            + "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
            final List<Bars.Bar> bars = new ArrayList<>();
            for (final JsonNode trial : trials) {
                final JsonNode total = trial.path("total");
                text.append("| ")
                        .append(trial.path("client").asText())
                        .append(" | ")
                        .append(total.path("n").asLong())
                        .append(" | ")
                        .append(trial.path("notRecovered").asLong());
                for (final String percentile : PERCENTILES) {
                    text.append(" | ").append(number(total.path(percentile).asDouble()));
                }
                for (final String phase : PHASES) {
                    text.append(" | ")
                            .append(number(trial.path(phase).path("p50").asDouble()));
                }
                text.append(" |\n");
                bars.add(new Bars.Bar(
                        trial.path("client").asText(),
                        total.path("p50").asDouble(),
                        total.path("p99").asDouble()));
            }
            final String file = "reconnect-" + slug(group.getKey()) + ".svg";
            Files.writeString(
                    folder.resolve(file), Bars.svg("Reconnect, " + group.getKey(), "µs, p50 (line: p99)", bars));
            text.append("\n![").append(group.getKey()).append("](").append(file).append(")\n\n");
        }
        text.append("Phases are medians of their own, so they need not add up. Not recovered: no fresh price within ")
                .append(Reconnects.LIMIT_SECONDS)
                .append(" s of the cut; such a client was replaced by a fresh one.\n\n");
    }

    private void averages(JsonNode results) throws IOException {
        section(results, "Decode: one frame into events", "DecodeBenchmark", "hot");
        section(results, "Snapshot: read whole", "SnapshotBenchmark", "levels");
        section(results, "Ring: one event handed over", "RingPublishBenchmark", "waitStrategy");
        section(results, "Book: one update", "OrderBookBenchmark", "levels");
        section(results, "Breaker: permit and success", "BreakerBenchmark", "");
        section(results, "Backoff: one decision", "PrimitivesBenchmark", "");
        section(results, "Gate: one question", "GateBenchmark", "");
    }

    private void section(JsonNode results, String title, String benchmark, String group) throws IOException {
        final Predicate<JsonNode> ours =
                result -> result.path("benchmark").asText().contains("." + benchmark + ".");
        final Map<String, List<JsonNode>> groups = new TreeMap<>();
        for (final JsonNode result : results) {
            if (ours.test(result)) {
                groups.computeIfAbsent(
                                group.isEmpty()
                                        ? ""
                                        : result.path("params").path(group).asText(),
                                name -> new ArrayList<>())
                        .add(result);
            }
        }
        if (groups.isEmpty()) {
            return;
        }
        text.append("## ")
                .append(title)
                .append("\n\n| | what | ns | ± | × ours | B allocated |\n|---|---|---|---|---|---|\n");
        for (final Map.Entry<String, List<JsonNode>> entry : groups.entrySet()) {
            final List<Bars.Bar> bars = new ArrayList<>();
            final double base = ours(entry.getValue());
            for (final JsonNode result : entry.getValue()) {
                final String name = name(result, group);
                final JsonNode metric = result.path("primaryMetric");
                final JsonNode allocated = result.path("secondaryMetrics")
                        .path("gc.alloc.rate.norm")
                        .path("score");
                text.append("| ")
                        .append(entry.getKey())
                        .append(" | ")
                        .append(name)
                        .append(" | ")
                        .append(number(metric.path("score").asDouble()))
                        .append(" | ")
                        .append(number(metric.path("scoreError").asDouble()))
                        .append(" | ")
                        .append(base > 0 ? number(metric.path("score").asDouble() / base) : "")
                        .append(" | ")
                        .append(allocated.isMissingNode() ? "" : number(allocated.asDouble()))
                        .append(" |\n");
                bars.add(new Bars.Bar(name, metric.path("score").asDouble(), Double.NaN));
            }
            bars.sort((a, b) -> Double.compare(a.value(), b.value()));
            Files.writeString(
                    folder.resolve(slug(benchmark + " " + entry.getKey()) + ".svg"),
                    Bars.svg(title + " " + entry.getKey(), "ns", bars));
        }
        text.append('\n');
    }

    /** {@return what {@code holdfast} took, where there is one} */
    private static double ours(List<JsonNode> results) {
        return results.stream()
                .filter(result -> result.path("benchmark").asText().endsWith(".holdfast"))
                .mapToDouble(
                        result -> result.path("primaryMetric").path("score").asDouble())
                .findFirst()
                .orElse(0);
    }

    private static String name(JsonNode result, String group) {
        final String benchmark = result.path("benchmark").asText();
        final StringBuilder name = new StringBuilder(benchmark.substring(benchmark.lastIndexOf('.') + 1));
        result.path("params").properties().forEach(parameter -> {
            if (!parameter.getKey().equals(group)) {
                name.append(' ')
                        .append(parameter.getKey())
                        .append('=')
                        .append(parameter.getValue().asText());
            }
        });
        return name.toString();
    }

    private static double p50(JsonNode trial) {
        return trial.path("total").path("p50").asDouble();
    }

    static String number(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }

    static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    }
}
