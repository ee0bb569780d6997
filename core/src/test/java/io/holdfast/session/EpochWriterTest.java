package io.holdfast.session;

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
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpochWriterTest {

    private static final int CAPACITY = 64;

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final CountDownLatch handlerMayRead = new CountDownLatch(1);
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final MarketBus bus =
            new MarketBus(new Directory(), CAPACITY, WaitStrategyKind.BLOCKING, true, List.of((event, endOfBatch) -> {
                awaitPermission();
                final String epoch = event.channel() == Channel.BOOK ? " e" + event.epoch() : "";
                events.add((event.kind() == EventKind.STATUS
                                ? event.status() + ":" + event.reason()
                                : event.kind() + ":" + event.sequence())
                        + epoch);
            }));
    private final List<String> told = new ArrayList<>();
    private final SessionCounters counters = new SessionCounters();
    private final EpochWriter writer = new EpochWriter(bus.newPublisher("toy"), scheduler);
    private final EpochWriter.Owner owner = new EpochWriter.Owner() {
        @Override
        public void epochChanged(Slot slot, FeedStatus status, Reason reason) {
            told.add(status + ":" + reason + " e" + slot.epoch + " at " + written());
        }

        @Override
        public void bookBroken(Slot slot) {
            told.add("broken");
        }
    };

    @AfterEach
    void close() {
        handlerMayRead.countDown();
        bus.close();
    }

    @Test
    void aFullRingConflatesTopOfBookToTheNewestAndCountsWhatItReplaced() {
        final Slot slot = slot(Channel.TOP_OF_BOOK);
        for (int sequence = 1; sequence <= 200; sequence++) {
            writer.topOfBook(slot, 0, sequence, 100, 2, 1, 0, 101, 2, 1, 0);
        }
        letTheHandlerRead();

        final List<String> read = List.copyOf(events);
        assertThat(read).startsWith("LIVE:FIRST_DATA", "TOP_OF_BOOK:1").endsWith("TOP_OF_BOOK:200");
        assertThat(read).doesNotContain("STALE:OVERFLOW");
        assertThat(read.size() - 1 + counters.conflated).isEqualTo(200);
    }

    @Test
    void aFullRingEndsTheEpochOfTradesAndCountsWhatIsMissing() {
        final Slot slot = slot(Channel.TRADES);
        for (int sequence = 1; sequence <= 200; sequence++) {
            writer.trade(slot, 0, sequence, Side.BID, 100, 2, 1, 0);
        }
        letTheHandlerRead();
        writer.trade(slot, 0, 201, Side.BID, 100, 2, 1, 0);
        await().until(() -> events.contains("TRADE:201"));

        final List<String> read = List.copyOf(events);
        final long delivered =
                read.stream().filter(event -> event.startsWith("TRADE")).count();
        assertThat(delivered + counters.overflowed).isEqualTo(201);
        assertThat(counters.overflowed).isPositive();
        assertThat(read).endsWith("LIVE:FIRST_DATA", "TRADE:201");
        assertThat(everyHoleIsAnnounced(read)).isTrue();
    }

    @Test
    void theEndOfAnEpochIsToldEvenWhenDataFindsNoRoom() {
        final Slot trades = slot(Channel.TRADES);
        final Slot others = slot(Channel.TRADES);
        writer.trade(others, 0, 1, Side.BID, 100, 2, 1, 0);
        for (int sequence = 1; sequence <= 200; sequence++) {
            writer.trade(trades, 0, sequence, Side.BID, 100, 2, 1, 0);
        }

        writer.close(others, Reason.RESET);

        letTheHandlerRead();
        assertThat(events).contains(FeedStatus.STALE + ":" + Reason.RESET);
    }

    @Test
    void aTopOfBookThatWaitsForRoomIsCountedAndNotReadOnceItsEpochHasEnded() {
        final Slot slot = slot(Channel.TOP_OF_BOOK);
        writer.topOfBook(slot, 0, 1, 100, 2, 1, 0, 101, 2, 1, 0);
        fill();
        writer.topOfBook(slot, 0, 2, 100, 2, 1, 0, 101, 2, 1, 0);
        writer.topOfBook(slot, 0, 3, 100, 2, 1, 0, 101, 2, 1, 0);
        assertThat(counters.conflated).isEqualTo(1);
        writer.close(slot, Reason.RESET);

        assertThat(counters.conflated).isEqualTo(2);
        letTheHandlerRead();
        assertThat(events).contains("TOP_OF_BOOK:1", "STALE:RESET").doesNotContain("TOP_OF_BOOK:2", "TOP_OF_BOOK:3");
    }

    @Test
    void aTopOfBookThatFoundNoRoomToOpenItsEpochIsNotReadOnceItIsRefused() {
        fill();
        final Slot slot = slot(Channel.TOP_OF_BOOK);
        writer.topOfBook(slot, 0, 1, 100, 2, 1, 0, 101, 2, 1, 0);
        writer.refuse(slot, Reason.REJECTED);

        assertThat(counters.conflated).isEqualTo(1);
        letTheHandlerRead();
        assertThat(events).doesNotContain("TOP_OF_BOOK:1", "LIVE:FIRST_DATA");
    }

    /** Whoever took the debt over paid it with its next data only, and a quiet instrument has none. */
    @Test
    void anEndThatFoundNoRoomIsToldThoughTheSubscriptionIsWantedAnewAndStaysQuiet() {
        final Slot quiet = slot(Channel.TRADES);
        writer.trade(quiet, 0, 1, Side.BID, 100, 2, 1, 0);
        fill();
        writer.close(quiet, Reason.UNSUBSCRIBED);
        final Slot again = slot(Channel.TRADES);
        writer.adopt(again);

        letTheHandlerRead();
        assertThat(events).contains("STALE:UNSUBSCRIBED");
        assertThat(again.epoch).isEqualTo(quiet.epoch);
        writer.trade(again, 0, 2, Side.BID, 100, 2, 1, 0);
        await().until(() -> events.contains("TRADE:2"));
        assertThat(events).endsWith("LIVE:FIRST_DATA", "TRADE:2");
        assertThat(events).filteredOn("STALE:UNSUBSCRIBED"::equals).hasSize(1);
    }

    @Test
    void aBookOpensBehindItsWholeSnapshotUnderTheSameNumber() {
        final Slot slot = slot(Channel.BOOK);
        snapshot(slot, 1, 3);
        level(slot, 2, false, true);
        letTheHandlerRead();

        assertThat(events)
                .containsExactly(
                        "BOOK_LEVEL:1 e1",
                        "BOOK_LEVEL:1 e1",
                        "BOOK_LEVEL:1 e1",
                        "LIVE:FIRST_DATA e1",
                        "BOOK_LEVEL:2 e1");
    }

    @Test
    void aListenerHearsOfTheEndBeforeTheRingAndOfTheBeginningAfterIt() {
        final Slot slot = slot(Channel.BOOK);
        snapshot(slot, 1, 3);
        writer.close(slot, Reason.RESET);

        assertThat(told).containsExactly("LIVE:FIRST_DATA e1 at 4", "STALE:RESET e1 at 4");
        assertThat(written()).isEqualTo(5);
        letTheHandlerRead();
    }

    @Test
    void aSnapshotThatDoesNotFitOpensNothingAndSpendsItsNumber() {
        final Slot slot = slot(Channel.BOOK);
        snapshot(slot, 1, 200);
        assertThat(told).containsExactly("STALE:OVERFLOW e1 at 48", "broken");
        letTheHandlerRead();
        snapshot(slot, 2, 2);
        await().until(() -> events.contains("LIVE:FIRST_DATA e2"));

        final List<String> read = List.copyOf(events);
        assertThat(read)
                .doesNotContain("LIVE:FIRST_DATA e1")
                .endsWith("STALE:OVERFLOW e1", "BOOK_LEVEL:2 e2", "BOOK_LEVEL:2 e2", "LIVE:FIRST_DATA e2");
        final long delivered = read.stream().filter("BOOK_LEVEL:1 e1"::equals).count();
        assertThat(delivered + counters.overflowed + counters.ungrounded).isEqualTo(200);
    }

    @Test
    void anUpdateThatDoesNotFitEndsTheEpochInItsMiddle() {
        final Slot slot = slot(Channel.BOOK);
        snapshot(slot, 1, 2);
        for (int i = 0; i < 100; i++) {
            level(slot, 2, false, i == 99);
        }
        level(slot, 3, false, true);
        letTheHandlerRead();

        assertThat(events).endsWith("BOOK_LEVEL:2 e1", "STALE:OVERFLOW e1").doesNotContain("BOOK_LEVEL:3 e1");
    }

    @Test
    void updatesBeforeASnapshotAreDroppedAndCounted() {
        final Slot slot = slot(Channel.BOOK);
        level(slot, 1, false, true);
        level(slot, 2, false, true);

        assertThat(written()).isZero();
        assertThat(counters.ungrounded).isEqualTo(2);
        handlerMayRead.countDown();
    }

    @Test
    void aMessageWithoutItsLastLevelIsNotWhole() {
        final Slot slot = slot(Channel.BOOK);
        snapshot(slot, 1, 2);
        level(slot, 2, false, false);
        writer.messageEnded();
        level(slot, 3, true, false);
        writer.messageEnded();
        letTheHandlerRead();

        assertThat(events)
                .endsWith(
                        "LIVE:FIRST_DATA e1",
                        "BOOK_LEVEL:2 e1",
                        "STALE:MALFORMED e1",
                        "BOOK_LEVEL:3 e2",
                        "STALE:MALFORMED e2");
        assertThat(told).filteredOn("broken"::equals).hasSize(2);
    }

    @Test
    void theRestOfASnapshotThatWasVoidedDoesNotPassForAWholeOne() {
        final Slot slot = slot(Channel.BOOK);
        level(slot, 1, true, false);
        writer.close(slot, Reason.MALFORMED);
        level(slot, 1, true, false);
        level(slot, 1, true, true);
        writer.messageEnded();
        letTheHandlerRead();

        assertThat(events).containsExactly("BOOK_LEVEL:1 e1", "STALE:MALFORMED e1");
        assertThat(counters.ungrounded).isEqualTo(2);
    }

    @Test
    void aBookWithoutLevelsOpensByBeingQuiet() {
        final Slot slot = slot(Channel.BOOK);
        assertThat(writer.ensureOpen(slot)).isTrue();
        letTheHandlerRead();

        assertThat(events).containsExactly("LIVE:FIRST_DATA e1");
    }

    private void snapshot(Slot slot, long sequence, int levels) {
        for (int i = 1; i <= levels; i++) {
            level(slot, sequence, true, i == levels);
        }
        writer.messageEnded();
    }

    private void level(Slot slot, long sequence, boolean snapshot, boolean last) {
        writer.bookLevel(slot, 0, sequence, snapshot, last, Side.BID, 100, 2, 1, 0);
    }

    private long written() {
        return CAPACITY - bus.remainingCapacity();
    }

    private static boolean everyHoleIsAnnounced(List<String> read) {
        long last = 0;
        boolean announced = false;
        for (final String event : read) {
            if (event.startsWith("TRADE:")) {
                final long sequence = Long.parseLong(event.substring("TRADE:".length()));
                if (last != 0 && sequence != last + 1 && !announced) {
                    return false;
                }
                last = sequence;
                announced = false;
            } else if (event.equals("STALE:OVERFLOW")) {
                announced = true;
            }
        }
        return true;
    }

    private Slot slot(Channel channel) {
        return slot("BTC/USD", channel);
    }

    private Slot slot(String name, Channel channel) {
        final Instrument instrument = Instrument.of(name);
        return new Slot(
                0,
                new Subscription(instrument, channel),
                bus.directory().instrumentId(instrument),
                owner,
                counters,
                FeedSettings.STALENESS);
    }

    /** Down to the room that data leaves to those who have an end to tell. */
    private void fill() {
        final Slot other = slot("ETH/USD", Channel.TOP_OF_BOOK);
        while (other.owed == null) {
            writer.refuse(other, Reason.REJECTED);
        }
    }

    private void letTheHandlerRead() {
        handlerMayRead.countDown();
        await().pollInSameThread().until(() -> {
            scheduler.advance(Duration.ofMillis(1));
            return bus.remainingCapacity() == CAPACITY && scheduler.pendingTimers() == 0;
        });
    }

    private void awaitPermission() {
        try {
            handlerMayRead.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
