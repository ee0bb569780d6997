package io.holdfast.session;

import static org.awaitility.Awaitility.await;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A feed on a fake network in virtual time, and what its handler and its listener were told. */
final class FeedHarness implements AutoCloseable {

    final VirtualScheduler scheduler = new VirtualScheduler();
    final FakeTransport transport = new FakeTransport(scheduler);
    final List<SessionTransition> transitions = new ArrayList<>();
    final List<EpochChange> epochs = new ArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final MarketBus bus;
    final ExchangeFeed feed;

    FeedHarness(UnaryOperator<ExchangeProfile> profile, UnaryOperator<FeedSettings> settings) {
        bus = new MarketBus(
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
        final ExchangeAdapter adapter = new ToyAdapter(0);
        feed = new ExchangeFeed(
                settings.apply(FeedSettings.of(
                                adapter, profile.apply(adapter.profiles().get(0)))
                        .withBackoff(SessionHarness.BACKOFF)),
                transport,
                scheduler,
                bus.newPublisher("toy"),
                bus.directory(),
                new SplittableRandom(1),
                new SessionListener() {
                    @Override
                    public void onTransition(SessionTransition transition) {
                        transitions.add(transition);
                    }

                    @Override
                    public void onEpoch(EpochChange change) {
                        epochs.add(change);
                    }
                });
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

    /** Waits until the handler has read all that was published so far. */
    List<String> events() {
        await().until(() -> bus.remainingCapacity() == bus.capacity());
        return List.copyOf(events);
    }

    @Override
    public void close() {
        feed.stop();
        scheduler.runReady();
        bus.close();
    }
}
