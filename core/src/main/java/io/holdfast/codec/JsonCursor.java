package io.holdfast.codec;

import java.nio.charset.StandardCharsets;

/**
 * The position in a document: which bytes may come next, inside which objects and arrays, and the error that ended it.
 *
 * <p>The grammar behind {@link JsonReader}, which holds what callers see. Loops instead of recursion; the way back out
 * of containers is one bit for each. Not thread-safe, allocates for {@link #describeError()} alone.
 */
final class JsonCursor {

    /** The byte after the last one. */
    private static final int NO_BYTE = -1;

    private static final int EXCERPT_RADIUS = 24;

    /** What the position stands before. */
    private enum Place {
        VALUE,
        FIRST_OF_CONTAINER,
        AFTER_VALUE,
        ERROR
    }

    private final StringScanner name;
    private final StringScanner string;
    private final DecimalParser decimal;
    private final int[] nextGuess = new int[JsonReader.MAX_DEPTH + 1];

    private byte[] buffer = {};
    private int start;
    private int position;
    private int limit;
    private int depth;
    private int objects; // lowest bit: whether the innermost container is an object; then those around it
    private Place place = Place.VALUE;
    private JsonError error = JsonError.NONE;
    private int errorAt;

    JsonCursor(StringScanner name, StringScanner string, DecimalParser decimal) {
        this.name = name;
        this.string = string;
        this.decimal = decimal;
    }

    void wrap(byte[] newBuffer, int offset, int length) {
        buffer = newBuffer;
        start = offset;
        position = offset;
        limit = offset + length;
        depth = 0;
        objects = 0;
        place = Place.VALUE;
        error = JsonError.NONE;
        errorAt = offset;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    int depth() {
        return depth;
    }

    /** {@return which of an object's {@link FieldNames} is likely next: the one after the last that was found} */
    int nextGuess() {
        return nextGuess[depth];
    }

    void nextGuess(int number) {
        nextGuess[depth] = number;
    }

    boolean failed() {
        return place == Place.ERROR;
    }

    JsonError error() {
        return error;
    }

    int errorOffset() {
        return errorAt - start;
    }

    boolean hasWaiting() {
        return place == Place.VALUE;
    }

    boolean isWaiting() {
        return place == Place.VALUE || failWrongCall();
    }

    boolean isInside(boolean object) {
        return depth > 0 && (objects & 1) == (object ? 1 : 0) && place != Place.ERROR || failWrongCall();
    }

    JsonType peek() {
        if (place != Place.VALUE) {
            return JsonType.END;
        }
        final int next = nextByte();
        final JsonType type = typeOf(next);
        if (type == JsonType.END) {
            failUnexpected(next);
        }
        return type;
    }

    /** {@return whether a value waits and begins with this byte; no error if not} */
    boolean isBefore(char first) {
        return place == Place.VALUE && nextByte() == first;
    }

    /** {@return whether a value waits and begins with this byte; an error if not} */
    boolean startsWith(char first) {
        return isBefore(first) || failType();
    }

    boolean startsWithNumber() {
        return place == Place.VALUE && isNumberStart(nextByte()) || failType();
    }

    boolean isAtEnd() {
        return nextByte() == NO_BYTE || fail(JsonError.TRAILING_DATA, position);
    }

    boolean open(boolean object) {
        if (depth == JsonReader.MAX_DEPTH) {
            return fail(JsonError.TOO_DEEP, position);
        }
        position++;
        depth++;
        objects = objects << 1 | (object ? 1 : 0);
        nextGuess[depth] = 0;
        place = Place.FIRST_OF_CONTAINER;
        return true;
    }

    boolean toField() {
        int next = nextByte();
        if (next == '}') {
            return close();
        }
        if (place == Place.AFTER_VALUE) {
            if (next != ',') {
                return failUnexpected(next);
            }
            position++;
            next = nextByte();
        }
        if (next != '"') {
            return failUnexpected(next);
        }
        final int end = name.scan(buffer, position + 1, limit);
        if (end < 0) {
            return fail(name.error(), name.errorAt());
        }
        position = end;
        final int colon = nextByte();
        if (colon != ':') {
            return failUnexpected(colon);
        }
        position++;
        place = Place.VALUE;
        return true;
    }

    /**
     * As {@link #toField()}, for an object of these names: where the next one stands without white space, it is
     * recognised without being scanned. {@return its number; {@link FieldNames#UNKNOWN} for any other name,
     * {@link JsonReader#END_OF_OBJECT} at the end and on error}
     */
    int toField(FieldNames names) {
        final int quote =
                place == Place.AFTER_VALUE && position < limit && buffer[position] == ',' ? position + 1 : position;
        if (quote < limit && buffer[quote] == '"' && (quote > position || place == Place.FIRST_OF_CONTAINER)) {
            final int guess = nextGuess[depth];
            final int end = names.endOfGuess(guess, buffer, quote + 1, limit);
            if (end >= 0) {
                name.found(buffer, quote + 1, end - quote - 3);
                nextGuess[depth] = guess + 1;
                position = end;
                place = Place.VALUE;
                return guess;
            }
        }
        if (!toField()) {
            return JsonReader.END_OF_OBJECT;
        }
        final int number = names.numberOf(nextGuess[depth], name.bytes(), name.offset(), name.length());
        if (number >= 0) {
            nextGuess[depth] = number + 1;
        }
        return number;
    }

    boolean toElement() {
        int next = nextByte();
        if (next == ']') {
            return close();
        }
        if (place == Place.AFTER_VALUE) {
            if (next != ',') {
                return failUnexpected(next);
            }
            position++;
            next = nextByte();
        }
        if (next == ']' || next == NO_BYTE) { // a comma promised an element
            return failUnexpected(next);
        }
        place = Place.VALUE;
        return true;
    }

    /** Goes on until no more than {@code outer} containers are open. */
    boolean skipTo(int outer) {
        while (depth > outer && place != Place.ERROR) {
            final boolean another = (objects & 1) != 0 ? toField() : toElement();
            if (another) {
                skipToken();
            }
        }
        return place != Place.ERROR;
    }

    /** Takes one whole string, number or literal, or enters an object or array. */
    boolean skipToken() {
        return switch (peek()) {
            case OBJECT -> open(true);
            case ARRAY -> open(false);
            case STRING -> scanString();
            case NUMBER -> scanNumber();
            case TRUE -> scanLiteral(JsonReader.TRUE);
            case FALSE -> scanLiteral(JsonReader.FALSE);
            case NULL -> scanLiteral(JsonReader.NULL);
            case END -> false;
        };
    }

    /** Takes the string whose opening quote stands here. */
    boolean scanString() {
        final int end = string.scan(buffer, position + 1, limit);
        return end < 0 ? fail(string.error(), string.errorAt()) : endValue(end);
    }

    /** Takes the string that begins here if it is a plain decimal; false, and nothing taken, for any other. */
    boolean scanQuotedDecimal() {
        final int end = decimal.scanPlain(buffer, position + 1, limit);
        if (end >= 0 && end < limit && buffer[end] == '"') {
            return endValue(end + 1);
        }
        decimal.reset();
        return false;
    }

    /** Takes the number that begins here. */
    boolean scanNumber() {
        final int first = buffer[position] == '-' ? position + 1 : position;
        final int end = decimal.scan(buffer, position, limit);
        if (end < 0) {
            return fail(
                    decimal.faultAt() == limit ? JsonError.UNEXPECTED_END : JsonError.BAD_NUMBER, decimal.faultAt());
        }
        if (end - position > JsonReader.MAX_NUMBER_BYTES) {
            return fail(JsonError.NUMBER_TOO_LONG, position);
        }
        final boolean leadingZero = buffer[first] == '0' && end > first + 1 && isDigit(buffer[first + 1]);
        return leadingZero ? fail(JsonError.BAD_NUMBER, first) : endValue(end);
    }

    /** Takes one of the three literals, known by its first letter. */
    boolean scanLiteral(byte[] literal) {
        for (int i = 1; i < literal.length; i++) {
            if (position + i >= limit) {
                return fail(JsonError.UNEXPECTED_END, limit);
            }
            if (buffer[position + i] != literal[i]) {
                return fail(JsonError.UNEXPECTED_CHARACTER, position + i);
            }
        }
        return endValue(position + literal.length);
    }

    /** Skips white space. {@return the position of what follows} */
    int skipSpace() {
        nextByte();
        return position;
    }

    boolean failWrongCall() {
        return fail(JsonError.WRONG_CALL, position);
    }

    /** Ends the reading unless an earlier error has. {@return false, for the caller to return} */
    boolean fail(JsonError reason, int at) {
        if (place != Place.ERROR) {
            place = Place.ERROR;
            error = reason;
            errorAt = at;
            name.clear();
            string.clear();
            decimal.reset();
        }
        return false;
    }

    String describeError() {
        if (error == JsonError.NONE) {
            return "no error";
        }
        final int from = Math.max(start, errorAt - EXCERPT_RADIUS);
        final int to = Math.min(limit, errorAt + EXCERPT_RADIUS);
        final byte[] excerpt = new byte[to - from];
        for (int i = 0; i < excerpt.length; i++) {
            final byte next = buffer[from + i];
            excerpt[i] = next >= ' ' && next < 0x7F ? next : (byte) '?'; // nothing that could forge a line of a log
        }
        final String text = new String(excerpt, StandardCharsets.US_ASCII);
        return error + " at byte " + errorOffset() + " of " + (limit - start) + ": " + text.substring(0, errorAt - from)
                + " >>> " + text.substring(errorAt - from);
    }

    private boolean close() {
        position++;
        depth--;
        objects >>>= 1;
        place = Place.AFTER_VALUE;
        return false;
    }

    private boolean endValue(int end) {
        position = end;
        place = Place.AFTER_VALUE;
        return true;
    }

    /** Moves to the next byte that is no white space. {@return that byte, 0 to 255, or {@link #NO_BYTE}} */
    private int nextByte() {
        if (position < limit && buffer[position] > ' ') {
            return buffer[position];
        }
        return byteAfterSpace();
    }

    private int byteAfterSpace() {
        while (position < limit) {
            final byte next = buffer[position];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next & 0xFF;
            }
            position++;
        }
        return NO_BYTE;
    }

    /** Fails for a value of the wrong type, for none, or for none waiting. */
    private boolean failType() {
        return isWaiting() && peek() != JsonType.END && fail(JsonError.UNEXPECTED_TYPE, position);
    }

    private boolean failUnexpected(int next) {
        if (next == NO_BYTE) {
            return fail(JsonError.UNEXPECTED_END, limit);
        }
        final boolean byteOrderMark = next == 0xEF
                && position == start
                && limit - start >= 3
                && (buffer[start + 1] & 0xFF) == 0xBB
                && (buffer[start + 2] & 0xFF) == 0xBF;
        return fail(byteOrderMark ? JsonError.BYTE_ORDER_MARK : JsonError.UNEXPECTED_CHARACTER, position);
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }

    private static boolean isNumberStart(int next) {
        return next >= '0' && next <= '9' || next == '-';
    }

    private static JsonType typeOf(int next) {
        return switch (next) {
            case '{' -> JsonType.OBJECT;
            case '[' -> JsonType.ARRAY;
            case '"' -> JsonType.STRING;
            case 't' -> JsonType.TRUE;
            case 'f' -> JsonType.FALSE;
            case 'n' -> JsonType.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> JsonType.NUMBER;
            default -> JsonType.END;
        };
    }
}
