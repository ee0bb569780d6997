package io.holdfast.session;

import static org.awaitility.Awaitility.await;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.feed.Directory;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.CircuitBreakerReason;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A feed on a fake network in virtual time, and what its handler and its listener were told. */
final class FeedHarness implements AutoCloseable {

    final VirtualScheduler scheduler = new VirtualScheduler();
    final FakeTransport transport = new FakeTransport(scheduler);
    final List<SessionTransition> transitions = new ArrayList<>();
    final List<EpochChange> epochs = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();
    final List<String> circuit = new ArrayList<>();
    final List<ExchangeStatus> statuses = new ArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final MarketBus bus;
    private final boolean ownsBus;
    final LocalNetworkGuard guard = new LocalNetworkGuard();
    final AddressBudgets budgets;
    final ExchangeFeed feed;
    boolean listenerThrows;
    /** What the listener does when it is told of a move. */
    Consumer<SessionTransition> reaction = transition -> {};

    private long sequence;

    FeedHarness(UnaryOperator<ExchangeProfile> profile, UnaryOperator<FeedSettings> settings) {
        this(new ToyAdapter(0), profile, settings);
    }

    FeedHarness(ExchangeAdapter adapter, UnaryOperator<ExchangeProfile> profile, UnaryOperator<FeedSettings> settings) {
        this(adapter, profile, settings, null);
    }

    /** @param shared a bus that outlives the harness, for tests that make many; null for one of its own */
    FeedHarness(
            ExchangeAdapter adapter,
            UnaryOperator<ExchangeProfile> profile,
            UnaryOperator<FeedSettings> settings,
            @Nullable MarketBus shared) {
        this(adapter, profile, settings, shared, new AddressBudgets());
    }

    FeedHarness(
            ExchangeAdapter adapter,
            UnaryOperator<ExchangeProfile> profile,
            UnaryOperator<FeedSettings> settings,
            @Nullable MarketBus shared,
            AddressBudgets budgets) {
        this.budgets = budgets;
        ownsBus = shared == null;
        bus = shared == null ? newBus() : shared;
        feed = new ExchangeFeed(
                settings.apply(FeedSettings.of(
                                adapter, profile.apply(adapter.profiles().get(0)))
                        .withBackoff(SessionHarness.BACKOFF)),
                transport,
                scheduler,
                bus.newPublisher("toy"),
                bus.directory(),
                new SplittableRandom(1),
                guard,
                budgets,
                new SessionListener() {
                    @Override
                    public void onTransition(SessionTransition transition) {
                        transitions.add(transition);
                        reaction.accept(transition);
                        if (listenerThrows) {
                            throw new IllegalStateException("a listener that throws");
                        }
                    }

                    @Override
                    public void onEpoch(EpochChange change) {
                        epochs.add(change);
                        if (listenerThrows) {
                            throw new IllegalStateException("a listener that throws");
                        }
                    }

                    @Override
                    public void onLocalPause(String exchange, long pauseNanos, long atNanos) {
                        pauses.add(Duration.ofNanos(pauseNanos));
                    }

                    @Override
                    public void onCircuit(
                            String exchange,
                            CircuitBreakerState from,
                            CircuitBreakerState to,
                            CircuitBreakerReason reason,
                            long atNanos) {
                        circuit.add(from + ">" + to + ":" + reason);
                    }

                    @Override
                    public void onExchangeStatus(String exchange, ExchangeStatus status, String detail, long atNanos) {
                        statuses.add(status);
                    }
                });
    }

    private MarketBus newBus() {
        return new MarketBus(
                new Directory(),
                4_096,
                WaitStrategyKind.BLOCKING,
                true,
                List.of((event, endOfBatch) ->
                        events.add(event.channel() + " " + event.instrument().base() + " "
                                + (event.kind() == EventKind.STATUS
                                        ? event.status() + " " + event.reason()
                                        : "data " + event.sequence())
                                + " e" + event.epoch())));
    }

    static FeedHarness carrying(int subscriptionsPerConnection) {
        return new FeedHarness(
                profile -> profile.toBuilder()
                        .maxSubscriptionsPerConnection(subscriptionsPerConnection)
                        .build(),
                settings -> settings);
    }

    FeedHarness start(String... instruments) {
        for (final String instrument : instruments) {
            feed.subscribe(trades(instrument));
        }
        feed.start();
        scheduler.runReady();
        return this;
    }

    static Subscription trades(String instrument) {
        return new Subscription(Instrument.of(instrument), Channel.TRADES);
    }

    static Subscription book(String instrument) {
        return new Subscription(Instrument.of(instrument), Channel.BOOK);
    }

    static FeedHarness plain() {
        return new FeedHarness(profile -> profile, settings -> settings);
    }

    /** {@return the last move, as {@code FROM>TO:REASON}} */
    String lastMove() {
        final SessionTransition last = transitions.get(transitions.size() - 1);
        return last.from() + ">" + last.to() + ":" + last.reason();
    }

    /** {@return the moves, as {@code TO:REASON}} */
    List<String> moves() {
        return transitions.stream().map(move -> move.to() + ":" + move.reason()).toList();
    }

    Duration lastWait() {
        return Duration.ofNanos(transitions.get(transitions.size() - 1).retryInNanos());
    }

    void advance(Duration by) {
        scheduler.advance(by);
    }

    /** Opens every connection that waits to be opened and acknowledges all that was asked for. */
    void serve() {
        for (final FakeTransport.Wire wire : List.copyOf(transport.wires)) {
            wire.openIfNew();
        }
        for (final FakeTransport.Wire wire : List.copyOf(transport.wires)) {
            wire.acknowledgeRequests();
        }
    }

    /** Opens what waits to be opened, up to so many connections, and acknowledges nothing. */
    void serve(int connections) {
        transport.wires.stream().limit(connections).forEach(FakeTransport.Wire::openIfNew);
    }

    /** An exchange that acknowledges what is asked for, but ends the connection when a certain id is among it. */
    void serveUnlessAskedFor(int poison) {
        for (final FakeTransport.Wire wire : List.copyOf(transport.wires)) {
            wire.openIfNew();
            wire.acknowledgeRequests(poison);
        }
    }

    /** Lets time pass with an exchange that opens, acknowledges, delivers and answers pings as it should. */
    void healthy(Duration duration) {
        final Duration step = Duration.ofMillis(500);
        for (long passed = 0; passed < duration.toNanos(); passed += step.toNanos()) {
            transport.catalogStatus = 200;
            serve();
            for (final FakeTransport.Wire wire : List.copyOf(transport.wires)) {
                if (wire.opened && !wire.closed) {
                    wire.pong();
                    wire.carried.forEach(id -> wire.receive("trade " + id + " " + ++sequence));
                }
            }
            scheduler.advance(step);
        }
    }

    /** {@return whether every session is live and serves all that is wanted of it} */
    boolean isLive() {
        final ExchangeFeedStatus status = feed.status();
        return status.state() == SessionState.LIVE && status.active() + status.refused() == status.wanted();
    }

    /** Waits until the handler has read all that was published so far. */
    List<String> events() {
        await().until(() -> bus.remainingCapacity() == bus.capacity());
        return List.copyOf(events);
    }

    @Override
    public void close() {
        feed.stop();
        scheduler.runReady();
        if (ownsBus) {
            bus.close();
        }
    }
}
