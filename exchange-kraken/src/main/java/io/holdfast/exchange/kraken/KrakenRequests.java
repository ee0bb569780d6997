package io.holdfast.exchange.kraken;

import io.holdfast.codec.JsonText;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import java.util.List;

/** Requests as they are written. Cold path. */
final class KrakenRequests {

    /** The trigger that makes {@code ticker} follow the best prices; by default it follows trades alone. */
    static final String BEST_PRICES = "bbo";

    static final String INSTRUMENT = "instrument";

    private static final int MAX_SYMBOLS = 50;

    private KrakenRequests() {}

    /** {@return the longest run from the front that one request may carry: one channel, not too many symbols} */
    static List<WireSubscription> batch(List<WireSubscription> pending) {
        return WireSubscription.ofOneChannel(pending, MAX_SYMBOLS);
    }

    static String channelName(Channel channel) {
        return switch (channel) {
            case TOP_OF_BOOK -> "ticker";
            case TRADES -> "trade";
            case BOOK -> "book";
        };
    }

    /** Trades are asked for with their snapshot: it proves the subscription, and its ids show whether one is missing. */
    static String subscribe(List<WireSubscription> batch, int depth, long requestId) {
        return request("subscribe", batch, depth, true, requestId);
    }

    /** An unsubscription must repeat what the subscription asked for, or its default is taken for it. */
    static String unsubscribe(List<WireSubscription> batch, int depth, long requestId) {
        return request("unsubscribe", batch, depth, false, requestId);
    }

    static String instruments(long requestId) {
        return "{\"method\":\"subscribe\",\"params\":{\"channel\":\"" + INSTRUMENT
                + "\",\"snapshot\":false},\"req_id\":" + requestId + "}";
    }

    static String ping(long requestId) {
        return "{\"method\":\"ping\",\"req_id\":" + requestId + "}";
    }

    private static String request(
            String method, List<WireSubscription> batch, int depth, boolean snapshot, long requestId) {
        final Channel channel = batch.get(0).channel();
        final StringBuilder request = new StringBuilder(128 + batch.size() * 16)
                .append("{\"method\":\"")
                .append(method)
                .append("\",\"params\":{\"channel\":\"")
                .append(channelName(channel))
                .append("\",\"symbol\":")
                .append(JsonText.strings(WireSubscription.symbols(batch)));
        switch (channel) {
            case TOP_OF_BOOK ->
                request.append(",\"event_trigger\":\"").append(BEST_PRICES).append('"');
            case BOOK -> request.append(",\"depth\":").append(depth);
            case TRADES -> {}
        }
        if (snapshot) {
            request.append(",\"snapshot\":true");
        }
        return request.append("},\"req_id\":").append(requestId).append('}').toString();
    }
}
