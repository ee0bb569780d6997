package io.holdfast.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.feed.Directory;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.Reason;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochCheckerTest {

    private final EpochChecker checker = new EpochChecker();
    private final Directory directory = new Directory();
    private final MarketBus bus = new MarketBus(directory, 64, WaitStrategyKind.BLOCKING, true, List.of(checker));
    private final MarketPublisher publisher = bus.newPublisher("binance");
    private final int instrument = directory.instrumentId(Instrument.of("BTC/USDT"));

    @Test
    void unbrokenEpochsAreNoViolation() {
        opens(Channel.TRADES, 1);
        trade(1, 100);
        trade(1, 101);
        closes(Channel.TRADES, 1);
        opens(Channel.TRADES, 2);
        trade(2, 500);
        opens(Channel.TOP_OF_BOOK, 1);
        topOfBook(1, 7);
        topOfBook(1, 9);

        assertViolations(0);
        assertThat(checker.events()).isEqualTo(9);
        assertThat(checker.firstViolation()).isNull();
    }

    @Test
    void dataBeforeTheFirstEpochIsAViolation() {
        trade(1, 100);

        assertViolations(1);
    }

    @Test
    void dataAfterAnEpochHasClosedIsAViolation() {
        opens(Channel.TRADES, 1);
        trade(1, 100);
        closes(Channel.TRADES, 1);
        trade(1, 101);

        assertViolations(1);
        assertThat(checker.firstViolation()).startsWith("data outside an epoch: binance BTC/USDT TRADES");
    }

    @Test
    void dataOfAnEarlierEpochIsAViolation() {
        opens(Channel.TRADES, 1);
        closes(Channel.TRADES, 1);
        opens(Channel.TRADES, 2);
        trade(1, 100);

        assertViolations(1);
    }

    @Test
    void anEpochThatDoesNotRiseIsAViolation() {
        opens(Channel.TRADES, 2);
        closes(Channel.TRADES, 2);
        opens(Channel.TRADES, 2);

        assertViolations(1);
    }

    @Test
    void anEpochThatOpensInsideAnotherIsAViolation() {
        opens(Channel.TRADES, 1);
        opens(Channel.TRADES, 2);

        assertViolations(1);
    }

    @Test
    void aMissingTradeIsAViolation() {
        opens(Channel.TRADES, 1);
        trade(1, 100);
        trade(1, 102);

        assertViolations(1);
    }

    @Test
    void aRepeatedTradeIsAViolation() {
        opens(Channel.TRADES, 1);
        trade(1, 100);
        trade(1, 100);

        assertViolations(1);
    }

    @Test
    void aRepeatedTopOfBookIsAViolation() {
        opens(Channel.TOP_OF_BOOK, 1);
        topOfBook(1, 7);
        topOfBook(1, 7);

        assertViolations(1);
    }

    @Test
    void aBookOpensBehindItsWholeSnapshot() {
        level(1, true, false);
        level(1, true, true);
        opens(Channel.BOOK, 1);
        level(1, false, true);
        closes(Channel.BOOK, 1);
        level(2, true, false); // comes to nothing: its number is spent
        closes(Channel.BOOK, 2);
        level(3, true, true);
        opens(Channel.BOOK, 3);

        assertViolations(0);
    }

    @Test
    void aBookWithoutLevelsOpensWithoutASnapshot() {
        opens(Channel.BOOK, 1);
        level(1, false, true);

        assertViolations(0);
    }

    @Test
    void aBookThatOpensInTheMiddleOfItsSnapshotIsAViolation() {
        level(1, true, false);
        opens(Channel.BOOK, 1);

        assertViolations(1);
    }

    @Test
    void aBookThatOpensUnderAnotherNumberThanItsSnapshotIsAViolation() {
        level(1, true, true);
        opens(Channel.BOOK, 2);

        assertViolations(1);
    }

    @Test
    void aSnapshotUnderASpentNumberIsAViolation() {
        level(1, true, false);
        closes(Channel.BOOK, 1);
        level(1, true, true);

        assertViolations(1);
    }

    @Test
    void anUpdateOfABookOutsideAnEpochIsAViolation() {
        level(1, false, true);

        assertViolations(1);
    }

    private void level(long epoch, boolean snapshot, boolean last) {
        assertThat(publisher.tryBookLevel(instrument, epoch, 1, 1, 1, 1, snapshot, last, Side.BID, 1, 0, 1, 0))
                .isTrue();
    }

    private void opens(Channel channel, long epoch) {
        assertThat(publisher.tryStatus(instrument, channel, epoch, FeedStatus.LIVE, Reason.FIRST_DATA, 1, 1))
                .isTrue();
    }

    private void closes(Channel channel, long epoch) {
        assertThat(publisher.tryStatus(instrument, channel, epoch, FeedStatus.STALE, Reason.RESET, 1, 1))
                .isTrue();
    }

    private void trade(long epoch, long sequence) {
        assertThat(publisher.tryTrade(instrument, epoch, sequence, 1, 1, 1, Side.BID, 1, 0, 1, 0))
                .isTrue();
    }

    private void topOfBook(long epoch, long sequence) {
        assertThat(publisher.tryTopOfBook(instrument, epoch, sequence, 1, 1, 1, 1, 0, 1, 0, 2, 0, 1, 0))
                .isTrue();
    }

    private void assertViolations(long expected) {
        await().until(() -> bus.remainingCapacity() == bus.capacity());
        bus.close();
        assertThat(checker.violations()).isEqualTo(expected);
    }
}
