package io.holdfast.exchange.coinbase;

import io.holdfast.codec.Rfc3339;
import io.holdfast.market.Decimal;
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

    private static final CoinbaseFixedText BEGIN =
            new CoinbaseFixedText("{\"channel\":\"l2_data\",\"client_id\":\"\",\"timestamp\":\"");
    private static final CoinbaseFixedText SEQUENCE = new CoinbaseFixedText("\",\"sequence_num\":");
    private static final CoinbaseFixedText UPDATE =
            new CoinbaseFixedText(",\"events\":[{\"type\":\"update\",\"product_id\":\"");
    private static final CoinbaseFixedText SNAPSHOT =
            new CoinbaseFixedText(",\"events\":[{\"type\":\"snapshot\",\"product_id\":\"");
    private static final CoinbaseFixedText LEVELS = new CoinbaseFixedText("\",\"updates\":[");
    private static final CoinbaseFixedText BID = new CoinbaseFixedText("{\"side\":\"bid\",\"event_time\":\"");
    private static final CoinbaseFixedText OFFER = new CoinbaseFixedText("{\"side\":\"offer\",\"event_time\":\"");
    private static final CoinbaseFixedText PRICE = new CoinbaseFixedText("\",\"price_level\":\"");
    private static final CoinbaseFixedText SIZE = new CoinbaseFixedText("\",\"new_quantity\":\"");

    private static final int MOST_DIGITS = 18; // so many nines fit a long
    private static final int MINUTE_LENGTH = "2026-09-07T01:57".length();
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = ONES << 7;
    private static final long FIRST_AFTER_QUOTE = ONES * ('"' + 1);
    private static final long BACKSLASHES = ONES * '\\';

    private byte[] buffer = {};
    private int limit;

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

    /** The minute of the last time as sixteen characters, and its nanoseconds. */
    private long minuteFirst;

    private long minuteSecond;
    private long minuteNanos;

    private int amountEnd;
    private long mantissa;
    private int scale;

    /**
     * Reads a frame into {@code levels}, which is empty.
     *
     * @return false if the frame has another shape; {@code levels} then holds some of it
     */
    boolean read(byte[] frame, int offset, int length, CoinbaseLevels levels) {
        buffer = frame;
        limit = offset + length;
        timeLength = 0;
        everyLevelHasTime = true;
        timestampOffset = BEGIN.end(frame, offset, limit);
        if (timestampOffset < 0) {
            return false;
        }
        final int timestampEnd = endOfString(timestampOffset);
        timestampLength = timestampEnd - timestampOffset;
        int at = readSequence(SEQUENCE.end(frame, timestampEnd, limit));
        if (at < 0) {
            return false;
        }
        symbolOffset = UPDATE.end(frame, at, limit);
        snapshot = symbolOffset < 0;
        if (snapshot) {
            symbolOffset = SNAPSHOT.end(frame, at, limit);
            if (symbolOffset < 0) {
                return false;
            }
        }
        final int symbolEnd = endOfString(symbolOffset);
        symbolLength = symbolEnd - symbolOffset;
        at = LEVELS.end(frame, symbolEnd, limit);
        while (at >= 0) {
            at = readLevel(at, levels);
            if (at >= 0 && at < limit && frame[at] == ',') {
                at++;
            } else {
                return at >= 0 && isEnd(at);
            }
        }
        return false;
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
        return everyLevelHasTime ? 0 : time(timestampOffset, timestampOffset + timestampLength);
    }

    private int readLevel(int from, CoinbaseLevels levels) {
        int at = BID.end(buffer, from, limit);
        final Side side = at >= 0 ? Side.BID : Side.ASK;
        if (at < 0) {
            at = OFFER.end(buffer, from, limit);
        }
        at = PRICE.end(buffer, readTime(at), limit);
        if (at < 0 || !readAmount(at)) {
            return -1;
        }
        final long price = mantissa;
        final int priceScale = scale;
        at = SIZE.end(buffer, amountEnd, limit);
        if (at < 0 || !readAmount(at) || amountEnd + 2 > limit) {
            return -1;
        }
        if (buffer[amountEnd] != '"' || buffer[amountEnd + 1] != '}') {
            return -1;
        }
        everyLevelHasTime &= timeNanos != 0;
        levels.add(side, price, priceScale, mantissa, scale, timeNanos);
        return amountEnd + 2;
    }

    private boolean isEnd(int at) {
        return at + 4 == limit
                && buffer[at] == ']'
                && buffer[at + 1] == '}'
                && buffer[at + 2] == ']'
                && buffer[at + 3] == '}';
    }

    private int readSequence(int from) {
        int at = from;
        long value = 0;
        while (at >= 0 && at < limit && buffer[at] >= '0' && buffer[at] <= '9') {
            value = value * 10 + buffer[at++] - '0';
        }
        final int digits = at - from;
        if (from < 0 || digits == 0 || digits > MOST_DIGITS || digits > 1 && buffer[from] == '0') {
            return -1;
        }
        sequence = value;
        return at;
    }

    /** Reads the digits at {@code from}, with a point among them or without. */
    private boolean readAmount(int from) {
        int at = from;
        int point = -1;
        long value = 0; // wraps only where there are too many digits
        while (at < limit) {
            final int next = buffer[at];
            if (next >= '0' && next <= '9') {
                value = value * 10 + next - '0';
            } else if (next == '.' && point < 0) {
                point = at;
            } else {
                break;
            }
            at++;
        }
        final int digits = at - from - (point < 0 ? 0 : 1);
        amountEnd = at;
        mantissa = value;
        scale = point < 0 ? 0 : at - point - 1;
        return digits > 0 && digits <= MOST_DIGITS && point != from && (point < 0 || scale > 0);
    }

    /** Reads the time at {@code from}, or recognises the one before it. {@return its closing quote; -1 if it has none} */
    private int readTime(int from) {
        if (from < 0) {
            return -1;
        }
        if (isLastTime(from)) {
            return from + timeLength;
        }
        final int end = endOfString(from);
        timeNanos = end < 0 ? 0 : time(from, end);
        timeOffset = from;
        timeLength = end - from >= Long.BYTES ? end - from : 0;
        return end;
    }

    /** {@return nanoseconds since 1970; 0 where it is no time} Most frames are of the same minute as the one before. */
    private long time(int from, int end) {
        if (end - from <= MINUTE_LENGTH) {
            return Math.max(0, Rfc3339.parse(buffer, from, end - from));
        }
        final long first = (long) CoinbaseFixedText.WORD.get(buffer, from);
        final long second = (long) CoinbaseFixedText.WORD.get(buffer, from + Long.BYTES);
        final long sinceMinute = sinceMinute(from + MINUTE_LENGTH, end);
        if (first == minuteFirst && second == minuteSecond && sinceMinute >= 0) {
            return minuteNanos + sinceMinute;
        }
        final long nanos = Rfc3339.parse(buffer, from, end - from);
        if (nanos > 0 && sinceMinute >= 0) {
            minuteFirst = first;
            minuteSecond = second;
            minuteNanos = nanos - sinceMinute;
        }
        return Math.max(0, nanos);
    }

    /** {@return the nanoseconds of {@code :58Z} or {@code :58.894355Z}; -1 for any other shape, a leap second too} */
    private long sinceMinute(int from, int end) {
        final int digits = end - from - 5;
        if (end < from + 4 || digits == 0 || digits > 9 || buffer[from] != ':' || buffer[end - 1] != 'Z') {
            return -1;
        }
        final int tens = buffer[from + 1] - '0';
        final int ones = buffer[from + 2] - '0';
        if (tens < 0 || tens > 5 || ones < 0 || ones > 9 || digits > 0 && buffer[from + 3] != '.') {
            return -1;
        }
        long fraction = 0;
        for (int i = 0; i < digits; i++) {
            final int digit = buffer[from + 4 + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            fraction = fraction * 10 + digit;
        }
        return (tens * 10 + ones) * Decimal.powerOfTen(9) + fraction * Decimal.powerOfTen(9 - Math.max(0, digits));
    }

    private boolean isLastTime(int from) {
        if (timeLength == 0 || from + timeLength >= limit || buffer[from + timeLength] != '"') {
            return false;
        }
        for (int i = 0; i < timeLength; i += Long.BYTES) {
            final int word = Math.min(i, timeLength - Long.BYTES);
            if ((long) CoinbaseFixedText.WORD.get(buffer, from + word)
                    != (long) CoinbaseFixedText.WORD.get(buffer, timeOffset + word)) {
                return false;
            }
        }
        return true;
    }

    /** {@return the closing quote of a string of printable ASCII; -1 where it holds anything else} */
    private int endOfString(int from) {
        int at = from;
        while (at + Long.BYTES <= limit) {
            final long word = (long) CoinbaseFixedText.WORD.get(buffer, at);
            final long slashes = word ^ BACKSLASHES;
            final long stops = ((word - FIRST_AFTER_QUOTE) & ~word | (slashes - ONES) & ~slashes | word) & HIGHEST_BITS;
            if (stops != 0) {
                at += Long.numberOfTrailingZeros(stops) >>> 3;
                return buffer[at] == '"' ? at : -1;
            }
            at += Long.BYTES;
        }
        return -1; // nothing that ends so near the frame's end has this shape
    }
}
