package io.holdfast.health;

import io.holdfast.session.SessionTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The health of all exchanges at one moment. Immutable.
 *
 * @param atNanos      monotonic time of the report
 * @param atEpochNanos wall time of it; wall time of any other monotonic time in the report is as far from this one
 * @param exchanges    in the order in which they were first heard of
 * @param alerts       those that are raised
 * @param pastAlerts   those that are over, newest first, two hundred at most
 * @param events       what has happened, newest first, a few hundred at most
 */
public record HealthReport(
        long atNanos,
        long atEpochNanos,
        List<ExchangeHealth> exchanges,
        List<Alert> alerts,
        List<Alert> pastAlerts,
        List<HealthEvent> events) {

    /** {@return the wall time of a monotonic time, nanoseconds since 1970-01-01T00:00Z} */
    public long epochNanosOf(long nanos) {
        return atEpochNanos + (nanos - atNanos);
    }

    /** {@return ids of the exchanges all of whose sessions are live} */
    public List<String> connected() {
        return ids(Availability.UP);
    }

    /** {@return ids of the exchanges that are wanted and not live} */
    public List<String> disconnected() {
        return ids(Availability.DOWN);
    }

    /** {@return the report in lines for a terminal} */
    public String toText() {
        final StringBuilder text = new StringBuilder(1_024)
                .append("connected: ")
                .append(connected())
                .append("\ndisconnected: ")
                .append(disconnected())
                .append('\n');
        for (final ExchangeHealth exchange : exchanges) {
            append(text, exchange);
        }
        for (final Alert alert : alerts) {
            text.append("alert: ")
                    .append(alert.exchange())
                    .append(' ')
                    .append(alert.rule())
                    .append(" since ")
                    .append(Text.duration(alert.lastedNanos(atNanos)))
                    .append(": ")
                    .append(alert.message())
                    .append('\n');
        }
        return text.toString();
    }

    private void append(StringBuilder text, ExchangeHealth exchange) {
        text.append(exchange.exchange())
                .append(": ")
                .append(exchange.availability())
                .append(" for ")
                .append(Text.duration(atNanos - exchange.sinceNanos()))
                .append('\n');
        for (final SessionTransition session : exchange.sessions()) {
            text.append("  ").append(describe(session)).append('\n');
        }
        text.append("  reliability:");
        for (final WindowHealth window : exchange.windows()) {
            text.append(' ')
                    .append(window.window().label())
                    .append(' ')
                    .append(Text.percent(window.reliability()))
                    .append(',');
        }
        text.setLength(text.length() - 1);
        final WindowHealth all = exchange.window(HealthWindow.SINCE_START);
        text.append("\n  up ")
                .append(Text.duration(all.upNanos()))
                .append(", down ")
                .append(Text.duration(all.downNanos()))
                .append(", unknown ")
                .append(Text.duration(all.unknownNanos()));
        line(text, "disconnects", all.disconnects() + describe(exchange.disconnects()));
        line(text, "failed attempts", count(exchange.failedAttempts()) + describe(exchange.failedAttempts()));
        line(text, "detect (at most)", Text.stats(exchange.detect()));
        line(text, "recover", Text.stats(exchange.recover()));
        final var mtbf = exchange.meanTimeBetweenFailuresNanos();
        line(text, "mean time between failures", mtbf.isEmpty() ? Text.UNKNOWN : Text.duration(mtbf.getAsLong()));
        final var rate = exchange.window(HealthWindow.MINUTE).framesPerSecond();
        line(
                text,
                "messages a second, 1m",
                rate.isEmpty() ? Text.UNKNOWN : String.format(Locale.ROOT, "%.1f", rate.getAsDouble()));
        final long age = exchange.messageAgeNanos();
        line(text, "last event", age < 0 ? Text.UNKNOWN : Text.duration(age) + " ago");
        line(text, "exchange to here", latency(exchange.latency()));
        line(text, "gaps", all.gaps() + describe(exchange.gaps()));
        line(text, "dropped or conflated", Long.toString(all.dropped()));
        text.append('\n');
    }

    private static String latency(DurationStats latency) {
        return latency.count() == 0 ? Text.UNKNOWN : Text.stats(latency) + ", both clocks' difference included";
    }

    private String describe(SessionTransition session) {
        final StringBuilder text = new StringBuilder()
                .append(session.session())
                .append(' ')
                .append(session.to())
                .append(" since ")
                .append(Text.duration(atNanos - session.atNanos()))
                .append(" reason=")
                .append(session.reason())
                .append(" attempt=")
                .append(session.attempt());
        if (session.retryInNanos() >= 0) {
            final long left = Math.max(0, session.retryInNanos() - (atNanos - session.atNanos()));
            text.append(" next attempt in ").append(Text.duration(left));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("\n  ").append(name).append(": ").append(value);
    }

    private static long count(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static <K> String describe(Map<K, Long> counts) {
        return counts.isEmpty() ? "" : " " + new TreeMap<>(counts);
    }

    private List<String> ids(Availability wanted) {
        final List<String> ids = new ArrayList<>();
        for (final ExchangeHealth exchange : exchanges) {
            if (exchange.availability() == wanted) {
                ids.add(exchange.exchange());
            }
        }
        return ids;
    }
}
