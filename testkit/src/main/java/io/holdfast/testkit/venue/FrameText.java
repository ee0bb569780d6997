package io.holdfast.testkit.venue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds messages, one after the other, in one growing array. Does not allocate once it is as large as the largest
 * message. Not thread-safe.
 */
public final class FrameText {

    private static final int FIRST_CAPACITY = 1_024;
    private static final int LONGEST_NUMBER = 20;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NANO_DECIMALS = 9;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int DAYS_FROM_MARCH_0000_TO_1970 = 719_468;
    private static final int DAYS_PER_ERA = 146_097;

    private final byte[] digits = new byte[LONGEST_NUMBER];
    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int length;

    /** Makes an empty one. */
    public FrameText() {}

    /** Starts on the next message. */
    public FrameText clear() {
        length = 0;
        return this;
    }

    /** {@return where the message stands, from index 0; another array after it has grown} */
    public byte[] buffer() {
        return buffer;
    }

    /** {@return length of the message in bytes} */
    public int length() {
        return length;
    }

    /** Adds text that is ASCII; other characters come out wrong. */
    @SuppressWarnings("deprecation") // the one way to get ASCII out of a String without allocation
    public FrameText ascii(String text) {
        final int count = text.length();
        room(count);
        text.getBytes(0, count, buffer, length);
        length += count;
        return this;
    }

    /** Adds one ASCII character. */
    public FrameText ascii(char character) {
        room(1);
        buffer[length++] = (byte) character;
        return this;
    }

    /** Adds bytes as they are. */
    public FrameText bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    /** Adds bytes as they are. */
    public FrameText bytes(byte[] bytes, int offset, int count) {
        room(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
        return this;
    }

    /** Adds text with quotes around it and the escapes that JSON asks for. Allocates. */
    public FrameText string(String text) {
        ascii('"');
        text.codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                ascii('\\').ascii((char) character);
            } else if (character < ' ') {
                ascii(String.format("\\u%04x", character));
            } else {
                bytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        return ascii('"');
    }

    /** Adds an integer. */
    public FrameText number(long value) {
        if (value < 0) {
            ascii('-');
        }
        return digits(value, 1);
    }

    /** Adds an integer that is never negative with leading zeros up to a width. */
    public FrameText padded(long value, int width) {
        return digits(value, width);
    }

    /**
     * Adds a decimal with exactly so many decimals.
     *
     * @param decimals at least {@code scale}
     */
    public FrameText decimal(long mantissa, int scale, int decimals) {
        number(mantissa, scale);
        if (scale == 0 && decimals > 0) {
            ascii('.');
        }
        for (int i = scale; i < decimals; i++) {
            ascii('0');
        }
        return this;
    }

    /** Adds a decimal without zeros at its end, and without a point if it is whole. */
    public FrameText shortest(long mantissa, int scale) {
        long rest = mantissa;
        int decimals = scale;
        while (decimals > 0 && rest % 10 == 0) {
            rest /= 10;
            decimals--;
        }
        return number(rest, decimals);
    }

    /**
     * Adds a time such as {@code 2026-11-24T09:30:00.000123Z}.
     *
     * @param epochNanos nanoseconds since 1970-01-01T00:00Z
     * @param decimals   of the second, 0 to 9; what is beyond is cut
     */
    public FrameText rfc3339(long epochNanos, int decimals) {
        return time(epochNanos, decimals, 'T').ascii('Z');
    }

    /** Adds a time with as many decimals of the second as it needs, none at all if it is whole. */
    public FrameText shortestRfc3339(long epochNanos) {
        return rfc3339(epochNanos, decimalsOf(epochNanos));
    }

    /** Adds a time as the Go language prints it, such as {@code 2026-11-24 09:30:00.5 +0000 UTC}. */
    public FrameText goTime(long epochNanos) {
        return time(epochNanos, decimalsOf(epochNanos), ' ').ascii(" +0000 UTC");
    }

    /** {@return the message as text; allocates} */
    @Override
    public String toString() {
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    private FrameText time(long epochNanos, int decimals, char separator) {
        final long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND);
        date(Math.floorDiv(seconds, SECONDS_PER_DAY));
        final long second = Math.floorMod(seconds, SECONDS_PER_DAY);
        ascii(separator).padded(second / 3_600, 2);
        ascii(':').padded(second / 60 % 60, 2);
        ascii(':').padded(second % 60, 2);
        if (decimals > 0) {
            long fraction = Math.floorMod(epochNanos, NANOS_PER_SECOND);
            for (int i = decimals; i < NANO_DECIMALS; i++) {
                fraction /= 10;
            }
            ascii('.').padded(fraction, decimals);
        }
        return this;
    }

    private static int decimalsOf(long epochNanos) {
        long fraction = Math.floorMod(epochNanos, NANOS_PER_SECOND);
        int decimals = fraction == 0 ? 0 : NANO_DECIMALS;
        while (decimals > 0 && fraction % 10 == 0) {
            fraction /= 10;
            decimals--;
        }
        return decimals;
    }

    /** Days since 1970 to year, month, day; years begin in March, so that the odd day comes last. */
    private void date(long epochDay) {
        final long days = epochDay + DAYS_FROM_MARCH_0000_TO_1970;
        final long era = Math.floorDiv(days, DAYS_PER_ERA);
        final long dayOfEra = Math.floorMod(days, DAYS_PER_ERA);
        final long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        final long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        final long marchMonth = (5 * dayOfYear + 2) / 153;
        final long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        padded(era * 400 + yearOfEra + (month <= 2 ? 1 : 0), 4);
        ascii('-').padded(month, 2);
        ascii('-').padded(dayOfYear - (153 * marchMonth + 2) / 5 + 1, 2);
    }

    private FrameText number(long mantissa, int scale) {
        if (mantissa < 0) {
            ascii('-');
        }
        digits(mantissa, scale + 1);
        if (scale > 0) {
            room(1);
            System.arraycopy(buffer, length - scale, buffer, length - scale + 1, scale);
            buffer[length - scale] = '.';
            length++;
        }
        return this;
    }

    /** Adds the digits of a number without its sign. Works on the negative, which reaches one further. */
    private FrameText digits(long value, int width) {
        long rest = value < 0 ? value : -value;
        int at = LONGEST_NUMBER;
        do {
            digits[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        while (LONGEST_NUMBER - at < width) {
            digits[--at] = '0';
        }
        return bytes(digits, at, LONGEST_NUMBER - at);
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
