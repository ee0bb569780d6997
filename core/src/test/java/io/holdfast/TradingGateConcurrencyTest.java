package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Directory;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * G3: once it is published that an exchange must not be traded on, no thread reads its gate as open.
 *
 * <p>One thread plays the feed: it opens the gate, shuts it, then publishes the number of the round that is over. Another
 * asks the gate all the time. It reads the number of the last round that was shut, then the gate, then the number of the
 * last round that was opened: an open gate with no round opened in between is the forbidden outcome.
 */
class TradingGateConcurrencyTest {

    private static final Instrument BTC = Instrument.of("BTC/USDT");
    private static final Subscription WANTED = new Subscription(BTC, Channel.TOP_OF_BOOK);
    private static final int ROUNDS = 60_000;

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final AtomicLong opening = new AtomicLong();
    private final AtomicLong shut = new AtomicLong();

    /** Ways to say that trading must stop; each has returned, or is about to write STALE, before it is published. */
    enum Stop {
        BREAKER,
        LOSS,
        OPERATOR
    }

    @Test
    @Timeout(120)
    void g3NoThreadReadsAnOpenGateAfterItWasPublishedThatTradingMustStop() throws InterruptedException {
        try (MarketBus bus = new MarketBus(
                new Directory(), 1_024, WaitStrategyKind.BLOCKING, true, List.of((event, endOfBatch) -> {}))) {
            final GateKeeper keeper = new GateKeeper(
                    "toy", Long.MAX_VALUE / 4, 0, scheduler, bus.newPublisher("toy"), scheduler::nanos, change -> {});
            keeper.want(WANTED, bus.directory().instrumentId(BTC));
            final TradingGate gate = keeper.gate(BTC);
            final AtomicBoolean going = new AtomicBoolean(true);
            final AtomicLong forbidden = new AtomicLong();
            final AtomicLong seenOpen = new AtomicLong();
            final Thread trader = new Thread(() -> {
                while (going.get()) {
                    final long lastShut = shut.get();
                    if (gate.isOpen()) {
                        seenOpen.incrementAndGet();
                        if (opening.get() <= lastShut) {
                            forbidden.incrementAndGet();
                        }
                    }
                }
            });
            trader.start();

            keeper.onTransition(transition(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED));
            for (int round = 1; round <= ROUNDS; round++) {
                opening.set(round);
                keeper.onEpoch(epoch(FeedStatus.LIVE, Reason.FIRST_DATA));
                assertThat(gate.isOpen()).isTrue();
                stopTrading(keeper, Stop.values()[round % Stop.values().length]);
                shut.set(round);
                resume(keeper);
            }
            going.set(false);
            trader.join();

            assertThat(forbidden.get()).isZero();
            assertThat(seenOpen.get())
                    .as("the other thread saw the gate open at all")
                    .isPositive();
        }
    }

    private void stopTrading(GateKeeper keeper, Stop stop) {
        switch (stop) {
            case BREAKER -> keeper.onBreaker(false);
            case LOSS -> keeper.onEpoch(epoch(FeedStatus.STALE, Reason.RESET));
            case OPERATOR -> keeper.gate().forceShut("stop");
        }
    }

    /** Takes back whatever stopped it; the prices stay stale, so that only the next round opens the gate. */
    private void resume(GateKeeper keeper) {
        keeper.onEpoch(epoch(FeedStatus.STALE, Reason.SEQUENCE_GAP));
        keeper.onBreaker(true);
        keeper.gate().release();
        scheduler.runReady();
    }

    private EpochChange epoch(FeedStatus status, Reason reason) {
        return new EpochChange("toy-1", "toy", WANTED, 1, status, reason, scheduler.nanos());
    }

    private SessionTransition transition(SessionState from, SessionState to, Reason reason) {
        return new SessionTransition("toy-1", "toy", 1, from, to, reason, "", 0, 0, -1, -1, scheduler.nanos());
    }
}
