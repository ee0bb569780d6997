package io.holdfast;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.MarketHandler;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Subscription;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.session.ExchangeFeedStatus;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionStatus;
import io.holdfast.transport.Transport;
import io.holdfast.transport.TransportProvider;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * <p>Threads: those of the transport, one for each handler, and no others. All methods may be called from any thread.
 */
public final class Holdfast implements AutoCloseable {

    private final Transport transport;
    private final boolean ownsTransport;
    private final MarketBus bus;
    private final Map<String, ExchangeFeed> feeds = new LinkedHashMap<>();
    private boolean closed;

    private Holdfast(Builder builder) {
        final Map<String, ExchangeAdapter> adapters = builder.adaptersById();
        builder.exchanges.forEach((id, options) -> adapterOf(id, adapters)); // refuses before anything is opened
        ownsTransport = builder.transport == null;
        transport = builder.transport == null ? findTransport() : builder.transport;
        bus = new MarketBus(
                new Directory(),
                builder.ringCapacity,
                builder.waitStrategy,
                transport.threads() == 1,
                builder.handlers);
        final SessionListener listener = builder.listener();
        final SplittableRandom seeds = new SplittableRandom(builder.seed);
        builder.exchanges.forEach((id, options) -> {
            final ExchangeAdapter adapter = adapterOf(id, adapters);
            final ExchangeProfile profile = options.profileOf(adapter);
            final ExchangeFeed feed = new ExchangeFeed(
                    FeedSettings.of(adapter, profile)
                            .withLimits(options.limits())
                            .withBackoff(options.backoff())
                            .withStableAfter(options.stableAfter())
                            .withCatalogDirectory(builder.catalogDirectory),
                    transport,
                    transport.newScheduler(),
                    bus.newPublisher(id),
                    bus.directory(),
                    seeds.split(),
                    listener);
            feed.subscribe(options.subscriptions());
            feeds.put(id, feed);
        });
        feeds.values().forEach(ExchangeFeed::start);
    }

    /** {@return a builder} At least one exchange and one handler must be named. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Wants one more subscription.
     *
     * @throws IllegalArgumentException if the exchange is not among those named to the builder
     */
    public void subscribe(String exchange, Subscription subscription) {
        feed(exchange).subscribe(requireNonNull(subscription, "subscription"));
    }

    /**
     * Wants a subscription no more.
     *
     * @throws IllegalArgumentException if the exchange is not among those named to the builder
     */
    public void unsubscribe(String exchange, Subscription subscription) {
        feed(exchange).unsubscribe(requireNonNull(subscription, "subscription"));
    }

    /** {@return how each session stands, in the order in which the exchanges were named} */
    public List<SessionStatus> status() {
        return feeds.values().stream()
                .flatMap(feed -> feed.status().sessions().stream())
                .toList();
    }

    /** {@return how the feed of each exchange stands, in the order in which the exchanges were named} */
    public List<ExchangeFeedStatus> feedStatus() {
        return feeds.values().stream().map(ExchangeFeed::status).toList();
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
        feeds.values().forEach(ExchangeFeed::stop);
        feeds.values().forEach(ExchangeFeed::awaitStopped);
        if (ownsTransport) {
            transport.close();
        }
        bus.close();
    }

    private ExchangeFeed feed(String exchange) {
        final ExchangeFeed feed = feeds.get(exchange);
        if (feed == null) {
            throw new IllegalArgumentException(
                    "exchange: \"" + exchange + "\" (expected one of: " + feeds.keySet() + ")");
        }
        return feed;
    }

    private static ExchangeAdapter adapterOf(String id, Map<String, ExchangeAdapter> adapters) {
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
        private @Nullable Transport transport;
        private int ringCapacity = 65_536;
        private WaitStrategyKind waitStrategy = WaitStrategyKind.BLOCKING;
        private @Nullable Path catalogDirectory;
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

        private SessionListener listener() {
            return new ListenerFanOut(listeners);
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
