package io.holdfast.session;

import static org.awaitility.Awaitility.await;

import io.holdfast.feed.Directory;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.resilience.RateBudget;
import io.holdfast.time.VirtualScheduler;
import io.holdfast.transport.ConnectionLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** A session on a fake network in virtual time, and what its handler was told. */
final class SessionHarness implements AutoCloseable {

    static final BackoffPolicy BACKOFF = BackoffPolicy.DEFAULT
            .withJitter(Jitter.NONE)
            .withInitialDelay(Duration.ofMillis(100))
            .withMaxDelay(Duration.ofSeconds(30));

    final VirtualScheduler scheduler = new VirtualScheduler();
    final FakeTransport transport = new FakeTransport(scheduler);
    final List<String> transitions = new ArrayList<>();
    final List<SessionTransition> raw = new ArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final MarketBus bus;
    final Session session;

    SessionHarness() {
        this(new ToyAdapter(0), BACKOFF);
    }

    SessionHarness(ToyAdapter adapter, BackoffPolicy backoff) {
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
        session = new Session(
                new SessionSettings(
                        "toy-1",
                        adapter,
                        adapter.profiles().get(0),
                        ConnectionLimits.DEFAULT,
                        backoff,
                        Duration.ofSeconds(10)),
                transport,
                scheduler,
                bus.newPublisher("toy"),
                bus.directory(),
                new SplittableRandom(1),
                new RateBudget(50, Duration.ofMinutes(5)),
                transition -> {
                    raw.add(transition);
                    transitions.add(transition.from() + ">" + transition.to() + ":" + transition.reason());
                });
    }

    SessionHarness wanting(String... instruments) {
        for (final String instrument : instruments) {
            session.subscribe(new Subscription(Instrument.of(instrument), Channel.TRADES));
        }
        return this;
    }

    /** Started, connected, acknowledged. */
    SessionHarness live(String... instruments) {
        wanting(instruments);
        session.start();
        scheduler.runReady();
        transport.last().open();
        acknowledgeAll(instruments.length);
        return this;
    }

    void acknowledgeAll(int count) {
        for (int id = 0; id < count; id++) {
            transport.last().receive("ack " + id);
        }
    }

    void advance(Duration by) {
        scheduler.advance(by);
    }

    /** Waits until the handler has read all that was published so far. */
    List<String> events() {
        await().until(() -> bus.remainingCapacity() == bus.capacity());
        return List.copyOf(events);
    }

    @Override
    public void close() {
        session.stop();
        scheduler.runReady();
        bus.close();
    }
}
