package io.holdfast.examples.trading;

import io.holdfast.GateChange;
import io.holdfast.Holdfast;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Quotes on three exchanges, each by itself: what happens to one is nothing to the others.
 *
 * <p>Without arguments the exchanges are simulated, on loopback with TLS, and fail in six ways one after the other. With
 * {@code --real} they are Binance, Kraken and Coinbase; no order is ever sent.
 */
public final class TradingSystem {

    private static final Duration CALM = Duration.ofSeconds(1);
    private static final Duration FAULT = Duration.ofSeconds(2);
    private static final long WATCH_MILLIS = 5;

    private final PrintStream out;
    private final Journal journal;
    private final PaperOrders orders = new PaperOrders();
    private final Map<String, QuoteDesk> desks = new ConcurrentHashMap<>();
    private final AtomicLong stoodOnStale = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);

    TradingSystem(PrintStream out) {
        this.out = out;
        this.journal = new Journal(out);
    }

    /** Runs it: {@code [--real] [--seconds N]}. */
    public static void main(String[] args) throws InterruptedException {
        final List<String> arguments = List.of(args);
        final int named = arguments.indexOf("--seconds");
        final Duration lasts =
                named < 0 ? Duration.ofDays(1) : Duration.ofSeconds(Integer.parseInt(arguments.get(named + 1)));
        final TradingSystem system = new TradingSystem(System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(system.stopped::countDown));
        final boolean good;
        if (arguments.contains("--real")) {
            good = system.runOnRealExchanges(lasts);
        } else {
            good = system.runOnSimulatedExchanges(CALM, FAULT, lasts);
        }
        if (!good) {
            System.exit(1);
        }
    }

    /** {@return whether no quote ever stood on a price that was known to be stale} */
    boolean runOnSimulatedExchanges(Duration calm, Duration fault, Duration lasts) throws InterruptedException {
        try (SimulatedMarkets simulated = new SimulatedMarkets();
                Transport transport = new NettyTransport(NettyTransportConfig.builder()
                        .trust(simulated.authorities())
                        .build())) {
            return run(transport, simulated.markets(), new FaultPlan(simulated.faults(), journal, calm, fault), lasts);
        }
    }

    private boolean runOnRealExchanges(Duration lasts) throws InterruptedException {
        final List<Market> markets = List.of(
                new Market("binance", "BTC/USDT", profile -> profile),
                new Market("kraken", "BTC/USD", profile -> profile),
                new Market("coinbase", "BTC/USD", profile -> profile));
        try (Transport transport =
                new NettyTransport(NettyTransportConfig.builder().build())) {
            final FaultPlan none = new FaultPlan(List.of(), journal, lasts, Duration.ZERO);
            return run(transport, markets, none, lasts);
        }
    }

    private boolean run(Transport transport, List<Market> markets, FaultPlan plan, Duration lasts)
            throws InterruptedException {
        final Holdfast.Builder builder = Holdfast.builder()
                .transport(transport)
                .handler((event, endOfBatch) -> onEvent(event))
                .gateListener(this::onGate);
        for (final Market market : markets) {
            builder.exchange(
                    market.exchange(),
                    wanted -> wanted.subscribe(market.instrument(), Channel.TOP_OF_BOOK, Channel.BOOK)
                            .profile(market.profile()));
        }
        final long startNanos = System.nanoTime();
        journal.start(startNanos);
        try (Holdfast holdfast = builder.start()) {
            for (final Market market : markets) {
                desks.put(
                        market.exchange(),
                        new QuoteDesk(
                                market.exchange(),
                                holdfast.gate(market.exchange(), Instrument.of(market.instrument())),
                                orders,
                                journal,
                                startNanos));
            }
            watch(plan, startNanos, lasts.toNanos());
        }
        summarise(markets);
        return stoodOnStale.get() == 0;
    }

    /** On the ring's thread, in the order in which things happened. */
    private void onEvent(MarketEvent event) {
        final QuoteDesk desk = desks.get(event.exchange());
        if (desk == null) {
            return; // still starting
        }
        if (event.kind() == EventKind.STATUS
                && event.status() == FeedStatus.STALE
                && orders.isStanding(event.exchange())) {
            stoodOnStale.incrementAndGet(); // the gate shuts before this can be read: it must never happen
        }
        desk.onEvent(event, System.nanoTime());
    }

    /** On the exchange's thread, at once: it does not wait for what is in the ring. */
    private void onGate(GateChange change) {
        final QuoteDesk desk = desks.get(change.exchange());
        if (desk != null) {
            desk.onGate(System.nanoTime());
        }
    }

    /** On the program's own thread: the gate also shuts by time alone, though every other thread stood still. */
    private void watch(FaultPlan plan, long startNanos, long lastsNanos) throws InterruptedException {
        long now = startNanos;
        while (now - startNanos < lastsNanos && !plan.isOver(now)) {
            for (final QuoteDesk desk : desks.values()) {
                desk.onGate(now);
            }
            plan.act(desks.values().stream().allMatch(QuoteDesk::isQuoting), now);
            if (stopped.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            now = System.nanoTime();
        }
    }

    private void summarise(List<Market> markets) {
        final long now = System.nanoTime();
        journal.say("");
        for (final Market market : markets) {
            final QuoteDesk desk = desks.get(market.exchange());
            if (desk != null) {
                journal.say(String.format(
                        Locale.ROOT,
                        "%-9s quoted %5.1f %% of the time, %d quotes, stopped %s",
                        market.exchange(),
                        100 * desk.share(now),
                        orders.sent(market.exchange()),
                        desk.stops()));
            }
        }
        journal.say("quotes that stood on a price known to be stale: " + stoodOnStale.get());
        out.flush();
    }
}
