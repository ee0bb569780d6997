package io.holdfast.exchange.binance;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.market.Channel;

/** The payload of one {@code bookTicker} or {@code trade}, as it is read; reused for every frame. */
final class BinancePayload {

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long MOST_MILLIS = Long.MAX_VALUE / NANOS_PER_MILLI;

    private static final FieldNames BOOK_TICKER = FieldNames.of("u", "s", "b", "B", "a", "A");
    private static final FieldNames TRADE = FieldNames.of("s", "t", "p", "q", "T", "m");
    private static final int ALL_SIX = 0b111111;

    long sequence;
    long timeNanos;
    /** Of a trade: its price and size. */
    long bidPrice;

    int bidPriceScale;
    long bidSize;
    int bidSizeScale;
    long askPrice;
    int askPriceScale;
    long askSize;
    int askSizeScale;
    boolean buyerIsMaker;

    private int seen;
    private boolean misfit;
    private boolean failed;

    /** {@return whether every field was there, with its type, and the symbol is the stream's} */
    boolean isComplete() {
        return !failed && seen == ALL_SIX;
    }

    /** {@return whether a price or size is a decimal that does not fit} */
    boolean misfits() {
        return misfit && !failed;
    }

    void read(JsonReader json, Channel channel, byte[] symbol) {
        seen = 0;
        misfit = false;
        if (json.beginObject()) {
            if (channel == Channel.TOP_OF_BOOK) {
                readBookTicker(json, symbol);
            } else {
                readTrade(json, symbol);
            }
        }
        failed = json.failed();
    }

    private void readBookTicker(JsonReader json, byte[] symbol) {
        while (json.nextField()) {
            final int field = json.field(BOOK_TICKER);
            switch (field) {
                case 0 -> sequence = json.readLong();
                case 1 -> {
                    if (!json.readString() || !json.stringEquals(symbol)) {
                        continue;
                    }
                }
                case 2 -> {
                    decimal(json);
                    bidPrice = json.mantissa();
                    bidPriceScale = json.scale();
                }
                case 3 -> {
                    decimal(json);
                    bidSize = json.mantissa();
                    bidSizeScale = json.scale();
                }
                case 4 -> {
                    decimal(json);
                    askPrice = json.mantissa();
                    askPriceScale = json.scale();
                }
                case 5 -> {
                    decimal(json);
                    askSize = json.mantissa();
                    askSizeScale = json.scale();
                }
                default -> {
                    continue;
                }
            }
            seen |= 1 << field;
        }
    }

    private void readTrade(JsonReader json, byte[] symbol) {
        while (json.nextField()) {
            final int field = json.field(TRADE);
            switch (field) {
                case 0 -> {
                    if (!json.readString() || !json.stringEquals(symbol)) {
                        continue;
                    }
                }
                case 1 -> sequence = json.readLong();
                case 2 -> {
                    decimal(json);
                    bidPrice = json.mantissa();
                    bidPriceScale = json.scale();
                }
                case 3 -> {
                    decimal(json);
                    bidSize = json.mantissa();
                    bidSizeScale = json.scale();
                }
                case 4 -> {
                    if (!takeMillis(json.readLong())) {
                        continue;
                    }
                }
                case 5 -> buyerIsMaker = json.readBoolean();
                default -> {
                    continue;
                }
            }
            seen |= 1 << field;
        }
    }

    /** Takes the time of a trade. {@return whether it is one that can be held} */
    boolean takeMillis(long millis) {
        timeNanos = millis * NANOS_PER_MILLI;
        return millis >= 0 && millis <= MOST_MILLIS;
    }

    private void decimal(JsonReader json) {
        if (!json.readDecimal() || json.mantissa() < 0) {
            misfit = true;
        }
    }
}
