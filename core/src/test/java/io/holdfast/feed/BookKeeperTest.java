package io.holdfast.feed;

import static io.holdfast.market.Side.ASK;
import static io.holdfast.market.Side.BID;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.market.Instrument;
import java.lang.management.ManagementFactory;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BookKeeperTest {

    private final BookEvents events = new BookEvents();
    private BookKeeper keeper = new BookKeeper(events.directory);

    @Test
    void aBookIsTrustedFromLiveOnAndNotBefore() {
        keeper.apply(events.snapshot(1, 7, false, BID, 100, 5));
        keeper.apply(events.snapshot(1, 7, true, ASK, 101, 6));
        final KeptBook book = book();
        assertThat(book.isTrustworthy()).isFalse();
        assertThat(book.epoch()).isZero();
        assertThat(book.book()).hasToString("5 @ 100 / 6 @ 101 (1 bids, 1 asks)");

        keeper.apply(events.live(1));
        assertThat(book.isTrustworthy()).isTrue();
        assertThat(book.epoch()).isEqualTo(1);
        assertThat(book.sequence()).isEqualTo(7);
        assertThat(book.exchangeTimeNanos()).isEqualTo(70);
        assertThat(book.receivedNanos()).isEqualTo(7_000);
    }

    @Test
    void inTheMiddleOfAMessageItIsNotTrusted() {
        givenLive();
        keeper.apply(events.update(1, 8, false, BID, 100, 0));
        assertThat(book().isTrustworthy()).isFalse();
        assertThat(book().isLive()).isTrue();

        keeper.apply(events.update(1, 8, true, BID, 99, 3));
        assertThat(book().isTrustworthy()).isTrue();
        assertThat(book().book()).hasToString("3 @ 99 / 6 @ 101 (1 bids, 1 asks)");
    }

    @Test
    void afterStaleTheLevelsStayToBeLookedAtButNotToBeTrusted() {
        givenLive();
        keeper.apply(events.stale(1, Reason.SEQUENCE_GAP));

        assertThat(book().isTrustworthy()).isFalse();
        assertThat(book().isLive()).isFalse();
        assertThat(book().reason()).isEqualTo(Reason.SEQUENCE_GAP);
        assertThat(book().book().levels(BID)).isEqualTo(1);
    }

    @Test
    void theNextSnapshotBeginsWithAnEmptyBook() {
        givenLive();
        keeper.apply(events.stale(1, Reason.RESET));
        keeper.apply(events.snapshot(2, 9, true, BID, 90, 1));
        keeper.apply(events.live(2));

        assertThat(book().isTrustworthy()).isTrue();
        assertThat(book().epoch()).isEqualTo(2);
        assertThat(book().book()).hasToString("1 @ 90 / none (1 bids, 0 asks)");
    }

    @Test
    void aSnapshotThatBrokeOffLeavesNothingInTheNext() {
        keeper.apply(events.snapshot(1, 7, false, BID, 100, 5));
        keeper.apply(events.stale(1, Reason.OVERFLOW));
        keeper.apply(events.snapshot(2, 8, true, ASK, 101, 6));
        keeper.apply(events.live(2));
        assertThat(book().book()).hasToString("none / 6 @ 101 (0 bids, 1 asks)");
    }

    @Test
    void aSnapshotInsideAnEpochReplacesTheBookAndIsTrustedOnceItIsWhole() {
        givenLive();
        keeper.apply(events.snapshot(1, 8, false, BID, 90, 1));
        assertThat(book().isTrustworthy()).isFalse();
        keeper.apply(events.snapshot(1, 8, true, ASK, 91, 2));
        assertThat(book().isTrustworthy()).isTrue();
        assertThat(book().book()).hasToString("1 @ 90 / 2 @ 91 (1 bids, 1 asks)");
    }

    @Test
    void anEpochWithoutASnapshotOpensOnAnEmptyBook() {
        givenLive();
        keeper.apply(events.stale(1, Reason.RESET));
        keeper.apply(events.live(2));
        assertThat(book().isTrustworthy()).isTrue();
        assertThat(book().book().levels(BID)).isZero();
    }

    @Test
    void aCrossedBookIsNotTrusted() {
        givenLive();
        keeper.apply(events.update(1, 8, true, BID, 101, 1));
        assertThat(book().isTrustworthy()).isFalse();
        keeper.apply(events.update(1, 9, true, BID, 101, 0));
        assertThat(book().isTrustworthy()).isTrue();
    }

    @Test
    void aBookThatCouldNotKeepALevelIsNotTrustedUntilTheNextSnapshot() {
        givenLive();
        keeper.apply(events.level(1, 8, false, true, BID, Long.MAX_VALUE, 18, 1, 0));
        keeper.apply(events.level(1, 9, false, true, BID, Long.MAX_VALUE / 2, 0, 1, 0));
        assertThat(book().isLive()).isTrue();
        assertThat(book().isTrustworthy()).isFalse();

        keeper.apply(events.snapshot(1, 10, true, BID, 90, 1));
        assertThat(book().isTrustworthy()).isTrue();
    }

    @Test
    void anUpdateOutsideItsEpochIsNeverBuiltOn() {
        givenLive();
        keeper.apply(events.update(2, 8, true, BID, 99, 1));
        assertThat(book().isTrustworthy()).isFalse();

        final BookKeeper another = new BookKeeper(events.directory);
        final KeptBook book = another.apply(events.update(0, 1, true, BID, 99, 1));
        another.apply(events.live(1));
        assertThat(book).isNotNull();
        assertThat(book.isTrustworthy()).as("the epoch opens on an empty book").isTrue();
        assertThat(book.book().levels(BID)).isZero();
    }

    @Test
    void otherChannelsAreNoneOfItsBusiness() {
        assertThat(keeper.apply(events.trade())).isNull();
        assertThat(keeper.book(events.exchange, events.instrument)).isNull();
        assertThat(new KeptBook().apply(events.trade())).isFalse();
    }

    @Test
    void eachInstrumentOfEachExchangeHasABookOfItsOwn() {
        givenLive();
        final KeptBook first = book();
        for (int i = 0; i < 20; i++) {
            final int exchange = events.directory.exchangeId("exchange-" + i % 3);
            final int instrument = events.directory.instrumentId(Instrument.of("X" + i + "/USD"));
            final MarketEvent event = events.snapshot(1, 1, true, BID, 1_000 + i, 1);
            event.setHeader(exchange, instrument, event.channel(), 1, 0);
            keeper.onEvent(event, true);
        }

        assertThat(book()).isSameAs(first);
        assertThat(first.book().price(BID, 0)).isEqualTo(100);
        for (int i = 0; i < 20; i++) {
            final KeptBook book = keeper.book("exchange-" + i % 3, Instrument.of("X" + i + "/USD"));
            assertThat(book).isNotNull();
            assertThat(book.book().price(BID, 0)).isEqualTo(1_000 + i);
        }
        assertThat(keeper.book("exchange-1", Instrument.of("X0/USD"))).isNull();
        assertThat(keeper.book("nowhere", Instrument.of("NO/USD"))).isNull();
    }

    /** Epochs open and close at random, snapshots break off; whenever the book is trusted it is the exchange's. */
    @Property(tries = 500)
    void whateverHappensATrustedBookIsTheExchanges(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        keeper = new BookKeeper(events.directory); // tries share the instance
        final TreeMap<Long, Long> bids = new TreeMap<>();
        long epoch = 1;
        boolean open = false;
        for (int step = 0; step < 200; step++) {
            if (!open) {
                final int levels = random.nextInt(5);
                bids.clear();
                boolean brokeOff = false;
                for (int i = 0; i < levels && !brokeOff; i++) {
                    bids.put(100L - i, 1L + step);
                    keeper.apply(events.snapshot(epoch, step, i == levels - 1, BID, 100 - i, 1 + step));
                    assertThat(keeper.book(0, 0).isTrustworthy()).isFalse();
                    brokeOff = random.nextInt(8) == 0;
                }
                if (brokeOff) {
                    keeper.apply(events.stale(epoch++, Reason.OVERFLOW));
                } else {
                    keeper.apply(events.live(epoch));
                    open = true;
                    compare(bids);
                }
            } else if (random.nextInt(10) == 0) {
                keeper.apply(events.stale(epoch++, Reason.RESET));
                open = false;
                assertThat(book().isTrustworthy()).isFalse();
            } else {
                final int levels = 1 + random.nextInt(3);
                for (int i = 0; i < levels; i++) {
                    final long price = random.nextInt(90, 110);
                    final long size = random.nextInt(3);
                    keeper.apply(events.update(epoch, step, i == levels - 1, BID, price, size));
                    bids.put(price, size);
                    bids.values().remove(0L);
                    assertThat(book().isTrustworthy()).isEqualTo(i == levels - 1);
                }
                compare(bids);
            }
        }
    }

    @Test
    void inSteadyStateNothingIsAllocated() {
        churn(20_000);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(self);

        final long before = threads.getThreadAllocatedBytes(self);
        churn(20_000);
        assertThat(threads.getThreadAllocatedBytes(self) - before)
                .as("bytes for 20,000 updates")
                .isLessThan(2_000);
    }

    private void churn(int updates) {
        givenLive();
        for (int i = 0; i < updates; i++) {
            keeper.apply(
                    events.update(1, i, true, i % 2 == 0 ? BID : ASK, i % 2 == 0 ? 100 - i % 40 : 101 + i % 40, i % 3));
        }
    }

    private void givenLive() {
        keeper.apply(events.snapshot(1, 7, false, BID, 100, 5));
        keeper.apply(events.snapshot(1, 7, true, ASK, 101, 6));
        keeper.apply(events.live(1));
    }

    private void compare(SortedMap<Long, Long> bids) {
        final KeptBook book = book();
        assertThat(book.isTrustworthy()).isTrue();
        assertThat(book.book().levels(BID)).isEqualTo(bids.size());
        int level = bids.size();
        for (final long price : bids.keySet()) {
            level--;
            assertThat(book.book().price(BID, level)).isEqualTo(price);
            assertThat(book.book().size(BID, level)).isEqualTo(bids.get(price));
        }
    }

    private KeptBook book() {
        final KeptBook book = keeper.book(events.exchange, events.instrument);
        assertThat(book).isNotNull();
        return book;
    }
}
