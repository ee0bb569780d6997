package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;

/**
 * One product's trades. The same rules hold on both feeds:
 *
 * <ol>
 *   <li>What comes first is from before the subscription: it says from which id on the trades are whole, and is never
 *       delivered.
 *   <li>Trade ids are consecutive for each product: a jump is a loss, an id that is not above the last is a repeat.
 *   <li>Where the feed numbers a product's messages, trades rise in that number too.
 *   <li>Where a heartbeat names the newest trade, it must have come by the next heartbeat, or the stream is silent
 *       alone: it is ended and asked for again.
 * </ol>
 *
 * <p>Both feeds document the side of a trade as the maker's: of the order that stood in the book. The aggressor's, which
 * is ours, is the other one.
 */
final class CoinbaseTradeSync {

    private static final long NONE = -1;

    final CoinbaseStream stream;

    private final ProtocolSink sink;
    private long lastId = NONE;
    private long lastSequence;
    private long pastId = NONE;
    private long promisedId = NONE;

    CoinbaseTradeSync(ProtocolSink sink) {
        this.sink = sink;
        this.stream = new CoinbaseStream(CoinbaseStream.Kind.TRADES, sink);
    }

    /** The stream is about to be asked for, or has been ended. */
    void forget() {
        lastId = NONE;
        lastSequence = 0;
        pastId = NONE;
        promisedId = NONE;
    }

    /** A trade from before the subscription; {@link #settlePast} follows. */
    void past(CoinbaseTrade trade) {
        if (trade.fault != null) {
            sink.unread(UnreadFrame.MALFORMED, 0);
        } else {
            pastId = Math.max(pastId, trade.id);
        }
    }

    /** Every past trade of the message was told, in whatever order. Harmless when repeated. */
    void settlePast() {
        if (pastId == NONE) {
            return;
        }
        if (stream.isOff()) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else {
            if (lastId != NONE && pastId > lastId) {
                stream.lose(Anomaly.SEQUENCE_GAP, "trades " + (lastId + 1) + " to " + pastId + " never came");
            }
            lastId = Math.max(lastId, pastId);
            stream.started();
            welcome();
        }
        pastId = NONE;
    }

    /** A trade has happened. */
    void live(CoinbaseTrade trade) {
        if (stream.isOff()) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
            return;
        }
        if (trade.fault != null) {
            stream.lose(trade.fault, "a trade is not what is documented, or does not fit");
            return;
        }
        if (trade.id <= lastId) {
            sink.unread(UnreadFrame.REPEATED, 0);
            return;
        }
        if (lastId != NONE && trade.id != lastId + 1) {
            stream.lose(Anomaly.SEQUENCE_GAP, "trade " + trade.id + " after " + lastId);
        } else if (trade.sequence != 0 && trade.sequence <= lastSequence) {
            stream.lose(Anomaly.SEQUENCE_GAP, "sequence " + trade.sequence + " after " + lastSequence);
        }
        lastId = trade.id;
        lastSequence = trade.sequence;
        stream.started();
        deliver(trade);
    }

    /** A heartbeat that names the newest trade. */
    void heartbeat(long newestId) {
        if (!stream.isWhole() || lastId == NONE) {
            return;
        }
        if (promisedId > lastId) {
            final String detail = "trade " + promisedId + " has not come a heartbeat after it was named";
            lastId = promisedId;
            stream.breakOff(Anomaly.SEQUENCE_GAP, detail);
        }
        promisedId = newestId;
    }

    /** The exchange lists the stream: whoever has joined trades that flow need not wait for the next one. */
    void welcome() {
        if (!stream.isWhole()) {
            return;
        }
        for (int i = 0; i < stream.size(); i++) {
            final CoinbaseSubscriber subscriber = stream.get(i);
            if (!subscriber.started) {
                subscriber.started = true;
                sink.quiet(subscriber.id);
            }
        }
    }

    /** {@return false if the stream must be ended and asked for again; after a mere loss it goes on by itself} */
    boolean resync() {
        return !stream.isOff() && !stream.isBroken();
    }

    private void deliver(CoinbaseTrade trade) {
        for (int i = 0; i < stream.size(); i++) {
            final CoinbaseSubscriber subscriber = stream.get(i);
            subscriber.started = true;
            sink.trade(
                    subscriber.id,
                    trade.timeNanos,
                    trade.id,
                    trade.maker.opposite(),
                    trade.price,
                    trade.priceScale,
                    trade.size,
                    trade.sizeScale);
        }
    }
}
