package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import org.jspecify.annotations.Nullable;

/**
 * One product's book, and the top of book that is derived from it. The same rules hold on both feeds:
 *
 * <ol>
 *   <li>Nothing counts before a snapshot. One that comes later replaces the book, however healthy it looks.
 *   <li>A size is the new total at its price; zero removes. The exchange removes levels that it never published: that
 *       changes nothing and is no fault.
 *   <li>No sequence and no checksum tells of a loss behind the exchange's front end, but a book that is crossed after a
 *       message does. Such a message is not delivered, nor is one with a number that does not fit: the book is asked for
 *       again.
 *   <li>A snapshot that has not come ten heartbeats after the acknowledgement will not come: asked for again.
 *   <li>Asking for a stream that is held brings no snapshot. A subscription that joins later, or lost its ground on our
 *       side of the wire, is given the book as it stands.
 *   <li>The top is told when a message has changed price or size of a best level, once, behind the message's last
 *       level; never in between, when the book may be crossed.
 * </ol>
 */
final class CoinbaseBookSync {

    private static final int MOST_HEARTBEATS_WITHOUT_SNAPSHOT = 10;

    final CoinbaseStream stream;

    private final ProtocolSink sink;
    private final OrderBook book = new OrderBook();

    /** Of the last message: its time and number, and the time of its last level. */
    private long messageTimeNanos;

    private long messageSequence;
    private long changedAtNanos;

    private long bidPrice;
    private int bidPriceScale;
    private long bidSize;
    private int bidSizeScale;
    private long askPrice;
    private int askPriceScale;
    private long askSize;
    private int askSizeScale;

    CoinbaseBookSync(ProtocolSink sink) {
        this.sink = sink;
        this.stream = new CoinbaseStream(CoinbaseStream.Kind.BOOK, sink);
    }

    /**
     * A message came: the rows {@code from} to {@code to - 1}.
     *
     * @param fault what is wrong with it; null if nothing
     * @param timeNanos the message's own time, for levels without one
     * @param sequence the number of the frame; 0 where it has none
     */
    void apply(
            CoinbaseLevels levels,
            int from,
            int to,
            boolean snapshot,
            @Nullable Anomaly fault,
            long timeNanos,
            long sequence) {
        if (!snapshot && !stream.isWhole() || stream.isOff()) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else if (fault != null) {
            stream.breakOff(fault, "a level is not what is documented, or does not fit");
        } else if (snapshot && from == to && stream.isWhole()) {
            stream.breakOff(Anomaly.SNAPSHOT_UNUSABLE, "an empty snapshot of a book that has levels");
        } else if (!take(levels, from, to, snapshot)) {
            stream.breakOff(Anomaly.NUMBER_OUT_OF_RANGE, "prices or sizes have no common scale");
        } else if (book.isCrossed()) {
            stream.breakOff(Anomaly.CROSSED_BOOK, "best bid at or above best ask");
        } else {
            stream.started();
            messageTimeNanos = timeNanos;
            messageSequence = sequence;
            changedAtNanos = from == to ? timeNanos : timeOf(levels, to - 1, timeNanos);
            deliver(levels, from, to, snapshot);
        }
    }

    /** The exchange lists the stream: whoever has joined a book that stands is given it. */
    void welcome() {
        if (stream.isWhole()) {
            for (int i = 0; i < stream.size(); i++) {
                if (!stream.get(i).started) {
                    give(stream.get(i));
                }
            }
        }
    }

    void heartbeat() {
        if (stream.heartbeatsWithoutStart() == MOST_HEARTBEATS_WITHOUT_SNAPSHOT) {
            stream.breakOff(Anomaly.SNAPSHOT_UNUSABLE, "no snapshot within ten heartbeats");
        }
    }

    /** {@return false if the stream must be ended and asked for again} */
    boolean resync(int id) {
        final CoinbaseSubscriber subscriber = stream.find(id);
        if (subscriber == null || stream.isOff() || stream.isBroken()) {
            return false;
        }
        if (stream.isWhole()) {
            give(subscriber);
        }
        return true; // if not, a snapshot is on its way
    }

    private boolean take(CoinbaseLevels levels, int from, int to, boolean snapshot) {
        if (snapshot) {
            book.clear();
        }
        for (int row = from; row < to; row++) {
            if (!book.set(
                    levels.side(row),
                    levels.price(row),
                    levels.priceScale(row),
                    levels.size(row),
                    levels.sizeScale(row))) {
                return false;
            }
        }
        return true;
    }

    private void deliver(CoinbaseLevels levels, int from, int to, boolean snapshot) {
        final boolean moved = updateTop();
        for (int i = 0; i < stream.size(); i++) {
            final CoinbaseSubscriber subscriber = stream.get(i);
            if (subscriber.channel == Channel.TOP_OF_BOOK) {
                if (moved || !subscriber.started) {
                    give(subscriber);
                }
            } else if (subscriber.started || snapshot && from < to) {
                deliverLevels(subscriber.id, levels, from, to, snapshot);
                subscriber.started = true;
            } else {
                give(subscriber); // it joined a book that stands: this message is in it
            }
        }
    }

    private void deliverLevels(int id, CoinbaseLevels levels, int from, int to, boolean snapshot) {
        for (int row = from; row < to; row++) {
            sink.bookLevel(
                    id,
                    timeOf(levels, row, messageTimeNanos),
                    messageSequence,
                    snapshot,
                    row == to - 1,
                    levels.side(row),
                    levels.price(row),
                    levels.priceScale(row),
                    levels.size(row),
                    levels.sizeScale(row));
        }
    }

    private static long timeOf(CoinbaseLevels levels, int row, long timeNanos) {
        final long own = levels.timeNanos(row);
        return own != 0 ? own : timeNanos;
    }

    /** Gives the subscription what stands now. */
    private void give(CoinbaseSubscriber subscriber) {
        subscriber.started = true;
        if (subscriber.channel == Channel.TOP_OF_BOOK) {
            sink.topOfBook(
                    subscriber.id,
                    changedAtNanos,
                    messageSequence,
                    bidPrice,
                    bidPriceScale,
                    bidSize,
                    bidSizeScale,
                    askPrice,
                    askPriceScale,
                    askSize,
                    askSizeScale);
        } else if (book.levels(Side.BID) + book.levels(Side.ASK) == 0) {
            sink.quiet(subscriber.id);
        } else {
            giveSide(subscriber.id, Side.BID, book.levels(Side.ASK) == 0);
            giveSide(subscriber.id, Side.ASK, true);
        }
    }

    private void giveSide(int id, Side side, boolean endsMessage) {
        final int levels = book.levels(side);
        for (int level = 0; level < levels; level++) {
            sink.bookLevel(
                    id,
                    changedAtNanos,
                    messageSequence,
                    true,
                    endsMessage && level == levels - 1,
                    side,
                    book.price(side, level),
                    book.priceScale(),
                    book.size(side, level),
                    book.sizeScale());
        }
    }

    /** Takes the best levels over. {@return whether a price or size of theirs is another number than before} */
    private boolean updateTop() {
        final boolean hasBid = book.levels(Side.BID) > 0;
        final boolean hasAsk = book.levels(Side.ASK) > 0;
        final long newBidPrice = hasBid ? book.price(Side.BID, 0) : 0;
        final long newBidSize = hasBid ? book.size(Side.BID, 0) : 0;
        final long newAskPrice = hasAsk ? book.price(Side.ASK, 0) : 0;
        final long newAskSize = hasAsk ? book.size(Side.ASK, 0) : 0;
        final int priceScale = book.priceScale();
        final int sizeScale = book.sizeScale();
        final boolean moved = Decimal.compare(bidPrice, bidPriceScale, newBidPrice, priceScale) != 0
                || Decimal.compare(bidSize, bidSizeScale, newBidSize, sizeScale) != 0
                || Decimal.compare(askPrice, askPriceScale, newAskPrice, priceScale) != 0
                || Decimal.compare(askSize, askSizeScale, newAskSize, sizeScale) != 0;
        bidPrice = newBidPrice;
        bidPriceScale = priceScale;
        bidSize = newBidSize;
        bidSizeScale = sizeScale;
        askPrice = newAskPrice;
        askPriceScale = priceScale;
        askSize = newAskSize;
        askSizeScale = sizeScale;
        return moved;
    }
}
