package io.holdfast.exchange.kraken;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.BookLevels;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Decimal;

/** Passes on what has been read, as far as it holds: in order, once, and a book only when it is proven. */
final class KrakenDelivery {

    private final ProtocolSink sink;

    KrakenDelivery(ProtocolSink sink) {
        this.sink = sink;
    }

    void topOfBook(KrakenStream stream, KrakenPayload.Element top) {
        final boolean crossed = top.size > 0
                && top.askSize > 0
                && Decimal.compare(top.price, top.priceScale, top.askPrice, top.askPriceScale) >= 0;
        if (crossed) {
            sink.anomaly(stream.id(), Anomaly.CROSSED_BOOK, "best bid at or above best ask");
            return;
        }
        sink.topOfBook(
                stream.id(),
                top.timeNanos,
                0, // tickers are not numbered
                top.price,
                top.priceScale,
                top.size,
                top.sizeScale,
                top.askPrice,
                top.askPriceScale,
                top.askSize,
                top.askSizeScale);
    }

    /**
     * Ids are a sequence for each pair: a hole is a loss. The trades of a snapshot happened before the subscription:
     * they show that it stands, and which id is next, and are not delivered.
     */
    void trade(KrakenStream stream, KrakenPayload.Element trade, boolean snapshot) {
        if (snapshot) {
            stream.lastTradeId = Math.max(stream.lastTradeId, trade.number);
            sink.quiet(stream.id());
            return;
        }
        if (trade.number <= stream.lastTradeId) {
            sink.unread(UnreadFrame.REPEATED, 0);
            return;
        }
        if (stream.lastTradeId != KrakenStream.NO_TRADE && trade.number != stream.lastTradeId + 1) {
            sink.anomaly(stream.id(), Anomaly.SEQUENCE_GAP, "trade ids skip");
        }
        stream.lastTradeId = trade.number;
        sink.trade(
                stream.id(),
                trade.timeNanos,
                trade.number,
                trade.side,
                trade.price,
                trade.priceScale,
                trade.size,
                trade.sizeScale);
    }

    void book(KrakenStream stream, KrakenPayload.Element message, BookLevels levels, boolean snapshot) {
        final KrakenBookSync book = stream.book;
        if (book == null) {
            return; // only streams of this channel are found by it
        }
        final boolean emptied = snapshot && book.isWhole() && message.firstLevel == message.endLevel;
        switch (book.apply(snapshot, levels, message.firstLevel, message.endLevel, message.number)) {
            case WHOLE -> {
                sink.checksumVerified(stream.id());
                if (emptied) { // nothing could carry the news that the levels are gone
                    spoil(stream, !snapshot, Anomaly.SNAPSHOT_UNUSABLE, "an empty snapshot in the midst of a book");
                } else {
                    publish(stream.id(), message, levels, snapshot, book);
                }
            }
            case UNGROUNDED -> sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
            case CHECKSUM_MISMATCH -> sink.anomaly(stream.id(), Anomaly.CHECKSUM_MISMATCH, "the checksum differs");
            case CROSSED -> sink.anomaly(stream.id(), Anomaly.CROSSED_BOOK, "best bid at or above best ask");
            case OUT_OF_RANGE -> sink.anomaly(stream.id(), Anomaly.NUMBER_OUT_OF_RANGE, "a level does not fit");
        }
    }

    /** The message's levels, then removals of those that it pushed out. */
    private void publish(
            int id, KrakenPayload.Element message, BookLevels levels, boolean snapshot, KrakenBookSync book) {
        for (int i = 0; i < book.strangers(); i++) {
            sink.unread(UnreadFrame.REPEATED, 0);
        }
        final boolean anyDropped = book.dropped().count() > 0;
        publish(id, message.timeNanos, snapshot, levels, message.firstLevel, message.endLevel, !anyDropped);
        publish(
                id,
                message.timeNanos,
                snapshot,
                book.dropped(),
                0,
                book.dropped().count(),
                true);
        if (snapshot && message.firstLevel == message.endLevel) {
            sink.quiet(id);
        }
    }

    private void publish(
            int id, long timeNanos, boolean snapshot, BookLevels levels, int from, int to, boolean toTheLast) {
        for (int i = from; i < to; i++) {
            sink.bookLevel(
                    id,
                    timeNanos,
                    0, // books are not numbered
                    snapshot,
                    toTheLast && i == to - 1,
                    levels.side(i),
                    levels.price(i),
                    levels.priceScale(i),
                    levels.size(i),
                    levels.sizeScale(i));
        }
    }

    /** A message is lost to this stream. Of a book that has no ground, an update more makes no difference. */
    void spoil(KrakenStream stream, boolean update, Anomaly anomaly, String detail) {
        stream.lastTradeId = KrakenStream.NO_TRADE; // the hole is told once
        if (stream.book != null) {
            if (!stream.book.isWhole() && update) {
                sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
                return;
            }
            stream.book.broken();
        }
        sink.anomaly(stream.id(), anomaly, detail);
    }
}
