package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.Directory;
import io.holdfast.feed.PolledBus;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.SessionState;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Many who broke together, and one who breaks again and again: neither may become a storm. */
class ReconnectStormTest {

    private static final int CLIENTS = 1_000;
    private static final Duration ATTEMPTS_WINDOW = Duration.ofMillis(100);
    /** Attempts are counted where they arrive. */
    private static final Duration NETWORK_JITTER = Duration.ofMillis(50);

    @Test
    void aThousandClientsCutAtOnceComeBackSpreadOut() {
        final Herd herd = new Herd();
        herd.cut(Duration.ofSeconds(60));
        final long[] recovered = herd.recovered();

        final Duration median = Duration.ofNanos(recovered[CLIENTS / 2]);
        final Duration last = Duration.ofNanos(recovered[CLIENTS * 99 / 100]);
        assertThat(median).as("half are back").isBetween(Duration.ofMillis(7_500), Duration.ofMillis(10_500));
        assertThat(last).as("99 of 100 are back").isLessThan(Duration.ofSeconds(29));
    }

    @Test
    void atTheCapTheBusiestMomentIsAlmostAsQuietAsAnyOther() {
        final Herd herd = new Herd();
        herd.cut(Duration.ofSeconds(200));
        // Whoever is past two minutes has long been waiting by the cap alone.
        final long busiest = herd.busiest(Duration.ofSeconds(120), Duration.ofSeconds(200));
        assertThat(busiest).as("attempts of 1,000 clients within 100 ms").isBetween(1L, CLIENTS * 25L / 1_000);
    }

    @Test
    void aThousandSessionsOfOneFeedCutAtOnceNeverPassTheBudgetOfTheirAddress() {
        final int budget = 60;
        final Duration window = Duration.ofSeconds(5);
        final FeedHarness harness = new FeedHarness(
                Duration.ofSeconds(20),
                profile -> profile.maxSubscriptionsPerConnection(1).connectionAttempts(new RateLimit(budget, window)),
                new ToyVenue(1, Duration.ofSeconds(20), CLIENTS - 6));
        for (int i = 0; i < CLIENTS - 6; i++) {
            harness.feed.subscribe(new Subscription(ToyVenue.further(i), Channel.TRADES));
        }
        harness.site.attemptWindow(window.minus(NETWORK_JITTER));
        harness.start().advance(Duration.ofMinutes(3));
        assertAllLive(harness);

        harness.site.begin(FaultKind.RST, 0);
        harness.site.begin(FaultKind.TCP_REFUSED, 0);
        harness.advance(Duration.ofSeconds(60));
        harness.site.end(FaultKind.TCP_REFUSED);
        harness.advance(Duration.ofMinutes(3));
        assertAllLive(harness);
        assertThat(harness.site.counters().mostAttemptsInWindow()).isBetween(budget / 2L, (long) budget);
        harness.assertPromiseKept();
    }

    private static void assertAllLive(FeedHarness harness) {
        assertThat(harness.feed.status().sessions())
                .hasSize(CLIENTS)
                .allSatisfy(session -> assertThat(session.state()).isEqualTo(SessionState.LIVE));
    }

    /** Every second of the minute, and around the times at which the engine might change its mind. */
    static IntStream dropDelays() {
        return IntStream.concat(
                IntStream.rangeClosed(0, 60).map(seconds -> seconds * 1_000),
                IntStream.of(1, 10, 100, 500, 9_999, 10_001, 19_999, 20_001));
    }

    @ParameterizedTest
    @MethodSource("dropDelays")
    void whoAcceptsAndThenDropsIsMetWithGrowingWaits(int dropMillis) {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        harness.site.begin(FaultKind.ACCEPT_THEN_DROP, dropMillis);
        harness.start().advance(Duration.ofMinutes(20));

        final List<Duration> waits = harness.waits();
        assertThat(waits.size()).as("losses").isGreaterThan(10);
        final long early =
                waits.subList(0, 4).stream().mapToLong(Duration::toMillis).max().orElse(0);
        final long late = waits.subList(8, waits.size()).stream()
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
        assertThat(late).as("waits: %s", waits).isGreaterThan(8_000).isGreaterThan(2 * early);
        assertThat(waits.subList(2, waits.size()))
                .as("nobody comes back at once for ever")
                .doesNotContain(Duration.ZERO);
        assertThat(harness.site.counters().attempts()).isLessThan(20 * 12);
        harness.assertPromiseKept();

        harness.site.end(FaultKind.ACCEPT_THEN_DROP);
        harness.awaitState(SessionState.LIVE, Duration.ofMinutes(5));
        harness.advance(Duration.ofMinutes(5));
        assertThat(harness.state()).isEqualTo(SessionState.LIVE);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"TLS_FIN", "TLS_RST", "TLS_ALERT", "UPGRADE_FIN", "UPGRADE_RST", "TCP_REFUSED", "HTTP_RST"})
    void whoBreaksEveryHandshakeIsMetWithGrowingWaits(FaultKind kind) {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        harness.site.begin(kind, 0);
        harness.start().advance(Duration.ofMinutes(30));

        final List<Duration> waits = harness.waits();
        assertThat(waits.size()).isBetween(60, 30 * 12);
        assertThat(waits.subList(1, waits.size())).doesNotContain(Duration.ZERO);
        assertThat(longest(waits.subList(8, waits.size()))).isGreaterThan(2 * longest(waits.subList(0, 4)));
        harness.assertPromiseKept();

        harness.site.end(kind);
        harness.awaitState(SessionState.LIVE, Duration.ofMinutes(2));
    }

    private static long longest(List<Duration> waits) {
        return waits.stream().mapToLong(Duration::toMillis).max().orElse(0);
    }

    /** A thousand programs, each with a feed and an address of its own. */
    private static final class Herd {

        private final VirtualScheduler world = new VirtualScheduler();
        private final VirtualHost host = new VirtualHost(world, failure -> {
            throw new AssertionError(failure);
        });
        private final VirtualNetwork network = new VirtualNetwork(world, 1);
        private final ToyVenue venue = new ToyVenue(1, Duration.ofSeconds(3));
        private final VirtualSite site =
                network.addSite("toy", venue, ToyAdapter.exchange().hosts());
        private final PolledBus bus = new PolledBus(new Directory(), 1 << 14);
        private final SessionState[] states = new SessionState[CLIENTS];
        private final long[] liveAtNanos = new long[CLIENTS];
        private final List<Long> attempts = new ArrayList<>();
        private long cutAtNanos;
        private long healedAtNanos;

        Herd() {
            venue.start(world);
            site.onAttempt(() -> attempts.add(world.nanos()));
            final SplittableRandom seeds = new SplittableRandom(42);
            final ToyAdapter adapter = new ToyAdapter();
            for (int i = 0; i < CLIENTS; i++) {
                final int client = i;
                final ExchangeFeed feed = new ExchangeFeed(
                        FeedSettings.of(adapter, adapter.profiles().get(0)),
                        new VirtualTransport(network, host),
                        host,
                        bus.newPublisher("toy-" + i),
                        bus.directory(),
                        seeds.split(),
                        transition -> {
                            states[client] = transition.to();
                            if (transition.to() == SessionState.LIVE) {
                                liveAtNanos[client] = world.nanos();
                            }
                        });
                feed.subscribe(new Subscription(Instrument.of("BTC/USD"), Channel.TOP_OF_BOOK));
                feed.start();
            }
            advance(Duration.ofSeconds(40));
            assertThat(states).containsOnly(SessionState.LIVE);
        }

        void cut(Duration outage) {
            cutAtNanos = world.nanos();
            attempts.clear();
            site.begin(FaultKind.RST, 0);
            site.begin(FaultKind.TCP_REFUSED, 0);
            advance(outage);
            site.end(FaultKind.TCP_REFUSED);
            healedAtNanos = world.nanos();
            advance(Duration.ofSeconds(65));
            assertThat(states).containsOnly(SessionState.LIVE);
        }

        long[] recovered() {
            final long[] nanos = new long[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                nanos[i] = liveAtNanos[i] - healedAtNanos;
            }
            Arrays.sort(nanos);
            return nanos;
        }

        /** {@return the most attempts within any 100 ms of a stretch after the cut} */
        long busiest(Duration from, Duration until) {
            final RateWindow window = new RateWindow(ATTEMPTS_WINDOW.toNanos());
            long most = 0;
            for (final long at : attempts) {
                if (at - cutAtNanos >= from.toNanos() && at - cutAtNanos < until.toNanos()) {
                    most = Math.max(most, window.add(at));
                }
            }
            return most;
        }

        private void advance(Duration duration) {
            final boolean[] over = new boolean[1];
            world.schedule(() -> over[0] = true, duration.toNanos());
            while (!over[0]) {
                world.advanceToNextTimer();
                bus.poll((event, endOfBatch) -> {});
            }
        }
    }
}
