package io.holdfast.testkit.venue.coinbase;

import io.holdfast.market.Channel;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.PriceSet;
import io.holdfast.testkit.venue.RecentTrades;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One product of the Exchange feed: who gets what of it, and its messages. */
final class ExchangeProduct {

    private static final long BOOK_WINDOW_NANOS = 50_000_000L;
    private static final int MICROSECONDS = 6;

    private final CoinbaseExchangeVenue venue;
    private final Market market;
    private final String id;
    private final PriceSet bids = new PriceSet();
    private final PriceSet asks = new PriceSet();
    private final Topic book;
    private final Topic matches;
    private final Topic ticker;
    private boolean windowOpen;
    private boolean traded;
    private long toldId;
    private long open;
    private long volume;
    private long low;
    private long high;

    ExchangeProduct(CoinbaseExchangeVenue venue, Market market) {
        this.venue = venue;
        this.market = market;
        this.id = CoinbaseNames.productId(market.instrument());
        book = new Topic(Channel.BOOK);
        matches = new Topic(Channel.TRADES);
        ticker = new Topic(Channel.TOP_OF_BOOK);
        open = market.bids().price(0);
        low = open;
        high = open;
    }

    Market market() {
        return market;
    }

    String id() {
        return id;
    }

    boolean isDelisted() {
        return market.status() == InstrumentStatus.CLOSED;
    }

    /** {@return what a channel of this product is, by the name that answers use; null for those without data} */
    @Nullable
    Topic topic(String channel) {
        return switch (channel) {
            case "level2_50" -> book;
            case "matches" -> matches;
            case "ticker" -> ticker;
            default -> null;
        };
    }

    // ---- what happens

    void onLevel(Side side, long price) {
        if (!book.isWanted()) {
            bids.clear();
            asks.clear();
            return;
        }
        (side == Side.BID ? bids : asks).add(price);
        if (!windowOpen) {
            windowOpen = true;
            venue.scheduler().schedule(this::flushBook, BOOK_WINDOW_NANOS);
        }
    }

    void onTrade(long price, long size) {
        traded = true;
        volume += size;
        low = Math.min(low, price);
        high = Math.max(high, price);
        if (matches.isWanted()) {
            writeMatch(venue.frame().clear(), "match");
            matches.send(market.tradeId(), market.tradeId());
        }
    }

    /** One ticker for all that an order has traded. */
    void onSettled() {
        if (traded && ticker.isWanted()) {
            writeTicker(venue.frame().clear());
            ticker.send(market.updateId(), market.updateId());
        }
        traded = false;
    }

    /** Sends now what has been gathered of the book. */
    void flushBook() {
        windowOpen = false;
        bids.sort();
        asks.sort();
        if (book.isWanted() && bids.count() + asks.count() > 0) {
            final FrameText frame = venue.frame().clear();
            frame.ascii("{\"type\":\"l2update\",\"product_id\":\"").ascii(id).ascii("\",\"changes\":[");
            for (int i = 0; i < bids.count(); i++) {
                frame.ascii(i == 0 ? "" : ",").ascii("[\"buy\",\"");
                writeLevel(frame, bids.price(i), market.bids().sizeAt(bids.price(i)));
            }
            for (int i = 0; i < asks.count(); i++) {
                frame.ascii(i == 0 && bids.count() == 0 ? "" : ",").ascii("[\"sell\",\"");
                writeLevel(frame, asks.price(i), market.asks().sizeAt(asks.price(i)));
            }
            frame.ascii("],\"time\":\"").rfc3339(venue.scheduler().epochNanos(), MICROSECONDS);
            frame.ascii("\"}");
            book.send(toldId + 1, market.updateId());
        }
        toldId = market.updateId();
        bids.clear();
        asks.clear();
    }

    /** Sends what a new subscriber gets first, if anything. */
    void sendFirst(Topic topic, ExchangeConnection to) {
        final FrameText frame = venue.frame();
        if (topic == book) {
            flushBook(); // so that what follows the snapshot begins behind it
            writeSnapshot(frame.clear());
        } else if (market.trades().count() == 0) {
            return;
        } else if (topic == matches) {
            writeMatch(frame.clear(), "last_match");
        } else {
            writeTicker(frame.clear());
        }
        final long last = topic == matches ? market.tradeId() : market.updateId();
        to.publishData(
                topic.subscription, true, last, last, frame, venue.faults().nextFate(topic.subscription));
    }

    void writeHeartbeat(FrameText frame) {
        frame.ascii("{\"type\":\"heartbeat\",\"last_trade_id\":").number(market.tradeId());
        frame.ascii(",\"product_id\":\"").ascii(id).ascii("\",\"sequence\":").number(market.sequence());
        frame.ascii(",\"time\":\"")
                .rfc3339(venue.scheduler().epochNanos(), MICROSECONDS)
                .ascii("\"}");
    }

    /** Writes one side of the book as {@code ["price","size"]} or, for HTTP, with a number of orders behind. */
    void writeSide(FrameText frame, PriceLadder ladder, boolean withOrders) {
        for (int i = 0; i < ladder.levels(); i++) {
            frame.ascii(i == 0 ? "[\"" : ",[\"");
            price(frame, ladder.price(i)).ascii("\",\"");
            size(frame, ladder.size(i)).ascii(withOrders ? "\",1]" : "\"]");
        }
    }

    private void writeSnapshot(FrameText frame) {
        frame.ascii("{\"type\":\"snapshot\",\"product_id\":\"").ascii(id).ascii("\",\"asks\":[");
        writeSide(frame, market.asks(), false);
        frame.ascii("],\"bids\":[");
        writeSide(frame, market.bids(), false);
        frame.ascii("],\"time\":\"").rfc3339(venue.scheduler().epochNanos(), MICROSECONDS);
        frame.ascii("\"}");
    }

    private void writeMatch(FrameText frame, String type) {
        final RecentTrades trades = market.trades();
        frame.ascii("{\"type\":\"").ascii(type).ascii("\",\"trade_id\":").number(trades.id(0));
        frame.ascii(",\"maker_order_id\":\"").ascii("f07e510f-4edf-469d-b844-").padded(trades.id(0), 12);
        frame.ascii("\",\"taker_order_id\":\"")
                .ascii("e6f50944-3e2a-439e-ae49-")
                .padded(trades.id(0), 12);
        frame.ascii("\",\"side\":\"")
                .ascii(CoinbaseNames.maker(trades.aggressor(0)))
                .ascii("\",\"size\":\"");
        size(frame, trades.size(0)).ascii("\",\"price\":\"");
        price(frame, trades.price(0)).ascii("\",\"product_id\":\"").ascii(id);
        frame.ascii("\",\"sequence\":").number(trades.sequence(0)).ascii(",\"time\":\"");
        frame.rfc3339(trades.epochNanos(0), MICROSECONDS).ascii("\"}");
    }

    private void writeTicker(FrameText frame) {
        final RecentTrades trades = market.trades();
        frame.ascii("{\"type\":\"ticker\",\"sequence\":").number(trades.sequence(0));
        frame.ascii(",\"product_id\":\"").ascii(id).ascii("\",\"price\":\"");
        price(frame, trades.price(0)).ascii("\",\"open_24h\":\"");
        price(frame, open).ascii("\",\"volume_24h\":\"");
        size(frame, volume).ascii("\",\"low_24h\":\"");
        price(frame, low).ascii("\",\"high_24h\":\"");
        price(frame, high).ascii("\",\"volume_30d\":\"");
        size(frame, volume).ascii("\",\"best_bid\":\"");
        price(frame, market.bids().price(0)).ascii("\",\"best_bid_size\":\"");
        size(frame, market.bids().size(0)).ascii("\",\"best_ask\":\"");
        price(frame, market.asks().price(0)).ascii("\",\"best_ask_size\":\"");
        size(frame, market.asks().size(0)).ascii("\",\"side\":\"");
        frame.ascii(CoinbaseNames.taker(trades.aggressor(0))).ascii("\",\"time\":\"");
        frame.rfc3339(trades.epochNanos(0), MICROSECONDS)
                .ascii("\",\"trade_id\":")
                .number(trades.id(0));
        size(frame.ascii(",\"last_size\":\""), trades.size(0)).ascii("\"}");
    }

    private void writeLevel(FrameText frame, long price, long size) {
        price(frame, price).ascii("\",\"");
        size(frame, size).ascii("\"]");
    }

    private FrameText price(FrameText frame, long price) {
        final MarketSpec spec = market.spec();
        return frame.decimal(price, spec.priceScale(), spec.priceScale());
    }

    private FrameText size(FrameText frame, long size) {
        final MarketSpec spec = market.spec();
        return frame.decimal(size, spec.sizeScale(), Math.max(8, spec.sizeScale()));
    }

    /** One channel of the product, and who gets it. */
    final class Topic {

        private final Subscription subscription;
        private final List<ExchangeConnection> live = new ArrayList<>();

        Topic(Channel kind) {
            subscription = new Subscription(market.instrument(), kind);
        }

        Subscription subscription() {
            return subscription;
        }

        boolean isWanted() {
            return !live.isEmpty();
        }

        void add(ExchangeConnection connection) {
            live.add(connection);
        }

        void remove(ExchangeConnection connection) {
            live.remove(connection);
        }

        private void send(long firstId, long lastId) {
            final Fate fate = venue.faults().nextFate(subscription);
            for (int i = live.size() - 1; i >= 0; i--) {
                live.get(i).publishData(subscription, false, firstId, lastId, venue.frame(), fate);
            }
        }
    }
}
