package io.holdfast.gateway.dashboard;

import io.holdfast.GateChange;
import io.holdfast.feed.Reason;
import io.holdfast.health.Alert;
import io.holdfast.health.DurationStats;
import io.holdfast.health.ExchangeHealth;
import io.holdfast.health.HealthEvent;
import io.holdfast.health.HealthReport;
import io.holdfast.health.SubscriptionHealth;
import io.holdfast.health.TimelineStretch;
import io.holdfast.health.WindowHealth;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.SessionTransition;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The status as JSON; {@code docs/http-api.md} is the schema. Stateless. */
final class StatusJson {

    /** Grows when a field changes its meaning or goes; fields may be added without. */
    static final int SCHEMA = 1;

    private static final int MOST_LOG_LINES = 100;
    private static final int MOST_ALERTS = 50;
    private static final int MOST_STRETCHES = 400;
    private static final int MOST_STALE = 20;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Upper edges of the recovery times' bins, in milliseconds; one more holds what is longer. */
    static final long[] RECOVERY_EDGES = {10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000};

    private StatusJson() {}

    static String of(DashboardView view, FaultSwitch faults) {
        final HealthReport report = view.health();
        final Json json = new Json().beginObject();
        json.key("schema").integer(SCHEMA);
        json.key("at").integer(report.atEpochNanos() / 1_000_000);
        json.key("demo").bool(faults != FaultSwitch.NONE);
        ids(json.key("connected"), report.connected());
        ids(json.key("disconnected"), report.disconnected());
        json.key("ring").beginObject();
        json.key("capacity").integer(view.ringCapacity());
        json.key("remaining").integer(view.ringRemaining()).endObject();
        json.key("recoveryEdgesMs").beginArray();
        for (final long edge : RECOVERY_EDGES) {
            json.integer(edge);
        }
        json.endArray();
        final List<GateChange> gates = view.gates();
        final Map<String, CircuitBreakerState> circuits = view.circuits();
        final Map<String, Integer> silent = new HashMap<>();
        view.sessions().forEach(session -> silent.merge(session.exchange(), session.silent(), Integer::sum));
        json.key("exchanges").beginArray();
        for (final ExchangeHealth exchange : report.exchanges()) {
            exchange(
                    json,
                    exchange,
                    report.atNanos(),
                    gates,
                    circuits.getOrDefault(exchange.exchange(), CircuitBreakerState.CLOSED),
                    silent.getOrDefault(exchange.exchange(), 0),
                    faults);
        }
        json.endArray();
        json.key("alerts").beginArray();
        report.alerts().forEach(alert -> alert(json, alert, report));
        json.endArray().key("pastAlerts").beginArray();
        report.pastAlerts().stream().limit(MOST_ALERTS).forEach(alert -> alert(json, alert, report));
        json.endArray().key("log").beginArray();
        report.events().stream().limit(MOST_LOG_LINES).forEach(event -> event(json, event, report));
        return json.endArray().endObject().toString();
    }

    private static void exchange(
            Json json,
            ExchangeHealth exchange,
            long nowNanos,
            List<GateChange> gates,
            CircuitBreakerState circuit,
            int silent,
            FaultSwitch faults) {
        json.beginObject();
        json.key("id").untrusted(exchange.exchange());
        json.key("availability").text(exchange.availability().name());
        json.key("sinceMs").millis(nowNanos - exchange.sinceNanos());
        session(json, exchange.worstSession(), nowNanos);
        json.key("breaker").text(circuit.name());
        gate(json.key("gate"), exchange.exchange(), nowNanos, gates);
        json.key("sessions").beginArray();
        for (final SessionTransition one : exchange.sessions()) {
            json.beginObject().key("name").untrusted(one.session());
            session(json, one, nowNanos);
            json.endObject();
        }
        json.endArray().key("windows").beginArray();
        exchange.windows().forEach(window -> window(json, window));
        json.endArray();
        json.key("attempts").integer(exchange.attempts());
        json.key("restores").integer(exchange.restores());
        counts(json.key("disconnects"), exchange.disconnects());
        counts(json.key("failedAttempts"), exchange.failedAttempts());
        counts(json.key("gaps"), exchange.gaps());
        stats(json.key("detect"), exchange.detect());
        stats(json.key("recover"), exchange.recover());
        bins(json.key("recoverBins"), exchange.recentRecoveries());
        final var mtbf = exchange.meanTimeBetweenFailuresNanos();
        millisOrNull(json.key("mtbfMs"), mtbf.orElse(-1));
        millisOrNull(json.key("messageAgeMs"), exchange.messageAgeNanos());
        stats(json.key("latency"), exchange.latency());
        json.key("events").integer(exchange.events());
        json.key("maintenance").bool(isInMaintenance(exchange));
        subscriptions(json.key("subscriptions"), exchange, nowNanos, silent);
        timeline(json.key("timeline"), exchange.timeline(), nowNanos);
        ids(json.key("faults"), faults.faults(exchange.exchange()));
        json.endObject();
    }

    private static void session(Json json, SessionTransition session, long nowNanos) {
        final long age = nowNanos - session.atNanos();
        json.key("state").text(session.to().name());
        json.key("reason").text(session.reason().name());
        json.key("detail").untrusted(session.detail());
        json.key("attempt").integer(session.attempt());
        json.key("generation").integer(session.generation());
        json.key("stateSinceMs").millis(age);
        millisOrNull(
                json.key("nextAttemptInMs"),
                session.retryInNanos() < 0 ? -1 : Math.max(0, session.retryInNanos() - age));
    }

    private static void gate(Json json, String exchange, long nowNanos, List<GateChange> gates) {
        for (final GateChange gate : gates) {
            if (gate.exchange().equals(exchange)) {
                json.beginObject().key("open").bool(gate.open());
                json.key("reason").text(gate.reason().name());
                json.key("detail").untrusted(gate.detail());
                json.key("sinceMs").millis(nowNanos - gate.atNanos()).endObject();
                return;
            }
        }
        json.nothing();
    }

    private static void window(Json json, WindowHealth window) {
        json.beginObject().key("window").text(window.window().label());
        json.key("reliability").number(window.reliability().orElse(Double.NaN));
        json.key("upMs").millis(window.upNanos());
        json.key("downMs").millis(window.downNanos());
        json.key("unknownMs").millis(window.unknownNanos());
        json.key("disconnects").integer(window.disconnects());
        json.key("framesPerSecond").number(window.framesPerSecond().orElse(Double.NaN));
        json.key("gaps").integer(window.gaps());
        json.key("dropped").integer(window.dropped()).endObject();
    }

    /** {@return whether the exchange itself says so} Its connection may well be in order meanwhile. */
    private static boolean isInMaintenance(ExchangeHealth exchange) {
        return exchange.subscriptions().stream()
                .anyMatch(one -> !one.live() && one.reason() == Reason.EXCHANGE_MAINTENANCE);
    }

    private static void subscriptions(Json json, ExchangeHealth exchange, long nowNanos, int silent) {
        final List<SubscriptionHealth> stale = exchange.subscriptions().stream()
                .filter(one -> !one.live())
                .sorted(Comparator.comparingLong(one -> one.sinceNanos() - nowNanos))
                .toList();
        json.beginObject().key("total").integer(exchange.subscriptions().size());
        json.key("live").integer(exchange.subscriptions().size() - stale.size());
        json.key("silent").integer(silent);
        json.key("stale").beginArray();
        stale.stream().limit(MOST_STALE).forEach(one -> {
            json.beginObject().key("subscription").untrusted(one.subscription().toString());
            json.key("reason").text(one.reason().name());
            json.key("sinceMs").millis(nowNanos - one.sinceNanos()).endObject();
        });
        json.endArray().endObject();
    }

    /** Newest last, as they happened; each is its state and how long ago it began and ended, in milliseconds. */
    private static void timeline(Json json, List<TimelineStretch> timeline, long nowNanos) {
        json.beginArray();
        for (final TimelineStretch stretch :
                timeline.subList(Math.max(0, timeline.size() - MOST_STRETCHES), timeline.size())) {
            json.beginArray().text(stretch.state().name());
            json.integer((nowNanos - stretch.fromNanos()) / 1_000_000);
            json.integer((nowNanos - stretch.toNanos()) / 1_000_000).endArray();
        }
        json.endArray();
    }

    private static void bins(Json json, List<Long> recoveries) {
        final long[] counts = new long[RECOVERY_EDGES.length + 1];
        for (final long nanos : recoveries) {
            int bin = 0;
            while (bin < RECOVERY_EDGES.length && nanos / NANOS_PER_MILLI > RECOVERY_EDGES[bin]) {
                bin++;
            }
            counts[bin]++;
        }
        json.beginArray();
        for (final long count : counts) {
            json.integer(count);
        }
        json.endArray();
    }

    private static void stats(Json json, DurationStats stats) {
        if (stats.count() == 0) {
            json.nothing();
            return;
        }
        json.beginObject().key("count").integer(stats.count());
        json.key("p50Ms").millis(stats.p50Nanos());
        json.key("p90Ms").millis(stats.p90Nanos());
        json.key("p99Ms").millis(stats.p99Nanos());
        json.key("maxMs").millis(stats.maxNanos()).endObject();
    }

    private static void counts(Json json, Map<Reason, Long> counts) {
        json.beginObject();
        new TreeMap<>(counts).forEach((reason, count) -> json.key(reason.name()).integer(count));
        json.endObject();
    }

    private static void alert(Json json, Alert alert, HealthReport report) {
        json.beginObject().key("id").integer(alert.id());
        json.key("exchange").untrusted(alert.exchange());
        json.key("rule").untrusted(alert.rule());
        json.key("message").untrusted(alert.message());
        json.key("raisedAt").integer(alert.raisedAtEpochNanos() / 1_000_000);
        json.key("cleared").bool(alert.cleared());
        json.key("lastedMs").millis(alert.lastedNanos(report.atNanos())).endObject();
    }

    private static void event(Json json, HealthEvent event, HealthReport report) {
        json.beginObject().key("id").integer(event.id());
        json.key("at").integer(report.epochNanosOf(event.atNanos()) / 1_000_000);
        json.key("exchange").untrusted(event.exchange());
        json.key("kind").text(event.kind().name());
        json.key("text").untrusted(event.text());
        json.key("detail").untrusted(event.detail()).endObject();
    }

    private static void ids(Json json, List<String> ids) {
        json.beginArray();
        ids.forEach(json::untrusted);
        json.endArray();
    }

    private static void millisOrNull(Json json, long nanos) {
        if (nanos < 0) {
            json.nothing();
        } else {
            json.millis(nanos);
        }
    }
}
