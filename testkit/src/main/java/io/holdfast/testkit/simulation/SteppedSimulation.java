package io.holdfast.testkit.simulation;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.PolledBus;
import io.holdfast.session.EpochChange;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.testkit.simulation.Violation.Rule;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The feed of one exchange in virtual time, driven step by step; every event in the ring is held against the truth all
 * the while. Where a whole schedule of faults is wanted, {@link Simulation} runs it.
 *
 * <p>Confined to one thread.
 */
public final class SteppedSimulation {

    private static final int RING = 1_024;

    private final VirtualScheduler world = new VirtualScheduler();
    private final Violations violations = new Violations(world);
    private final VirtualHost host =
            new VirtualHost(world, failure -> violations.add(Rule.EXCEPTION, failure.toString()));
    private final FrameLog frames = new FrameLog(world);
    private final PolledBus bus = new PolledBus(new Directory(), RING);
    private final ContractChecker checker = new ContractChecker(bus, violations, () -> false);
    private final List<SessionTransition> transitions = new ArrayList<>();
    private final List<EpochChange> epochs = new ArrayList<>();
    private final Map<String, SessionState> states = new TreeMap<>();
    private final RequestLog requests = new RequestLog(world);
    private final String name;
    private final SimulatedVenue<?> venue;
    private final VirtualSite site;
    private final ExchangeFeed feed;

    /**
     * Makes the simulation of an exchange with the subscriptions that it names; nothing moves yet.
     *
     * @param profile the profile in force
     */
    public SteppedSimulation(SimulatedExchange exchange, ExchangeProfile profile, long seed) {
        final VirtualNetwork network = new VirtualNetwork(world, seed, frames);
        name = exchange.name();
        venue = exchange.venue().apply(seed);
        site = network.addSite(name, requests.watching(venue), exchange.hosts());
        site.attemptWindow(profile.connectionAttempts().window());
        checker.add(name, TruthOracle.of(venue, site), venue.numbering());
        network.reader((wire, sent, read) -> {
            final long before = bus.published();
            read.run();
            checker.arrived(new Arrival(wire, sent, before, bus.published()));
        });
        feed = new ExchangeFeed(
                FeedSettings.of(exchange.adapter(), profile),
                new VirtualTransport(network, host),
                host,
                bus.newPublisher(name),
                bus.directory(),
                new SplittableRandom(seed),
                new SessionListener() {
                    @Override
                    public void onTransition(SessionTransition transition) {
                        transitions.add(transition);
                        states.put(transition.session(), transition.to());
                    }

                    @Override
                    public void onEpoch(EpochChange change) {
                        epochs.add(change);
                    }
                });
        feed.subscribe(exchange.subscriptions());
        venue.start(world);
    }

    /** Starts the feed. */
    public void start() {
        feed.start();
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        final boolean[] over = new boolean[1];
        world.schedule(() -> over[0] = true, duration.toNanos());
        while (!over[0]) {
            step();
        }
    }

    /** Lets time pass until something holds, but no longer than this. {@return whether it holds} */
    public boolean await(BooleanSupplier condition, Duration limit) {
        final long end = world.nanos() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (world.nanos() - end >= 0 || !step()) {
                return false;
            }
        }
        return true;
    }

    private boolean step() {
        final boolean moved = world.advanceToNextTimer();
        bus.poll(checker);
        return moved;
    }

    /** {@return whether every session is live, and so many epochs are open} */
    public boolean isWhole(int epochsOpen) {
        return openEpochs() == epochsOpen
                && !states.isEmpty()
                && states.values().stream()
                        .allMatch(state -> state == SessionState.LIVE || state == SessionState.STOPPED);
    }

    /** {@return time since the beginning} */
    public Duration elapsed() {
        return world.elapsed();
    }

    /** {@return the exchange as the network knows it: where its faults are} */
    public VirtualSite site() {
        return site;
    }

    /** {@return the exchange's own side} */
    public SimulatedVenue<?> venue() {
        return venue;
    }

    /** {@return the feed} */
    public ExchangeFeed feed() {
        return feed;
    }

    /** {@return timers that the program has set} */
    public int pendingTimers() {
        return host.pendingTimers();
    }

    /** {@return what the program has sent} */
    public RequestLog requests() {
        return requests;
    }

    /** {@return every move of a session, oldest first} */
    public List<SessionTransition> transitions() {
        return Collections.unmodifiableList(transitions);
    }

    /** {@return every beginning and end of an epoch, oldest first} */
    public List<EpochChange> epochs() {
        return Collections.unmodifiableList(epochs);
    }

    /** {@return how often a connection that served was given up or lost; not those that were replaced as planned} */
    public List<SessionTransition> losses() {
        return transitions.stream()
                .filter(each -> each.from() == SessionState.LIVE || each.from() == SessionState.RESTORING)
                .filter(each -> each.to() == SessionState.WAITING
                        || each.to() == SessionState.SUSPENDED
                        || each.to() == SessionState.FAILED)
                .toList();
    }

    /** {@return subscriptions whose epoch is open} */
    public int openEpochs() {
        return checker.openEpochs(name);
    }

    /** {@return data events read from the ring} */
    public long events() {
        return checker.events();
    }

    /** {@return the first breaches of the contract} */
    public List<Violation> violations() {
        return violations.first();
    }

    /** {@return the last frames, in and out} */
    public List<String> lastFrames() {
        return frames.last();
    }
}
