package io.holdfast.testkit.venue.coinbase;

import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** The public HTTP requests of Advanced Trade: products, one of them, its book, its latest trades, and the time. */
final class CoinbaseHttp {

    private static final String ROOT = "/api/v3/brokerage/";
    private static final String PRODUCTS = ROOT + "market/products";
    private static final int NOT_FOUND = 404;
    private static final int USUAL_LIMIT = 100;

    private final CoinbaseVenue venue;
    private final FrameText body = new FrameText();

    CoinbaseHttp(CoinbaseVenue venue) {
        this.venue = venue;
    }

    HttpAnswer get(ClientRequest request) {
        final String path = request.path();
        body.clear();
        if (path.equals(PRODUCTS)) {
            writeProducts();
        } else if (path.equals(ROOT + "time")) {
            writeTime();
        } else if (path.equals(ROOT + "market/product_book")) {
            return ofProduct(
                    request.query().getOrDefault("product_id", ""), product -> writeBook(product, limit(request)));
        } else if (path.startsWith(PRODUCTS + "/") && path.endsWith("/ticker")) {
            final String id = path.substring(PRODUCTS.length() + 1, path.length() - "/ticker".length());
            return ofProduct(id, product -> writeTrades(product, limit(request)));
        } else if (path.startsWith(PRODUCTS + "/")) {
            return ofProduct(
                    path.substring(PRODUCTS.length() + 1), product -> writeProduct(product, product.id(), "", ""));
        } else {
            return HttpAnswer.of(NOT_FOUND, "{\"error\":\"NOT_FOUND\",\"message\":\"unknown path\"}");
        }
        return answer();
    }

    private HttpAnswer ofProduct(String id, Consumer<CoinbaseProduct> write) {
        final CoinbaseProduct product = venue.product(id);
        if (product == null) {
            return HttpAnswer.of(
                    NOT_FOUND,
                    "{\"error\":\"NOT_FOUND\",\"error_details\":\"valid product_id is required\","
                            + "\"message\":\"valid product_id is required\"}");
        }
        write.accept(product);
        return answer();
    }

    private void writeProducts() {
        body.ascii("{\"products\":[");
        int count = 0;
        for (final CoinbaseProduct product : venue.products()) {
            final boolean hasAlias = product.id().endsWith("-USD");
            final String alias = product.id() + "C";
            body.ascii(count == 0 ? "" : ",");
            writeProduct(product, product.id(), "", hasAlias ? alias : "");
            count++;
            if (hasAlias) {
                writeProduct(product, alias, product.id(), "");
                count++;
            }
        }
        body.ascii("],\"num_products\":").number(count).ascii('}');
    }

    private void writeProduct(CoinbaseProduct product, String id, String alias, String aliasTo) {
        if (!alias.isEmpty()) {
            body.ascii(',');
        }
        final Market market = product.market();
        final MarketSpec spec = market.spec();
        final String quote = id.substring(id.indexOf('-') + 1);
        body.ascii("{\"product_id\":").string(id).ascii(",\"price\":\"");
        body.shortest(market.bids().price(0), spec.priceScale()).ascii("\",\"base_increment\":\"");
        body.shortest(spec.sizeIncrement(), spec.sizeScale()).ascii("\",\"quote_increment\":\"");
        body.shortest(spec.priceIncrement(), spec.priceScale()).ascii("\",\"price_increment\":\"");
        body.shortest(spec.priceIncrement(), spec.priceScale())
                .ascii("\",\"quote_min_size\":\"1\",\"base_min_size\":\"");
        body.shortest(spec.sizeIncrement(), spec.sizeScale()).ascii("\",\"base_name\":");
        body.string(spec.instrument().base()).ascii(",\"quote_name\":").string(quote);
        body.ascii(",\"watched\":false,\"is_disabled\":")
                .ascii(Boolean.toString(market.status().expectsSilence()));
        body.ascii(",\"new\":false,\"status\":\"").ascii(CoinbaseNames.status(market));
        body.ascii("\",\"cancel_only\":false,\"limit_only\":false,\"post_only\":");
        body.ascii(Boolean.toString(CoinbaseVenue.isRestricted(market)));
        body.ascii(",\"trading_disabled\":")
                .ascii(Boolean.toString(market.status().expectsSilence()));
        body.ascii(",\"auction_mode\":false,\"product_type\":\"SPOT\",\"quote_currency_id\":")
                .string(quote);
        body.ascii(",\"base_currency_id\":").string(spec.instrument().base());
        body.ascii(",\"alias\":").string(alias).ascii(",\"alias_to\":[");
        if (!aliasTo.isEmpty()) {
            body.string(aliasTo);
        }
        body.ascii("],\"view_only\":false}");
    }

    private void writeBook(CoinbaseProduct product, int limit) {
        body.ascii("{\"pricebook\":{\"product_id\":").string(product.id()).ascii(",\"bids\":[");
        writeSide(product.market(), product.market().bids(), limit);
        body.ascii("],\"asks\":[");
        writeSide(product.market(), product.market().asks(), limit);
        body.ascii("],\"time\":\"")
                .shortestRfc3339(venue.scheduler().epochNanos())
                .ascii("\"}}");
    }

    private void writeSide(Market market, PriceLadder ladder, int limit) {
        for (int i = 0; i < Math.min(limit, ladder.levels()); i++) {
            body.ascii(i == 0 ? "{\"price\":\"" : ",{\"price\":\"");
            body.shortest(ladder.price(i), market.spec().priceScale()).ascii("\",\"size\":\"");
            body.shortest(ladder.size(i), market.spec().sizeScale()).ascii("\"}");
        }
    }

    private void writeTrades(CoinbaseProduct product, int limit) {
        final Market market = product.market();
        body.ascii("{\"trades\":[");
        for (int back = 0; back < Math.min(limit, market.trades().count()); back++) {
            body.ascii(back == 0 ? "" : ",");
            product.writeTrade(body, back);
        }
        body.ascii("],\"best_bid\":\"")
                .shortest(market.bids().price(0), market.spec().priceScale());
        body.ascii("\",\"best_ask\":\"")
                .shortest(market.asks().price(0), market.spec().priceScale());
        body.ascii("\"}");
    }

    private void writeTime() {
        final long now = venue.scheduler().epochNanos();
        body.ascii("{\"iso\":\"")
                .rfc3339(now, 0)
                .ascii("\",\"epochSeconds\":\"")
                .number(now / 1_000_000_000L);
        body.ascii("\",\"epochMillis\":\"").number(now / 1_000_000).ascii("\"}");
    }

    private HttpAnswer answer() {
        return new HttpAnswer(200, Map.of(), Arrays.copyOf(body.buffer(), body.length()));
    }

    private static int limit(ClientRequest request) {
        try {
            return Integer.parseInt(request.query().getOrDefault("limit", Integer.toString(USUAL_LIMIT)));
        } catch (NumberFormatException e) {
            return USUAL_LIMIT;
        }
    }
}
