package io.holdfast.exchange.binance;

import io.holdfast.codec.FixedText;
import io.holdfast.codec.ShapeScanner;
import io.holdfast.codec.SymbolTable;
import io.holdfast.market.Side;

/**
 * Reads a {@code bookTicker}, {@code trade} or {@code depthUpdate} frame that is written as Binance writes it: these
 * fields in this order, no white space, no escapes, plain decimals. Anything else it leaves to the general way, which
 * reads all that JSON allows and gives the same for what is read here.
 *
 * <p>First the name of the stream is found, which says what kind of payload is to follow, then that payload is read. Not
 * thread-safe. Allocates nothing.
 */
final class BinanceUsualFrame {

    private static final int NO = ShapeScanner.NO;

    private static final FixedText STREAM = FixedText.of("{\"stream\":\"");
    private static final FixedText TICKER = FixedText.of("\",\"data\":{\"u\":");
    private static final FixedText BID = FixedText.of("\",\"b\":\"");
    private static final FixedText BID_SIZE = FixedText.of("\",\"B\":\"");
    private static final FixedText ASK = FixedText.of("\",\"a\":\"");
    private static final FixedText ASK_SIZE = FixedText.of("\",\"A\":\"");
    private static final FixedText TICKER_END = FixedText.of("\"}}");

    private static final FixedText TRADE = FixedText.of("\",\"data\":{\"e\":\"trade\",\"E\":");
    private static final FixedText TRADE_ID = FixedText.of("\",\"t\":");
    private static final FixedText PRICE = FixedText.of(",\"p\":\"");
    private static final FixedText SIZE = FixedText.of("\",\"q\":\"");
    private static final FixedText TIME = FixedText.of("\",\"T\":");
    private static final FixedText BY_BUYER = FixedText.of(",\"m\":true");
    private static final FixedText BY_SELLER = FixedText.of(",\"m\":false");
    private static final FixedText IGNORED = FixedText.of(",\"M\":true");
    private static final FixedText END = FixedText.of("}}");

    private static final FixedText DEPTH = FixedText.of("\",\"data\":{\"e\":\"depthUpdate\",\"E\":");
    private static final FixedText SYMBOL = FixedText.of(",\"s\":\"");
    private static final FixedText FIRST_ID = FixedText.of("\",\"U\":");
    private static final FixedText LAST_ID = FixedText.of(",\"u\":");
    private static final FixedText BIDS = FixedText.of(",\"b\":[");
    private static final FixedText ASKS = FixedText.of(",\"a\":[");
    private static final FixedText LEVEL = FixedText.of("[\"");
    private static final FixedText BETWEEN = FixedText.of("\",\"");
    private static final FixedText LEVEL_END = FixedText.of("\"]");

    private final ShapeScanner scan = new ShapeScanner();
    private int payloadAt = NO;

    /** {@return the number of the stream that the frame names first; {@link SymbolTable#ABSENT} if it is none of these} */
    int streamOf(byte[] frame, int offset, int length, SymbolTable streams) {
        scan.wrap(frame, offset, length);
        final int name = scan.skip(STREAM, offset);
        payloadAt = scan.plainText(name);
        return payloadAt == NO ? SymbolTable.ABSENT : streams.get(frame, name, payloadAt - name);
    }

    /** {@return whether a {@code bookTicker} of this symbol follows, and was read; if not, {@code into} holds anything} */
    boolean readTicker(BinancePayload into, byte[] symbol) {
        int at = scan.integer(scan.skip(TICKER, payloadAt));
        into.sequence = scan.mantissa();
        at = scan.decimal(scan.skip(BID, scan.skip(symbol, scan.skip(SYMBOL, at))));
        into.bidPrice = scan.mantissa();
        into.bidPriceScale = scan.scale();
        at = scan.decimal(scan.skip(BID_SIZE, at));
        into.bidSize = scan.mantissa();
        into.bidSizeScale = scan.scale();
        at = scan.decimal(scan.skip(ASK, at));
        into.askPrice = scan.mantissa();
        into.askPriceScale = scan.scale();
        at = scan.decimal(scan.skip(ASK_SIZE, at));
        into.askSize = scan.mantissa();
        into.askSizeScale = scan.scale();
        return isWhole(scan.skip(TICKER_END, at));
    }

    /** As {@link #readTicker}, of a {@code trade}. */
    boolean readTrade(BinancePayload into, byte[] symbol) {
        int at = scan.integer(scan.skip(TRADE, payloadAt));
        at = scan.integer(scan.skip(TRADE_ID, scan.skip(symbol, scan.skip(SYMBOL, at))));
        into.sequence = scan.mantissa();
        at = scan.decimal(scan.skip(PRICE, at));
        into.bidPrice = scan.mantissa();
        into.bidPriceScale = scan.scale();
        at = scan.decimal(scan.skip(SIZE, at));
        into.bidSize = scan.mantissa();
        into.bidSizeScale = scan.scale();
        at = scan.integer(scan.skip(TIME, at));
        final long millis = scan.mantissa();
        final int buyer = scan.skip(BY_BUYER, at);
        into.buyerIsMaker = buyer != NO;
        at = buyer != NO ? buyer : scan.skip(BY_SELLER, at);
        final int ignored = scan.skip(IGNORED, at);
        return isWhole(scan.skip(END, ignored != NO ? ignored : at)) && into.takeMillis(millis);
    }

    /** As {@link #readTicker}, of a {@code depthUpdate}. */
    boolean readDepth(BinanceDepth into, byte[] symbol) {
        into.begin();
        int at = scan.integer(scan.skip(DEPTH, payloadAt));
        final long millis = scan.mantissa();
        at = scan.integer(scan.skip(FIRST_ID, scan.skip(symbol, scan.skip(SYMBOL, at))));
        into.firstId = scan.mantissa();
        at = scan.integer(scan.skip(LAST_ID, at));
        into.lastId = scan.mantissa();
        at = readSide(into.levels, Side.BID, scan.skip(BIDS, at));
        at = readSide(into.levels, Side.ASK, scan.skip(ASKS, at));
        return isWhole(scan.skip(END, at)) && into.takeWhole(millis);
    }

    /** Reads levels up to and with the closing bracket. */
    private int readSide(LevelList levels, Side side, int from) {
        if (scan.isAt(']', from)) {
            return from + 1;
        }
        int at = readLevel(levels, side, from);
        while (scan.isAt(',', at)) {
            at = readLevel(levels, side, at + 1);
        }
        return scan.isAt(']', at) ? at + 1 : NO;
    }

    private int readLevel(LevelList levels, Side side, int from) {
        int at = scan.decimal(scan.skip(LEVEL, from));
        final long price = scan.mantissa();
        final int priceScale = scan.scale();
        at = scan.skip(LEVEL_END, scan.decimal(scan.skip(BETWEEN, at)));
        if (at != NO) {
            levels.add(side, price, priceScale, scan.mantissa(), scan.scale());
        }
        return at;
    }

    private boolean isWhole(int at) {
        return at != NO && scan.isEnd(at);
    }
}
