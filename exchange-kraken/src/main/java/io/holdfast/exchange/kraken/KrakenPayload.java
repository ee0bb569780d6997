package io.holdfast.exchange.kraken;

import io.holdfast.codec.DecimalFit;
import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.Rfc3339;
import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.BookLevels;
import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The {@code data} of one {@code book}, {@code ticker} or {@code trade} frame, as it is read; reused for every frame.
 *
 * <p>Nothing is acted on here: the frame may still turn out to be broken behind it.
 */
final class KrakenPayload {

    private static final FieldNames BOOK = FieldNames.of("symbol", "bids", "asks", "checksum", "timestamp");
    private static final FieldNames TICKER = FieldNames.of("symbol", "bid", "bid_qty", "ask", "ask_qty", "timestamp");
    private static final FieldNames TRADE = FieldNames.of("symbol", "side", "price", "qty", "trade_id", "timestamp");
    private static final FieldNames LEVEL = FieldNames.of("price", "qty");

    /** Only the time may be missing: older feeds have none in some messages. */
    private static final int BOOK_COMPLETE = 0b01111;

    private static final int SIX_COMPLETE = 0b011111;
    private static final int LEVEL_COMPLETE = 0b11;

    private static final byte[] BUY = "buy".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SELL = "sell".getBytes(StandardCharsets.UTF_8);

    static final long MAX_CHECKSUM = 0xFFFF_FFFFL;

    private final BookLevels levels = new BookLevels();
    private Element[] elements = {new Element()};
    private int count;

    /** One element of the array. */
    static final class Element {

        /** The subscription of its symbol, or {@link SymbolTable#ABSENT}. */
        int id;
        /** A field is missing, twice there, or not what it should be. */
        boolean malformed;
        /** A decimal does not fit. */
        boolean misfit;

        /** 0 where there is none. */
        long timeNanos;
        /** Of a book: checksum, 0 to 2^32 - 1. Of a trade: its id. */
        long number;
        /** Of a trade: the taker's. */
        Side side = Side.BID;

        /** Of a book: where its levels begin and end. */
        int firstLevel;

        int endLevel;

        /** Best bid; of a trade: the trade. */
        long price;

        int priceScale;
        long size;
        int sizeScale;
        long askPrice;
        int askPriceScale;
        long askSize;
        int askSizeScale;

        private int seen;

        private void begin(int levelCount) {
            id = SymbolTable.ABSENT;
            malformed = false;
            misfit = false;
            timeNanos = 0;
            number = 0;
            firstLevel = levelCount;
            endLevel = levelCount;
            seen = 0;
        }

        private void saw(int field) {
            malformed |= (seen & 1 << field) != 0;
            seen |= 1 << field;
        }
    }

    void clear() {
        count = 0;
        levels.clear();
    }

    int count() {
        return count;
    }

    Element element(int index) {
        return elements[index];
    }

    /** {@return the levels of all elements} */
    BookLevels levels() {
        return levels;
    }

    /** Reads the waiting array; whether the document is sound says the reader, at the end. */
    void read(JsonReader json, Channel channel, SymbolTable symbols) {
        clear();
        json.beginArray();
        while (json.nextElement()) {
            final Element element = next();
            json.beginObject();
            switch (channel) {
                case BOOK -> readBook(json, element, symbols);
                case TOP_OF_BOOK -> readTicker(json, element, symbols);
                case TRADES -> readTrade(json, element, symbols);
            }
        }
    }

    /** Begins another element. */
    Element next() {
        if (count == elements.length) {
            elements = Arrays.copyOf(elements, count * 2);
            for (int i = count; i < elements.length; i++) {
                elements[i] = new Element();
            }
        }
        final Element element = elements[count++];
        element.begin(levels.count());
        return element;
    }

    private void readBook(JsonReader json, Element element, SymbolTable symbols) {
        while (json.nextField()) {
            final int field = json.field(BOOK);
            switch (field) {
                case 0 -> element.id = symbol(json, symbols);
                case 1 -> readLevels(json, element, Side.BID);
                case 2 -> readLevels(json, element, Side.ASK);
                case 3 -> {
                    element.number = integer(json, element);
                    element.malformed |= element.number > MAX_CHECKSUM;
                }
                case 4 -> element.timeNanos = time(json, element);
                default -> {
                    continue;
                }
            }
            element.saw(field);
        }
        element.endLevel = levels.count();
        element.malformed |= (element.seen & BOOK_COMPLETE) != BOOK_COMPLETE;
    }

    private void readLevels(JsonReader json, Element element, Side side) {
        json.beginArray();
        while (json.nextElement()) {
            long price = 0;
            int priceScale = 0;
            long size = 0;
            int sizeScale = 0;
            int seen = 0;
            json.beginObject();
            while (json.nextField()) {
                final int field = json.field(LEVEL);
                if (field < 0) {
                    continue;
                }
                decimal(json, element);
                if (field == 0) {
                    price = json.mantissa();
                    priceScale = json.scale();
                } else {
                    size = json.mantissa();
                    sizeScale = json.scale();
                }
                seen |= 1 << field;
            }
            element.malformed |= seen != LEVEL_COMPLETE;
            levels.add(side, price, priceScale, size, sizeScale);
        }
    }

    private void readTicker(JsonReader json, Element element, SymbolTable symbols) {
        while (json.nextField()) {
            final int field = json.field(TICKER);
            switch (field) {
                case 0 -> element.id = symbol(json, symbols);
                case 1 -> {
                    decimal(json, element);
                    element.price = json.mantissa();
                    element.priceScale = json.scale();
                }
                case 2 -> {
                    decimal(json, element);
                    element.size = json.mantissa();
                    element.sizeScale = json.scale();
                }
                case 3 -> {
                    decimal(json, element);
                    element.askPrice = json.mantissa();
                    element.askPriceScale = json.scale();
                }
                case 4 -> {
                    decimal(json, element);
                    element.askSize = json.mantissa();
                    element.askSizeScale = json.scale();
                }
                case 5 -> element.timeNanos = time(json, element);
                default -> {
                    continue;
                }
            }
            element.saw(field);
        }
        element.malformed |= (element.seen & SIX_COMPLETE) != SIX_COMPLETE;
    }

    private void readTrade(JsonReader json, Element element, SymbolTable symbols) {
        while (json.nextField()) {
            final int field = json.field(TRADE);
            switch (field) {
                case 0 -> element.id = symbol(json, symbols);
                case 1 -> element.side = side(json, element);
                case 2 -> {
                    decimal(json, element);
                    element.price = json.mantissa();
                    element.priceScale = json.scale();
                }
                case 3 -> {
                    decimal(json, element);
                    element.size = json.mantissa();
                    element.sizeScale = json.scale();
                }
                case 4 -> element.number = integer(json, element);
                case 5 -> element.timeNanos = time(json, element);
                default -> {
                    continue;
                }
            }
            element.saw(field);
        }
        element.malformed |= (element.seen & SIX_COMPLETE) != SIX_COMPLETE;
    }

    private static int symbol(JsonReader json, SymbolTable symbols) {
        return json.readString()
                ? symbols.get(json.stringBytes(), json.stringOffset(), json.stringLength())
                : SymbolTable.ABSENT;
    }

    private static Side side(JsonReader json, Element element) {
        json.readString();
        if (json.stringEquals(BUY)) {
            return Side.BID;
        }
        element.malformed |= !json.stringEquals(SELL);
        return Side.ASK;
    }

    private static long time(JsonReader json, Element element) {
        json.readString();
        final long nanos = Rfc3339.parse(json.stringBytes(), json.stringOffset(), json.stringLength());
        element.malformed |= nanos == Rfc3339.INVALID;
        return nanos;
    }

    /** Of a price or size: no number of these is negative. */
    private static void decimal(JsonReader json, Element element) {
        if (json.readDecimal()) {
            element.malformed |= json.mantissa() < 0;
        } else {
            element.malformed |= json.decimalFit() == DecimalFit.NOT_A_DECIMAL;
            element.misfit |= json.decimalFit() != DecimalFit.NOT_A_DECIMAL;
        }
    }

    /** Checksums and ids are unsigned and may be beyond {@code int}. */
    private static long integer(JsonReader json, Element element) {
        final boolean whole = json.readDecimal() && json.scale() == 0 && json.mantissa() >= 0;
        element.malformed |= !whole;
        return whole ? json.mantissa() : 0;
    }
}
