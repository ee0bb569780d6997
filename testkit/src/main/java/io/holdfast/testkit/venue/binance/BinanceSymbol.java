package io.holdfast.testkit.venue.binance;

import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One symbol: its streams, and its numbers as Binance writes them, padded to eight decimals. */
final class BinanceSymbol {

    private static final int DECIMALS = 8;

    private final Market market;
    private final String upperCase;
    private final byte[] upperCaseBytes;
    private final String lowerCase;
    private final int priceDecimals;
    private final int sizeDecimals;
    private final StreamFeed bookTicker;
    private final StreamFeed trade;
    private final DepthWindow depth;
    private final DepthWindow slowDepth;
    private final List<StreamFeed> feeds;

    private long bid;
    private long bidSize;
    private long ask;
    private long askSize;

    BinanceSymbol(BinanceVenue venue, Market market) {
        this.market = market;
        final MarketSpec spec = market.spec();
        upperCase = spec.instrument().base() + spec.instrument().quote();
        upperCaseBytes = upperCase.getBytes(StandardCharsets.UTF_8);
        lowerCase = upperCase.toLowerCase(Locale.ROOT);
        priceDecimals = Math.max(DECIMALS, spec.priceScale());
        sizeDecimals = Math.max(DECIMALS, spec.sizeScale());
        final Subscription book = new Subscription(spec.instrument(), Channel.BOOK);
        bookTicker = new StreamFeed(
                venue,
                lowerCase + "@bookTicker",
                new Subscription(spec.instrument(), Channel.TOP_OF_BOOK),
                this::writeBookTicker);
        trade = new StreamFeed(
                venue, lowerCase + "@trade", new Subscription(spec.instrument(), Channel.TRADES), this::writeTrade);
        depth = new DepthWindow(venue, this, "@depth@100ms", Duration.ofMillis(100), book);
        slowDepth = new DepthWindow(venue, this, "@depth", Duration.ofSeconds(1), book);
        feeds = List.of(bookTicker, trade, depth.feed(), slowDepth.feed());
        rememberTop();
    }

    Market market() {
        return market;
    }

    String upperCase() {
        return upperCase;
    }

    byte[] upperCaseBytes() {
        return upperCaseBytes;
    }

    String lowerCase() {
        return lowerCase;
    }

    /** {@return the stream of this name; null if it is none that is simulated} */
    @Nullable
    StreamFeed feed(String name) {
        for (final StreamFeed feed : feeds) {
            if (feed.name().equals(name)) {
                return feed;
            }
        }
        return null;
    }

    void onLevel(Side side, long price) {
        depth.touch(side, price);
        slowDepth.touch(side, price);
    }

    void onTrade() {
        trade.publish(market.tradeId(), market.tradeId());
    }

    void onSettled() {
        final PriceLadder bids = market.bids();
        final PriceLadder asks = market.asks();
        if (bids.price(0) != bid || bids.size(0) != bidSize || asks.price(0) != ask || asks.size(0) != askSize) {
            rememberTop();
            bookTicker.publish(market.updateId(), market.updateId());
        }
    }

    /** Ends both windows of the diff streams now. */
    void flush() {
        depth.flush();
        slowDepth.flush();
    }

    /** Writes one level as {@code ["price","size"]}, with the size that it has now. */
    void level(FrameText frame, Side side, long price, boolean first) {
        level(frame, price, market.side(side).sizeAt(price), first);
    }

    /** Writes the answer to a request for the book. */
    void writeSnapshot(FrameText frame, int limit) {
        frame.ascii("{\"lastUpdateId\":").number(market.updateId()).ascii(",\"bids\":[");
        writeSide(frame, market.bids(), limit);
        frame.ascii("],\"asks\":[");
        writeSide(frame, market.asks(), limit);
        frame.ascii("]}");
    }

    /** Writes the symbol's entry in {@code exchangeInfo}. */
    void writeListing(FrameText frame) {
        final MarketSpec spec = market.spec();
        frame.ascii("{\"symbol\":").string(upperCase).ascii(",\"status\":\"").ascii(status());
        frame.ascii("\",\"baseAsset\":").string(spec.instrument().base());
        frame.ascii(",\"baseAssetPrecision\":").number(sizeDecimals);
        frame.ascii(",\"quoteAsset\":").string(spec.instrument().quote());
        frame.ascii(",\"quotePrecision\":").number(priceDecimals);
        frame.ascii(",\"quoteAssetPrecision\":").number(priceDecimals);
        frame.ascii(",\"orderTypes\":[\"LIMIT\",\"LIMIT_MAKER\",\"MARKET\"],\"icebergAllowed\":true,"
                + "\"isSpotTradingAllowed\":true,\"isMarginTradingAllowed\":false,\"filters\":["
                + "{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"");
        price(frame, spec.priceIncrement()).ascii("\",\"maxPrice\":\"");
        price(frame, 100 * spec.startPrice()).ascii("\",\"tickSize\":\"");
        price(frame, spec.priceIncrement()).ascii("\"},{\"filterType\":\"LOT_SIZE\",\"minQty\":\"");
        size(frame, spec.sizeIncrement()).ascii("\",\"maxQty\":\"");
        size(frame, 1_000_000 * spec.sizeIncrement()).ascii("\",\"stepSize\":\"");
        size(frame, spec.sizeIncrement());
        frame.ascii("\"}],\"permissions\":[],\"permissionSets\":[[\"SPOT\"]],"
                + "\"defaultSelfTradePreventionMode\":\"NONE\",\"allowedSelfTradePreventionModes\":[\"NONE\"]}");
    }

    private String status() {
        return switch (market.status()) {
            case TRADING -> "TRADING";
            case RESTRICTED -> "HALT";
            case CLOSED -> "BREAK";
            case UNKNOWN -> "END_OF_DAY";
        };
    }

    private void writeBookTicker(FrameText frame, boolean microseconds) {
        frame.ascii("{\"u\":").number(market.updateId());
        frame.ascii(",\"s\":\"").bytes(upperCaseBytes).ascii("\",\"b\":\"");
        price(frame, bid).ascii("\",\"B\":\"");
        size(frame, bidSize).ascii("\",\"a\":\"");
        price(frame, ask).ascii("\",\"A\":\"");
        size(frame, askSize).ascii("\"}");
    }

    private void writeTrade(FrameText frame, boolean microseconds) {
        final long time = BinanceVenue.time(market.epochNanos(), microseconds);
        frame.ascii("{\"e\":\"trade\",\"E\":").number(time);
        frame.ascii(",\"s\":\"").bytes(upperCaseBytes);
        frame.ascii("\",\"t\":").number(market.tradeId()).ascii(",\"p\":\"");
        price(frame, market.trades().price(0)).ascii("\",\"q\":\"");
        size(frame, market.trades().size(0)).ascii("\",\"T\":").number(time);
        frame.ascii(market.trades().aggressor(0) == Side.ASK ? ",\"m\":true" : ",\"m\":false");
        frame.ascii(",\"M\":true}");
    }

    private void writeSide(FrameText frame, PriceLadder ladder, int limit) {
        for (int i = 0; i < Math.min(limit, ladder.levels()); i++) {
            level(frame, ladder.price(i), ladder.size(i), i == 0);
        }
    }

    private void level(FrameText frame, long price, long size, boolean first) {
        frame.ascii(first ? "[\"" : ",[\"");
        price(frame, price).ascii("\",\"");
        size(frame, size).ascii("\"]");
    }

    private FrameText price(FrameText frame, long price) {
        return frame.decimal(price, market.spec().priceScale(), priceDecimals);
    }

    private FrameText size(FrameText frame, long size) {
        return frame.decimal(size, market.spec().sizeScale(), sizeDecimals);
    }

    private void rememberTop() {
        bid = market.bids().price(0);
        bidSize = market.bids().size(0);
        ask = market.asks().price(0);
        askSize = market.asks().size(0);
    }
}
