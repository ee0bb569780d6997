package io.holdfast.health;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what rules say, look after look, into one alert for each incident. Not thread-safe.
 */
final class AlertBook {

    private static final int MOST_REMEMBERED = 200;

    private final AlertPolicy policy;
    private final Map<Key, Incident> incidents = new LinkedHashMap<>();
    private final ArrayDeque<Alert> over = new ArrayDeque<>();
    private long raised;

    AlertBook(AlertPolicy policy) {
        this.policy = policy;
    }

    /** {@return what has changed, in order} */
    List<Alert> look(ExchangeHealth health, long nowNanos, long epochNanos) {
        final List<Alert> changes = new ArrayList<>();
        for (final AlertRule rule : policy.rules()) {
            final Incident incident =
                    incidents.computeIfAbsent(new Key(health.exchange(), rule.name()), unused -> new Incident());
            final Alert change = incident.look(rule, health, nowNanos, epochNanos);
            if (change != null) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** Forgets an exchange. {@return its alerts, cleared} */
    List<Alert> forget(String exchange, long nowNanos) {
        final List<Alert> cleared = new ArrayList<>();
        incidents.entrySet().removeIf(entry -> {
            if (!entry.getKey().exchange().equals(exchange)) {
                return false;
            }
            final Alert alert = entry.getValue().alert;
            if (alert != null) {
                cleared.add(alert.clearedAt(nowNanos));
            }
            return true;
        });
        over.removeIf(alert -> alert.exchange().equals(exchange));
        return cleared;
    }

    List<Alert> active() {
        final List<Alert> active = new ArrayList<>();
        for (final Incident incident : incidents.values()) {
            if (incident.alert != null) {
                active.add(incident.alert);
            }
        }
        return List.copyOf(active);
    }

    /** {@return those that are over, newest first} */
    List<Alert> over() {
        return List.copyOf(over);
    }

    private record Key(String exchange, String rule) {}

    private final class Incident {

        private int badLooks;
        private int goodLooks;
        private @Nullable Alert alert;

        @Nullable
        Alert look(AlertRule rule, ExchangeHealth health, long nowNanos, long epochNanos) {
            final AlertRule.Verdict verdict = rule.judge(health, nowNanos);
            if (verdict == AlertRule.Verdict.UNKNOWN) {
                return null; // nothing is known, so nothing changes
            }
            badLooks = verdict == AlertRule.Verdict.BAD ? badLooks + 1 : 0;
            goodLooks = verdict == AlertRule.Verdict.GOOD ? goodLooks + 1 : 0;
            final Alert standing = alert;
            if (standing == null && badLooks >= policy.looksToRaise()) {
                alert = new Alert(
                        ++raised,
                        health.exchange(),
                        rule.name(),
                        rule.describe(health, nowNanos),
                        nowNanos,
                        epochNanos,
                        false,
                        0);
                return alert;
            }
            if (standing != null
                    && goodLooks >= policy.looksToClear()
                    && standing.lastedNanos(nowNanos) >= policy.leastHold().toNanos()) {
                alert = null;
                remember(standing.clearedAt(nowNanos));
                return standing.clearedAt(nowNanos);
            }
            return null;
        }

        private void remember(Alert cleared) {
            over.addFirst(cleared);
            if (over.size() > MOST_REMEMBERED) {
                over.removeLast();
            }
        }
    }
}
