package io.holdfast.exchange.kraken;

import java.util.Arrays;

/**
 * Steps through a frame of known form. Every step takes where it begins and returns where the next begins; {@link #NO}
 * where the frame is of another form, and steps from there stay there. Not thread-safe. Allocates nothing.
 */
final class KrakenScan {

    static final int NO = -1;

    /** So many nines are less than {@link Long#MAX_VALUE}. */
    static final int MAX_DIGITS = 18;

    private byte[] buffer = {};
    private int limit;
    private long mantissa;
    private int scale;

    void wrap(byte[] frame, int offset, int length) {
        buffer = frame;
        limit = offset + length;
    }

    /** {@return the digits of the last number, without its point} */
    long mantissa() {
        return mantissa;
    }

    /** {@return how many of them stand behind the point} */
    int scale() {
        return scale;
    }

    /** Reads digits with or without a point between them; {@return what follows} */
    int readNumber(int from, int maxDigits) {
        if (from == NO) {
            return NO;
        }
        int at = from;
        long value = 0; // may wrap, but then there are too many digits
        while (at < limit && isDigit(buffer[at])) {
            value = value * 10 + buffer[at++] - '0';
        }
        final int integers = at - from;
        int fraction = 0;
        if (at < limit && buffer[at] == '.') {
            final int point = at++;
            while (at < limit && isDigit(buffer[at])) {
                value = value * 10 + buffer[at++] - '0';
            }
            fraction = at - point - 1;
            if (fraction == 0) {
                return NO;
            }
        }
        mantissa = value;
        scale = fraction;
        final boolean leadingZero = integers > 1 && buffer[from] == '0';
        return integers == 0 || integers + fraction > maxDigits || leadingZero ? NO : at;
    }

    /** {@return where the quote stands that ends a text of printable ASCII without escapes} */
    int plainTextEnd(int from) {
        if (from == NO) {
            return NO;
        }
        int at = from;
        while (at < limit && buffer[at] != '"') {
            if (buffer[at] < ' ' || buffer[at] == '\\') { // bytes of longer characters are negative
                return NO;
            }
            at++;
        }
        return at < limit ? at : NO;
    }

    int skip(byte[] expected, int from) {
        return from != NO
                        && expected.length <= limit - from
                        && Arrays.equals(buffer, from, from + expected.length, expected, 0, expected.length)
                ? from + expected.length
                : NO;
    }

    /** Steps over a minus, if there is one. */
    int signEnd(int from) {
        return from != NO && from < limit && buffer[from] == '-' ? from + 1 : from;
    }

    /**
     * Steps over a comma, a field's name and a colon. Names are of small letters and {@code _}; those that begin as one
     * of a ticker's own may come once only, and are not stepped over: a, b, s and ti, for {@code trades} is another's.
     */
    int otherNameEnd(int from) {
        if (from == NO || from > limit - 4 || buffer[from] != ',' || buffer[from + 1] != '"') {
            return NO;
        }
        int at = from + 2;
        final byte first = buffer[at];
        if (first == 'a' || first == 'b' || first == 's' || first == 't' && buffer[at + 1] == 'i') {
            return NO;
        }
        while (at < limit && (buffer[at] >= 'a' && buffer[at] <= 'z' || buffer[at] == '_')) {
            at++;
        }
        return at <= limit - 2 && buffer[at] == '"' && buffer[at + 1] == ':' ? at + 2 : NO;
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }
}
