package io.holdfast.codec;

/**
 * Steps through a frame that is written in the one shape in which its exchange usually writes it: same fields, same
 * order, no white space, no escapes, plain decimals. Several times as fast as {@link JsonReader}, which reads all that
 * JSON allows.
 *
 * <p>Every step takes the position where it begins and returns the one where the next begins, or {@link #NO} where the
 * frame is of another shape; a step that begins at {@code NO} returns {@code NO}. So a caller chains steps and looks at the
 * last one alone. {@code NO} says nothing of the frame but that it is to be read with a {@code JsonReader} from its
 * beginning: nothing may have been acted on before.
 *
 * <p>Numbers and texts are guessed to be as long as the one that stood at the same place of the frame before, and the guess
 * is checked. That gains a factor of two: the processor goes on with the next step while the check is under way, instead
 * of waiting for each length before it knows where the next step begins.
 *
 * <p>Not thread-safe. Allocates nothing.
 */
public final class ShapeScanner {

    /** The frame is of another shape. */
    public static final int NO = -1;

    /** So many nines are less than {@link Long#MAX_VALUE}. */
    private static final int MAX_DIGITS = 18;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = ONES << 7;
    private static final long ZEROS = ONES * '0';
    private static final long ABOVE_NINE = ONES * (0x80 - 10);
    private static final long AFTER_QUOTES = ONES * ('"' + 1);
    private static final long BACKSLASHES = ONES * '\\';
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    /** So many numbers and texts of a frame are remembered; even, as prices and sizes alternate. */
    private static final int PLACES = 16;

    private byte[] buffer = {};
    private int limit;
    private long mantissa;
    private int scale;

    /** How many numbers and texts of this frame were begun. */
    private int steps;
    /** By place: how long the last text or integer was, and how many digits a decimal had before and behind its point. */
    private final byte[] lengths = new byte[PLACES];

    private final byte[] integersBefore = new byte[PLACES];
    private final byte[] decimalsBefore = new byte[PLACES];

    /** Makes a scanner that has no frame yet. */
    public ShapeScanner() {}

    /** Begins a frame. The array is read, never written, until the next frame begins. */
    public void wrap(byte[] frame, int offset, int length) {
        if (buffer != frame) { // a store of a reference costs the collector's barrier
            buffer = frame;
        }
        limit = offset + length;
        steps = 0;
    }

    /** {@return the digits of the last number, without its point} Any number where the last step was {@link #NO}. */
    public long mantissa() {
        return mantissa;
    }

    /** {@return how many of them stand behind the point} */
    public int scale() {
        return scale;
    }

    /** {@return whether the frame ends at {@code at}} */
    public boolean isEnd(int at) {
        return at == limit;
    }

    /** Steps over a text. */
    public int skip(FixedText expected, int from) {
        return expected.end(buffer, from, limit);
    }

    /** Steps over a text that is known at run time only, such as a symbol. */
    public int skip(byte[] expected, int from) {
        return from >= 0 && expected.length <= limit - from && Words.areSame(expected, 0, buffer, from, expected.length)
                ? from + expected.length
                : NO;
    }

    /** {@return whether this byte stands at {@code from}} */
    public boolean isAt(char expected, int from) {
        return from >= 0 && from < limit && buffer[from] == expected;
    }

    /** {@return whether the bytes from here on are those that stand at an earlier position of the frame} */
    public boolean isRepeated(int from, int earlier, int length) {
        return from >= 0 && length <= limit - from && Words.areSame(buffer, from, buffer, earlier, length);
    }

    /** Steps over a text of printable ASCII without escapes; {@return where its closing quote stands} */
    public int plainText(int from) {
        if (from < 0) {
            return NO;
        }
        final int place = steps++ & PLACES - 1;
        final int guess = from + lengths[place];
        final int end = plainTextEnd(from);
        if (end == guess) {
            return guess;
        }
        lengths[place] = (byte) Math.max(0, Math.min(Byte.MAX_VALUE, end - from));
        return end;
    }

    /** The first words one by one: for so few turns a loop costs more than it does. */
    private int plainTextEnd(int from) {
        if (from + 3 * Long.BYTES > limit) {
            return plainTextEndByBytes(from);
        }
        final long first = stops(from);
        if (first != 0) {
            return quoteAt(from, first);
        }
        final long second = stops(from + Long.BYTES);
        if (second != 0) {
            return quoteAt(from + Long.BYTES, second);
        }
        final long third = stops(from + 2 * Long.BYTES);
        return third != 0 ? quoteAt(from + 2 * Long.BYTES, third) : plainTextEndByBytes(from + 3 * Long.BYTES);
    }

    /** {@return the bytes at which plain text may end, by the highest bit of each} Exact for the first of them. */
    private long stops(int at) {
        final long word = (long) FixedText.WORD.get(buffer, at);
        final long slashes = word ^ BACKSLASHES;
        return ((word - AFTER_QUOTES) & ~word | (slashes - ONES) & ~slashes | word) & HIGHEST_BITS;
    }

    private int quoteAt(int at, long stops) {
        final int stop = at + (Long.numberOfTrailingZeros(stops) >>> 3);
        return buffer[stop] == '"' ? stop : plainTextEndByBytes(stop); // a space or '!' stops the words too
    }

    private int plainTextEndByBytes(int from) {
        int at = from;
        while (at < limit && buffer[at] >= ' ' && buffer[at] != '"' && buffer[at] != '\\') {
            at++;
        }
        return at < limit && buffer[at] == '"' ? at : NO;
    }

    /** Reads a JSON number that is a whole number of at most 18 digits, as {@link #mantissa()} at scale 0. */
    public int integer(int from) {
        final int place = steps++ & PLACES - 1;
        final int guess = from + lengths[place];
        final int end = digits(from);
        if (end < 0 || end - from > 1 && buffer[from] == '0') {
            return NO;
        }
        if (end == guess) {
            return guess;
        }
        lengths[place] = (byte) (end - from);
        return end;
    }

    /** Reads a JSON number without sign and exponent, of at most 18 digits. */
    public int number(int from) {
        final int end = decimal(from);
        final boolean leadingZero = end >= 0 && buffer[from] == '0' && end - from > 1 && buffer[from + 1] != '.';
        return leadingZero ? NO : end;
    }

    /**
     * Reads digits with a point between them or without, at most 18, as stand between quotes: leading zeros are
     * allowed there.
     */
    public int decimal(int from) {
        if (from < 0 || from + 3 * Long.BYTES > buffer.length) {
            return decimalByBytes(from);
        }
        final int place = steps++ & PLACES - 1;
        final int integers = integersBefore[place];
        final int decimals = decimalsBefore[place];
        final int point = from + integers;
        final int end = point + 1 + decimals;
        final long whole = (long) FixedText.WORD.get(buffer, from) ^ ZEROS;
        final long part = (long) FixedText.WORD.get(buffer, point + 1) ^ ZEROS;
        if (decimals == 0
                || countDigits(whole) != integers
                || buffer[point] != '.'
                || countDigits(part) != decimals
                || decimals == Long.BYTES && isDigit(buffer[end])) {
            return decimalAnew(from, place);
        }
        mantissa = value(whole << Long.SIZE - integers * Byte.SIZE) * POWERS[decimals]
                + value(part << Long.SIZE - decimals * Byte.SIZE);
        scale = decimals;
        return end <= limit ? end : NO;
    }

    /** Without a guess. */
    private int decimalAnew(int from, int place) {
        final long whole = (long) FixedText.WORD.get(buffer, from) ^ ZEROS;
        final int integers = countDigits(whole);
        if (integers == 0 || integers == Long.BYTES) {
            return decimalByBytes(from);
        }
        final long value = value(whole << Long.SIZE - integers * Byte.SIZE);
        int end = from + integers;
        if (buffer[end] != '.') {
            mantissa = value;
            scale = 0;
            return end <= limit ? end : NO;
        }
        final long part = (long) FixedText.WORD.get(buffer, end + 1) ^ ZEROS;
        final int decimals = countDigits(part);
        end += 1 + decimals;
        if (decimals == 0 || decimals == Long.BYTES && isDigit(buffer[end])) {
            return decimalByBytes(from);
        }
        integersBefore[place] = (byte) integers;
        decimalsBefore[place] = (byte) decimals;
        mantissa = value * POWERS[decimals] + value(part << Long.SIZE - decimals * Byte.SIZE);
        scale = decimals;
        return end <= limit ? end : NO;
    }

    /** The general case of {@link #integer}, leading zeros allowed. */
    private int digits(int from) {
        if (from < 0 || from + 3 * Long.BYTES > buffer.length) {
            return digitsByBytes(from);
        }
        final long high = (long) FixedText.WORD.get(buffer, from) ^ ZEROS;
        final int highDigits = countDigits(high);
        if (highDigits == 0) {
            return NO;
        }
        long value = value(high << Long.SIZE - highDigits * Byte.SIZE);
        int end = from + highDigits;
        if (highDigits == Long.BYTES) {
            final long low = (long) FixedText.WORD.get(buffer, end) ^ ZEROS;
            final int lowDigits = countDigits(low);
            if (lowDigits == Long.BYTES) {
                return digitsByBytes(from);
            }
            if (lowDigits > 0) {
                value = value * POWERS[lowDigits] + value(low << Long.SIZE - lowDigits * Byte.SIZE);
                end += lowDigits;
            }
        }
        mantissa = value;
        scale = 0;
        return end <= limit ? end : NO;
    }

    private int decimalByBytes(int from) {
        final int point = digitsByBytes(from);
        if (point < 0 || point >= limit || buffer[point] != '.') {
            return point;
        }
        long value = mantissa;
        int at = point + 1;
        while (at < limit && isDigit(buffer[at])) {
            value = value * 10 + buffer[at++] - '0'; // wraps only where there are too many digits
        }
        mantissa = value;
        scale = at - point - 1;
        return scale == 0 || at - from - 1 > MAX_DIGITS ? NO : at;
    }

    private int digitsByBytes(int from) {
        if (from < 0) {
            return NO;
        }
        int at = from;
        long value = 0; // wraps only where there are too many digits
        while (at < limit && isDigit(buffer[at])) {
            value = value * 10 + buffer[at++] - '0';
        }
        mantissa = value;
        scale = 0;
        return at == from || at - from > MAX_DIGITS ? NO : at;
    }

    /**
     * {@return how many of eight bytes, from the lowest on, are digits}
     *
     * @param word the bytes, each XORed with {@code '0'}
     */
    static int countDigits(long word) {
        final long others = (word + ABOVE_NINE | word) & HIGHEST_BITS; // exact for the lowest that is none
        return Long.numberOfTrailingZeros(others) >>> 3;
    }

    /** {@return the number of eight digits, the first in the lowest byte} */
    static long value(long digits) {
        final long pairs = digits * 10 + (digits >>> 8) & 0x00FF_00FF_00FF_00FFL;
        final long fours = pairs * 100 + (pairs >>> 16) & 0x0000_FFFF_0000_FFFFL;
        return fours * 10_000 + (fours >>> 32) & 0xFFFF_FFFFL;
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }
}
