package io.holdfast.gateway.demo;

import io.holdfast.feed.Reason;
import io.holdfast.gateway.dashboard.FaultSwitch;
import io.holdfast.health.ExchangeHealth;
import io.holdfast.health.HealthEvent;
import io.holdfast.health.HealthMonitor;
import io.holdfast.health.HealthReport;
import io.holdfast.health.HealthWindow;
import io.holdfast.health.WindowHealth;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionTransition;
import io.holdfast.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes the exchanges fail by turns, and by the dashboard's buttons, and holds what was done to them against what was
 * reported. {@link #act} on the demo's thread; the rest on any.
 */
final class FaultPlan implements SessionListener, FaultSwitch {

    private static final long FIRST_CUT_NANOS = Duration.ofMillis(1_500).toNanos();
    private static final long CUT_INTERVAL_NANOS = Duration.ofMillis(2_500).toNanos();
    /** Once every exchange has failed in every way it fails less often, so that it can be seen to be well. */
    private static final int CALM = 6;
    /** A transition is timed by the feed's thread, the cut by this one: so far apart they may be for each loss. */
    private static final long TOLERANCE_NANOS = Duration.ofMillis(1).toNanos();

    private final Map<String, DemoExchange> exchanges = new LinkedHashMap<>();
    private final Map<String, LossLog> logs = new LinkedHashMap<>();
    private final Map<String, Integer> cutsOf = new LinkedHashMap<>();
    private final MonotonicClock clock;
    private final long lastsNanos;
    private final HealthMonitor monitor;
    private final Consumer<String> lines;
    private final long startNanos;
    private final long intervalNanos;
    private long nextNanos;
    private int cuts;
    private int turn;

    FaultPlan(
            List<DemoExchange> exchanges,
            MonotonicClock clock,
            long lastsNanos,
            HealthMonitor monitor,
            Consumer<String> lines) {
        this.clock = clock;
        this.lastsNanos = lastsNanos;
        this.monitor = monitor;
        this.lines = lines;
        this.startNanos = clock.nanos();
        this.nextNanos = startNanos + FIRST_CUT_NANOS;
        this.intervalNanos = CUT_INTERVAL_NANOS / exchanges.size();
        for (final DemoExchange exchange : exchanges) {
            this.exchanges.put(exchange.id(), exchange);
            logs.put(exchange.id(), new LossLog(exchange.id(), lines));
            cutsOf.put(exchange.id(), cutsOf.size() * 2); // so that they do not all begin with the same
        }
    }

    long passedNanos() {
        return clock.nanos() - startNanos;
    }

    /** Cuts if it is time, and there is time enough left to come back. */
    void act() {
        final long now = clock.nanos();
        if (now - nextNanos < 0) {
            return;
        }
        final List<DemoExchange> all = List.copyOf(exchanges.values());
        for (int i = 0; i < all.size(); i++) {
            final DemoExchange exchange = all.get((turn + i) % all.size());
            if (log(exchange.id()).isLive() && cutNext(exchange, now - startNanos)) {
                turn = (turn + i + 1) % all.size();
                final boolean allSeen = cuts > Cut.values().length * all.size();
                nextNanos = now + (allSeen ? CALM * intervalNanos : intervalNanos);
                return;
            }
        }
    }

    @Override
    public void onTransition(SessionTransition transition) {
        logs.values().forEach(log -> log.onTransition(transition));
    }

    // ---- buttons

    @Override
    public List<String> faults(String exchange) {
        final DemoExchange known = exchanges.get(exchange);
        return known == null ? List.of() : known.cuts().stream().map(Cut::name).toList();
    }

    @Override
    public void inject(String exchange, String fault) {
        final DemoExchange known = exchanges.get(exchange);
        if (known == null) {
            throw new IllegalArgumentException(
                    "exchange: " + exchange + " (expected one of: " + exchanges.keySet() + ")");
        }
        for (final Cut cut : known.cuts()) {
            if (cut.name().equals(fault)) {
                if (!cut(known, cut, "by hand")) {
                    throw new IllegalArgumentException(exchange + ": not live (expected: one that can be cut)");
                }
                return;
            }
        }
        throw new IllegalArgumentException("fault: " + fault + " (expected one of: " + faults(exchange) + ")");
    }

    // ---- what came of it

    boolean isOpen() {
        return logs.values().stream().anyMatch(LossLog::isOpen);
    }

    int losses() {
        return logs.values().stream().mapToInt(LossLog::losses).sum();
    }

    int recovered() {
        return logs.values().stream().mapToInt(LossLog::recovered).sum();
    }

    void reportOpen() {
        logs.values().forEach(LossLog::reportOpen);
    }

    /** {@return whether the report says of every exchange how often, why and how long it was lost, as it was done} */
    boolean agreesWith(HealthReport report) {
        return report.exchanges().stream()
                .filter(exchange -> logs.containsKey(exchange.exchange()))
                .allMatch(exchange -> saysTheReasons(exchange) && saysTheTime(exchange, report.atNanos()));
    }

    List<String> summary(HealthReport report) {
        final List<String> summary = new ArrayList<>();
        logs.values().forEach(log -> summary.addAll(log.summary()));
        for (final ExchangeHealth exchange : report.exchanges()) {
            final LossLog log = logs.get(exchange.exchange());
            if (log == null) {
                continue;
            }
            summary.add("exchange=" + exchange.exchange() + " cuts=" + log.injected() + " disconnects="
                    + exchange.window(HealthWindow.SINCE_START).disconnects() + " reasons="
                    + new TreeMap<>(exchange.disconnects()) + " unexplained=" + log.unexplained()
                    + (saysTheReasons(exchange) ? " agree" : " DISAGREE"));
            summary.add(String.format(
                    Locale.ROOT,
                    "exchange=%s reliability=%.3f%% by the schedule=%.3f%% (%.3f%% from the first moment of each cut)"
                            + " reported down=%s by the cuts=%s of which unnoticed=%s unknown=%s %s",
                    exchange.exchange(),
                    100 * reported(exchange),
                    100 * log.noticedShare(report.atNanos()),
                    100 * log.trueShare(report.atNanos()),
                    LossLog.millis(exchange.recover().totalNanos()),
                    LossLog.millis(log.outageNanos()),
                    LossLog.millis(log.detectTotalNanos()),
                    LossLog.millis(exchange.window(HealthWindow.SINCE_START).unknownNanos()),
                    saysTheTime(exchange, report.atNanos()) ? "agree" : "DISAGREE"));
        }
        return summary;
    }

    private boolean saysTheReasons(ExchangeHealth exchange) {
        final LossLog log = log(exchange.exchange());
        final Map<Reason, Long> caused = new TreeMap<>();
        log.caused().forEach((reason, count) -> caused.put(reason, (long) count));
        return log.unexplained() == 0 && caused.equals(new TreeMap<>(exchange.disconnects()));
    }

    /**
     * Down is what the cuts did less what was not noticed yet, by the recoveries and by the share of the time; where this
     * process stood still, the share may differ by that.
     */
    private boolean saysTheTime(ExchangeHealth exchange, long nowNanos) {
        final LossLog log = log(exchange.exchange());
        final WindowHealth all = exchange.window(HealthWindow.SINCE_START);
        final long tolerated = TOLERANCE_NANOS * (1 + log.losses());
        return Math.abs(exchange.recover().totalNanos() - log.recoverTotalNanos()) <= tolerated
                && Math.abs(reported(exchange) - log.noticedShare(nowNanos)) * all.observedNanos()
                        <= tolerated + all.unknownNanos();
    }

    private static double reported(ExchangeHealth exchange) {
        return exchange.window(HealthWindow.SINCE_START).reliability().orElse(0);
    }

    private boolean cutNext(DemoExchange exchange, long passedNanos) {
        final long leftNanos = lastsNanos == 0 ? Long.MAX_VALUE : lastsNanos - passedNanos;
        final List<Cut> possible = List.copyOf(exchange.cuts());
        final int ordinal = cutsOf.merge(exchange.id(), 1, Integer::sum);
        Cut cut = possible.get(ordinal % possible.size());
        if (leftNanos < cut.room().toNanos()) {
            cut = Cut.RST; // the soonest over
        }
        return leftNanos >= cut.room().toNanos() && cut(exchange, cut, "by plan");
    }

    private boolean cut(DemoExchange exchange, Cut cut, String how) {
        final long now = clock.nanos();
        if (!log(exchange.id()).onCut(cut, now)) {
            return false;
        }
        lines.accept("cut #" + ++cuts + " " + exchange.id() + " " + cut + ": " + cut.description());
        monitor.note(now, exchange.id(), HealthEvent.Kind.OPERATOR, "cut " + how + ": " + cut.description(), "");
        exchange.cut(cut);
        return true;
    }

    private LossLog log(String exchange) {
        final LossLog log = logs.get(exchange);
        if (log == null) {
            throw new IllegalStateException("exchange: " + exchange + " is not of this demo");
        }
        return log;
    }
}
