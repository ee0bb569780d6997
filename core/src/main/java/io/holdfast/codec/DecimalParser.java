package io.holdfast.codec;

import io.holdfast.market.Decimal;

/**
 * Turns decimal digits into mantissa and scale, exactly and without allocating.
 *
 * <p>What is written is kept, trailing zeros too: {@code 0.10} gives 10 at scale 2, {@code 1e-8} gives 1 at scale 8,
 * {@code 5E+3} gives 5000 at scale 0. Only where that form does not fit are trailing zeros dropped, as far as needed;
 * the number itself never changes. {@code -0} loses its sign. Not thread-safe; one for each reader.
 */
public final class DecimalParser {

    private static final int PLAIN_DIGITS = 18; // so many nines are less than Long.MAX_VALUE
    private static final int EXPONENT_CEILING = 10_000; // far out of range, and sums with it cannot overflow

    private long mantissa;
    private int scale;
    private DecimalFit fit = DecimalFit.UNREADABLE;

    // the parts of the number that scan() went over
    private byte[] digits = {};
    private boolean negative;
    private int from;
    private int integerEnd;
    private int fractionStart;
    private int fractionEnd;
    private int exponent;
    private boolean plainInteger;
    private int faultAt;

    /** Makes a parser that has parsed nothing yet. */
    public DecimalParser() {}

    /**
     * Parses a whole range as one decimal: optional minus, digits, optional fraction, optional exponent. Unlike a JSON
     * number it may have leading zeros, since exchanges put them into strings. White space, a plus in front, an empty
     * range and more than {@link JsonReader#MAX_NUMBER_BYTES} bytes are {@link DecimalFit#NOT_A_DECIMAL}.
     *
     * @return whether it fits exactly; else see {@link #fit()}, and mantissa and scale are 0
     */
    public boolean parse(byte[] buffer, int offset, int length) {
        final int limit = offset + length;
        if (length > JsonReader.MAX_NUMBER_BYTES || scan(buffer, offset, limit) != limit) {
            return settle(DecimalFit.NOT_A_DECIMAL, 0, 0);
        }
        return fit == DecimalFit.EXACT;
    }

    /** {@return the digits without the decimal point, as a signed number} */
    public long mantissa() {
        return mantissa;
    }

    /** {@return how many digits stand behind the point; 0 to {@link Decimal#MAX_SCALE}} */
    public int scale() {
        return scale;
    }

    /** {@return how the last number fitted} */
    public DecimalFit fit() {
        return fit;
    }

    /**
     * Scans the decimal that begins at {@code start} and ends wherever it ends.
     *
     * @return the first byte after it, or -1 where it breaks the grammar; then see {@link #faultAt()}
     */
    int scan(byte[] buffer, int start, int limit) {
        final int plainEnd = scanPlain(buffer, start, limit);
        return plainEnd >= 0 ? plainEnd : scanFully(buffer, start, limit);
    }

    /** The shape of nearly every price: at most 18 digits, perhaps a point, no exponent. -1: the slow way decides. */
    int scanPlain(byte[] buffer, int start, int limit) {
        final boolean minus = start < limit && buffer[start] == '-';
        final int first = minus ? start + 1 : start;
        int at = first;
        long value = 0; // may wrap, but then there are more digits than are let through below
        while (at < limit && buffer[at] >= '0' && buffer[at] <= '9') {
            value = value * 10 + buffer[at++] - '0';
        }
        final int integer = at - first;
        int fraction = 0;
        final boolean hasPoint = at < limit && buffer[at] == '.';
        if (hasPoint) {
            final int point = at++;
            while (at < limit && buffer[at] >= '0' && buffer[at] <= '9') {
                value = value * 10 + buffer[at++] - '0';
            }
            fraction = at - point - 1;
        }
        final boolean hasExponent = at < limit && (buffer[at] | 0x20) == 'e';
        if (integer == 0 || integer + fraction > PLAIN_DIGITS || hasPoint && fraction == 0 || hasExponent) {
            return -1;
        }
        plainInteger = !hasPoint;
        settle(DecimalFit.EXACT, minus ? -value : value, fraction);
        return at;
    }

    /** {@return whether the last number had neither fraction nor exponent} */
    boolean isPlainInteger() {
        return plainInteger;
    }

    /** {@return where the grammar was broken} */
    int faultAt() {
        return faultAt;
    }

    void reset() {
        settle(DecimalFit.UNREADABLE, 0, 0);
    }

    private int scanFully(byte[] buffer, int start, int limit) {
        digits = buffer;
        negative = start < limit && buffer[start] == '-';
        from = negative ? start + 1 : start;
        integerEnd = skipDigits(buffer, from, limit);
        if (integerEnd < 0) {
            return -1;
        }
        int at = integerEnd;
        fractionStart = at;
        fractionEnd = at;
        if (at < limit && buffer[at] == '.') {
            fractionStart = at + 1;
            fractionEnd = skipDigits(buffer, fractionStart, limit);
            at = fractionEnd;
        }
        exponent = 0;
        if (at >= 0 && at < limit && (buffer[at] | 0x20) == 'e') {
            at = scanExponent(buffer, at + 1, limit);
        }
        if (at >= 0) {
            plainInteger = at == integerEnd;
            if (at - start > JsonReader.MAX_NUMBER_BYTES) {
                settle(DecimalFit.UNREADABLE, 0, 0); // refused by the caller; fitting is for bounded lengths
            } else {
                fitDigits();
            }
        }
        return at;
    }

    private int scanExponent(byte[] buffer, int start, int limit) {
        final boolean minus = start < limit && buffer[start] == '-';
        final int first = minus || start < limit && buffer[start] == '+' ? start + 1 : start;
        final int end = skipDigits(buffer, first, limit);
        int value = 0;
        for (int at = first; at < end; at++) {
            value = Math.min(EXPONENT_CEILING, value * 10 + buffer[at] - '0');
        }
        exponent = minus ? -value : value;
        return end;
    }

    /** Skips one digit or more; -1 and {@link #faultAt} where there is none. */
    private int skipDigits(byte[] buffer, int start, int limit) {
        int at = start;
        while (at < limit && buffer[at] >= '0' && buffer[at] <= '9') {
            at++;
        }
        faultAt = at;
        return at > start ? at : -1;
    }

    private void fitDigits() {
        final int count = integerEnd - from + fractionEnd - fractionStart;
        int first = 0;
        while (first < count && digit(first) == 0) {
            first++;
        }
        int places = fractionEnd - fractionStart - exponent;
        if (first == count) {
            settle(DecimalFit.EXACT, 0, Math.max(0, Math.min(Decimal.MAX_SCALE, places)));
            return;
        }
        int end = count;
        while (places > Decimal.MAX_SCALE && digit(end - 1) == 0) {
            end--;
            places--;
        }
        if (places > Decimal.MAX_SCALE) {
            settle(DecimalFit.SCALE_OUT_OF_RANGE, 0, 0);
            return;
        }
        while (!accumulate(first, end, Math.max(0, -places))) {
            if (places <= 0 || digit(end - 1) != 0) {
                settle(DecimalFit.OVERFLOW, 0, 0);
                return;
            }
            end--;
            places--;
        }
        settle(DecimalFit.EXACT, mantissa, Math.max(0, places));
    }

    /** Sums digits and zeros below zero, where {@code long} reaches one further; false when it goes out of range. */
    private boolean accumulate(int first, int end, int zeros) {
        if (end - first + zeros > PLAIN_DIGITS + 1) {
            return false;
        }
        long sum = 0;
        for (int i = first; i < end + zeros; i++) {
            final int digit = i < end ? digit(i) : 0;
            if (sum < Long.MIN_VALUE / 10 || sum * 10 < Long.MIN_VALUE + digit) {
                return false;
            }
            sum = sum * 10 - digit;
        }
        mantissa = negative ? sum : -sum;
        return negative || sum != Long.MIN_VALUE;
    }

    /** {@return the i-th digit of the number, the point left out} */
    private int digit(int i) {
        final int integers = integerEnd - from;
        return digits[i < integers ? from + i : fractionStart + i - integers] - '0';
    }

    private boolean settle(DecimalFit newFit, long newMantissa, int newScale) {
        fit = newFit;
        mantissa = newMantissa;
        scale = newScale;
        return newFit == DecimalFit.EXACT;
    }
}
