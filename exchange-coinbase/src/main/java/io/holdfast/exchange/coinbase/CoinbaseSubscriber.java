package io.holdfast.exchange.coinbase;

import io.holdfast.market.Channel;

/** One subscription that lives on a {@link CoinbaseStream}. */
final class CoinbaseSubscriber {

    final int id;
    final Channel channel;

    /** Whether the exchange has confirmed it since it was last asked for. */
    boolean acknowledged;
    /** Whether a request for it may still be answered. */
    boolean outstanding = true;
    /** Whether it has been given what it starts from: a snapshot, a first top, the newest trade id. */
    boolean started;

    CoinbaseSubscriber(int id, Channel channel) {
        this.id = id;
        this.channel = channel;
    }
}
