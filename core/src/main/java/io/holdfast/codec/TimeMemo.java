package io.holdfast.codec;

import io.holdfast.market.Decimal;
import java.nio.charset.StandardCharsets;

/**
 * Reads timestamps of RFC 3339 of which most are of the same minute as the one before. Gives what
 * {@link Rfc3339#parse} gives, several times as fast. Not thread-safe. Allocates nothing.
 */
public final class TimeMemo {

    private static final int MINUTE_LENGTH = "2026-09-07T01:57".length();
    private static final int SHORTEST = "2026-09-07T01:57:58Z".length();
    private static final int NANO_DIGITS = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long ZEROS = 0x3030_3030_3030_3030L;

    private static final byte[] EPOCH = "1970-01-01T00:00".getBytes(StandardCharsets.US_ASCII);

    /** The minute of the last time as sixteen characters, and its nanoseconds. */
    private long minuteFirst = (long) FixedText.WORD.get(EPOCH, 0);

    private long minuteSecond = (long) FixedText.WORD.get(EPOCH, Long.BYTES);
    private long minuteNanos;

    /** Makes a reader that has read nothing yet. */
    public TimeMemo() {}

    /** {@return nanoseconds since 1970-01-01T00:00Z, or {@link Rfc3339#INVALID}} */
    public long parse(byte[] buffer, int offset, int length) {
        if (length < SHORTEST) {
            return Rfc3339.INVALID;
        }
        final long first = (long) FixedText.WORD.get(buffer, offset);
        final long second = (long) FixedText.WORD.get(buffer, offset + Long.BYTES);
        final long sinceMinute = sinceMinute(buffer, offset + MINUTE_LENGTH, offset + length);
        if (sinceMinute >= 0 && first == minuteFirst && second == minuteSecond) {
            return minuteNanos + sinceMinute;
        }
        final long nanos = Rfc3339.parse(buffer, offset, length);
        if (nanos != Rfc3339.INVALID && sinceMinute >= 0) {
            minuteFirst = first;
            minuteSecond = second;
            minuteNanos = nanos - sinceMinute;
        }
        return nanos;
    }

    /** {@return the nanoseconds of {@code :58Z} or {@code :58.894355Z}; -1 for any other shape, a leap second too} */
    private static long sinceMinute(byte[] buffer, int from, int end) {
        final int tens = buffer[from + 1] - '0';
        final int ones = buffer[from + 2] - '0';
        if (buffer[from] != ':' || buffer[end - 1] != 'Z' || tens < 0 || tens > 5 || ones < 0 || ones > 9) {
            return -1;
        }
        final long seconds = (tens * 10 + ones) * NANOS_PER_SECOND;
        final int digits = end - from - 5;
        if (digits < 0) {
            return seconds;
        }
        if (digits == 0 || digits > NANO_DIGITS || buffer[from + 3] != '.') {
            return -1;
        }
        final long fraction = fraction(buffer, from + 4, digits);
        return fraction < 0 ? -1 : seconds + fraction * Decimal.powerOfTen(NANO_DIGITS - digits);
    }

    private static long fraction(byte[] buffer, int from, int digits) {
        if (digits <= Long.BYTES && from + Long.BYTES <= buffer.length) {
            final long word = (long) FixedText.WORD.get(buffer, from) ^ ZEROS;
            return ShapeScanner.countDigits(word) >= digits
                    ? ShapeScanner.value(word << Long.SIZE - digits * Byte.SIZE)
                    : -1;
        }
        long value = 0;
        for (int i = 0; i < digits; i++) {
            final int digit = buffer[from + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
