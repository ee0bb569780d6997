package io.holdfast.gateway.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes Prometheus' text format, version 0.0.4: samples of one metric stand together, under its HELP and TYPE, in
 * whatever order they were added. Confined to one thread.
 */
@SuppressWarnings("LongDoubleConversion") // Prometheus has doubles alone; counts are exact up to 2^53
final class Exposition {

    private final Map<String, StringBuilder> metrics = new LinkedHashMap<>();

    /** Adds a sample; labels are names and values in turn. */
    void gauge(String name, String help, double value, String... labels) {
        sample(name, name, "gauge", help, value, labels);
    }

    /** Adds a sample of a counter; its name ends in {@code _total}. */
    void counter(String name, String help, double value, String... labels) {
        sample(name, name, "counter", help, value, labels);
    }

    /** Adds the samples of a summary: quantiles in seconds, sum and count. */
    void summary(
            String name, String help, double[] quantiles, double[] values, double sum, long count, String... labels) {
        for (int i = 0; i < quantiles.length; i++) {
            final String[] all = Arrays.copyOf(labels, labels.length + 2);
            all[labels.length] = "quantile";
            all[labels.length + 1] = text(quantiles[i]);
            sample(name, name, "summary", help, values[i], all);
        }
        sample(name, name + "_sum", "summary", help, sum, labels);
        sample(name, name + "_count", "summary", help, count, labels);
    }

    /**
     * Adds the samples of a histogram.
     *
     * @param bounds    upper bounds of the buckets in seconds, ascending
     * @param notLonger how many were no longer than each
     */
    void histogram(
            String name, String help, double[] bounds, List<Long> notLonger, double sum, long count, String... labels) {
        final String[] all = Arrays.copyOf(labels, labels.length + 2);
        all[labels.length] = "le";
        for (int i = 0; i < bounds.length; i++) {
            all[labels.length + 1] = text(bounds[i]);
            sample(name, name + "_bucket", "histogram", help, notLonger.get(i), all);
        }
        all[labels.length + 1] = "+Inf";
        sample(name, name + "_bucket", "histogram", help, count, all);
        sample(name, name + "_sum", "histogram", help, sum, labels);
        sample(name, name + "_count", "histogram", help, count, labels);
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(8_192);
        metrics.values().forEach(text::append);
        return text.toString();
    }

    private void sample(String metric, String name, String type, String help, double value, String... labels) {
        final StringBuilder out = metrics.computeIfAbsent(
                metric,
                unused -> new StringBuilder("# HELP ")
                        .append(metric)
                        .append(' ')
                        .append(help)
                        .append("\n# TYPE ")
                        .append(metric)
                        .append(' ')
                        .append(type)
                        .append('\n'));
        out.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            appendEscaped(out, labels[i + 1]);
            out.append('"');
        }
        if (labels.length > 0) {
            out.append('}');
        }
        out.append(' ').append(text(value)).append('\n');
    }

    /** Backslash, quote and line feed are escaped, as the format demands; other control characters are replaced. */
    private static void appendEscaped(StringBuilder out, String value) {
        value.codePoints().forEach(point -> {
            switch (point) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.appendCodePoint(Character.isISOControl(point) ? '·' : point);
            }
        });
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
