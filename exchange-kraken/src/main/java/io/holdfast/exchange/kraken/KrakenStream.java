package io.holdfast.exchange.kraken;

import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import org.jspecify.annotations.Nullable;

/** One subscription on this connection, from its request to its end. */
final class KrakenStream {

    static final long NO_TRADE = -1;

    final WireSubscription subscription;

    /** Of the channel BOOK alone. */
    final @Nullable KrakenBookSync book;

    /** An earlier subscription to the same is still being ended: what comes may be of that one. */
    boolean barred;

    long lastTradeId = NO_TRADE;

    KrakenStream(WireSubscription subscription, int depth) {
        this.subscription = subscription;
        this.book = subscription.channel() == Channel.BOOK ? new KrakenBookSync(subscription.listed(), depth) : null;
    }

    int id() {
        return subscription.id();
    }

    Channel channel() {
        return subscription.channel();
    }

    /** The exchange describes its instrument anew. */
    void relisted(KrakenPair pair) {
        final ListedInstrument listed = pair.listed(subscription.symbol());
        if (book != null && listed != null) {
            book.relisted(listed);
        }
    }

    boolean is(Channel channel, String symbol) {
        return channel() == channel && subscription.symbol().equals(symbol);
    }
}
