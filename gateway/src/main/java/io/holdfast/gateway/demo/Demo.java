package io.holdfast.gateway.demo;

import io.holdfast.Holdfast;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.gateway.LineQueue;
import io.holdfast.gateway.Stop;
import io.holdfast.gateway.dashboard.DashboardConfig;
import io.holdfast.gateway.dashboard.DashboardServer;
import io.holdfast.gateway.dashboard.LiveView;
import io.holdfast.gateway.dashboard.PriceRow;
import io.holdfast.gateway.dashboard.PriceTable;
import io.holdfast.health.AlertPolicy;
import io.holdfast.health.HealthMonitor;
import io.holdfast.health.HealthReport;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.resilience.RatePolicy;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionStatus;
import io.holdfast.session.SessionTransition;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.io.PrintStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Connects to exchanges on loopback, and to one that does not exist, through the public API; cuts the connections again
 * and again; and tells what was lost, how long it took, and whether the report of health agrees. Confined to the thread
 * that calls {@link #run}.
 */
public final class Demo {

    private static final long PRICE_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FRAME_INTERVAL_NANOS = Duration.ofMillis(250).toNanos();
    private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int QUIET_FROM_ATTEMPT = 3;
    private static final BackoffPolicy BACKOFF =
            BackoffPolicy.DEFAULT.withInitialDelay(Duration.ofMillis(50)).withMaxDelay(Duration.ofMillis(500));
    /** So many cuts in so short a time are the demo's own doing: the breaker need not protect anybody for long. */
    private static final CircuitBreakerPolicy BREAKER = new CircuitBreakerPolicy(
            10,
            RatePolicy.overTime(Duration.ofMinutes(1), 20, 0.95),
            new BackoffPolicy(
                    Duration.ofMillis(500), Duration.ofSeconds(1), 2.0, Jitter.EQUAL, BackoffPolicy.UNLIMITED),
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    private static final BackoffPolicy PATIENT = BackoffPolicy.DEFAULT.withMaxDelay(Duration.ofSeconds(8));

    private final MonotonicClock clock = new SystemClock();
    private final LineQueue lines = new LineQueue();
    private final EpochChecker checker = new EpochChecker();
    private final PriceTable prices = new PriceTable();
    private final HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);
    private final List<DemoExchange> exchanges;
    private final FaultPlan plan;
    private final PrintStream out;
    private final Stop stop;
    private final Options options;
    private final long lastsNanos;

    /**
     * How the demo is to run.
     *
     * @param seconds   how long it lasts; 0 until stopped
     * @param plain     lines even on a terminal
     * @param dashboard where to show it; null for nowhere
     */
    public record Options(
            int seconds, boolean plain, @Nullable DashboardConfig dashboard) {}

    /**
     * Makes a demo.
     *
     * @param exchanges at least one; the caller closes them
     */
    public Demo(List<DemoExchange> exchanges, PrintStream out, Stop stop, Options options) {
        this.exchanges = List.copyOf(exchanges);
        this.out = out;
        this.stop = stop;
        this.options = options;
        this.lastsNanos = Duration.ofSeconds(options.seconds()).toNanos();
        this.plan = new FaultPlan(this.exchanges, clock, lastsNanos, monitor, lines::add);
    }

    /** {@return what came of it} Prints as it goes; ends after its time or when stopped. */
    public Outcome run() throws InterruptedException {
        final List<SessionStatus> status;
        final HealthReport report;
        try (Transport transport = newTransport()) {
            transport.rehearse();
            try (Holdfast holdfast = connect(transport)) {
                show(holdfast);
                status = holdfast.status();
                report = holdfast.health();
            }
        }
        plan.reportOpen();
        lines.print(out, 0);
        final Outcome outcome = new Outcome(
                plan.losses(),
                plan.recovered(),
                checker.violations(),
                checker.events(),
                sum(status, SessionStatus::conflated),
                sum(status, SessionStatus::overflowed),
                plan.agreesWith(report));
        summarise(outcome, report);
        return outcome;
    }

    private Transport newTransport() {
        return new NettyTransport(NettyTransportConfig.builder()
                .trust(exchanges.stream().map(DemoExchange::authority).toArray(X509Certificate[]::new))
                .build());
    }

    private Holdfast connect(Transport transport) {
        final Holdfast.Builder builder = Holdfast.builder()
                .transport(transport)
                .monitor(monitor)
                .handler(checker)
                .handler(prices)
                .handler(monitor.probe())
                .listener(plan)
                .listener(this::tell);
        for (final DemoExchange exchange : exchanges) {
            builder.exchange(exchange.id(), wanted -> {
                exchange.instruments()
                        .forEach(instrument ->
                                wanted.subscribe(instrument, Channel.TOP_OF_BOOK, Channel.TRADES, Channel.BOOK));
                wanted.profile(profile -> impatient(profile, exchange.stream(), exchange.http()))
                        .stableAfter(Duration.ofSeconds(1))
                        .backoff(BACKOFF)
                        .breaker(BREAKER);
            });
        }
        final DeadExchange dead = new DeadExchange(
                ServiceLoader.load(ExchangeAdapter.class).findFirst().orElseThrow());
        builder.adapter(dead)
                .exchange(
                        DeadExchange.ID,
                        wanted -> wanted.subscribe("BTC/USDT", Channel.TOP_OF_BOOK)
                                .profile(profile -> impatient(profile, dead.stream(), dead.http()))
                                .backoff(PATIENT));
        return builder.start();
    }

    /** The demo's cuts are closer together than an exchange's, so silence must be noticed sooner. */
    private static ExchangeProfile impatient(ExchangeProfile profile, Endpoint stream, Endpoint http) {
        return profile.toBuilder()
                .streams(List.of(stream))
                .http(http)
                .silenceLimit(Duration.ofSeconds(2))
                .pingInterval(Duration.ofMillis(500))
                .pongTimeout(Duration.ofMillis(500))
                .rateLimitPenalty(Duration.ofSeconds(1))
                .build();
    }

    /** On feeds' threads. What does not exist is told a few times and then left to the status. */
    private void tell(SessionTransition transition) {
        if (!transition.exchange().equals(DeadExchange.ID)
                || transition.attempt() < QUIET_FROM_ATTEMPT
                || transition.to() == SessionState.STOPPED) {
            lines.add("state " + transition);
        }
    }

    private void show(Holdfast holdfast) throws InterruptedException {
        final LiveView view = new LiveView(holdfast, prices);
        final DashboardConfig config = options.dashboard();
        if (config == null) {
            follow(view, "");
            return;
        }
        try (DashboardServer dashboard = DashboardServer.startNear(config, view, plan)) {
            lines.add("dashboard " + dashboard.url());
            follow(view, dashboard.url());
        }
    }

    private void follow(LiveView view, String url) throws InterruptedException {
        if (options.plain() || !Screen.isTerminal()) {
            followInLines(view);
            return;
        }
        try (Screen screen = new Screen(out, Screen.columnsOfTerminal())) {
            final LineQueue unseen = lines; // transitions and losses are on the screen anyway
            while (!isOver()) {
                plan.act();
                screen.draw(TerminalView.lines("Holdfast demo   " + url + "   Ctrl-C ends it", view));
                unseen.discard(FRAME_INTERVAL_NANOS);
            }
        }
    }

    private void followInLines(LiveView view) throws InterruptedException {
        long priceNanos = clock.nanos() + PRICE_INTERVAL_NANOS;
        while (!isOver()) {
            plan.act();
            if (clock.nanos() - priceNanos >= 0) {
                view.prices().stream().filter(PriceRow::filled).forEach(row -> lines.add(line(row)));
                priceNanos += PRICE_INTERVAL_NANOS;
            }
            lines.print(out, priceNanos - clock.nanos());
        }
    }

    private static String line(PriceRow row) {
        final StringBuilder text = new StringBuilder("price ")
                .append(row.exchange())
                .append(' ')
                .append(row.instrument())
                .append(" bid=");
        Decimal.appendTo(text, row.bidPrice(), row.bidPriceScale());
        text.append(" ask=");
        Decimal.appendTo(text, row.askPrice(), row.askPriceScale());
        return text.append(" epoch=")
                .append(row.epoch())
                .append(row.live() ? " LIVE" : " STALE")
                .append(row.gateOpen() ? " gate=open" : " gate=shut")
                .toString();
    }

    /** Time is up; what is lost at that moment is given a little more to come back, for the last cut was ours. */
    private boolean isOver() {
        if (stop.isAsked()) {
            return true;
        }
        return lastsNanos > 0 && plan.passedNanos() >= lastsNanos + (plan.isOpen() ? GRACE_NANOS : 0);
    }

    private void summarise(Outcome outcome, HealthReport report) {
        out.print(report.toText());
        out.println("summary: losses=" + outcome.losses() + " recovered=" + outcome.recovered() + " violations="
                + outcome.violations() + " events=" + outcome.events() + " conflated=" + outcome.conflated()
                + " dropped=" + outcome.dropped() + " agrees=" + outcome.agrees());
        plan.summary(report).forEach(line -> out.println("summary: " + line));
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
     * @param agrees     whether the report of health says of faults and downtime what was done
     */
    public record Outcome(
            int losses, int recovered, long violations, long events, long conflated, long dropped, boolean agrees) {

        /** {@return whether everything lost came back, no promise was broken, and the report is true} */
        public boolean isGood() {
            return losses == recovered && violations == 0 && agrees;
        }
    }
}
