package io.holdfast.testkit.server;

import java.math.BigDecimal;
import java.util.SplittableRandom;

/**
 * One instrument's market: a random walk of the best prices, from which top of book and trades follow, so that they
 * agree. The same seed gives the same walk. Confined to the exchange's thread.
 */
final class SimulatedSymbol {

    private static final int PRICE_SCALE = 2;
    private static final int SIZE_SCALE = 8;
    private static final int MOST_STEP = 5;

    final String symbol;
    final String base;
    final String quote;

    private final SplittableRandom random;
    private long bid;
    private long ask;
    private long updateId;
    private long tradeId;

    SimulatedSymbol(String base, String quote, long startPrice, long seed) {
        this.symbol = base + quote;
        this.base = base;
        this.quote = quote;
        this.random = new SplittableRandom(seed);
        this.bid = startPrice * 100;
        this.ask = bid + 1;
        this.updateId = 1_000_000L + random.nextInt(1_000_000);
        this.tradeId = 1_000L + random.nextInt(1_000_000);
    }

    /** {@return the next {@code bookTicker} payload} */
    String nextBookTicker() {
        bid = Math.max(1, bid + random.nextInt(-MOST_STEP, MOST_STEP + 1));
        ask = bid + 1 + random.nextInt(MOST_STEP);
        updateId += 1 + random.nextInt(3);
        return "{\"u\":" + updateId + ",\"s\":\"" + symbol + "\",\"b\":\"" + price(bid) + "\",\"B\":\"" + size()
                + "\",\"a\":\"" + price(ask) + "\",\"A\":\"" + size() + "\"}";
    }

    /** {@return the next {@code trade} payload, at the touch} */
    String nextTrade(long epochMillis) {
        final boolean buyerIsMaker = random.nextBoolean();
        tradeId++;
        return "{\"e\":\"trade\",\"E\":" + epochMillis + ",\"s\":\"" + symbol + "\",\"t\":" + tradeId + ",\"p\":\""
                + price(buyerIsMaker ? bid : ask) + "\",\"q\":\"" + size() + "\",\"T\":" + epochMillis + ",\"m\":"
                + buyerIsMaker + ",\"M\":true}";
    }

    /** Lets a trade happen that nobody is told of. */
    void skipTrade() {
        tradeId++;
    }

    String listing() {
        return "{\"symbol\":\"" + symbol + "\",\"status\":\"TRADING\",\"baseAsset\":\"" + base
                + "\",\"baseAssetPrecision\":8,\"quoteAsset\":\"" + quote + "\",\"quoteAssetPrecision\":8,"
                + "\"filters\":[{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"0.01000000\",\"maxPrice\":"
                + "\"1000000.00000000\",\"tickSize\":\"0.01000000\"}],\"permissions\":[]}";
    }

    private String size() {
        return BigDecimal.valueOf(1 + random.nextLong(500_000_000L), SIZE_SCALE).toPlainString();
    }

    private static String price(long cents) {
        return BigDecimal.valueOf(cents, PRICE_SCALE).setScale(SIZE_SCALE).toPlainString();
    }
}
