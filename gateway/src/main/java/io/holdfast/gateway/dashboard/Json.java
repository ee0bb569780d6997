package io.holdfast.gateway.dashboard;

import io.holdfast.market.Decimal;

/**
 * Writes JSON. Everything outside printable ASCII is escaped, and so is whatever could end a script or an attribute, so
 * that the text is harmless wherever it is put. Confined to one thread.
 */
public final class Json {

    private static final String HEX = "0123456789abcdef";
    private static final int MOST_CODE_POINTS = 256;

    private final StringBuilder out = new StringBuilder(4_096);
    private boolean follows;

    /** Makes an empty text. */
    public Json() {}

    /** Begins an object, as the next value. */
    public Json beginObject() {
        return begin('{');
    }

    /** Ends an object. */
    public Json endObject() {
        return end('}');
    }

    /** Begins an array, as the next value. */
    public Json beginArray() {
        return begin('[');
    }

    /** Ends an array. */
    public Json endArray() {
        return end(']');
    }

    /** Writes the name of the next value. */
    public Json key(String name) {
        separate();
        string(name);
        out.append(':');
        follows = false;
        return this;
    }

    /** Writes a text. */
    public Json text(String value) {
        separate();
        string(value);
        follows = true;
        return this;
    }

    /**
     * Writes a text that somebody else may have written: 256 characters at most, control and direction characters
     * replaced.
     */
    public Json untrusted(String value) {
        return text(harmless(value));
    }

    /** Writes an integer. */
    public Json integer(long value) {
        separate();
        out.append(value);
        follows = true;
        return this;
    }

    /** Writes a number; what is no number becomes null. */
    public Json number(double value) {
        separate();
        if (Double.isFinite(value)) {
            out.append(value);
        } else {
            out.append("null");
        }
        follows = true;
        return this;
    }

    /** Writes a duration as milliseconds with three decimals. */
    public Json millis(long nanos) {
        separate();
        Decimal.appendTo(out, Math.round(nanos / 1e3), 3);
        follows = true;
        return this;
    }

    /** Writes a decimal as a text, with exactly its digits. */
    public Json decimal(long mantissa, int scale) {
        separate();
        out.append('"');
        Decimal.appendTo(out, mantissa, scale);
        out.append('"');
        follows = true;
        return this;
    }

    /** Writes true or false. */
    public Json bool(boolean value) {
        separate();
        out.append(value);
        follows = true;
        return this;
    }

    /** Writes null. */
    public Json nothing() {
        separate();
        out.append("null");
        follows = true;
        return this;
    }

    /** {@return the text so far} */
    @Override
    public String toString() {
        return out.toString();
    }

    /** {@return the text, short, and without characters that could move a cursor or turn a line around} */
    public static String harmless(String value) {
        final StringBuilder clean = new StringBuilder(Math.min(value.length(), MOST_CODE_POINTS));
        value.codePoints()
                .limit(MOST_CODE_POINTS)
                .forEach(point -> clean.appendCodePoint(isHarmless(point) ? point : '·'));
        if (value.codePointCount(0, value.length()) > MOST_CODE_POINTS) {
            clean.append('…');
        }
        return clean.toString();
    }

    private static boolean isHarmless(int point) {
        return !Character.isISOControl(point)
                && Character.getType(point) != Character.FORMAT
                && Character.getType(point) != Character.LINE_SEPARATOR
                && Character.getType(point) != Character.PARAGRAPH_SEPARATOR
                && Character.getType(point) != Character.SURROGATE;
    }

    private Json begin(char bracket) {
        separate();
        out.append(bracket);
        follows = false;
        return this;
    }

    private Json end(char bracket) {
        out.append(bracket);
        follows = true;
        return this;
    }

    private void separate() {
        if (follows) {
            out.append(',');
        }
    }

    private void string(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '&' && c != '\'') {
                out.append(c);
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 0xf));
                }
            }
        }
        out.append('"');
    }
}
