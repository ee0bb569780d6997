package io.holdfast.exchange.coinbase;

import io.holdfast.codec.FixedText;
import io.holdfast.codec.ShapeScanner;
import io.holdfast.codec.TimeMemo;
import io.holdfast.market.Side;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code l2_data} frame of Advanced Trade in the one shape in which the exchange has always written it: one
 * event, fields in this order, no white space, no escapes, decimals of at most 18 digits. Nearly all that arrives has it,
 * snapshots of megabytes among it, and is read several times as fast as by the general way.
 *
 * <p>Whatever deviates is no fault: nothing of it has been acted on, and the general way reads the frame from its
 * beginning. Both give the same, which a test holds.
 */
final class CoinbaseLevelScan {

    private static final int NO = ShapeScanner.NO;

    private static final FixedText BEGIN = FixedText.of("{\"channel\":\"l2_data\",\"client_id\":\"\",\"timestamp\":\"");
    private static final FixedText SEQUENCE = FixedText.of("\",\"sequence_num\":");
    private static final FixedText UPDATE = FixedText.of(",\"events\":[{\"type\":\"update\",\"product_id\":\"");
    private static final FixedText SNAPSHOT = FixedText.of(",\"events\":[{\"type\":\"snapshot\",\"product_id\":\"");
    private static final FixedText LEVELS = FixedText.of("\",\"updates\":[");
    private static final FixedText BID = FixedText.of("{\"side\":\"bid\",\"event_time\":\"");
    private static final FixedText OFFER = FixedText.of("{\"side\":\"offer\",\"event_time\":\"");
    private static final FixedText PRICE = FixedText.of("\",\"price_level\":\"");
    private static final FixedText SIZE = FixedText.of("\",\"new_quantity\":\"");
    private static final FixedText LEVEL_END = FixedText.of("\"}");
    private static final FixedText END = FixedText.of("]}]}");

    private final ShapeScanner scan = new ShapeScanner();
    private final TimeMemo times = new TimeMemo();

    private byte[] buffer = {};

    private boolean snapshot;
    private long sequence;
    private int symbolOffset;
    private int symbolLength;
    private int timestampOffset;
    private int timestampLength;

    private int timeOffset;
    private int timeLength;
    private long timeNanos;
    private boolean everyLevelHasTime;

    /**
     * Reads a frame into {@code levels}, which is empty.
     *
     * @return false if the frame has another shape; {@code levels} then holds some of it
     */
    boolean read(byte[] frame, int offset, int length, CoinbaseLevels levels) {
        if (buffer != frame) {
            buffer = frame;
        }
        scan.wrap(frame, offset, length);
        timeLength = 0;
        everyLevelHasTime = true;
        timestampOffset = scan.skip(BEGIN, offset);
        final int timestampEnd = scan.plainText(timestampOffset);
        timestampLength = timestampEnd - timestampOffset;
        final int number = scan.integer(scan.skip(SEQUENCE, timestampEnd));
        if (number == NO) {
            return false;
        }
        sequence = scan.mantissa();
        symbolOffset = scan.skip(UPDATE, number);
        snapshot = symbolOffset == NO;
        if (snapshot) {
            symbolOffset = scan.skip(SNAPSHOT, number);
        }
        final int symbolEnd = scan.plainText(symbolOffset);
        symbolLength = symbolEnd - symbolOffset;
        int at = readLevel(scan.skip(LEVELS, symbolEnd), levels);
        while (scan.isAt(',', at)) {
            at = readLevel(at + 1, levels);
        }
        at = scan.skip(END, at);
        return at != NO && scan.isEnd(at);
    }

    boolean isSnapshot() {
        return snapshot;
    }

    long sequence() {
        return sequence;
    }

    /** {@return the product; found now, as what is wanted changes from frame to frame} */
    @Nullable
    CoinbaseProduct product(CoinbaseProducts products) {
        return products.find(buffer, symbolOffset, symbolLength);
    }

    /** {@return the frame's own time; 0 where every level has one, so that it need not be read} */
    long timestampNanos() {
        return everyLevelHasTime ? 0 : Math.max(0, times.parse(buffer, timestampOffset, timestampLength));
    }

    private int readLevel(int from, CoinbaseLevels levels) {
        int at = scan.skip(BID, from);
        final Side side = at != NO ? Side.BID : Side.ASK;
        if (at == NO) {
            at = scan.skip(OFFER, from);
        }
        at = scan.decimal(scan.skip(PRICE, readTime(at)));
        final long price = scan.mantissa();
        final int priceScale = scan.scale();
        at = scan.skip(LEVEL_END, scan.decimal(scan.skip(SIZE, at)));
        if (at != NO) {
            everyLevelHasTime &= timeNanos != 0;
            levels.add(side, price, priceScale, scan.mantissa(), scan.scale(), timeNanos);
        }
        return at;
    }

    /** Reads the time at {@code from}, or recognises the one before it. {@return its closing quote} */
    private int readTime(int from) {
        if (timeLength > 0 && scan.isRepeated(from, timeOffset, timeLength) && scan.isAt('"', from + timeLength)) {
            return from + timeLength;
        }
        final int end = scan.plainText(from);
        timeNanos = end == NO ? 0 : Math.max(0, times.parse(buffer, from, end - from));
        timeOffset = from;
        timeLength = Math.max(0, end - from);
        return end;
    }
}
