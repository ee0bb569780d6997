package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.feed.FeedStatus;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionTransition;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three exchanges through the front door, in virtual time: while one of them fails, in every way that the simulation
 * knows, the others lose nothing and their gates stay open.
 */
class IsolationTest {

    /** Those of our own host and of the application concern every exchange. */
    private static final Set<FaultKind> OUR_OWN =
            Set.of(FaultKind.PAUSE, FaultKind.SLEEP, FaultKind.CLOCK_JUMP, FaultKind.SLOW_CONSUMER, FaultKind.CHURN);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration AT = Duration.ofSeconds(1);
    private static final Duration LASTS = Duration.ofSeconds(20);
    private static final Duration AFTERMATH = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int RING = 1 << 15;

    private final VirtualScheduler world = new VirtualScheduler();
    private final List<Throwable> failures = new ArrayList<>();
    private final VirtualHost host = new VirtualHost(world, failures::add);
    private final VirtualNetwork network = new VirtualNetwork(world, 1);
    private final List<SimulatedExchange> exchanges = List.copyOf(SimulatedExchanges.inTurn(3, TICK, 1.0));
    private final List<VirtualSite> sites = new ArrayList<>();
    private final List<SimulatedVenue<?>> venues = new ArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Holdfast holdfast;

    static Stream<FaultKind> faultsOfAnExchange() {
        return Stream.of(FaultKind.values()).filter(kind -> !OUR_OWN.contains(kind));
    }

    @ParameterizedTest
    @MethodSource("faultsOfAnExchange")
    void g7WhileOneExchangeFailsTheOthersLoseNothingAndTheirGatesStayOpen(FaultKind kind) throws Exception {
        start();
        assertThat(advanceUntil(this::allGatesAreOpen, SOON))
                .as("all begin well")
                .isTrue();
        final int failing = kind.ordinal() % exchanges.size();
        told.clear();

        injector().schedule(faults(kind, failing));
        advance(AT.plus(LASTS).plus(AFTERMATH));

        final String name = exchanges.get(failing).name();
        assertThat(told)
                .as("what others were told while %s had %s", name, kind)
                .allMatch(line -> line.startsWith(name));
        for (int i = 0; i < exchanges.size(); i++) {
            if (i != failing) {
                assertThatNothingIsMissing(i);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(advanceUntil(this::allGatesAreOpen, Duration.ofMinutes(10)))
                .as("it comes back: %s", told)
                .isTrue();
    }

    @AfterEach
    void stop() throws InterruptedException {
        final Thread closing = new Thread(holdfast::close, "closing");
        closing.start();
        while (closing.isAlive()) {
            if (closing.getState() == Thread.State.TIMED_WAITING || closing.getState() == Thread.State.WAITING) {
                advance(TICK); // it waits for what only this thread can let happen
            }
            closing.join(1);
        }
    }

    private void start() {
        final Holdfast.Builder builder = Holdfast.builder()
                .transport(new VirtualTransport(network, host))
                .ringCapacity(RING)
                .seed(7)
                .handler((event, endOfBatch) -> {})
                .listener(new SessionListener() {
                    @Override
                    public void onTransition(SessionTransition transition) {
                        told.add(transition.exchange() + " " + transition);
                    }

                    @Override
                    public void onEpoch(EpochChange change) {
                        if (change.status() == FeedStatus.STALE) {
                            told.add(change.exchange() + " " + change.subscription() + " ended: " + change.reason());
                        }
                    }
                })
                .gateListener(change -> told.add(change.toString()));
        for (final SimulatedExchange exchange : exchanges) {
            final SimulatedVenue<?> venue =
                    exchange.venue().apply(exchange.name().length());
            final VirtualSite site = network.addSite(exchange.name(), venue, exchange.hosts());
            site.attemptWindow(exchange.profile().connectionAttempts().window());
            TruthOracle.of(venue, site); // tells the site what is data, which it then counts and can withhold
            sites.add(site);
            venues.add(venue);
            venue.start(world);
            builder.exchange(exchange.name(), wanted -> {
                for (final Subscription subscription : exchange.subscriptions()) {
                    wanted.subscribe(subscription.instrument().toString(), subscription.channel());
                }
            });
        }
        holdfast = builder.start();
    }

    private FaultInjector injector() {
        final List<FaultInjector.Target> targets = new ArrayList<>();
        for (int i = 0; i < exchanges.size(); i++) {
            targets.add(new FaultInjector.Target(
                    sites.get(i), venues.get(i), null, exchanges.get(i).subscriptions()));
        }
        return new FaultInjector(world, host, targets);
    }

    /** Most lasting faults concern new connections: so the open one is reset while they last. */
    private FaultSchedule faults(FaultKind kind, int failing) {
        final Duration at = world.elapsed().plus(AT);
        final Duration lasting = kind.isLasting() ? LASTS : Duration.ZERO;
        final FaultEvent event = new FaultEvent(kind, failing, at, lasting, magnitude(kind));
        if (!kind.isLasting()) {
            return FaultSchedule.of(event);
        }
        return FaultSchedule.of(
                event, new FaultEvent(FaultKind.RST, failing, at.plus(LASTS.dividedBy(2)), Duration.ZERO, 0));
    }

    private static long magnitude(FaultKind kind) {
        return switch (kind) {
            case UPGRADE_STATUS, HTTP_STATUS -> 503;
            default -> (kind.least() + kind.most()) / 2;
        };
    }

    private void assertThatNothingIsMissing(int other) {
        final SiteCounters counters = sites.get(other).counters();
        venues.get(other).model().suspended(true); // so that nothing is under way
        advance(Duration.ofSeconds(2));
        assertThat(counters.dataArrived()).isPositive().isEqualTo(counters.dataSent());
        assertThat(counters.dataLost()).isZero();
        venues.get(other).model().suspended(false);
        assertThat(holdfast.status().stream()
                        .filter(session ->
                                session.exchange().equals(exchanges.get(other).name())))
                .isNotEmpty()
                .allSatisfy(session -> {
                    assertThat(session.anomalies()).isZero();
                    assertThat(session.conflated() + session.overflowed()).isZero();
                });
    }

    private boolean allGatesAreOpen() {
        return exchanges.stream()
                .allMatch(exchange -> exchange.subscriptions().stream()
                        .map(Subscription::instrument)
                        .allMatch(instrument -> isOpen(exchange, instrument)));
    }

    private boolean isOpen(SimulatedExchange exchange, Instrument instrument) {
        return holdfast.gate(exchange.name(), instrument).isOpen(host.nanos());
    }

    private void advance(Duration duration) {
        advanceUntil(() -> false, duration);
    }

    private boolean advanceUntil(BooleanSupplier condition, Duration limit) {
        final Duration end = world.elapsed().plus(limit);
        while (world.elapsed().compareTo(end) < 0) {
            if (condition.getAsBoolean()) {
                return true;
            }
            final boolean[] over = new boolean[1];
            world.schedule(() -> over[0] = true, TICK.toNanos());
            while (!over[0]) {
                world.advanceToNextTimer();
            }
            while (holdfast.bus().remainingCapacity() < RING / 2) {
                Thread.onSpinWait(); // its reader lives in real time
            }
        }
        return condition.getAsBoolean();
    }
}
