package io.holdfast;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.health.FlightEvents;
import io.holdfast.health.HealthMonitor;
import io.holdfast.market.Subscription;
import io.holdfast.session.AddressBudgets;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.LocalNetworkGuard;
import io.holdfast.session.SessionListener;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One exchange that is held: its feed, and the gates that follow from it. Any thread. */
final class HeldExchange {

    private final Scheduler scheduler;
    private final Directory directory;
    private final HealthMonitor monitor;
    private final GateKeeper gates;
    private final ExchangeFeed feed;

    HeldExchange(
            FeedSettings settings,
            GatePolicy policy,
            Transport transport,
            MarketPublisher publisher,
            Directory directory,
            RandomGenerator.SplittableGenerator random,
            LocalNetworkGuard guard,
            AddressBudgets budgets,
            HealthMonitor monitor,
            List<SessionListener> listeners,
            GateListener gateListener) {
        final ExchangeProfile profile = settings.profile();
        this.scheduler = transport.newScheduler();
        this.directory = directory;
        this.monitor = monitor;
        this.gates = new GateKeeper(
                settings.adapter().id(),
                policy.freshNanos(profile),
                policy.reopenAfter().toNanos(),
                scheduler,
                publisher,
                this::heardNanos,
                gateListener);
        final List<SessionListener> all = new ArrayList<>();
        all.add(gates); // first: whoever is told after it must not find a gate open
        all.add(monitor);
        all.add(new FlightEvents());
        all.addAll(listeners);
        this.feed = new ExchangeFeed(
                settings, transport, scheduler, publisher, directory, random, guard, budgets, new ListenerFanOut(all));
    }

    void start() {
        feed.start();
    }

    void subscribe(Subscription subscription) {
        gates.want(subscription, directory.instrumentId(subscription.instrument()));
        feed.subscribe(subscription);
    }

    void unsubscribe(Subscription subscription) {
        feed.unsubscribe(subscription);
        gates.unwant(subscription); // on the feed's thread, after the feed has ended its epoch
        scheduler.execute(() -> monitor.remove(feed.exchange(), subscription));
    }

    /** Asks it to end; {@link #awaitStopped} waits for that. */
    void stop() {
        feed.stop();
        scheduler.execute(gates::close);
    }

    void awaitStopped() {
        feed.awaitStopped();
    }

    GateKeeper gates() {
        return gates;
    }

    ExchangeFeed feed() {
        return feed;
    }

    private long heardNanos() {
        return feed.heardNanos();
    }
}
