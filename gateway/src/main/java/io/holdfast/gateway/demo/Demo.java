package io.holdfast.gateway.demo;

import io.holdfast.Holdfast;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.gateway.LineQueue;
import io.holdfast.gateway.Stop;
import io.holdfast.gateway.dashboard.DashboardConfig;
import io.holdfast.gateway.dashboard.DashboardServer;
import io.holdfast.gateway.dashboard.FaultSwitch;
import io.holdfast.gateway.dashboard.LiveView;
import io.holdfast.gateway.dashboard.PriceTable;
import io.holdfast.market.Channel;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.session.SessionStatus;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import io.holdfast.transport.Transport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Connects to an exchange on loopback through the public API, cuts the connection again and again, and tells what was
 * lost and how long it took. Confined to the thread that calls {@link #run}.
 */
public final class Demo {

    private static final long FIRST_CUT_NANOS = Duration.ofMillis(1_500).toNanos();
    private static final long CUT_INTERVAL_NANOS = Duration.ofMillis(2_500).toNanos();
    private static final long PRICE_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final BackoffPolicy BACKOFF =
            BackoffPolicy.DEFAULT.withInitialDelay(Duration.ofMillis(50)).withMaxDelay(Duration.ofMillis(500));

    private final MonotonicClock clock = new SystemClock();
    private final LineQueue lines = new LineQueue();
    private final LossLog losses = new LossLog(lines::add);
    private final EpochChecker checker = new EpochChecker();
    private final PriceBoard prices = new PriceBoard();
    private final DemoExchange exchange;
    private final PrintStream out;
    private final Stop stop;
    private final long lastsNanos;
    private final DashboardConfig config = DashboardConfig.DEFAULT;
    private int cuts;

    /**
     * Makes a demo.
     *
     * @param exchange the caller closes it
     * @param seconds  how long it lasts; 0 until stopped
     */
    public Demo(DemoExchange exchange, PrintStream out, Stop stop, int seconds) {
        this.exchange = exchange;
        this.out = out;
        this.stop = stop;
        this.lastsNanos = Duration.ofSeconds(seconds).toNanos();
    }

    /** {@return what came of it} Prints as it goes; ends after its time or when stopped. */
    public Outcome run() throws InterruptedException {
        final List<SessionStatus> status;
        try (Transport transport = exchange.newTransport()) {
            transport.rehearse();
            final PriceTable table = new PriceTable();
            try (Holdfast holdfast = connect(transport, table);
                    DashboardServer dashboard =
                            DashboardServer.startNear(config, new LiveView(holdfast, table), new Buttons())) {
                lines.add("dashboard " + dashboard.url());
                follow();
                status = holdfast.status();
            }
        }
        losses.reportOpen();
        lines.print(out, 0);
        final Outcome outcome = new Outcome(
                losses.losses(),
                losses.recovered(),
                checker.violations(),
                checker.events(),
                sum(status, SessionStatus::conflated),
                sum(status, SessionStatus::overflowed));
        summarise(outcome);
        return outcome;
    }

    private final class Buttons implements FaultSwitch {

        @Override
        public List<String> faults(String id) {
            return java.util.Arrays.stream(Cut.values()).map(Cut::name).toList();
        }

        @Override
        public void inject(String id, String fault) {
            final Cut cut = Cut.valueOf(fault);
            losses.onCut(clock.nanos());
            exchange.cut(cut);
        }
    }

    private Holdfast connect(Transport transport, PriceTable table) {
        final io.holdfast.health.HealthMonitor monitor =
                new io.holdfast.health.HealthMonitor(io.holdfast.health.AlertPolicy.DEFAULT);
        return Holdfast.builder()
                .transport(transport)
                .monitor(monitor)
                .handler(monitor.probe())
                .handler(table)
                .handler(checker)
                .handler(prices)
                .listener(losses)
                .listener(transition -> lines.add("state " + transition))
                .exchange(
                        exchange.id(),
                        options -> options.subscribe("BTC/USDT", Channel.TOP_OF_BOOK, Channel.TRADES)
                                .subscribe("ETH/USDT", Channel.TOP_OF_BOOK, Channel.TRADES)
                                .profile(this::impatient)
                                .stableAfter(Duration.ofSeconds(1))
                                .backoff(BACKOFF))
                .start();
    }

    /** The demo's cuts are closer together than an exchange's, so silence must be noticed sooner. */
    private ExchangeProfile impatient(ExchangeProfile profile) {
        return profile.toBuilder()
                .streams(List.of(exchange.stream()))
                .http(exchange.http())
                .silenceLimit(Duration.ofSeconds(2))
                .pingInterval(Duration.ofMillis(500))
                .pongTimeout(Duration.ofMillis(500))
                .rateLimitPenalty(Duration.ofSeconds(1))
                .build();
    }

    private void follow() throws InterruptedException {
        final long startNanos = clock.nanos();
        long cutNanos = startNanos + FIRST_CUT_NANOS;
        long priceNanos = startNanos + PRICE_INTERVAL_NANOS;
        while (!isOver(startNanos)) {
            final long nowNanos = clock.nanos();
            if (nowNanos - cutNanos >= 0 && losses.isLive() && cut(nowNanos - startNanos)) {
                cutNanos = nowNanos + CUT_INTERVAL_NANOS;
            }
            if (nowNanos - priceNanos >= 0) {
                prices.lines().forEach(lines::add);
                priceNanos += PRICE_INTERVAL_NANOS;
            }
            lines.print(out, Math.min(priceNanos, Math.max(cutNanos, nowNanos + 1_000_000)) - nowNanos);
        }
    }

    /** Time is up; what is lost at that moment is given a little more to come back, for the last cut was ours. */
    private boolean isOver(long startNanos) {
        final long passedNanos = clock.nanos() - startNanos;
        if (stop.isAsked()) {
            return true;
        }
        return lastsNanos > 0 && passedNanos >= lastsNanos + (losses.isOpen() ? GRACE_NANOS : 0);
    }

    /** {@return whether there was time enough left for a cut} */
    private boolean cut(long passedNanos) {
        final long leftNanos = lastsNanos == 0 ? Long.MAX_VALUE : lastsNanos - passedNanos;
        Cut cut = Cut.values()[cuts % Cut.values().length];
        if (leftNanos < cut.room().toNanos()) {
            cut = Cut.RST; // the soonest over
        }
        if (leftNanos < cut.room().toNanos()) {
            return false;
        }
        cuts++;
        lines.add("cut #" + cuts + " " + cut + ": " + cut.description());
        losses.onCut(clock.nanos());
        exchange.cut(cut);
        return true;
    }

    private void summarise(Outcome outcome) {
        out.println("summary: losses=" + outcome.losses() + " recovered=" + outcome.recovered() + " violations="
                + outcome.violations() + " events=" + outcome.events() + " conflated=" + outcome.conflated()
                + " dropped=" + outcome.dropped());
        losses.summary().forEach(line -> out.println("summary: " + line));
        if (checker.firstViolation() != null) {
            out.println("summary: first violation: " + checker.firstViolation());
        }
        out.flush();
    }

    private static long sum(List<SessionStatus> status, ToLongFunction<SessionStatus> figure) {
        return status.stream().mapToLong(figure).sum();
    }

    /**
     * What came of a demo.
     *
     * @param losses     how often a live session was lost
     * @param recovered  how often it came back
     * @param violations how often a promise of the framework was broken
     * @param events     events of the ring
     * @param conflated  tops of book replaced by newer ones while the ring was full
     * @param dropped    trades and levels that did not fit the ring
     */
    public record Outcome(int losses, int recovered, long violations, long events, long conflated, long dropped) {

        /** {@return whether everything lost came back and no promise was broken} */
        public boolean isGood() {
            return losses == recovered && violations == 0;
        }
    }
}
