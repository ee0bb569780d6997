package io.holdfast.gateway.metrics;

import io.holdfast.GateChange;
import io.holdfast.health.Alert;
import io.holdfast.health.DurationStats;
import io.holdfast.health.ExchangeHealth;
import io.holdfast.health.HealthReport;
import io.holdfast.health.HealthWindow;
import io.holdfast.health.WindowHealth;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionStatus;
import io.holdfast.session.SessionTransition;
import java.util.Collection;
import java.util.Map;

/**
 * All metrics. Names carry their base unit; labels are closed sets (exchange, state, reason, window), never instruments.
 * What was not observed has no sample. Stateless.
 */
@SuppressWarnings("LongDoubleConversion") // Prometheus has doubles alone; counts are exact up to 2^53
public final class MetricsText {

    /** The media type. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double SECOND = 1e9;
    private static final double[] QUANTILES = {0.5, 0.9, 0.99, 1};
    private static final double[] BOUNDS = DurationStats.BOUNDS.stream()
            .mapToDouble(bound -> bound.toNanos() / SECOND)
            .toArray();

    private MetricsText() {}

    /** {@return the metrics of a report} */
    public static String of(
            HealthReport report,
            Collection<GateChange> gates,
            Map<String, CircuitBreakerState> circuits,
            Collection<SessionStatus> sessions,
            int ringCapacity,
            long ringRemaining) {
        final Exposition out = new Exposition();
        report.exchanges().forEach(exchange -> exchange(out, exchange, report.atNanos()));
        for (final GateChange gate : gates) {
            out.gauge(
                    "marketdata_trading_allowed",
                    "Whether the trading gate of the exchange is open.",
                    gate.open() ? 1 : 0,
                    "exchange",
                    gate.exchange());
        }
        circuits.forEach((exchange, circuit) -> {
            for (final CircuitBreakerState state : CircuitBreakerState.values()) {
                out.gauge(
                        "marketdata_circuit_state",
                        "1 for the state in which the circuit breaker is.",
                        circuit == state ? 1 : 0,
                        "exchange",
                        exchange,
                        "state",
                        state.name());
            }
        });
        sessions.forEach(session -> session(out, session));
        for (final Alert alert : report.alerts()) {
            out.gauge(
                    "marketdata_alert_active",
                    "Alerts that are raised.",
                    1,
                    "exchange",
                    alert.exchange(),
                    "rule",
                    alert.rule());
        }
        out.gauge("marketdata_ring_capacity", "Slots of the ring.", ringCapacity);
        out.gauge("marketdata_ring_remaining", "Slots that the slowest handler leaves free.", ringRemaining);
        return out.toString();
    }

    private static void exchange(Exposition out, ExchangeHealth exchange, long nowNanos) {
        final String id = exchange.exchange();
        states(out, exchange);
        final WindowHealth all = exchange.window(HealthWindow.SINCE_START);
        out.counter("marketdata_connected_seconds_total", "Time live.", all.upNanos() / SECOND, "exchange", id);
        out.counter(
                "marketdata_observed_seconds_total",
                "Time wanted and known: live or not.",
                (all.upNanos() + all.downNanos()) / SECOND,
                "exchange",
                id);
        out.counter(
                "marketdata_unknown_seconds_total",
                "Time in which this process stood still.",
                all.unknownNanos() / SECOND,
                "exchange",
                id);
        for (final WindowHealth window : exchange.windows()) {
            window.reliability()
                    .ifPresent(share -> out.gauge(
                            "marketdata_availability_ratio",
                            "Time live by time wanted, over a window.",
                            share,
                            "exchange",
                            id,
                            "window",
                            window.window().label()));
        }
        final long failed = exchange.failedAttempts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        final String attempts = "Connection attempts by what came of them.";
        out.counter(
                "marketdata_connection_attempts_total",
                attempts,
                exchange.restores(),
                "exchange",
                id,
                "outcome",
                "live");
        out.counter("marketdata_connection_attempts_total", attempts, failed, "exchange", id, "outcome", "failed");
        exchange.disconnects()
                .forEach((reason, count) -> out.counter(
                        "marketdata_disconnects_total",
                        "Open connections that were lost.",
                        count,
                        "exchange",
                        id,
                        "reason",
                        reason.name()));
        exchange.failedAttempts()
                .forEach((reason, count) -> out.counter(
                        "marketdata_failed_attempts_total",
                        "Attempts that led to no connection.",
                        count,
                        "exchange",
                        id,
                        "reason",
                        reason.name()));
        exchange.gaps()
                .forEach((reason, count) -> out.counter(
                        "marketdata_sequence_gaps_total",
                        "Epochs that ended for their data.",
                        count,
                        "exchange",
                        id,
                        "reason",
                        reason.name()));
        exchange.circuitMoves()
                .forEach((move, count) -> out.counter(
                        "marketdata_circuit_transitions_total",
                        "Moves of the circuit breaker.",
                        count,
                        "exchange",
                        id,
                        "from",
                        move.from().name(),
                        "to",
                        move.to().name()));
        out.counter(
                "marketdata_messages_dropped_total",
                "Events that did not fit the ring, or that a newer one replaced there.",
                all.dropped(),
                "exchange",
                id);
        stats(out, "marketdata_detect_duration_seconds", "Silence before a loss was noticed.", exchange.detect(), id);
        histogram(out, "marketdata_recovery_duration_seconds", "From a loss to live again.", exchange.recover(), id);
        histogram(
                out,
                "marketdata_local_pause_seconds",
                "How long this process stood still, as noticed here.",
                exchange.pauses(),
                id);
        stats(
                out,
                "marketdata_exchange_latency_seconds",
                "From the exchange's stamp to our receipt; holds the difference of both clocks.",
                exchange.latency(),
                id);
        if (exchange.messageAgeNanos() >= 0) {
            out.gauge(
                    "marketdata_message_age_seconds",
                    "Time since the last event in the ring.",
                    exchange.messageAgeNanos() / SECOND,
                    "exchange",
                    id);
        }
        final SessionTransition worst = exchange.worstSession();
        if (worst.retryInNanos() >= 0) {
            out.gauge(
                    "marketdata_backoff_delay_seconds",
                    "Time until the next attempt.",
                    Math.max(0, worst.retryInNanos() - (nowNanos - worst.atNanos())) / SECOND,
                    "exchange",
                    id);
        }
    }

    private static void states(Exposition out, ExchangeHealth exchange) {
        for (final SessionTransition session : exchange.sessions()) {
            for (final SessionState state : SessionState.values()) {
                out.gauge(
                        "marketdata_connection_state",
                        "1 for the state in which the session is.",
                        session.to() == state ? 1 : 0,
                        "exchange",
                        exchange.exchange(),
                        "session",
                        session.session(),
                        "state",
                        state.name());
            }
        }
    }

    private static void session(Exposition out, SessionStatus session) {
        out.counter(
                "marketdata_messages_total",
                "Messages received.",
                session.frames(),
                "exchange",
                session.exchange(),
                "session",
                session.session());
        subscriptions(out, session, "active", session.active());
        subscriptions(out, session, "refused", session.refused());
        subscriptions(out, session, "pending", session.wanted() - session.active() - session.refused());
    }

    private static void subscriptions(Exposition out, SessionStatus session, String state, int count) {
        out.gauge(
                "marketdata_subscriptions",
                "Subscriptions by how they stand.",
                count,
                "exchange",
                session.exchange(),
                "session",
                session.session(),
                "state",
                state);
    }

    private static void histogram(Exposition out, String name, String help, DurationStats stats, String exchange) {
        if (stats.count() > 0) {
            out.histogram(
                    name,
                    help,
                    BOUNDS,
                    stats.notLonger(),
                    stats.totalNanos() / SECOND,
                    stats.count(),
                    "exchange",
                    exchange);
        }
    }

    private static void stats(Exposition out, String name, String help, DurationStats stats, String exchange) {
        if (stats.count() > 0) {
            out.summary(
                    name,
                    help,
                    QUANTILES,
                    new double[] {
                        stats.p50Nanos() / SECOND,
                        stats.p90Nanos() / SECOND,
                        stats.p99Nanos() / SECOND,
                        stats.maxNanos() / SECOND
                    },
                    stats.totalNanos() / SECOND,
                    stats.count(),
                    "exchange",
                    exchange);
        }
    }
}
