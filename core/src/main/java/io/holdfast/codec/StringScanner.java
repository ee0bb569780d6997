package io.holdfast.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the end of a JSON string, checks it, and unescapes it where needed.
 *
 * <p>The result points into the document itself unless the string has escapes; then into a scratch array of this
 * scanner, which grows to at most {@link JsonReader#MAX_STRING_BYTES} and is kept, so that steady state allocates
 * nothing. Not thread-safe.
 */
final class StringScanner {

    private static final int LONGEST_CHARACTER = 4;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = ONES << 7;
    private static final long AFTER_QUOTES = ONES * ('"' + 1);
    private static final long BACKSLASHES = ONES * '\\';

    private byte[] scratch = new byte[256];
    private int size;

    private byte[] bytes = scratch;
    private int offset;
    private int length;
    private JsonError error = JsonError.NONE;
    private int errorAt;

    /**
     * Scans one string.
     *
     * @param from the first byte after the opening quote
     * @return the first byte after the closing quote, or -1; then see {@link #error()}
     */
    int scan(byte[] buffer, int from, int limit) {
        int at = from;
        while (at + Long.BYTES <= limit) {
            final long stops = stopsIn((long) WORD.get(buffer, at));
            if (stops != 0) {
                at += Long.numberOfTrailingZeros(stops) >>> 3;
                break;
            }
            at += Long.BYTES;
        }
        while (at < limit && buffer[at] > '"' && buffer[at] != '\\') { // bytes of longer characters are negative
            at++;
        }
        return at < limit && buffer[at] == '"'
                ? finish(buffer, from, at - from, at)
                : scanSlowly(buffer, from, at, limit);
    }

    /** Takes a range that is known to be a whole string without escapes. */
    void found(byte[] source, int from, int count) {
        bytes = source;
        offset = from;
        length = count;
    }

    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    JsonError error() {
        return error;
    }

    int errorAt() {
        return errorAt;
    }

    boolean contentEquals(byte[] expected) {
        return Arrays.equals(bytes, offset, offset + length, expected, 0, expected.length);
    }

    String text() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    void clear() {
        bytes = scratch;
        offset = 0;
        length = 0;
    }

    /**
     * {@return which of eight bytes may end the fast way: up to the quote in the code, the backslash, or not ASCII; by
     * the highest bit of each} Exact for the lowest of them, which is the first in the buffer.
     */
    private static long stopsIn(long word) {
        final long slashes = word ^ BACKSLASHES;
        return ((word - AFTER_QUOTES) & ~word | (slashes - ONES) & ~slashes | word) & HIGHEST_BITS;
    }

    private int scanSlowly(byte[] buffer, int from, int start, int limit) {
        boolean copying = false;
        int at = start;
        while (at < limit) {
            final byte next = buffer[at];
            if (next == '"') {
                return copying ? finish(scratch, 0, size, at) : finish(buffer, from, at - from, at);
            }
            if (next == '\\') {
                if (!copying) {
                    copying = true;
                    size = 0;
                    append(buffer, from, at - from);
                }
                at = unescape(buffer, at + 1, limit);
                if (at < 0) {
                    return -1;
                }
            } else {
                final int width = next < 0 ? Utf8.width(buffer, at, limit) : 1;
                if (width == 0 || next >= 0 && next < ' ') {
                    return fail(width == 0 ? JsonError.BAD_UTF8 : JsonError.CONTROL_CHARACTER, at);
                }
                if (copying) {
                    append(buffer, at, width);
                }
                at += width;
            }
            if ((copying ? size : at - from) > JsonReader.MAX_STRING_BYTES) {
                return fail(JsonError.STRING_TOO_LONG, at);
            }
        }
        return fail(JsonError.UNEXPECTED_END, limit);
    }

    /** Takes the escape whose letter stands at {@code at}; returns the first byte after it, or -1. */
    private int unescape(byte[] buffer, int at, int limit) {
        if (at >= limit) {
            return fail(JsonError.UNEXPECTED_END, limit);
        }
        final int letter = buffer[at];
        if (letter == 'u') {
            return unescapeUnicode(buffer, at + 1, limit);
        }
        final int plain = switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
        if (plain < 0) {
            return fail(JsonError.BAD_ESCAPE, at);
        }
        appendCharacter(plain);
        return at + 1;
    }

    private int unescapeUnicode(byte[] buffer, int at, int limit) {
        final int unit = hex(buffer, at, limit);
        if (unit < 0) {
            return -1;
        }
        if (!Character.isSurrogate((char) unit)) {
            appendCharacter(unit);
            return at + 4;
        }
        final boolean followed = at + 5 < limit && buffer[at + 4] == '\\' && buffer[at + 5] == 'u';
        if (!Character.isHighSurrogate((char) unit) || !followed) {
            return fail(JsonError.UNPAIRED_SURROGATE, at);
        }
        final int partner = hex(buffer, at + 6, limit);
        if (partner < 0) {
            return -1;
        }
        if (!Character.isLowSurrogate((char) partner)) {
            return fail(JsonError.UNPAIRED_SURROGATE, at);
        }
        appendCharacter(Character.toCodePoint((char) unit, (char) partner));
        return at + 10;
    }

    /** Reads four hexadecimal digits; -1, and failed, where there are none. */
    private int hex(byte[] buffer, int from, int limit) {
        int value = 0;
        for (int at = from; at < from + 4; at++) {
            if (at >= limit) {
                return fail(JsonError.UNEXPECTED_END, limit);
            }
            final int letter = buffer[at] | 0x20; // folds A-F onto a-f; digits have that bit set already
            final int digit = buffer[at] >= '0' && buffer[at] <= '9'
                    ? buffer[at] - '0'
                    : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
            if (digit < 0) {
                return fail(JsonError.BAD_ESCAPE, at);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private void appendCharacter(int codePoint) {
        ensureRoom(LONGEST_CHARACTER);
        if (codePoint < 0x80) {
            scratch[size++] = (byte) codePoint;
            return;
        }
        if (codePoint < 0x800) {
            scratch[size++] = (byte) (0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                scratch[size++] = (byte) (0xE0 | codePoint >> 12);
            } else {
                scratch[size++] = (byte) (0xF0 | codePoint >> 18);
                scratch[size++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            }
            scratch[size++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        }
        scratch[size++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void append(byte[] buffer, int from, int count) {
        ensureRoom(count);
        System.arraycopy(buffer, from, scratch, size, count);
        size += count;
    }

    private void ensureRoom(int count) {
        if (size + count > scratch.length) {
            scratch = Arrays.copyOf(scratch, Math.max(size + count, scratch.length * 2));
        }
    }

    private int finish(byte[] source, int from, int count, int closingQuote) {
        if (count > JsonReader.MAX_STRING_BYTES) {
            return fail(JsonError.STRING_TOO_LONG, closingQuote);
        }
        bytes = source;
        offset = from;
        length = count;
        return closingQuote + 1;
    }

    private int fail(JsonError reason, int at) {
        error = reason;
        errorAt = at;
        return -1;
    }
}
