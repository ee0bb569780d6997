package io.holdfast.testkit.venue.coinbase;

import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.BookChanges;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.RecentTrades;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One product of Advanced Trade: who gets what of it, and what stands in the {@code events} of its messages. The frame
 * around that is each connection's own, for its sequence number.
 */
final class CoinbaseProduct {

    private static final long TRADES_WINDOW_NANOS = 250_000_000L;
    private static final int SNAPSHOT_TRADES = 50;
    /** One update in so many removes a level that was never there. */
    private static final int STRANGE = 16;

    private final CoinbaseVenue venue;
    private final Market market;
    private final String id;
    private final BookChanges changes = new BookChanges();
    private final Topic level2;
    private final Topic trades;
    private final Topic ticker;
    private int tradesToTell;
    private int tradesOfOrder;
    private long updatesTold;
    private long volume;
    private long low;
    private long high;

    CoinbaseProduct(CoinbaseVenue venue, Market market) {
        this.venue = venue;
        this.market = market;
        this.id = CoinbaseNames.productId(market.instrument());
        level2 = new Topic("l2_data", new Subscription(market.instrument(), Channel.BOOK));
        trades = new Topic("market_trades", new Subscription(market.instrument(), Channel.TRADES));
        ticker = new Topic("ticker", new Subscription(market.instrument(), Channel.TOP_OF_BOOK));
        low = market.bids().price(0);
        high = low;
    }

    Market market() {
        return market;
    }

    String id() {
        return id;
    }

    /** {@return what a channel of this product is; null if the channel is none of those that are simulated} */
    @Nullable
    Topic topic(String channel) {
        return switch (channel) {
            case "level2" -> level2;
            case "market_trades" -> trades;
            case "ticker" -> ticker;
            default -> null;
        };
    }

    // ---- what happens

    void onLevel(Side side, long price, long size) {
        changes.add(side, price, size);
    }

    void onTrade(long price, long size) {
        tradesOfOrder++;
        volume += size;
        low = Math.min(low, price);
        high = Math.max(high, price);
    }

    void onSettled() {
        if (level2.isWanted()) {
            writeUpdates(venue.body().clear());
            level2.send(market.updateId() - changes.count() + 1, market.updateId());
        }
        changes.clear();
        if (tradesOfOrder > 0) {
            if (ticker.isWanted()) {
                writeTicker(venue.body().clear(), "update");
                ticker.send(market.updateId(), market.updateId());
            }
            gatherTrades();
            tradesOfOrder = 0;
        }
    }

    /** Sends now what has been gathered of trades. */
    void flushTrades() {
        final int count = Math.min(tradesToTell, RecentTrades.CAPACITY);
        tradesToTell = 0;
        if (count > 0 && trades.isWanted()) {
            final FrameText body = venue.body().clear().ascii("{\"type\":\"update\",\"trades\":[");
            for (int back = count - 1; back >= 0; back--) {
                writeTrade(body, back);
                body.ascii(back == 0 ? "" : ",");
            }
            body.ascii("]}");
            trades.send(market.tradeId() - count + 1, market.tradeId());
        }
    }

    /** Sends what a new subscriber gets first. */
    void sendSnapshot(Topic topic, CoinbaseConnection to) {
        final FrameText body = venue.body().clear();
        if (topic == level2) {
            writeBook(body);
        } else if (topic == trades) {
            flushTrades(); // so that what follows the snapshot begins behind it
            body.clear().ascii("{\"type\":\"snapshot\",\"trades\":[");
            final int count = Math.min(SNAPSHOT_TRADES, market.trades().count());
            for (int back = 0; back < count; back++) {
                body.ascii(back == 0 ? "" : ",");
                writeTrade(body, back);
            }
            body.ascii("]}");
        } else {
            writeTicker(body, "snapshot");
        }
        final long last = topic == trades ? market.tradeId() : market.updateId();
        final Fate fate = venue.faults().nextFate(topic.subscription);
        to.publishEvent(topic.channel, topic.subscription, true, last, last, body, fate);
    }

    private void gatherTrades() {
        if (!trades.isWanted()) {
            tradesToTell = 0;
            return;
        }
        if (tradesToTell == 0) {
            venue.scheduler().schedule(this::flushTrades, TRADES_WINDOW_NANOS);
        }
        tradesToTell += tradesOfOrder;
        if (tradesToTell > RecentTrades.CAPACITY / 2) {
            flushTrades(); // before the first of them is forgotten
        }
    }

    private void writeBook(FrameText body) {
        body.ascii("{\"type\":\"snapshot\",\"product_id\":\"").ascii(id).ascii("\",\"updates\":[");
        final long time = venue.scheduler().epochNanos();
        String separator = "";
        for (final Side side : Side.values()) {
            final PriceLadder ladder = market.side(side);
            for (int i = 0; i < ladder.levels(); i++) {
                writeLevel(body.ascii(separator), side, ladder.price(i), ladder.size(i), time);
                separator = ",";
            }
        }
        body.ascii("]}");
    }

    private void writeUpdates(FrameText body) {
        body.ascii("{\"type\":\"update\",\"product_id\":\"").ascii(id).ascii("\",\"updates\":[");
        for (int i = 0; i < changes.count(); i++) {
            body.ascii(i == 0 ? "" : ",");
            writeLevel(body, changes.side(i), changes.price(i), changes.size(i), market.epochNanos());
        }
        updatesTold++;
        if (venue.rules().strangeRemovals() && updatesTold % STRANGE == 0) {
            final PriceLadder asks = market.asks();
            final long beyond =
                    asks.price(asks.levels() - 1) + 7 * market.spec().priceIncrement();
            writeLevel(body.ascii(","), Side.ASK, beyond, 0, market.epochNanos());
        }
        body.ascii("]}");
    }

    private void writeLevel(FrameText body, Side side, long price, long size, long time) {
        body.ascii(side == Side.BID ? "{\"side\":\"bid\"" : "{\"side\":\"offer\"");
        body.ascii(",\"event_time\":\"").shortestRfc3339(time).ascii("\",\"price_level\":\"");
        body.shortest(price, market.spec().priceScale()).ascii("\",\"new_quantity\":\"");
        body.shortest(size, market.spec().sizeScale()).ascii("\"}");
    }

    void writeTrade(FrameText body, int back) {
        final RecentTrades recent = market.trades();
        body.ascii("{\"product_id\":\"").ascii(id).ascii("\",\"trade_id\":\"").number(recent.id(back));
        body.ascii("\",\"price\":\"").shortest(recent.price(back), market.spec().priceScale());
        body.ascii("\",\"size\":\"").shortest(recent.size(back), market.spec().sizeScale());
        body.ascii("\",\"time\":\"").shortestRfc3339(recent.epochNanos(back)).ascii("\",\"side\":\"");
        body.ascii(CoinbaseNames.makerInCapitals(recent.aggressor(back))).ascii("\"}");
    }

    private void writeTicker(FrameText body, String type) {
        final MarketSpec spec = market.spec();
        final long last = market.trades().count() > 0 ? market.trades().price(0) : low;
        body.ascii("{\"type\":\"").ascii(type).ascii("\",\"tickers\":[{\"type\":\"ticker\",\"product_id\":\"");
        body.ascii(id).ascii("\",\"price\":\"").shortest(last, spec.priceScale());
        body.ascii("\",\"volume_24_h\":\"").shortest(volume, spec.sizeScale());
        body.ascii("\",\"low_24_h\":\"").shortest(low, spec.priceScale());
        body.ascii("\",\"high_24_h\":\"").shortest(high, spec.priceScale());
        body.ascii("\",\"low_52_w\":\"").shortest(low, spec.priceScale());
        body.ascii("\",\"high_52_w\":\"").shortest(high, spec.priceScale());
        body.ascii("\",\"price_percent_chg_24_h\":\"0\",\"best_bid\":\"");
        body.shortest(market.bids().price(0), spec.priceScale()).ascii("\",\"best_bid_quantity\":\"");
        body.shortest(market.bids().size(0), spec.sizeScale()).ascii("\",\"best_ask\":\"");
        body.shortest(market.asks().price(0), spec.priceScale()).ascii("\",\"best_ask_quantity\":\"");
        body.shortest(market.asks().size(0), spec.sizeScale()).ascii("\"}]}");
    }

    /** One channel of the product, and who gets it. */
    final class Topic {

        private final String channel;
        private final Subscription subscription;
        private final List<CoinbaseConnection> live = new ArrayList<>();

        Topic(String channel, Subscription subscription) {
            this.channel = channel;
            this.subscription = subscription;
        }

        Subscription subscription() {
            return subscription;
        }

        boolean isWanted() {
            return !live.isEmpty();
        }

        void add(CoinbaseConnection connection) {
            live.add(connection);
        }

        void remove(CoinbaseConnection connection) {
            live.remove(connection);
        }

        private void send(long firstId, long lastId) {
            final Fate fate = venue.faults().nextFate(subscription);
            for (int i = live.size() - 1; i >= 0; i--) {
                live.get(i).publishEvent(channel, subscription, false, firstId, lastId, venue.body(), fate);
            }
        }
    }
}
