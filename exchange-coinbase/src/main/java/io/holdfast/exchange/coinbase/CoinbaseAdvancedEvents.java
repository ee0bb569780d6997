package io.holdfast.exchange.coinbase;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.Anomaly;
import io.holdfast.market.Side;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The {@code events} of one Advanced Trade frame, read but not acted on: only at its end is a frame known to be whole,
 * and its number may stand behind them. Everything is reused; a frame allocates only where it is the largest so far.
 *
 * <p>A value of another type than documented spoils its own level, trade or event, not the frame.
 */
final class CoinbaseAdvancedEvents {

    private static final FieldNames LEVEL_EVENT = FieldNames.of("type", "product_id", "updates");
    private static final FieldNames LEVEL = FieldNames.of("side", "event_time", "price_level", "new_quantity");
    private static final int SIDE_PRICE_AND_SIZE = 0b1101;
    private static final FieldNames TRADE_EVENT = FieldNames.of("type", "trades");
    private static final FieldNames TRADE = FieldNames.of("product_id", "trade_id", "price", "size", "time", "side");
    private static final int ALL_OF_TRADE = 0b111111;

    private static final byte[] SNAPSHOT = "snapshot".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPDATE = "update".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BID = "bid".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OFFER = "offer".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BUY = "BUY".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SELL = "SELL".getBytes(StandardCharsets.US_ASCII);

    final CoinbaseLevels levels = new CoinbaseLevels();

    private final CoinbaseProducts products;
    private final CoinbaseNumbers numbers;

    private CoinbaseEvent[] events = {};
    private int count;
    private CoinbaseTrade[] trades = {};
    private int tradeCount;
    private boolean usable;

    CoinbaseAdvancedEvents(CoinbaseProducts products, CoinbaseNumbers numbers) {
        this.products = products;
        this.numbers = numbers;
    }

    /** Forgets the last frame. */
    void begin() {
        count = 0;
        tradeCount = 0;
        usable = false;
        levels.clear();
    }

    /** {@return whether {@code events} was an array of objects} */
    boolean isUsable() {
        return usable;
    }

    int count() {
        return count;
    }

    CoinbaseEvent event(int index) {
        return events[index];
    }

    CoinbaseTrade trade(int row) {
        return trades[row];
    }

    /** Reads the array that waits, as {@code l2_data} has it or as {@code market_trades} has it. */
    void read(JsonReader json, boolean ofLevels) {
        begin();
        usable = json.peek() == JsonType.ARRAY;
        if (!usable) {
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            if (json.peek() != JsonType.OBJECT) {
                usable = false;
            } else if (ofLevels) {
                readLevelEvent(json, nextEvent(levels.count()));
            } else {
                readTradeEvent(json, nextEvent(tradeCount));
            }
        }
    }

    private void readLevelEvent(JsonReader json, CoinbaseEvent event) {
        int seen = 0;
        json.beginObject();
        for (int field = json.nextField(LEVEL_EVENT);
                field != JsonReader.END_OF_OBJECT;
                field = json.nextField(LEVEL_EVENT)) {
            final JsonType type = json.peek();
            if (field == 0) {
                seen |= readType(json, event) ? 1 : 0;
            } else if (field == 1 && type == JsonType.STRING && json.readString()) {
                event.named = true;
                event.product = products.find(json.stringBytes(), json.stringOffset(), json.stringLength());
            } else if (field == 2 && type == JsonType.ARRAY) {
                seen |= 2;
                json.beginArray();
                while (json.nextElement()) {
                    event.fault = CoinbaseEvent.worse(event.fault, readLevel(json));
                }
            }
        }
        event.to = levels.count();
        if (seen != 0b11) {
            event.fault = Anomaly.MALFORMED;
        }
    }

    private @Nullable Anomaly readLevel(JsonReader json) {
        if (json.peek() != JsonType.OBJECT) {
            return Anomaly.MALFORMED;
        }
        Anomaly fault = null;
        Side side = Side.BID;
        long timeNanos = 0;
        long price = 0;
        int priceScale = 0;
        long size = 0;
        int sizeScale = 0;
        int seen = 0;
        json.beginObject();
        for (int field = json.nextField(LEVEL); field != JsonReader.END_OF_OBJECT; field = json.nextField(LEVEL)) {
            switch (field) {
                case 0 -> {
                    if (json.peek() != JsonType.STRING || !json.readString()) {
                        continue;
                    }
                    if (json.stringEquals(BID)) {
                        side = Side.BID;
                    } else if (json.stringEquals(OFFER)) {
                        side = Side.ASK;
                    } else {
                        continue;
                    }
                }
                case 1 -> timeNanos = numbers.readTime(json);
                case 2 -> {
                    fault = CoinbaseEvent.worse(fault, CoinbaseNumbers.readAmount(json));
                    price = json.mantissa();
                    priceScale = json.scale();
                }
                case 3 -> {
                    fault = CoinbaseEvent.worse(fault, CoinbaseNumbers.readAmount(json));
                    size = json.mantissa();
                    sizeScale = json.scale();
                }
                default -> {
                    continue;
                }
            }
            seen |= 1 << field;
        }
        levels.add(side, price, priceScale, size, sizeScale, timeNanos);
        return (seen & SIDE_PRICE_AND_SIZE) == SIDE_PRICE_AND_SIZE ? fault : Anomaly.MALFORMED;
    }

    private void readTradeEvent(JsonReader json, CoinbaseEvent event) {
        int seen = 0;
        json.beginObject();
        for (int field = json.nextField(TRADE_EVENT);
                field != JsonReader.END_OF_OBJECT;
                field = json.nextField(TRADE_EVENT)) {
            if (field == 0) {
                seen |= readType(json, event) ? 1 : 0;
            } else if (field == 1 && json.peek() == JsonType.ARRAY) {
                seen |= 2;
                json.beginArray();
                while (json.nextElement()) {
                    readTrade(json, nextTrade());
                }
            }
        }
        event.to = tradeCount;
        if (seen != 0b11) {
            event.fault = Anomaly.MALFORMED;
        }
    }

    private void readTrade(JsonReader json, CoinbaseTrade trade) {
        if (json.peek() != JsonType.OBJECT) {
            return; // nobody's: it names no product
        }
        int seen = 0;
        json.beginObject();
        for (int field = json.nextField(TRADE); field != JsonReader.END_OF_OBJECT; field = json.nextField(TRADE)) {
            if (field >= 0 && readTradeField(json, field, trade)) {
                seen |= 1 << field;
            }
        }
        if (seen != ALL_OF_TRADE) {
            trade.fault = Anomaly.MALFORMED;
        }
    }

    private boolean readTradeField(JsonReader json, int field, CoinbaseTrade trade) {
        switch (field) {
            case 0 -> {
                if (json.peek() != JsonType.STRING || !json.readString()) {
                    return false;
                }
                trade.named = true;
                trade.product = products.find(json.stringBytes(), json.stringOffset(), json.stringLength());
            }
            case 1 -> {
                trade.id = CoinbaseNumbers.readId(json);
                return trade.id >= 0;
            }
            case 2 -> trade.readPrice(json);
            case 3 -> trade.readSize(json);
            case 4 -> trade.timeNanos = numbers.readTime(json);
            default -> {
                return json.peek() == JsonType.STRING && json.readString() && trade.takeMaker(json, BUY, SELL);
            }
        }
        return true;
    }

    private static boolean readType(JsonReader json, CoinbaseEvent event) {
        if (json.peek() != JsonType.STRING || !json.readString()) {
            return false;
        }
        event.snapshot = json.stringEquals(SNAPSHOT);
        return event.snapshot || json.stringEquals(UPDATE);
    }

    private CoinbaseEvent nextEvent(int from) {
        if (count == events.length) {
            events = Arrays.copyOf(events, Math.max(4, count * 2));
            for (int i = count; i < events.length; i++) {
                events[i] = new CoinbaseEvent();
            }
        }
        final CoinbaseEvent event = events[count++];
        event.snapshot = false;
        event.product = null;
        event.named = false;
        event.from = from;
        event.to = from;
        event.fault = null;
        return event;
    }

    private CoinbaseTrade nextTrade() {
        if (tradeCount == trades.length) {
            trades = Arrays.copyOf(trades, Math.max(16, tradeCount * 2));
            for (int i = tradeCount; i < trades.length; i++) {
                trades[i] = new CoinbaseTrade();
            }
        }
        final CoinbaseTrade trade = trades[tradeCount++];
        trade.clear();
        return trade;
    }
}
