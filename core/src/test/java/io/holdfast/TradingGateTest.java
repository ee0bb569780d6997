package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.feed.Directory;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.Reason;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The invariants of the trading gate: G1, G2, G4 to G7; G3 is {@link TradingGateConcurrencyTest}. */
class TradingGateTest {

    private static final Instrument BTC = Instrument.of("BTC/USDT");
    private static final Instrument ETH = Instrument.of("ETH/USDT");
    private static final Duration FRESH = Duration.ofSeconds(3);
    private static final Duration REOPEN = Duration.ofMillis(500);

    private final Exchange toy = new Exchange("toy");

    @AfterEach
    void close() {
        toy.close();
    }

    @Test
    void g1NothingIsTradableBeforeItWasFirstLive() {
        assertThat(toy.isOpen(BTC)).isFalse();
        toy.move(SessionState.CONNECTING, Reason.STARTED);
        toy.move(SessionState.RESTORING, Reason.OPENED);
        toy.pass(Duration.ofSeconds(2));
        assertThat(toy.keeper.gate().isOpen()).isFalse();
        assertThat(toy.isOpen(BTC)).isFalse();

        toy.move(SessionState.LIVE, Reason.RESTORED);
        toy.pass(REOPEN);
        assertThat(toy.keeper.gate().isOpen()).isTrue();
        assertThat(toy.isOpen(BTC)).as("no price of it was seen").isFalse();

        toy.epoch(BTC, FeedStatus.LIVE, Reason.FIRST_DATA);
        toy.pass(REOPEN);
        assertThat(toy.isOpen(BTC)).isTrue();
        assertThat(toy.isOpen(ETH)).isFalse();
    }

    @Test
    void anInstrumentThatNobodyWantsIsNeverTradable() {
        toy.liveWith(BTC);

        assertThat(toy.isOpen(Instrument.of("XRP/USDT"))).isFalse();
    }

    @Test
    void aGateOpensOnlyAfterEverythingWasWellForAWhile() {
        toy.move(SessionState.LIVE, Reason.RESTORED);
        toy.epoch(BTC, FeedStatus.LIVE, Reason.FIRST_DATA);
        toy.pass(REOPEN.minusNanos(1));
        assertThat(toy.isOpen(BTC)).isFalse();

        toy.pass(Duration.ofNanos(1));
        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void flappingKeepsTheGateShut() {
        toy.liveWith(BTC);
        for (int i = 0; i < 20; i++) {
            toy.epoch(BTC, FeedStatus.STALE, Reason.SEQUENCE_GAP);
            assertThat(toy.isOpen(BTC)).isFalse();
            toy.epoch(BTC, FeedStatus.LIVE, Reason.FIRST_DATA);
            toy.pass(REOPEN.minusMillis(100));
            assertThat(toy.isOpen(BTC)).isFalse();
        }
        toy.pass(Duration.ofMillis(100));

        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void theLossOfTheConnectionShutsEveryGateBeforeItsFirstEpochIsClosedInTheRing() {
        toy.liveWith(BTC, ETH);

        toy.keeper.onEpoch(toy.change(BTC, FeedStatus.STALE, Reason.RESET)); // the engine writes STALE only now

        assertThat(toy.keeper.gate().isOpen()).isFalse();
        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.isOpen(ETH)).as("its own epoch has not been closed yet").isFalse();
    }

    @Test
    void aReasonThatTurnsOutToConcernOneSubscriptionDoesNotKeepTheExchangeShut() {
        toy.liveWith(BTC, ETH);
        toy.epoch(BTC, FeedStatus.STALE, Reason.INTERNAL_ERROR);
        assertThat(toy.isOpen(ETH)).isFalse();

        toy.pass(REOPEN);

        assertThat(toy.isOpen(ETH)).isTrue();
        assertThat(toy.isOpen(BTC)).isFalse();
    }

    @Test
    void aGapShutsItsInstrumentAlone() {
        toy.liveWith(BTC, ETH);

        toy.epoch(BTC, FeedStatus.STALE, Reason.SEQUENCE_GAP);

        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.isOpen(ETH)).isTrue();
        assertThat(toy.keeper.gate().isOpen()).isTrue();
    }

    @Test
    void tradesDoNotDecideWherePricesAreWanted() {
        toy.keeper.want(
                new Subscription(BTC, Channel.TRADES), toy.bus.directory().instrumentId(BTC));
        toy.liveWith(BTC);

        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void aBookThatIsWantedMustBeInSyncToo() {
        toy.keeper.want(new Subscription(BTC, Channel.BOOK), toy.bus.directory().instrumentId(BTC));
        toy.liveWith(BTC);
        assertThat(toy.isOpen(BTC)).isFalse();

        toy.keeper.onEpoch(new EpochChange(
                "toy-1",
                "toy",
                new Subscription(BTC, Channel.BOOK),
                1,
                FeedStatus.LIVE,
                Reason.FIRST_DATA,
                toy.scheduler.nanos()));
        toy.pass(REOPEN);
        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void silenceShutsTheGateAtTheLimitAndAReaderWithAClockSeesItToTheNanosecond() {
        toy.liveWith(BTC);
        toy.heard();
        toy.silent = true;
        toy.pass(FRESH.minusNanos(1));
        assertThat(toy.keeper.gate(BTC).isOpen(toy.scheduler.nanos())).isTrue();

        toy.pass(Duration.ofNanos(1));
        assertThat(toy.keeper.gate(BTC).isOpen(toy.scheduler.nanos())).isFalse();

        toy.pass(Duration.ofSeconds(1));
        assertThat(toy.isOpen(BTC))
                .as("without a clock, after a quarter of a second at most")
                .isFalse();
        assertThat(toy.keeper.gate(BTC).status().reason()).isEqualTo(Reason.SUSPECTED);
    }

    @Test
    void aReaderWithAClockSeesASilentFeedEvenIfTheFeedsThreadStandsStill() {
        toy.liveWith(BTC);

        assertThat(toy.keeper.gate(BTC).isOpen(toy.scheduler.nanos())).isTrue();
        assertThat(toy.keeper
                        .gate(BTC)
                        .isOpen(toy.scheduler.nanos() + FRESH.plusSeconds(1).toNanos()))
                .isFalse();
    }

    @Test
    void afterAPauseOfThisProcessNothingIsTradableUntilSomethingWasHeard() {
        toy.liveWith(BTC);
        toy.silent = true;
        toy.keeper.onLocalPause("toy", Duration.ofSeconds(2).toNanos(), toy.scheduler.nanos());
        assertThat(toy.keeper.gate().status().reason()).isEqualTo(Reason.LOCAL_PAUSE);
        toy.pass(Duration.ofSeconds(1));
        assertThat(toy.isOpen(BTC)).isFalse();

        toy.silent = false;
        toy.pass(Duration.ofSeconds(1).plus(REOPEN));
        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void g4WhileTheBreakerIsNotClosedNothingIsTradable() {
        toy.liveWith(BTC);

        toy.keeper.onBreaker(false);
        assertThat(toy.isOpen(BTC)).isFalse();
        toy.pass(Duration.ofMinutes(1));
        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.keeper.gate().status().reason()).isEqualTo(Reason.BREAKER_OPEN);

        toy.keeper.onBreaker(true);
        toy.pass(REOPEN);
        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void g5AfterALossItOpensOnlyWithBothALiveSessionAndFreshPrices() {
        toy.liveWith(BTC);
        toy.epoch(BTC, FeedStatus.STALE, Reason.RESET);
        toy.move(SessionState.WAITING, Reason.RESET);
        toy.move(SessionState.CONNECTING, Reason.RETRY_DUE);
        toy.move(SessionState.RESTORING, Reason.OPENED);
        toy.move(SessionState.LIVE, Reason.RESTORED);
        toy.pass(Duration.ofSeconds(2));
        assertThat(toy.keeper.gate().isOpen()).isTrue();
        assertThat(toy.isOpen(BTC)).as("its prices are still those from before").isFalse();

        toy.epoch(BTC, FeedStatus.LIVE, Reason.FIRST_DATA);
        toy.pass(REOPEN);
        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void g6AChangeCarriesReasonEpochAndTime() {
        toy.liveWith(BTC);
        toy.changes.clear();
        toy.pass(Duration.ofSeconds(1));
        final long now = toy.scheduler.nanos();
        toy.epoch(BTC, FeedStatus.STALE, Reason.CHECKSUM_MISMATCH);

        assertThat(toy.changes)
                .containsExactly(new GateChange("toy", BTC, false, Reason.CHECKSUM_MISMATCH, "", 1, false, now));
        assertThat(toy.changes.get(0)).hasToString("toy BTC/USDT gate shut reason=CHECKSUM_MISMATCH epoch=1");
    }

    @Test
    void g6AnOperatorBeatsEverythingThatWouldOpenTheGate() {
        toy.liveWith(BTC, ETH);

        toy.keeper.gate().forceShut("fat finger");
        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.keeper.gate().isOpen()).isFalse();
        toy.move(SessionState.WAITING, Reason.RESET);
        toy.move(SessionState.LIVE, Reason.RESTORED);
        toy.pass(Duration.ofHours(1));
        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.keeper.gate().status().reason()).isEqualTo(Reason.OPERATOR);
        assertThat(toy.keeper.gate().status().detail()).isEqualTo("fat finger");

        toy.keeper.gate().release();
        assertThat(toy.isOpen(BTC)).as("patience begins anew").isFalse();
        toy.pass(REOPEN);
        assertThat(toy.isOpen(BTC)).isTrue();
    }

    @Test
    void anOperatorMayShutOneInstrument() {
        toy.liveWith(BTC, ETH);

        toy.keeper.gate(BTC).forceShut("halted");
        toy.pass(Duration.ofMinutes(1));

        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.isOpen(ETH)).isTrue();
    }

    @Test
    void g7WhatHappensToOneExchangeDoesNotMoveTheGatesOfAnother() {
        try (Exchange other = new Exchange("other")) {
            toy.liveWith(BTC);
            other.liveWith(BTC);

            other.epoch(BTC, FeedStatus.STALE, Reason.RESET);
            other.move(SessionState.SUSPENDED, Reason.RESET);
            other.keeper.onBreaker(false);
            other.keeper.gate().forceShut("no more");

            assertThat(toy.isOpen(BTC)).isTrue();
            assertThat(toy.keeper.gate().isOpen()).isTrue();
        }
    }

    @Test
    void aClosedKeeperLeavesNoTimerBehindAndNoGateOpen() {
        toy.liveWith(BTC);

        toy.keeper.close();
        toy.scheduler.runReady();

        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.scheduler.pendingTimers()).isZero();
    }

    @Test
    void theRingIsToldInOrder() {
        toy.liveWith(BTC);
        toy.epoch(BTC, FeedStatus.STALE, Reason.RESET);

        assertThat(toy.events()).containsExactly("toy BTC/USDT open RESTORED e1", "toy BTC/USDT shut RESET e1");
    }

    @Test
    void aListenerThatThrowsDoesNotKeepTheGateOpen() {
        toy.failing = true;
        toy.liveWith(BTC);
        toy.epoch(BTC, FeedStatus.STALE, Reason.RESET);

        assertThat(toy.isOpen(BTC)).isFalse();
        assertThat(toy.events()).hasSize(2);
    }

    // ---- G2

    enum Happening {
        SESSION_LIVE,
        SESSION_LOST,
        EPOCH_LIVE,
        EPOCH_GAP,
        BREAKER_OPENS,
        BREAKER_CLOSES,
        FORCED,
        RELEASED,
        SILENCE,
        SOUND,
        PAUSE
    }

    record Step(Happening what, long millis) {}

    @Property(tries = 1_000, seed = "2")
    void g2WhateverIsTradableIsLiveInSyncFreshAndPermittedAtTheMomentOfTheRead(@ForAll("steps") List<Step> steps) {
        boolean live = false;
        boolean inSync = false;
        boolean breakerClosed = true;
        boolean forced = false;
        try (Exchange exchange = new Exchange("toy")) {
            exchange.move(SessionState.CONNECTING, Reason.STARTED);
            for (final Step step : steps) {
                switch (step.what()) {
                    case SESSION_LIVE -> {
                        exchange.move(SessionState.LIVE, Reason.RESTORED);
                        live = true;
                    }
                    case SESSION_LOST -> {
                        exchange.epoch(BTC, FeedStatus.STALE, Reason.RESET);
                        exchange.move(SessionState.WAITING, Reason.RESET);
                        live = false;
                        inSync = false;
                    }
                    case EPOCH_LIVE -> {
                        exchange.epoch(BTC, FeedStatus.LIVE, Reason.FIRST_DATA);
                        inSync = true;
                    }
                    case EPOCH_GAP -> {
                        exchange.epoch(BTC, FeedStatus.STALE, Reason.SEQUENCE_GAP);
                        inSync = false;
                    }
                    case BREAKER_OPENS -> {
                        exchange.keeper.onBreaker(false);
                        breakerClosed = false;
                    }
                    case BREAKER_CLOSES -> {
                        exchange.keeper.onBreaker(true);
                        breakerClosed = true;
                    }
                    case FORCED -> {
                        exchange.keeper.gate(BTC).forceShut("");
                        forced = true;
                    }
                    case RELEASED -> {
                        exchange.keeper.gate(BTC).release();
                        forced = false;
                    }
                    case SILENCE -> {
                        exchange.heard();
                        exchange.silent = true;
                    }
                    case SOUND -> exchange.silent = false;
                    case PAUSE -> exchange.keeper.onLocalPause("toy", 1, exchange.scheduler.nanos());
                }
                for (int slice = 0; slice < 4; slice++) {
                    final boolean fresh = exchange.scheduler.nanos() - exchange.heardNanos() < FRESH.toNanos();
                    if (exchange.keeper.gate(BTC).isOpen(exchange.scheduler.nanos())) {
                        assertThat(List.of(live, inSync, breakerClosed, !forced, fresh))
                                .as("live, in sync, breaker closed, not forced, fresh")
                                .doesNotContain(false);
                    }
                    exchange.pass(Duration.ofMillis(step.millis() / 4));
                }
            }
            if (live && inSync && breakerClosed && !forced) {
                exchange.silent = false;
                exchange.pass(REOPEN.plusSeconds(1));
                assertThat(exchange.isOpen(BTC))
                        .as("what is well for long enough opens")
                        .isTrue();
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.of(Happening.class), Arbitraries.of(0L, 4L, 400L, 500L, 2_000L, 4_000L))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    /** A keeper in virtual time and what became of it. Something is heard all the time unless it is silent. */
    private static final class Exchange implements AutoCloseable {

        final String id;
        final VirtualScheduler scheduler = new VirtualScheduler();
        final List<GateChange> changes = new ArrayList<>();
        final List<String> events = new CopyOnWriteArrayList<>();
        final MarketBus bus;
        final GateKeeper keeper;
        boolean silent;
        boolean failing;
        private SessionState state = SessionState.IDLE;
        private long heardNanos;

        Exchange(String id) {
            this.id = id;
            bus = new MarketBus(
                    new Directory(), 1_024, WaitStrategyKind.BLOCKING, true, List.of((event, endOfBatch) -> {
                        if (event.kind() == EventKind.GATE) {
                            events.add(event.exchange() + " " + event.instrument()
                                    + (event.isGateOpen() ? " open " : " shut ") + event.reason() + " e"
                                    + event.epoch());
                        }
                    }));
            keeper = new GateKeeper(
                    id,
                    FRESH.toNanos(),
                    REOPEN.toNanos(),
                    scheduler,
                    bus.newPublisher(id),
                    this::heardNanos,
                    change -> {
                        changes.add(change);
                        if (failing) {
                            throw new IllegalStateException("thrown on purpose");
                        }
                    });
            for (final Instrument instrument : List.of(BTC, ETH)) {
                keeper.want(
                        new Subscription(instrument, Channel.TOP_OF_BOOK),
                        bus.directory().instrumentId(instrument));
            }
        }

        void liveWith(Instrument... instruments) {
            move(SessionState.LIVE, Reason.RESTORED);
            for (final Instrument instrument : instruments) {
                epoch(instrument, FeedStatus.LIVE, Reason.FIRST_DATA);
            }
            pass(REOPEN);
        }

        void move(SessionState next, Reason reason) {
            keeper.onTransition(
                    new SessionTransition(id + "-1", id, 1, state, next, reason, "", 0, 0, -1, -1, scheduler.nanos()));
            state = next;
        }

        void epoch(Instrument instrument, FeedStatus status, Reason reason) {
            keeper.onEpoch(change(instrument, status, reason));
        }

        EpochChange change(Instrument instrument, FeedStatus status, Reason reason) {
            return new EpochChange(
                    id + "-1",
                    id,
                    new Subscription(instrument, Channel.TOP_OF_BOOK),
                    1,
                    status,
                    reason,
                    scheduler.nanos());
        }

        void heard() {
            heardNanos = scheduler.nanos();
        }

        long heardNanos() {
            return silent ? heardNanos : scheduler.nanos();
        }

        void pass(Duration time) {
            scheduler.advance(time);
        }

        boolean isOpen(Instrument instrument) {
            return keeper.gate(instrument).isOpen();
        }

        List<String> events() {
            await().until(() -> bus.remainingCapacity() == bus.capacity());
            return List.copyOf(events);
        }

        @Override
        public void close() {
            keeper.close();
            bus.close();
        }
    }
}
