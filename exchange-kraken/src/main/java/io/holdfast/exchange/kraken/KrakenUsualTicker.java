package io.holdfast.exchange.kraken;

import io.holdfast.codec.Rfc3339;
import io.holdfast.codec.SymbolTable;
import java.nio.charset.StandardCharsets;

/**
 * Reads a {@code ticker} frame that is written as Kraken writes it: the best prices first, then other numbers, the time
 * last. As {@link KrakenUsualBook}: anything else is left to {@link KrakenPayload}.
 *
 * <p>Not thread-safe. Allocates nothing.
 */
final class KrakenUsualTicker {

    private static final int NO = KrakenScan.NO;

    private static final byte[] HEAD = bytes("{\"channel\":\"ticker\",\"type\":\"");
    private static final byte[] SNAPSHOT = bytes("snapshot\",\"data\":[{\"symbol\":\"");
    private static final byte[] UPDATE = bytes("update\",\"data\":[{\"symbol\":\"");
    private static final byte[] BID = bytes("\",\"bid\":");
    private static final byte[] BID_SIZE = bytes(",\"bid_qty\":");
    private static final byte[] ASK = bytes(",\"ask\":");
    private static final byte[] ASK_SIZE = bytes(",\"ask_qty\":");
    private static final byte[] TIME = bytes(",\"timestamp\":\"");
    private static final byte[] TAIL = bytes("\"}]}");

    private final KrakenPayload payload;
    private final KrakenScan scan = new KrakenScan();
    private boolean snapshot;

    KrakenUsualTicker(KrakenPayload payload) {
        this.payload = payload;
    }

    /** {@return whether the frame is of that form, and stands in the payload now; else the payload holds nothing} */
    boolean read(byte[] frame, int offset, int length, SymbolTable symbols) {
        scan.wrap(frame, offset, length);
        payload.clear();
        final int type = scan.skip(HEAD, offset);
        if (type == NO) {
            return false;
        }
        final int update = scan.skip(UPDATE, type);
        snapshot = update == NO;
        final int symbol = snapshot ? scan.skip(SNAPSHOT, type) : update;
        if (!readElement(payload.next(), frame, symbol, offset + length, symbols)) {
            payload.clear();
            return false;
        }
        return true;
    }

    /** {@return whether the frame that was read is a snapshot; else it is an update} */
    boolean isSnapshot() {
        return snapshot;
    }

    private boolean readElement(KrakenPayload.Element element, byte[] frame, int from, int limit, SymbolTable symbols) {
        final int symbolEnd = scan.plainTextEnd(from);
        int at = number(BID, symbolEnd);
        element.price = scan.mantissa();
        element.priceScale = scan.scale();
        at = number(BID_SIZE, at);
        element.size = scan.mantissa();
        element.sizeScale = scan.scale();
        at = number(ASK, at);
        element.askPrice = scan.mantissa();
        element.askPriceScale = scan.scale();
        at = number(ASK_SIZE, at);
        element.askSize = scan.mantissa();
        element.askSizeScale = scan.scale();
        int time = scan.skip(TIME, at);
        while (time == NO && at != NO) {
            at = scan.readNumber(scan.signEnd(scan.otherNameEnd(at)), KrakenScan.MAX_DIGITS);
            time = scan.skip(TIME, at);
        }
        final int timeEnd = scan.plainTextEnd(time);
        if (timeEnd == NO || scan.skip(TAIL, timeEnd) != limit) {
            return false;
        }
        element.timeNanos = Rfc3339.parse(frame, time, timeEnd - time);
        element.id = symbols.get(frame, from, symbolEnd - from);
        return element.timeNanos != Rfc3339.INVALID;
    }

    private int number(byte[] name, int from) {
        return scan.readNumber(scan.skip(name, from), KrakenScan.MAX_DIGITS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
