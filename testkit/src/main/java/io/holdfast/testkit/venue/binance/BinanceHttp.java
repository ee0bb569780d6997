package io.holdfast.testkit.venue.binance;

import io.holdfast.market.Instrument;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The HTTP requests that go with the streams: the list of symbols and the snapshot of a book. */
final class BinanceHttp {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int USUAL_LIMIT = 100;
    private static final int LARGEST_LIMIT = 5_000;
    private static final int CATALOG_WEIGHT = 20;

    private final BinanceVenue venue;
    private final FrameText body = new FrameText();
    private final Map<Instrument, Frozen> frozen = new HashMap<>();

    BinanceHttp(BinanceVenue venue) {
        this.venue = venue;
    }

    HttpAnswer get(ClientRequest request) {
        final Map<String, String> query = request.query();
        final BinanceAddress address = venue.address(request.address());
        final HttpAnswer refusal =
                address.request(weight(request.path(), query), venue.scheduler().epochNanos());
        final HttpAnswer answer = refusal != null ? refusal : answer(request.path(), query);
        return answer.with("x-mbx-used-weight-1m", Integer.toString(address.usedWeight()));
    }

    /** Keeps the book as it is now for the next snapshots of it. */
    void freeze(BinanceSymbol symbol, int snapshots) {
        symbol.writeSnapshot(body.clear(), LARGEST_LIMIT);
        frozen.put(symbol.market().instrument(), new Frozen(Arrays.copyOf(body.buffer(), body.length()), snapshots));
    }

    private HttpAnswer answer(String path, Map<String, String> query) {
        return switch (path) {
            case "/api/v3/ping" -> HttpAnswer.ok("{}");
            case "/api/v3/time" ->
                HttpAnswer.ok("{\"serverTime\":" + venue.scheduler().epochNanos() / 1_000_000 + "}");
            case "/api/v3/exchangeInfo" -> exchangeInfo(query);
            case "/api/v3/depth" -> depth(query);
            default -> HttpAnswer.of(NOT_FOUND, "{\"code\":-1102,\"msg\":\"Not found.\"}");
        };
    }

    private HttpAnswer exchangeInfo(Map<String, String> query) {
        final List<BinanceSymbol> listed = new ArrayList<>();
        final List<String> wanted = new ArrayList<>();
        if (query.containsKey("symbol")) {
            wanted.add(query.get("symbol"));
        } else if (query.containsKey("symbols")) {
            final byte[] list = query.get("symbols").getBytes(StandardCharsets.UTF_8);
            wanted.addAll(RequestJson.strings(RequestJson.parse(list, 0, list.length)));
        }
        for (final String name : wanted) {
            final BinanceSymbol symbol = venue.byUpperCase(name);
            if (symbol == null) {
                return invalidSymbol();
            }
            listed.add(symbol);
        }
        if (wanted.isEmpty()) {
            listed.addAll(venue.symbols());
        }
        body.clear().ascii("{\"timezone\":\"UTC\",\"serverTime\":");
        body.number(venue.scheduler().epochNanos() / 1_000_000);
        body.ascii(",\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,"
                + "\"limit\":");
        body.number(venue.rules().weightPerMinute());
        body.ascii("},{\"rateLimitType\":\"RAW_REQUESTS\",\"interval\":\"MINUTE\",\"intervalNum\":5,"
                + "\"limit\":300000}],\"exchangeFilters\":[],\"symbols\":[");
        for (int i = 0; i < listed.size(); i++) {
            body.ascii(i == 0 ? "" : ",");
            listed.get(i).writeListing(body);
        }
        return ok(body.ascii("]}"));
    }

    private HttpAnswer depth(Map<String, String> query) {
        final String name = query.getOrDefault("symbol", "");
        if (name.isEmpty()) {
            return HttpAnswer.of(
                    BAD_REQUEST,
                    "{\"code\":-1102,\"msg\":\"Mandatory parameter 'symbol' was not sent, was empty/null, or "
                            + "malformed.\"}");
        }
        final BinanceSymbol symbol = venue.byUpperCase(name);
        if (symbol == null) {
            return invalidSymbol();
        }
        final int limit = limit(query);
        if (limit < 1) {
            return HttpAnswer.of(
                    BAD_REQUEST, "{\"code\":-1130,\"msg\":\"Data sent for parameter 'limit' is not valid.\"}");
        }
        final Frozen old = frozen.get(symbol.market().instrument());
        if (old != null) {
            if (--old.left == 0) {
                frozen.remove(symbol.market().instrument());
            }
            return new HttpAnswer(200, Map.of(), old.snapshot);
        }
        symbol.writeSnapshot(body.clear(), limit);
        return ok(body);
    }

    private static int weight(String path, Map<String, String> query) {
        if (path.equals("/api/v3/exchangeInfo")) {
            return CATALOG_WEIGHT;
        }
        if (!path.equals("/api/v3/depth")) {
            return 1;
        }
        final int limit = limit(query);
        return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1_000 ? 50 : 250;
    }

    private static int limit(Map<String, String> query) {
        try {
            return Math.min(
                    LARGEST_LIMIT, Integer.parseInt(query.getOrDefault("limit", Integer.toString(USUAL_LIMIT))));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static HttpAnswer invalidSymbol() {
        return HttpAnswer.of(BAD_REQUEST, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
    }

    private static HttpAnswer ok(FrameText text) {
        return new HttpAnswer(200, Map.of(), Arrays.copyOf(text.buffer(), text.length()));
    }

    private static final class Frozen {

        private final byte[] snapshot;
        private int left;

        Frozen(byte[] snapshot, int left) {
            this.snapshot = snapshot;
            this.left = left;
        }
    }
}
