package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.PolledBus;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.EpochChange;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The feed of one exchange in a simulation that the test drives step by step; the contract is checked all the while. */
final class FeedHarness {

    final VirtualScheduler world = new VirtualScheduler();
    final Violations violations = new Violations(world);
    final VirtualHost host =
            new VirtualHost(world, failure -> violations.add(Violation.Rule.EXCEPTION, failure.toString()));
    final VirtualNetwork network = new VirtualNetwork(world, 1);
    final PolledBus bus = new PolledBus(new Directory(), 1_024);
    final List<SessionTransition> transitions = new ArrayList<>();
    final List<EpochChange> epochs = new ArrayList<>();
    final ToyVenue venue;
    final VirtualSite site;
    final ExchangeFeed feed;
    private final ContractChecker checker = new ContractChecker(bus, violations, () -> this.ringMayFill);

    /** Whether the ring is read. */
    boolean reads = true;
    /** Whether tops of book may give way to newer ones. */
    boolean ringMayFill;

    FeedHarness(Duration tick) {
        this(tick, profile -> profile);
    }

    FeedHarness(Duration tick, UnaryOperator<ExchangeProfile.Builder> profile) {
        this(tick, profile, new ToyVenue(1, tick));
    }

    FeedHarness(Duration tick, UnaryOperator<ExchangeProfile.Builder> profile, ToyVenue venue) {
        final SimulatedExchange toy = ToyAdapter.exchange(ToyAdapter.Mistake.NONE, tick);
        this.venue = venue;
        site = network.addSite("toy", venue, toy.hosts());
        checker.add("toy", TruthOracle.of(venue, site), venue.numbering());
        network.reader((wire, sent, read) -> {
            final long before = bus.published();
            read.run();
            checker.arrived(new Arrival(wire, sent, before, bus.published()));
        });
        feed = new ExchangeFeed(
                FeedSettings.of(
                        toy.adapter(), profile.apply(toy.profile().toBuilder()).build()),
                new VirtualTransport(network, host),
                host,
                bus.newPublisher("toy"),
                bus.directory(),
                new SplittableRandom(7),
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
        feed.subscribe(toy.subscriptions());
        venue.start(world);
    }

    FeedHarness start() {
        feed.start();
        return this;
    }

    /** Lets time pass, one thing after the other. */
    FeedHarness advance(Duration duration) {
        final Duration end = world.elapsed().plus(duration);
        final boolean[] over = new boolean[1];
        world.schedule(() -> over[0] = true, duration.toNanos());
        while (!over[0]) {
            world.advanceToNextTimer();
            if (reads) {
                bus.poll(checker);
            }
        }
        assertThat(world.elapsed()).isEqualTo(end);
        return this;
    }

    /** Lets time pass until the session is in a state. {@return how long it took} */
    Duration awaitState(SessionState state, Duration limit) {
        final Duration from = world.elapsed();
        while (state() != state) {
            assertThat(world.elapsed().minus(from))
                    .as("%s expected; %s", state, transitions)
                    .isLessThan(limit);
            world.advanceToNextTimer();
            if (reads) {
                bus.poll(checker);
            }
        }
        return world.elapsed().minus(from);
    }

    /** Lets time pass until the session moves in a certain way. {@return that move} */
    SessionTransition awaitTransition(Predicate<SessionTransition> wanted, Duration limit) {
        final Duration from = world.elapsed();
        int seen = transitions.size();
        while (true) {
            for (; seen < transitions.size(); seen++) {
                if (wanted.test(transitions.get(seen))) {
                    return transitions.get(seen);
                }
            }
            assertThat(world.elapsed().minus(from)).as("%s", transitions).isLessThan(limit);
            world.advanceToNextTimer();
            if (reads) {
                bus.poll(checker);
            }
        }
    }

    /** Tampers with the next messages of the trades and of the book of one instrument. */
    void tamper(FaultKind kind, int messages) {
        final Fate fate = switch (kind) {
            case LOSE_MESSAGES -> Fate.LOST;
            case REORDER_MESSAGES -> Fate.DELAYED;
            default -> Fate.DUPLICATED;
        };
        for (int i = 0; i < messages; i++) {
            venue.faults().next(new Subscription(Instrument.of("BTC/USD"), Channel.TRADES), fate);
            venue.faults().next(new Subscription(Instrument.of("BTC/USD"), Channel.BOOK), fate);
        }
    }

    SessionState state() {
        return transitions.isEmpty()
                ? SessionState.IDLE
                : transitions.get(transitions.size() - 1).to();
    }

    /** {@return the last reason why an open connection was lost} */
    Reason lastLoss() {
        return losses().get(losses().size() - 1).reason();
    }

    List<SessionTransition> losses() {
        return transitions.stream()
                .filter(each -> each.from() == SessionState.LIVE || each.from() == SessionState.RESTORING)
                .filter(each -> each.to() != SessionState.LIVE)
                .toList();
    }

    int openEpochs() {
        return checker.openEpochs("toy");
    }

    /** {@return waits before the next attempts, in the order in which they were decided on} */
    List<Duration> waits() {
        return transitions.stream()
                .filter(each -> each.to() == SessionState.WAITING || each.to() == SessionState.SUSPENDED)
                .map(each -> Duration.ofNanos(each.retryInNanos()))
                .toList();
    }

    void assertPromiseKept() {
        assertThat(violations.first()).isEmpty();
    }
}
