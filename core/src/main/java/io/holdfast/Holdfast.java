package io.holdfast;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.MarketHandler;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.health.AlertPolicy;
import io.holdfast.health.HealthMonitor;
import io.holdfast.health.HealthReport;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.AddressBudgets;
import io.holdfast.session.ExchangeFeedStatus;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.LocalNetworkGuard;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionStatus;
import io.holdfast.time.Scheduler;
import io.holdfast.time.SystemClock;
import io.holdfast.transport.Transport;
import io.holdfast.transport.TransportProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The front door: connects to exchanges, keeps the connections alive, and hands their market data to handlers.
 *
 * <p>Threads: those of the transport, one for each handler, and short-lived ones that write files where a directory is
 * given; no others. All methods may be called from any thread.
 */
public final class Holdfast implements AutoCloseable {

    private final Map<String, ExchangeAdapter> adapters;
    private final Transport transport;
    private final boolean ownsTransport;
    private final MarketBus bus;
    private final @Nullable Path catalogDirectory;
    private final LocalNetworkGuard guard = new LocalNetworkGuard();
    private final AddressBudgets budgets;
    private final SplittableRandom seeds;
    private final HealthMonitor monitor;
    private final List<SessionListener> listeners;
    private final GateListener gateListener;
    private final Scheduler monitorScheduler;
    private volatile Scheduler.Timer monitorTimer = Scheduler.Timer.NONE; // written by the monitor's thread alone
    private volatile @Nullable Tick lastTick; // likewise
    // Copied on write under the monitor of this object, so that nobody who asks waits for one who adds.
    private volatile Map<String, HeldExchange> exchanges = Map.of();
    private volatile boolean closed;

    private Holdfast(Builder builder) {
        adapters = builder.adaptersById();
        builder.exchanges.forEach((id, options) -> adapterOf(id)); // refuses before anything is opened
        ownsTransport = builder.transport == null;
        transport = builder.transport == null ? findTransport() : builder.transport;
        if (ownsTransport && builder.rehearsal) {
            transport.rehearse();
        }
        bus = new MarketBus(
                new Directory(),
                builder.ringCapacity,
                builder.waitStrategy,
                transport.threads() == 1,
                builder.handlers);
        catalogDirectory = builder.catalogDirectory;
        budgets = builder.budgets;
        seeds = new SplittableRandom(builder.seed);
        monitor = builder.monitor;
        listeners = List.copyOf(builder.listeners);
        gateListener = new GateFanOut(monitor, builder.gateListeners);
        monitorScheduler = transport.newScheduler();
        builder.exchanges.forEach(this::hold);
        exchanges.values().forEach(HeldExchange::start);
        monitorScheduler.execute(this::tick);
    }

    /** {@return a builder} At least one exchange and one handler must be named. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Adds an exchange and begins to connect to it. The others take no notice.
     *
     * @param id      the plugin's id, such as {@code binance}
     * @param options says what is wanted of it
     * @throws IllegalArgumentException if there is no such plugin, the exchange is there already, or an option is wrong
     */
    public synchronized void addExchange(String id, Consumer<ExchangeOptions> options) {
        if (closed) {
            throw new IllegalStateException("exchange: \"" + id + "\" added to what is closed (expected: running)");
        }
        final ExchangeOptions gathered = new ExchangeOptions();
        options.accept(gathered);
        hold(requireNonNull(id, "id"), gathered).start();
    }

    /**
     * Ends everything that is taken from an exchange and forgets it: its epochs end with {@code STOPPED}, its gates shut
     * for good, its health is no longer reported. The others take no notice. Blocks two seconds at most.
     *
     * @throws IllegalArgumentException if there is no such exchange
     */
    public synchronized void removeExchange(String id) {
        final HeldExchange removed = exchange(id);
        removed.stop();
        removed.awaitStopped();
        final Map<String, HeldExchange> left = new LinkedHashMap<>(exchanges);
        left.remove(id);
        exchanges = Collections.unmodifiableMap(left);
        monitorScheduler.execute(() -> monitor.remove(id, monitorScheduler.nanos()));
    }

    /** {@return ids of the exchanges that are held, in the order in which they were added} */
    public List<String> exchanges() {
        return List.copyOf(exchanges.keySet());
    }

    /**
     * Wants one more subscription.
     *
     * @throws IllegalArgumentException if there is no such exchange
     */
    public void subscribe(String exchange, Subscription subscription) {
        exchange(exchange).subscribe(requireNonNull(subscription, "subscription"));
    }

    /**
     * Wants a subscription no more.
     *
     * @throws IllegalArgumentException if there is no such exchange
     */
    public void unsubscribe(String exchange, Subscription subscription) {
        exchange(exchange).unsubscribe(requireNonNull(subscription, "subscription"));
    }

    /**
     * {@return the trading gate of a whole exchange} Keep it: it stays the same, and is shut for good once the exchange is
     * removed.
     *
     * @throws IllegalArgumentException if there is no such exchange
     */
    public TradingGate gate(String exchange) {
        return exchange(exchange).gates().gate();
    }

    /**
     * {@return the trading gate of one instrument of an exchange} It is open only if the exchange's gate is. Keep it, as
     * above.
     *
     * @throws IllegalArgumentException if there is no such exchange
     */
    public TradingGate gate(String exchange, Instrument instrument) {
        return exchange(exchange).gates().gate(requireNonNull(instrument, "instrument"));
    }

    /** {@return how all gates of an exchange stand: its own, then those of its instruments} */
    public List<GateChange> gates(String exchange) {
        return exchange(exchange).gates().gates().stream()
                .map(TradingGate::status)
                .toList();
    }

    /** {@return how each session stands, in the order in which the exchanges were added} */
    public List<SessionStatus> status() {
        return exchanges.values().stream()
                .flatMap(exchange -> exchange.feed().status().sessions().stream())
                .toList();
    }

    /** {@return how the feed of each exchange stands, in the order in which the exchanges were added} */
    public List<ExchangeFeedStatus> feedStatus() {
        return exchanges.values().stream()
                .map(exchange -> exchange.feed().status())
                .toList();
    }

    /** {@return how well each exchange has been kept, as of now} */
    public HealthReport health() {
        final Tick tick = lastTick;
        final long nowNanos = monitorScheduler.nanos();
        return monitor.report(
                nowNanos,
                tick == null ? new SystemClock().epochNanos() : tick.epochNanos() + (nowNanos - tick.nanos()));
    }

    /** {@return what follows the health of all exchanges} */
    public HealthMonitor monitor() {
        return monitor;
    }

    /** {@return the ring} For its capacity and what handlers leave free of it. */
    public MarketBus bus() {
        return bus;
    }

    /**
     * Ends every session in order, lets handlers read what is in the ring, and stops all threads that were started
     * here. Blocks three seconds at most. Harmless when repeated.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        monitorScheduler.execute(() -> monitorTimer.cancel());
        exchanges.values().forEach(HeldExchange::stop);
        exchanges.values().forEach(HeldExchange::awaitStopped);
        if (ownsTransport) {
            transport.close();
        }
        bus.close();
    }

    private HeldExchange hold(String id, ExchangeOptions options) {
        final ExchangeAdapter adapter = adapterOf(id);
        if (exchanges.containsKey(id)) {
            throw new IllegalArgumentException("exchange: \"" + id + "\" (expected: one that is not held yet)");
        }
        final HeldExchange held = new HeldExchange(
                FeedSettings.of(adapter, options.profileOf(adapter))
                        .withLimits(options.limits())
                        .withBackoff(options.backoff())
                        .withBreaker(options.breaker())
                        .withStaleness(options.staleness())
                        .withLag(options.lag())
                        .withStableAfter(options.stableAfter())
                        .withCatalogDirectory(catalogDirectory),
                options.gate(),
                transport,
                bus.newPublisher(id),
                bus.directory(),
                seeds.split(),
                guard,
                budgets,
                monitor,
                listeners,
                gateListener);
        options.subscriptions().forEach(held::subscribe);
        final Map<String, HeldExchange> grown = new LinkedHashMap<>(exchanges);
        grown.put(id, held);
        exchanges = Collections.unmodifiableMap(grown);
        return held;
    }

    private void tick() {
        if (closed) {
            return;
        }
        monitorTimer = monitorScheduler.schedule(this::tick, HealthMonitor.TICK_INTERVAL.toNanos());
        final long nowNanos = monitorScheduler.nanos();
        final long epochNanos = monitorScheduler.epochNanosAt(nowNanos);
        lastTick = new Tick(nowNanos, epochNanos);
        monitor.tick(status(), nowNanos, epochNanos);
        exchanges.values().forEach(exchange -> exchange.feed().refreshStatus()); // for the next look
    }

    /** Both clocks at one moment: the wall clock may be read on a scheduler's own thread alone. */
    private record Tick(long nanos, long epochNanos) {}

    private HeldExchange exchange(String id) {
        final HeldExchange exchange = exchanges.get(requireNonNull(id, "exchange"));
        if (exchange == null) {
            throw new IllegalArgumentException(
                    "exchange: \"" + id + "\" (expected one of: " + exchanges.keySet() + ")");
        }
        return exchange;
    }

    private ExchangeAdapter adapterOf(String id) {
        final ExchangeAdapter adapter = adapters.get(id);
        if (adapter == null) {
            throw new IllegalArgumentException("exchange: \"" + id + "\" (expected one of: " + adapters.keySet()
                    + "; is its exchange-* artifact on the path?)");
        }
        return adapter;
    }

    private static Transport findTransport() {
        return ServiceLoader.load(TransportProvider.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("transport: none found (expected: a TransportProvider on"
                        + " the path, such as holdfast-transport-netty, or builder().transport(…))"))
                .newTransport();
    }

    /** Gathers what a {@link Holdfast} is made of. Not thread-safe. */
    public static final class Builder {

        private final Map<String, ExchangeOptions> exchanges = new LinkedHashMap<>();
        private final List<ExchangeAdapter> adapters = new ArrayList<>();
        private final List<MarketHandler> handlers = new ArrayList<>();
        private final List<SessionListener> listeners = new ArrayList<>();
        private final List<GateListener> gateListeners = new ArrayList<>();
        private HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);
        private @Nullable Transport transport;
        private int ringCapacity = 65_536;
        private WaitStrategyKind waitStrategy = WaitStrategyKind.BLOCKING;
        private @Nullable Path catalogDirectory;
        private AddressBudgets budgets = new AddressBudgets();
        private boolean rehearsal = true;
        private long seed = new SplittableRandom().nextLong();

        private Builder() {}

        /** Uses a transport that the application made and closes; otherwise one is found by {@link ServiceLoader}. */
        public Builder transport(Transport value) {
            transport = requireNonNull(value, "transport");
            return this;
        }

        /** Adds an exchange plugin that {@link ServiceLoader} does not find. */
        public Builder adapter(ExchangeAdapter value) {
            adapters.add(requireNonNull(value, "adapter"));
            return this;
        }

        /** Sets the ring's slots: a power of two, 64 to 2^24; 65,536 unless set. */
        public Builder ringCapacity(int value) {
            ringCapacity = value;
            return this;
        }

        /** Sets how handlers wait; {@link WaitStrategyKind#BLOCKING} unless set. */
        public Builder waitStrategy(WaitStrategyKind value) {
            waitStrategy = requireNonNull(value, "waitStrategy");
            return this;
        }

        /**
         * Keeps the last list of instruments of each exchange in a directory, so that a start succeeds while an
         * exchange's HTTP is down; nothing is kept unless set.
         */
        public Builder catalogDirectory(Path value) {
            catalogDirectory = requireNonNull(value, "catalogDirectory");
            return this;
        }

        /**
         * Uses budgets that other parts of the process share, or that are kept on disk: connection attempts and requests
         * that exchanges count by address. Unless set they are this object's own and begin unspent.
         */
        public Builder budgets(AddressBudgets value) {
            budgets = requireNonNull(value, "budgets");
            return this;
        }

        /**
         * Sets whether {@link #start} first walks the way of a connection once, on loopback ({@link
         * Transport#rehearse}), if the transport is its own: true unless set. It makes the first real reconnect as fast
         * as any other, and {@link #start} block meanwhile, for as long as three seconds on a slow machine. What is not reached within a
         * few seconds is logged and does no harm. A transport that the application made is the application's to rehearse.
         */
        public Builder rehearsal(boolean value) {
            rehearsal = value;
            return this;
        }

        /** Sets the seed of all jitter, so that a run can be repeated; a random one unless set. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Adds a handler, on a thread of its own. */
        public Builder handler(MarketHandler value) {
            handlers.add(requireNonNull(value, "handler"));
            return this;
        }

        /** Adds a listener to transitions; called on sessions' threads, where it must not block. */
        public Builder listener(SessionListener value) {
            listeners.add(requireNonNull(value, "listener"));
            return this;
        }

        /** Adds a listener to trading gates; called on feeds' threads, where it must not block. */
        public Builder gateListener(GateListener value) {
            gateListeners.add(requireNonNull(value, "gateListener"));
            return this;
        }

        /**
         * Uses a monitor that the application made, with rules of its own for alerts. For the age and the latency of
         * prices add its {@link HealthMonitor#probe()} as a handler, too.
         */
        public Builder monitor(HealthMonitor value) {
            monitor = requireNonNull(value, "monitor");
            return this;
        }

        /**
         * Adds an exchange.
         *
         * @param id      the plugin's id, such as {@code binance}
         * @param options says what is wanted of it
         * @throws IllegalArgumentException if the exchange was added before, or an option is wrong
         */
        public Builder exchange(String id, Consumer<ExchangeOptions> options) {
            final ExchangeOptions gathered = new ExchangeOptions();
            options.accept(gathered);
            if (exchanges.putIfAbsent(requireNonNull(id, "id"), gathered) != null) {
                throw new IllegalArgumentException("exchange: \"" + id + "\" (expected: named once)");
            }
            return this;
        }

        /**
         * {@return a running Holdfast} Connecting goes on in the background: whether it succeeds is told to listeners
         * and in the ring, never by an exception.
         *
         * @throws IllegalArgumentException if something is missing or wrong; nothing was started then
         */
        public Holdfast start() {
            if (exchanges.isEmpty()) {
                throw new IllegalArgumentException("exchanges: none (expected: at least one)");
            }
            if (handlers.isEmpty()) {
                throw new IllegalArgumentException("handlers: none (expected: at least one)");
            }
            return new Holdfast(this);
        }

        private Map<String, ExchangeAdapter> adaptersById() {
            final Map<String, ExchangeAdapter> byId = new TreeMap<>();
            ServiceLoader.load(ExchangeAdapter.class).forEach(adapter -> put(byId, adapter));
            adapters.forEach(adapter -> put(byId, adapter));
            return byId;
        }

        private static void put(Map<String, ExchangeAdapter> byId, ExchangeAdapter adapter) {
            final ExchangeAdapter other = byId.putIfAbsent(adapter.id(), adapter);
            if (other != null && other.getClass() != adapter.getClass()) {
                throw new IllegalArgumentException("exchange id: \"" + adapter.id() + "\" is claimed by "
                        + other.getClass().getName() + " and "
                        + adapter.getClass().getName()
                        + " (expected: one plugin for each id)");
            }
        }
    }
}
