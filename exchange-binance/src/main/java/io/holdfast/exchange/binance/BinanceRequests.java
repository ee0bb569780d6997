package io.holdfast.exchange.binance;

import io.holdfast.codec.JsonText;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Stream names, the URL of a combined stream, and {@code SUBSCRIBE} requests. Cold path. */
final class BinanceRequests {

    /** A URL of about 8,000 characters was refused; half of that is left unused. */
    private static final int MAX_TARGET_LENGTH = 4_000;
    /** Larger frames than about 4,000 bytes are silently ignored. */
    private static final int MAX_REQUEST_BYTES = 3_500;

    private static final int MAX_STREAMS_PER_REQUEST = 100;

    /** Levels of each side in a snapshot: a weight of 50, so that a minute's budget mends 72 books and not 14. */
    static final int SNAPSHOT_LIMIT = 1_000;

    private BinanceRequests() {}

    static String streamName(WireSubscription subscription) {
        final String symbol = subscription.symbol().toLowerCase(Locale.ROOT); // of the symbol alone: suffixes have case
        return switch (subscription.channel()) {
            case TOP_OF_BOOK -> symbol + "@bookTicker";
            case TRADES -> symbol + "@trade";
            case BOOK -> symbol + "@depth@100ms";
        };
    }

    /** {@return path and query of a depth snapshot} */
    static String snapshotTarget(String symbol, int limit) {
        return "/api/v3/depth?symbol=" + URLEncoder.encode(symbol, StandardCharsets.UTF_8) + "&limit=" + limit;
    }

    /** {@return what a snapshot costs, by the exchange's table} */
    static int snapshotWeight(int limit) {
        if (limit <= 100) {
            return 5;
        }
        if (limit <= 500) {
            return 25;
        }
        return limit <= 1_000 ? 50 : 250;
    }

    static UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
        final StringBuilder target = new StringBuilder("/stream");
        int included = 0;
        for (final WireSubscription subscription : wanted) {
            final String name = URLEncoder.encode(streamName(subscription), StandardCharsets.UTF_8)
                    .replace("%40", "@");
            if (target.length() + name.length() > MAX_TARGET_LENGTH) {
                break;
            }
            target.append(included == 0 ? "?streams=" : "/").append(name);
            included++;
        }
        return new UpgradeTarget(target.toString(), Map.of(), included);
    }

    /** {@return how many of the names, from the front, one request may carry; at least 1} */
    static int fitting(List<WireSubscription> pending) {
        int bytes = 0;
        int count = 0;
        for (final WireSubscription subscription : pending) {
            bytes += streamName(subscription).getBytes(StandardCharsets.UTF_8).length + 3; // quotes and comma
            if (count == MAX_STREAMS_PER_REQUEST || count > 0 && bytes > MAX_REQUEST_BYTES) {
                break;
            }
            count++;
        }
        return count;
    }

    static String request(String method, List<WireSubscription> subscriptions, long id) {
        final List<String> names =
                subscriptions.stream().map(BinanceRequests::streamName).toList();
        return "{\"method\":\"" + method + "\",\"params\":" + JsonText.strings(names) + ",\"id\":" + id + "}";
    }
}
