package io.holdfast.exchange.kraken;

import io.holdfast.codec.FixedText;
import io.holdfast.codec.Rfc3339;
import io.holdfast.codec.ShapeScanner;
import io.holdfast.codec.SymbolTable;
import io.holdfast.codec.TimeMemo;

/**
 * Reads a {@code ticker} frame that is written as Kraken writes it: the best prices first, then other numbers, the time
 * last. As {@link KrakenUsualBook}: anything else is left to {@link KrakenPayload}.
 *
 * <p>Not thread-safe. Allocates nothing.
 */
final class KrakenUsualTicker {

    private static final int NO = ShapeScanner.NO;

    private static final FixedText HEAD = FixedText.of("{\"channel\":\"ticker\",\"type\":\"");
    private static final FixedText SNAPSHOT = FixedText.of("snapshot\",\"data\":[{\"symbol\":\"");
    private static final FixedText UPDATE = FixedText.of("update\",\"data\":[{\"symbol\":\"");
    private static final FixedText BID = FixedText.of("\",\"bid\":");
    private static final FixedText BID_SIZE = FixedText.of(",\"bid_qty\":");
    private static final FixedText ASK = FixedText.of(",\"ask\":");
    private static final FixedText ASK_SIZE = FixedText.of(",\"ask_qty\":");
    private static final FixedText TIME = FixedText.of(",\"timestamp\":\"");
    private static final FixedText TAIL = FixedText.of("\"}]}");

    private final KrakenPayload payload;
    private final ShapeScanner scan = new ShapeScanner();
    private final TimeMemo times = new TimeMemo();
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
        if (!readElement(payload.next(), frame, symbol, symbols)) {
            payload.clear();
            return false;
        }
        return true;
    }

    /** {@return whether the frame that was read is a snapshot; else it is an update} */
    boolean isSnapshot() {
        return snapshot;
    }

    private boolean readElement(KrakenPayload.Element element, byte[] frame, int from, SymbolTable symbols) {
        final int symbolEnd = scan.plainText(from);
        int at = scan.number(scan.skip(BID, symbolEnd));
        element.price = scan.mantissa();
        element.priceScale = scan.scale();
        at = scan.number(scan.skip(BID_SIZE, at));
        element.size = scan.mantissa();
        element.sizeScale = scan.scale();
        at = scan.number(scan.skip(ASK, at));
        element.askPrice = scan.mantissa();
        element.askPriceScale = scan.scale();
        at = scan.number(scan.skip(ASK_SIZE, at));
        element.askSize = scan.mantissa();
        element.askSizeScale = scan.scale();
        int time = scan.skip(TIME, at);
        while (time == NO && at != NO) {
            final int number = otherNameEnd(frame, at);
            at = scan.number(scan.isAt('-', number) ? number + 1 : number);
            time = scan.skip(TIME, at);
        }
        final int timeEnd = scan.plainText(time);
        final int end = scan.skip(TAIL, timeEnd);
        if (end == NO || !scan.isEnd(end)) {
            return false;
        }
        element.timeNanos = times.parse(frame, time, timeEnd - time);
        element.id = symbols.get(frame, from, symbolEnd - from);
        return element.timeNanos != Rfc3339.INVALID;
    }

    /**
     * Steps over a comma, a field's name and a colon. Names are of small letters and {@code _}; those that begin as one
     * of a ticker's own may come once only, and are not stepped over: a, b, s and ti, for {@code trades} is another's.
     */
    private int otherNameEnd(byte[] frame, int from) {
        if (!scan.isAt(',', from) || !scan.isAt('"', from + 1)) {
            return NO;
        }
        int at = from + 2;
        if (scan.isAt('a', at)
                || scan.isAt('b', at)
                || scan.isAt('s', at)
                || scan.isAt('t', at) && scan.isAt('i', at + 1)) {
            return NO;
        }
        while (at < frame.length && (frame[at] >= 'a' && frame[at] <= 'z' || frame[at] == '_')) {
            at++;
        }
        return scan.isAt('"', at) && scan.isAt(':', at + 1) ? at + 2 : NO;
    }
}
