package io.holdfast.exchange.coinbase;

import io.holdfast.codec.JsonText;
import java.util.Collection;

/** Subscribing and unsubscribing, in the words of each feed. Cold path. */
final class CoinbaseRequests {

    /** Neither feed documents a limit; the Exchange feed ends connections over requests that are too long. */
    static final int MAX_PRODUCTS_PER_REQUEST = 50;

    private static final String SUBSCRIBE = "subscribe";
    private static final String UNSUBSCRIBE = "unsubscribe";

    private final CoinbaseFeed feed;

    CoinbaseRequests(CoinbaseFeed feed) {
        this.feed = feed;
    }

    /**
     * {@return the first request of a connection} Without one within five seconds the exchange ends it. Heartbeats of
     * Advanced Trade need no products and keep quiet connections open; those of the Exchange feed do, so there the
     * status of all products is asked for instead.
     */
    String first() {
        return feed == CoinbaseFeed.ADVANCED_TRADE
                ? "{\"type\":\"subscribe\",\"channel\":\"heartbeats\"}"
                : "{\"type\":\"subscribe\",\"channels\":[\"status\"]}";
    }

    /** {@return a request for the trading status of products; the Exchange feed tells that of all of them by itself} */
    String status(Collection<String> symbols) {
        return "{\"type\":\"subscribe\",\"product_ids\":" + JsonText.strings(symbols) + ",\"channel\":\"status\"}";
    }

    String subscribe(CoinbaseStream.Kind kind, Collection<String> symbols) {
        return request(SUBSCRIBE, kind, symbols, true);
    }

    /** @param last whether nothing else is wanted of these products, so that their heartbeats end too */
    String unsubscribe(CoinbaseStream.Kind kind, Collection<String> symbols, boolean last) {
        return request(UNSUBSCRIBE, kind, symbols, last);
    }

    /** The Exchange feed's heartbeat belongs to a product; asking for it again costs nothing. */
    private String request(String type, CoinbaseStream.Kind kind, Collection<String> symbols, boolean heartbeat) {
        final StringBuilder request = new StringBuilder(80 + symbols.size() * 16)
                .append("{\"type\":\"")
                .append(type)
                .append("\",\"product_ids\":")
                .append(JsonText.strings(symbols))
                .append(',');
        if (feed == CoinbaseFeed.ADVANCED_TRADE) {
            request.append("\"channel\":\"").append(kind == CoinbaseStream.Kind.BOOK ? "level2" : "market_trades");
            return request.append("\"}").toString();
        }
        request.append("\"channels\":[\"").append(kind == CoinbaseStream.Kind.BOOK ? "level2_batch" : "matches");
        return request.append(heartbeat ? "\",\"heartbeat\"]}" : "\"]}").toString();
    }
}
