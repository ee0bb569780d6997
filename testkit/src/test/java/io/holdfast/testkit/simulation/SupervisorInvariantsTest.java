package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.SessionState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for a supervised connection whatever happens, where it takes a network and an exchange to see it. */
class SupervisorInvariantsTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<FaultKind> CUTS =
            List.of(FaultKind.FIN, FaultKind.RST, FaultKind.HALF_OPEN, FaultKind.HALF_OPEN_RST, FaultKind.BAD_FRAME);

    /** Whatever was added and removed, before, while down and while restoring: the exchange serves what is wanted. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void afterEveryLiveTheExchangeServesExactlyWhatIsWanted(long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        final Set<Subscription> wanted = new HashSet<>(ToyAdapter.exchange().subscriptions());
        harness.start();
        for (int round = 0; round < 30; round++) {
            for (int i = random.nextInt(6); i > 0; i--) {
                final Subscription one = ToyAdapter.exchange().subscriptions().get(random.nextInt(6));
                if (random.nextBoolean()) {
                    wanted.add(one);
                    harness.feed.subscribe(one);
                } else {
                    wanted.remove(one);
                    harness.feed.unsubscribe(one);
                }
                harness.advance(Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(40) : 0));
            }
            if (random.nextInt(3) == 0) {
                harness.site.begin(CUTS.get(random.nextInt(CUTS.size())), 0);
                harness.advance(Duration.ofMillis(random.nextInt(200)));
            }
        }
        harness.advance(LIMIT);
        if (!wanted.isEmpty()) {
            assertThat(harness.state()).isEqualTo(SessionState.LIVE);
            assertThat(harness.venue.connections())
                    .singleElement()
                    .satisfies(
                            client -> assertThat(client.subscriptions()).containsExactlyInAnyOrderElementsOf(wanted));
        }
        assertThat(harness.openEpochs()).isEqualTo(wanted.size());
        harness.assertPromiseKept();
    }

    @Test
    void oneRefusedInstrumentNeverHoldsUpTheOthers() {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        harness.venue.faults().refuse(Instrument.of("ETH/USD"));
        harness.start().awaitState(SessionState.LIVE, Duration.ofSeconds(2));
        harness.advance(Duration.ofMinutes(1));
        assertThat(harness.openEpochs()).isEqualTo(3);
        assertThat(harness.epochs.stream().filter(change -> change.status() == FeedStatus.STALE))
                .hasSize(3)
                .allSatisfy(change -> {
                    assertThat(change.reason()).isEqualTo(Reason.REJECTED);
                    assertThat(change.subscription().instrument()).isEqualTo(Instrument.of("ETH/USD"));
                });
        harness.assertPromiseKept();
    }

    @Test
    void whatTheExchangeDoesNotListIsToldAndTheOthersGoOn() {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        harness.feed.subscribe(new Subscription(Instrument.of("XYZ/USD"), Channel.TRADES));
        harness.start().awaitState(SessionState.LIVE, Duration.ofSeconds(2));
        harness.advance(Duration.ofMinutes(1));
        assertThat(harness.openEpochs()).isEqualTo(6);
        assertThat(harness.epochs)
                .filteredOn(change -> change.status() == FeedStatus.STALE)
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).isEqualTo(Reason.NOT_LISTED));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 451})
    void whatTryingAgainCannotMendIsGivenUpAtOnceAndVisibly(int status) {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        harness.site.begin(FaultKind.UPGRADE_STATUS, status);
        harness.start().advance(Duration.ofHours(1));
        assertThat(harness.state()).isEqualTo(SessionState.FAILED);
        assertThat(harness.transitions).last().satisfies(last -> {
            assertThat(last.reason()).isEqualTo(Reason.REFUSED_FOR_GOOD);
            assertThat(last.detail()).contains(Integer.toString(status));
        });
        assertThat(harness.site.counters().attempts()).isEqualTo(1);
        assertThat(harness.openEpochs()).isZero();
    }

    @Test
    void requestsAndPingsAndPongsTogetherStayWithinWhatTheExchangeAllows() {
        final FeedHarness harness = new FeedHarness(
                Duration.ofSeconds(60),
                profile -> profile.outgoingMessages(new RateLimit(3, Duration.ofSeconds(1)))
                        .pingInterval(Duration.ofSeconds(2)));
        harness.start().advance(Duration.ofMinutes(2));
        for (int i = 0; i < 40; i++) {
            final Subscription one = ToyAdapter.exchange().subscriptions().get(i % 6);
            harness.feed.unsubscribe(one);
            harness.feed.subscribe(one);
        }
        harness.advance(Duration.ofMinutes(2));
        assertThat(harness.site.counters().mostMessagesInOneSecond()).isLessThanOrEqualTo(5);
        assertThat(harness.state()).isEqualTo(SessionState.LIVE);
        harness.assertPromiseKept();
    }

    @Test
    void aRingThatNobodyReadsEndsEpochsAndNothingElse() {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(20));
        harness.ringMayFill = true;
        harness.start().awaitState(SessionState.LIVE, LIMIT);
        harness.advance(Duration.ofSeconds(20));
        harness.reads = false;
        harness.advance(Duration.ofSeconds(60));
        assertThat(harness.losses()).isEmpty();
        assertThat(harness.epochs)
                .filteredOn(change -> change.status() == FeedStatus.STALE)
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.reason()).isEqualTo(Reason.OVERFLOW));
        harness.reads = true;
        harness.advance(Duration.ofMinutes(3));
        assertThat(harness.openEpochs())
                .as(
                        "%s %s",
                        harness.epochs.subList(harness.epochs.size() - 12, harness.epochs.size()),
                        harness.feed.status())
                .isEqualTo(6);
        harness.assertPromiseKept();
    }

    @Test
    void afterALongSleepEveryConnectionIsProvedOrReplaced() {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        harness.start().awaitState(SessionState.LIVE, LIMIT);
        harness.advance(Duration.ofMinutes(1));
        harness.site.begin(FaultKind.HALF_OPEN, 0);
        harness.host.sleep(Duration.ofHours(8), true);
        harness.advance(Duration.ofHours(8).plusSeconds(16));
        assertThat(harness.state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.lastLoss()).isIn(Reason.PONG_MISSING, Reason.SILENT);
        harness.advance(Duration.ofMinutes(1));
        assertThat(harness.openEpochs()).isEqualTo(6);
        harness.assertPromiseKept();
    }

    /** Data proves the link one way only; what is asked for meanwhile is asked for again until it is heard. */
    @Test
    void aLinkThatCarriesNothingOfOursIsReplacedAlthoughDataComes() {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        harness.start().awaitState(SessionState.LIVE, LIMIT);
        harness.advance(Duration.ofMinutes(1));
        harness.site.begin(FaultKind.PARTITION_OUT, 0);
        harness.advance(Duration.ofSeconds(51)); // a ping every 30 s, and two in a row without a pong for 10 s
        assertThat(harness.losses()).hasSize(1);
        assertThat(harness.losses().get(0).reason()).isEqualTo(Reason.PONG_MISSING);
        assertThat(harness.openEpochs()).isZero();

        harness.advance(Duration.ofMinutes(2));
        harness.site.end(FaultKind.PARTITION_OUT);
        harness.awaitState(SessionState.LIVE, LIMIT);
        harness.advance(Duration.ofMinutes(1));
        assertThat(harness.openEpochs()).isEqualTo(6);
        harness.assertPromiseKept();
    }
}
