package io.holdfast.testkit.simulation;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.PolledBus;
import io.holdfast.market.Channel;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.SessionStatus;
import io.holdfast.testkit.simulation.Violation.Rule;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One run of the real engine and the real plugins in virtual time: faults happen as the schedule says, every event in
 * the ring is held against the truth, and after the last fault everything must be whole again.
 *
 * <p>The same settings give the same report. Confined to one thread.
 */
public final class Simulation {

    private static final long AGE_CHECK_NANOS = 1_000_000_000L;
    private static final int MOST_TIMERS = 40;
    /** Attempts are counted where they arrive: two that were far enough apart may come a little closer. */
    private static final Duration NETWORK_JITTER = Duration.ofMillis(50);

    private static final long RING_FULL_MOMENT_NANOS = 10_000_000L;
    private static final Duration SETTLE_LOOK = Duration.ofMillis(200);
    private static final Duration AFTERMATH = Duration.ofSeconds(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    /** What may pass between a deadline and its timer: a round trip, a retransmission. */
    private static final Duration AGE_SLACK = Duration.ofSeconds(4);

    private final SimulationSettings settings;
    private final VirtualScheduler world = new VirtualScheduler();
    private final Violations violations = new Violations(world);
    private final VirtualHost host =
            new VirtualHost(world, failure -> violations.add(Rule.EXCEPTION, describe(failure)));
    private final PolledBus bus;
    private final ContractChecker checker;
    private final FrameLog frames = new FrameLog(world);
    private final ArrayDeque<String> transitions = new ArrayDeque<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final FaultInjector injector;
    private long ringFullAtNanos;
    private boolean ringEverFull;
    private boolean stopping;

    /** One exchange that takes part. */
    private static final class Exchange {

        final SimulatedExchange simulated;
        final ExchangeProfile profile;
        final VirtualSite site;
        final SimulatedVenue<?> venue;
        final SessionLedger ledger;
        final ExchangeFeed feed;
        long silentArrivals;

        Exchange(
                SimulatedExchange simulated,
                VirtualSite site,
                SimulatedVenue<?> venue,
                SessionLedger ledger,
                ExchangeFeed feed) {
            this.simulated = simulated;
            this.profile = simulated.profile();
            this.site = site;
            this.venue = venue;
            this.ledger = ledger;
            this.feed = feed;
        }
    }

    private Simulation(SimulationSettings settings) {
        this.settings = settings;
        this.bus = new PolledBus(new Directory(), settings.ringCapacity());
        this.checker = new ContractChecker(bus, violations, this::ringWasFull);
        final SplittableRandom seeds = new SplittableRandom(settings.seed());
        settings.exchanges().forEach(simulated -> exchanges.add(newExchange(simulated, seeds.split())));
        this.injector = new FaultInjector(
                world,
                host,
                exchanges.stream()
                        .map(exchange -> new FaultInjector.Target(
                                exchange.site, exchange.venue, exchange.feed, exchange.simulated.subscriptions()))
                        .toList());
    }

    /** Runs a simulation to its end. */
    public static SimulationReport run(SimulationSettings settings) {
        return new Simulation(settings).run();
    }

    private Exchange newExchange(SimulatedExchange simulated, SplittableRandom seeds) {
        final ExchangeProfile profile = simulated.profile();
        final VirtualNetwork network = new VirtualNetwork(world, seeds.nextLong(), frames);
        final SimulatedVenue<?> venue = simulated.venue().apply(seeds.nextLong());
        final VirtualSite site = network.addSite(simulated.name(), venue, simulated.hosts());
        site.attemptWindow(profile.connectionAttempts().window().minus(NETWORK_JITTER));
        checker.add(simulated.name(), TruthOracle.of(venue, site), venue.numbering());
        final SessionLedger ledger = new SessionLedger(site, host, world, violations, transitions);
        final VirtualTransport transport = new VirtualTransport(network, host);
        final ExchangeFeed feed = new ExchangeFeed(
                FeedSettings.of(simulated.adapter(), profile)
                        .withBackoff(settings.backoff())
                        .withStableAfter(settings.stableAfter()),
                transport,
                host,
                bus.newPublisher(simulated.name()),
                bus.directory(),
                seeds.split(),
                ledger);
        final Exchange exchange = new Exchange(simulated, site, venue, ledger, feed);
        network.reader((wire, sent, read) -> read(exchange, wire, sent, read));
        venue.start(world);
        return exchange;
    }

    /** What the client reads of one message stands in the ring behind what stood there before. */
    private void read(Exchange exchange, VirtualWire wire, Sent sent, Runnable read) {
        final long before = bus.published();
        read.run();
        final Arrival arrival = new Arrival(wire, sent, before, bus.published());
        checker.arrived(arrival);
        // A book's messages may wait for its snapshot; a snapshot of trades tells of the past.
        if (arrival.publishedAfter() == before && sent.subscription().channel() != Channel.BOOK && !sent.snapshot()) {
            exchange.silentArrivals++;
        }
    }

    // ---- the run

    private SimulationReport run() {
        for (final Exchange exchange : exchanges) {
            exchange.feed.subscribe(exchange.simulated.subscriptions());
            exchange.feed.start();
        }
        injector.schedule(settings.schedule());
        world.schedule(this::checkAges, AGE_CHECK_NANOS);
        final Duration end = settings.schedule().end();
        runUntil(end.compareTo(settings.atLeast()) > 0 ? end : settings.atLeast());
        settle();
        stop();
        return report();
    }

    private void settle() {
        final Duration limit = world.elapsed().plus(settings.settleWithin());
        while (!isSettled() && world.elapsed().compareTo(limit) < 0) {
            runUntil(world.elapsed().plus(SETTLE_LOOK));
        }
        for (final Exchange exchange : exchanges) {
            if (!isSettled(exchange)) {
                violations.add(
                        Rule.NOT_RECOVERED,
                        exchange.simulated.name() + ": " + exchange.feed.status() + " " + settings.settleWithin()
                                + " after the last fault; open epochs: " + checker.openEpochs());
            }
        }
        runUntil(world.elapsed().plus(AFTERMATH));
    }

    private boolean isSettled() {
        return exchanges.stream().allMatch(this::isSettled);
    }

    /**
     * A session is whole again when it is live and, of what the exchange can serve, every epoch is open; but for those
     * of which the session itself says that they are silent and cannot tell whether that is wrong: trades so rare that
     * they have shown no rhythm.
     */
    private boolean isSettled(Exchange exchange) {
        if (exchange.ledger.allFailed()) {
            return true;
        }
        final int wanted = exchange.simulated.subscriptions().size();
        final int open = checker.openEpochs(exchange.simulated.name());
        return exchange.ledger.allLive() && (open == wanted || open + silent(exchange) >= wanted);
    }

    private static int silent(Exchange exchange) {
        return exchange.feed.status().sessions().stream()
                .mapToInt(SessionStatus::silent)
                .sum();
    }

    private void stop() {
        stopping = true;
        exchanges.forEach(exchange -> exchange.feed.stop());
        runUntil(world.elapsed().plus(STOP_LIMIT));
        exchanges.forEach(exchange -> exchange.venue.stop());
        for (final String open : checker.openEpochs()) {
            violations.add(Rule.LEFT_BEHIND, open + ": its epoch is open after the stop");
        }
        if (host.pendingTimers() > 0) {
            violations.add(Rule.LEFT_BEHIND, host.pendingTimers() + " timers after the stop");
        }
        for (final Exchange exchange : exchanges) {
            if (exchange.site.connections() > 0) {
                violations.add(
                        Rule.LEFT_BEHIND,
                        exchange.simulated.name() + ": " + exchange.site.connections() + " connections after the stop");
            }
            checkCounts(exchange);
        }
    }

    private void checkCounts(Exchange exchange) {
        long counted = checker.deliveredLate();
        long conflated = 0;
        for (final SessionStatus status : exchange.feed.status().sessions()) {
            counted += status.unread()
                    + status.anomalies()
                    + status.conflated()
                    + status.overflowed()
                    + status.outdatedCalls();
            conflated += status.conflated();
        }
        if (exchanges.size() == 1 && checker.skipped() > conflated) {
            violations.add(
                    Rule.UNCOUNTED,
                    exchange.simulated.name() + ": " + checker.skipped() + " tops of book were skipped, " + conflated
                            + " counted");
        }
        if (exchange.silentArrivals > counted) {
            violations.add(
                    Rule.UNCOUNTED,
                    exchange.simulated.name() + ": " + exchange.silentArrivals + " messages led to nothing, " + counted
                            + " were counted: " + exchange.feed.status());
        }
        final SiteCounters counters = exchange.site.counters();
        final int budget = exchange.profile.connectionAttempts().count();
        if (counters.mostAttemptsInWindow() > budget) {
            violations.add(
                    Rule.OVER_BUDGET,
                    exchange.simulated.name() + ": " + counters.mostAttemptsInWindow() + " attempts within "
                            + exchange.profile.connectionAttempts().window() + " (allowed: " + budget + ")");
        }
    }

    private void runUntil(Duration end) {
        while (world.elapsed().compareTo(end) < 0) {
            step();
        }
    }

    /** Lets the next thing happen, and reads the ring. */
    private void step() {
        if (!world.advanceToNextTimer()) {
            throw new IllegalStateException("simulation: no timer is set (expected: the check of ages at least)");
        }
        if (bus.remainingCapacity() < bus.capacity() / 2) {
            ringFullAtNanos = world.nanos();
            ringEverFull = true;
        }
        if (injector.consumerReads()) {
            bus.poll(checker);
        }
    }

    private boolean ringWasFull() {
        // Whoever stood still meanwhile pays what it owes the ring when it runs again.
        final long since = Math.min(world.nanos() - ringFullAtNanos, world.nanos() - host.runningSinceNanos());
        return ringEverFull && since < RING_FULL_MOMENT_NANOS;
    }

    private void checkAges() {
        world.schedule(this::checkAges, AGE_CHECK_NANOS);
        checkPossessions();
        if (!injector.consumerReads() || host.isStill()) {
            return;
        }
        for (final Exchange exchange : exchanges) {
            if (exchange.site.dripped(AGE_SLACK)) {
                continue; // bytes come all the while, so nothing is silent, and nothing else measures how late they are
            }
            final Duration silence = exchange.profile.silenceLimit();
            checker.checkAges(
                    exchange.simulated.name(),
                    world.nanos(),
                    host.runningSinceNanos(),
                    silence.plus(AGE_SLACK).toNanos());
        }
    }

    /** One connection for each session, and few timers, however often anything was lost. */
    private void checkPossessions() {
        for (final Exchange exchange : exchanges) {
            final int held = exchange.site.heldConnections();
            if (held > exchange.ledger.sessions() && !stopping) {
                violations.add(
                        Rule.LEFT_BEHIND,
                        exchange.simulated.name() + ": " + held + " connections of " + exchange.ledger.sessions()
                                + " sessions");
            }
        }
        if (host.pendingTimers() > MOST_TIMERS * exchanges.size()) {
            violations.add(Rule.LEFT_BEHIND, host.pendingTimers() + " timers");
        }
    }

    private SimulationReport report() {
        final List<SimulationReport.ExchangeFigures> figures = new ArrayList<>();
        for (final Exchange exchange : exchanges) {
            final SiteCounters counters = exchange.site.counters();
            figures.add(new SimulationReport.ExchangeFigures(
                    exchange.simulated.name(),
                    exchange.ledger.losses(),
                    exchange.ledger.detected().toString(),
                    exchange.ledger.recovered().toString(),
                    counters.attempts(),
                    counters.mostAttemptsInWindow(),
                    exchange.profile.connectionAttempts().count(),
                    exchange.ledger.falseAlarms(),
                    counters.dataSent(),
                    counters.dataArrived(),
                    counters.dataLost()));
        }
        return new SimulationReport(
                settings.seed(),
                world.elapsed(),
                settings.schedule(),
                figures,
                checker.events(),
                violations.count(),
                violations.first(),
                List.copyOf(transitions),
                frames.last());
    }

    private static String describe(Throwable failure) {
        final StackTraceElement[] trace = failure.getStackTrace();
        return failure + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
