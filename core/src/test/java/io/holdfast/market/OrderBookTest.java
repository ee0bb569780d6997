package io.holdfast.market;

import static io.holdfast.market.Side.ASK;
import static io.holdfast.market.Side.BID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderBookTest {

    private final OrderBook book = new OrderBook();

    @Test
    void theBestBidIsTheHighestAndTheBestAskTheLowestInWhateverOrderTheyCome() {
        for (final long price : new long[] {103, 101, 105, 102, 104}) {
            book.set(BID, price, 0, price * 2, 1);
            book.set(ASK, price + 100, 0, price * 2, 1);
        }

        assertThat(book.levels(BID)).isEqualTo(5);
        for (int level = 0; level < 5; level++) {
            assertThat(book.price(BID, level)).isEqualTo(105 - level);
            assertThat(book.price(ASK, level)).isEqualTo(201 + level);
            assertThat(book.size(BID, level)).isEqualTo(210 - 2L * level);
        }
        assertThat(book).hasToString("21.0 @ 105 / 20.2 @ 201 (5 bids, 5 asks)");
    }

    @Test
    void aSecondSizeReplacesTheFirstAndZeroRemovesTheLevel() {
        book.set(BID, 100, 0, 5, 0);
        book.set(BID, 100, 0, 7, 0);
        assertThat(book.sizeAt(BID, 100, 0)).isEqualTo(7);
        assertThat(book.levels(BID)).isEqualTo(1);

        assertThat(book.set(BID, 100, 0, 0, 0)).isTrue();
        assertThat(book.levels(BID)).isZero();
        assertThat(book.sizeAt(BID, 100, 0)).isZero();
    }

    @Test
    void removingALevelThatDoesNotStandChangesNothing() {
        book.set(ASK, 100, 0, 5, 0);
        assertThat(book.set(ASK, 101, 0, 0, 0)).isTrue();
        assertThat(book.set(BID, 100, 0, 0, 0)).isTrue();
        assertThat(book.set(ASK, 1001, 1, 0, 8)).isTrue(); // a price that the book's scale cannot even express
        assertThat(book.set(ASK, Long.MAX_VALUE, 0, 0, 0)).isTrue();
        assertThat(book).hasToString("none / 5 @ 100 (0 bids, 1 asks)");
    }

    @Test
    void theSameNumberAtAnotherScaleIsTheSameLevel() {
        book.set(BID, 10_050, 2, 15, 1); // 1.5 @ 100.50
        book.set(BID, 1_005, 1, 2, 0); // 2 @ 100.5
        assertThat(book).hasToString("2.0 @ 100.50 / none (1 bids, 0 asks)");

        book.set(BID, 1_005_000, 4, 0, 0);
        assertThat(book.levels(BID)).isZero();
    }

    @Test
    void aFinerScaleRaisesWhatStandsExactly() {
        book.set(BID, 100, 0, 3, 0);
        book.set(ASK, 101, 0, 4, 0);
        assertThat(book.set(BID, 10_025, 2, 1_234, 3)).isTrue();

        assertThat(book.priceScale()).isEqualTo(2);
        assertThat(book.sizeScale()).isEqualTo(3);
        assertThat(book.price(BID, 0)).isEqualTo(10_025);
        assertThat(book.price(BID, 1)).isEqualTo(10_000);
        assertThat(book.size(BID, 1)).isEqualTo(3_000);
        assertThat(book.price(ASK, 0)).isEqualTo(10_100);
        assertThat(book.size(ASK, 0)).isEqualTo(4_000);
        assertThat(book.sizeAt(ASK, 101, 0)).isEqualTo(4_000);
    }

    @Test
    void whatDoesNotFitBesideWhatStandsIsRefusedAndNothingChanges() {
        book.set(BID, Long.MAX_VALUE / 10, 0, Long.MAX_VALUE / 10, 0);

        assertThat(book.set(BID, 1, 1, 1, 0)).isTrue(); // the largest that can be raised once
        assertThat(book.set(BID, 1, 2, 1, 0)).isFalse();
        assertThat(book.set(ASK, Long.MAX_VALUE / 10 + 1, 0, 1, 0)).isFalse(); // coarser, but too large for the scale
        assertThat(book.set(BID, 7, 0, 1, 2)).isFalse();
        assertThat(book.set(BID, 7, 0, Long.MIN_VALUE, 0)).isFalse();
        assertThat(book.set(BID, 7, 0, -1, 0)).isFalse();

        assertThat(book.priceScale()).isEqualTo(1);
        assertThat(book.sizeScale()).isZero();
        assertThat(book.levels(BID)).isEqualTo(2);
        assertThat(book.levels(ASK)).isZero();
        assertThat(book.price(BID, 0)).isEqualTo(Long.MAX_VALUE / 10 * 10);
    }

    @Test
    void trailingZerosThatWouldNotFitAreNotHeldAgainstANumber() {
        book.set(BID, Long.MAX_VALUE, 0, 1, 0);
        assertThat(book.set(BID, 700, 2, 20, 1)).isTrue();
        assertThat(book.priceScale()).isZero();
        assertThat(book.price(BID, 1)).isEqualTo(7);
    }

    @Test
    void negativePricesAreOrderedToo() {
        book.set(BID, -5, 0, 1, 0);
        book.set(BID, Long.MIN_VALUE, 0, 1, 0);
        book.set(ASK, -4, 0, 1, 0);
        book.set(ASK, Long.MAX_VALUE, 0, 1, 0);
        assertThat(book.price(BID, 0)).isEqualTo(-5);
        assertThat(book.price(BID, 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(book.price(ASK, 0)).isEqualTo(-4);
        assertThat(book.isCrossed()).isFalse();
    }

    @Test
    void aBookIsCrossedWhenTheBestBidReachesTheBestAskAndNeverWhileASideIsEmpty() {
        book.set(BID, 100, 0, 1, 0);
        assertThat(book.isCrossed()).isFalse();
        book.set(ASK, 1_001, 1, 1, 0);
        assertThat(book.isCrossed()).isFalse();
        book.set(BID, 10_010, 2, 1, 0);
        assertThat(book.isCrossed()).as("locked counts as crossed").isTrue();
        book.set(ASK, 1_001, 1, 0, 0);
        assertThat(book.isCrossed()).isFalse();
    }

    @Test
    void truncatingKeepsTheBestOfBothSides() {
        for (int i = 0; i < 100; i++) {
            book.set(BID, 1_000 - i, 0, 1, 0);
            book.set(ASK, 2_000 + i, 0, 1, 0);
        }
        book.truncate(10);
        assertThat(book.levels(BID)).isEqualTo(10);
        assertThat(book.levels(ASK)).isEqualTo(10);
        assertThat(book.price(BID, 9)).isEqualTo(991);
        assertThat(book.price(ASK, 9)).isEqualTo(2_009);

        book.truncate(50);
        assertThat(book.levels(BID)).isEqualTo(10);
        book.truncate(0);
        assertThat(book.levels(ASK)).isZero();
        assertThatThrownBy(() -> book.truncate(-1)).hasMessage("depth: -1 (expected: >= 0)");
    }

    @Test
    void aClearedBookIsAsNew() {
        book.set(BID, Long.MAX_VALUE, 18, 1, 18);
        book.clear();
        assertThat(book.levels(BID)).isZero();
        assertThat(book.priceScale()).isZero();
        assertThat(book.set(BID, Long.MAX_VALUE, 0, Long.MAX_VALUE, 0)).isTrue();
    }

    @Test
    void thereIsNoLevelBehindTheLast() {
        book.set(BID, 1, 0, 1, 0);
        assertThatThrownBy(() -> book.price(BID, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> book.size(ASK, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> book.size(BID, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aSideHoldsNoMoreThanItsLimit() {
        for (int i = 0; i < OrderBook.MAX_LEVELS; i++) {
            assertThat(book.set(BID, i, 0, 1, 0)).isTrue();
        }
        assertThat(book.set(BID, -1, 0, 1, 0)).isFalse();
        assertThat(book.set(BID, 15, 1, 1, 0)).as("nor at a new scale").isFalse();
        assertThat(book.priceScale()).isZero();
        assertThat(book.set(BID, 70, 1, 2, 0)).as("one that stands may change").isTrue();
        assertThat(book.set(ASK, -1, 0, 1, 0)).isTrue();
    }

    @Test
    void aBookThatHasGrownToItsSizeAllocatesNothing() {
        final SplittableRandom random = new SplittableRandom(7);
        churn(random, 200_000);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(self); // the first call itself may allocate

        final long before = threads.getThreadAllocatedBytes(self);
        churn(random, 200_000);
        assertThat(threads.getThreadAllocatedBytes(self) - before)
                .as("bytes for 200,000 changes and 20 snapshots")
                .isLessThan(2_000); // the measurement's own
    }

    private void churn(SplittableRandom random, int changes) {
        for (int i = 0; i < changes; i++) {
            if (i % 10_000 == 0) {
                book.clear();
                for (int level = 0; level < 1_000; level++) {
                    book.set(BID, 1_000_000 - level, 2, 1 + level, 3);
                    book.set(ASK, 1_000_001 + level, 2, 1 + level, 3);
                }
            }
            final Side side = random.nextBoolean() ? BID : ASK;
            final int away = random.nextInt(1 + random.nextInt(1_000));
            book.set(side, side == BID ? 1_000_000 - away : 1_000_001 + away, 2, random.nextInt(3), 3);
            book.truncate(1_000);
        }
    }
}
