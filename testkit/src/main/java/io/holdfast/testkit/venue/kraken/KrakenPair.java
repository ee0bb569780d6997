package io.holdfast.testkit.venue.kraken;

import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import io.holdfast.testkit.venue.BookChanges;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.RecentTrades;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pair: what can be subscribed to in it, and its messages, with numbers padded to its own decimals. */
final class KrakenPair {

    private static final int[] DEPTHS = {10, 25, 100, 500, 1_000};
    private static final int SNAPSHOT_TRADES = 50;
    private static final int MICROSECONDS = 6;

    private final KrakenVenue venue;
    private final Market market;
    private final String symbol;
    private final byte[] quotedSymbol;
    private final DayStatistics day;
    private final BookChanges changes = new BookChanges();
    private final KrakenTopic tickerOnTrades;
    private final KrakenTopic tickerOnBbo;
    private final KrakenTopic trade;
    private final List<KrakenBookView> books;

    private int newTrades;
    private long bid;
    private long bidSize;
    private long ask;
    private long askSize;

    KrakenPair(KrakenVenue venue, Market market) {
        this.venue = venue;
        this.market = market;
        symbol = market.instrument().toString();
        final FrameText quoted = new FrameText().string(symbol);
        quotedSymbol = Arrays.copyOf(quoted.buffer(), quoted.length());
        day = new DayStatistics(market);
        tickerOnTrades = new KrakenTopic(this, "ticker", "\"event_trigger\":\"trades\"", Channel.TOP_OF_BOOK);
        tickerOnBbo = new KrakenTopic(this, "ticker", "\"event_trigger\":\"bbo\"", Channel.TOP_OF_BOOK);
        trade = new KrakenTopic(this, "trade", "", Channel.TRADES);
        books = Arrays.stream(DEPTHS)
                .mapToObj(depth -> new KrakenBookView(this, depth))
                .toList();
        rememberTop();
    }

    Market market() {
        return market;
    }

    String symbol() {
        return symbol;
    }

    /** {@return the topic of a ticker; null if there is no such trigger} */
    @Nullable
    KrakenTopic ticker(String trigger) {
        return switch (trigger) {
            case "trades" -> tickerOnTrades;
            case "bbo" -> tickerOnBbo;
            default -> null;
        };
    }

    KrakenTopic trade() {
        return trade;
    }

    /** {@return the book at a depth; null if Kraken does not offer it} */
    @Nullable
    KrakenBookView book(long depth) {
        for (final KrakenBookView book : books) {
            if (book.depth() == depth) {
                return book;
            }
        }
        return null;
    }

    List<KrakenBookView> books() {
        return books;
    }

    // ---- what happens

    void onLevel(Side side, long price, long size) {
        changes.add(side, price, size);
    }

    void onTrade(long price, long size) {
        newTrades++;
        day.add(price, size);
    }

    void onSettled() {
        publishBooks();
        if (newTrades > 0) {
            publishTrades();
        }
        final boolean moved =
                bid != market.bids().price(0) || ask != market.asks().price(0);
        final boolean resized =
                bidSize != market.bids().size(0) || askSize != market.asks().size(0);
        rememberTop();
        if (moved || resized && venue.rules().bboOnSizes()) {
            publishTicker(tickerOnBbo);
        }
        if (newTrades > 0) {
            publishTicker(tickerOnTrades);
        }
        newTrades = 0;
        changes.clear();
    }

    /** Writes the whole message that a new subscriber of a topic gets first. */
    void writeSnapshot(FrameText frame, KrakenTopic topic) {
        if (topic instanceof KrakenBookView book) {
            frame.ascii("{\"channel\":\"book\",\"type\":\"snapshot\",\"data\":[{\"symbol\":")
                    .bytes(quotedSymbol);
            frame.ascii(",\"bids\":[");
            writeSide(frame, market.bids(), book.depth());
            frame.ascii("],\"asks\":[");
            writeSide(frame, market.asks(), book.depth());
            endBook(frame.ascii(']'), venue.checksum().of(market));
        } else if (topic == trade) {
            frame.ascii("{\"channel\":\"trade\",\"type\":\"snapshot\",\"data\":[");
            writeTrades(frame, Math.min(SNAPSHOT_TRADES, market.trades().count()));
            frame.ascii("]}");
        } else {
            writeTicker(frame, "snapshot");
        }
    }

    /** {@return the first id that a snapshot stands for} */
    long snapshotId(KrakenTopic topic) {
        return topic == trade ? market.tradeId() : market.updateId();
    }

    void level(FrameText frame, long price, long size, boolean first) {
        frame.ascii(first ? "{\"price\":" : ",{\"price\":");
        price(frame, price).ascii(",\"qty\":");
        size(frame, size).ascii('}');
    }

    private void publishBooks() {
        Fate fate = null;
        long checksum = 0;
        for (int i = 0; i < books.size(); i++) {
            final KrakenBookView book = books.get(i);
            if (!book.isWanted()) {
                continue;
            }
            final FrameText frame = venue.frame().clear();
            frame.ascii("{\"channel\":\"book\",\"type\":\"update\",\"data\":[{\"symbol\":")
                    .bytes(quotedSymbol);
            if (!book.writeUpdate(frame.ascii(','), changes)) {
                continue;
            }
            if (fate == null) {
                fate = venue.faults().nextFate(book.subscription());
                checksum = venue.checksum().of(market) ^ (fate == Fate.MISCHECKED ? 1 : 0);
            }
            endBook(frame, checksum);
            book.send(frame, market.updateId() - changes.count() + 1, market.updateId(), fate);
        }
    }

    private void publishTrades() {
        if (trade.isWanted()) {
            final FrameText frame = venue.frame().clear();
            frame.ascii("{\"channel\":\"trade\",\"type\":\"update\",\"data\":[");
            writeTrades(frame, newTrades);
            final Fate fate = venue.faults().nextFate(trade.subscription());
            trade.send(frame.ascii("]}"), market.tradeId() - newTrades + 1, market.tradeId(), fate);
        }
    }

    private void publishTicker(KrakenTopic topic) {
        if (topic.isWanted()) {
            final FrameText frame = venue.frame().clear();
            writeTicker(frame, "update");
            topic.send(
                    frame, market.updateId(), market.updateId(), venue.faults().nextFate(topic.subscription()));
        }
    }

    private void endBook(FrameText frame, long checksum) {
        frame.ascii(",\"checksum\":").number(checksum);
        frame.ascii(",\"timestamp\":\"").rfc3339(time(), MICROSECONDS).ascii("\"}]}");
    }

    private void writeSide(FrameText frame, PriceLadder ladder, int depth) {
        for (int i = 0; i < Math.min(depth, ladder.levels()); i++) {
            level(frame, ladder.price(i), ladder.size(i), i == 0);
        }
    }

    private void writeTrades(FrameText frame, int count) {
        final RecentTrades trades = market.trades();
        for (int back = count - 1; back >= 0; back--) {
            frame.ascii("{\"symbol\":").bytes(quotedSymbol);
            frame.ascii(trades.aggressor(back) == Side.BID ? ",\"side\":\"buy\"" : ",\"side\":\"sell\"");
            price(frame.ascii(",\"price\":"), trades.price(back));
            size(frame.ascii(",\"qty\":"), trades.size(back));
            frame.ascii(",\"ord_type\":\"market\",\"trade_id\":").number(trades.id(back));
            frame.ascii(",\"timestamp\":\"").rfc3339(trades.epochNanos(back), MICROSECONDS);
            frame.ascii(back == 0 ? "\"}" : "\"},");
        }
    }

    private void writeTicker(FrameText frame, String type) {
        frame.ascii("{\"channel\":\"ticker\",\"type\":\"").ascii(type);
        frame.ascii("\",\"data\":[{\"symbol\":").bytes(quotedSymbol);
        price(frame.ascii(",\"bid\":"), market.bids().price(0));
        size(frame.ascii(",\"bid_qty\":"), market.bids().size(0));
        price(frame.ascii(",\"ask\":"), market.asks().price(0));
        size(frame.ascii(",\"ask_qty\":"), market.asks().size(0));
        day.write(frame);
        frame.ascii(",\"timestamp\":\"").rfc3339(time(), MICROSECONDS).ascii("\"}]}");
    }

    private long time() {
        return market.epochNanos() == 0 ? venue.scheduler().epochNanos() : market.epochNanos();
    }

    private FrameText price(FrameText frame, long price) {
        return frame.decimal(price, market.spec().priceScale(), market.spec().priceScale());
    }

    private FrameText size(FrameText frame, long size) {
        return frame.decimal(size, market.spec().sizeScale(), market.spec().sizeScale());
    }

    private void rememberTop() {
        bid = market.bids().price(0);
        bidSize = market.bids().size(0);
        ask = market.asks().price(0);
        askSize = market.asks().size(0);
    }
}
