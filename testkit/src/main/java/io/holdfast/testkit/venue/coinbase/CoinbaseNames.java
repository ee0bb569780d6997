package io.holdfast.testkit.venue.coinbase;

import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import io.holdfast.testkit.venue.Market;

/** How Coinbase spells things. */
final class CoinbaseNames {

    private CoinbaseNames() {}

    static String productId(Instrument instrument) {
        return instrument.base() + "-" + instrument.quote();
    }

    /** {@return status of a product} */
    static String status(Market market) {
        return switch (market.status()) {
            case TRADING, RESTRICTED -> "online";
            case CLOSED -> "delisted";
            case UNKNOWN -> "internal";
        };
    }

    /** {@return the maker's side in capitals: the other one than the aggressor's} */
    static String makerInCapitals(Side aggressor) {
        return aggressor == Side.BID ? "SELL" : "BUY";
    }

    /** {@return the maker's side: the other one than the aggressor's} */
    static String maker(Side aggressor) {
        return aggressor == Side.BID ? "sell" : "buy";
    }

    static String taker(Side aggressor) {
        return aggressor == Side.BID ? "buy" : "sell";
    }
}
