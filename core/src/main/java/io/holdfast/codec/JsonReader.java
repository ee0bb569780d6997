package io.holdfast.codec;

import java.util.Objects;

/**
 * Reads one JSON document (RFC 8259) out of bytes, value by value, in the order of the document.
 *
 * <p>Made for frames of an exchange that may hold anything: field order, white space, unknown and repeated fields,
 * escapes and non-ASCII text are read as the RFC says, and nothing that arrives makes it throw, recurse, loop or
 * allocate. One reader is wrapped around frame after frame:
 *
 * <pre>{@code
 * private static final FieldNames FIELDS = FieldNames.of("s", "b", "a");
 *
 * boolean onFrame(byte[] buffer, int offset, int length) {
 *     reader.wrap(buffer, offset, length);
 *     reader.beginObject();
 *     while (reader.nextField()) {
 *         switch (reader.field(FIELDS)) {
 *             case 0 -> instrument = symbols.read(reader); // a SymbolTable
 *             case 1 -> {
 *                 reader.readDecimal(); // "25.3519" and 25.3519 alike
 *                 bidMantissa = reader.mantissa();
 *                 bidScale = reader.scale();
 *             }
 *             case 2 -> readLevels(); // beginArray(), then while (nextElement()) ...
 *             default -> {} // whatever is left unread, nextField() skips
 *         }
 *     }
 *     return reader.finish() && reader.misfits() == 0; // only now may the values be acted on
 * }
 * }</pre>
 *
 * <p><b>Errors</b> stick. After the first one every method returns at once with a neutral result ({@code false}, 0,
 * {@link JsonType#END}), so that the loop above ends by itself, and {@link #failed()} tells. Values that were read
 * before are then worthless: a truncated frame may end inside a number. One thing is no error: a decimal that is
 * well-formed and does not fit; {@link #readDecimal()} says so and reading goes on.
 *
 * <p><b>Positions.</b> A value <i>waits</i> after {@link #wrap}, after {@link #nextField()} or {@link #nextElement()}
 * returned true. It may be read once, by the method for its type, or left: the next {@code nextField()} or
 * {@code nextElement()} skips it, nested values included. To come back to a value later, see {@link #skipValue()}.
 *
 * <p><b>Bounds:</b> {@link #MAX_DEPTH}, {@link #MAX_STRING_BYTES}, {@link #MAX_NUMBER_BYTES}. Not thread-safe. Does not
 * allocate, but for {@code String} results and for scratch space that grows to the longest escaped string.
 */
public final class JsonReader {

    /** How many objects and arrays may stand inside each other. */
    public static final int MAX_DEPTH = 32;

    /** The longest string or field name, in bytes of UTF-8 after unescaping. */
    public static final int MAX_STRING_BYTES = 65_536;

    /** The longest number, in bytes. */
    public static final int MAX_NUMBER_BYTES = 64;

    /** What {@link #nextField(FieldNames)} returns when there is no further field. */
    public static final int END_OF_OBJECT = -2;

    static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final StringScanner name = new StringScanner();
    private final StringScanner string = new StringScanner();
    private final DecimalParser decimal = new DecimalParser();
    private final JsonCursor cursor = new JsonCursor(name, string, decimal);

    private int valueOffset;
    private int valueLength;
    private int misfits;

    /** Makes a reader that has nothing to read yet: {@link #wrap} comes first. */
    public JsonReader() {}

    /**
     * Starts on another document; forgets the former one and its error.
     *
     * @param buffer read in place, not copied; must not change until the reader is done with it
     */
    public void wrap(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        cursor.wrap(buffer, offset, length);
        name.clear();
        string.clear();
        decimal.reset();
        valueOffset = offset;
        valueLength = 0;
        misfits = 0;
    }

    /** {@return the type of the waiting value, by its first byte; {@link JsonType#END} if none waits} */
    public JsonType peek() {
        return cursor.peek();
    }

    /** Enters the waiting object; another type is {@link JsonError#UNEXPECTED_TYPE}. {@return false on error} */
    public boolean beginObject() {
        return cursor.startsWith('{') && cursor.open(true);
    }

    /** Enters the waiting array; another type is {@link JsonError#UNEXPECTED_TYPE}. {@return false on error} */
    public boolean beginArray() {
        return cursor.startsWith('[') && cursor.open(false);
    }

    /**
     * Goes to the next field of the innermost object; skips the value of the last one if it was not read.
     *
     * @return false at the end of the object, which is left then, and on error
     */
    public boolean nextField() {
        return cursor.isInside(true) && skipUnread() && cursor.toField();
    }

    /**
     * As {@link #nextField()} and {@link #field} in one, which is quicker where fields stand in the order of
     * {@code names}.
     *
     * @return the number of the field's name; {@link FieldNames#UNKNOWN} for any other; {@link #END_OF_OBJECT} at the
     *     end of the object, which is left then, and on error
     */
    public int nextField(FieldNames names) {
        return cursor.isInside(true) && skipUnread() ? cursor.toField(names) : END_OF_OBJECT;
    }

    /**
     * Goes to the next element of the innermost array; skips the last one if it was not read.
     *
     * @return false at the end of the array, which is left then, and on error
     */
    public boolean nextElement() {
        return cursor.isInside(false) && skipUnread() && cursor.toElement();
    }

    /** Skips what is left of the innermost object or array and leaves it. {@return false on error} */
    public boolean leave() {
        if (cursor.depth() == 0) {
            return cursor.failWrongCall();
        }
        return skipUnread() && cursor.skipTo(cursor.depth() - 1);
    }

    /**
     * Checks the document to its end, skipping whatever was not read.
     *
     * @return whether all of it was one well-formed document and nothing follows but white space
     */
    public boolean finish() {
        return skipUnread() && cursor.skipTo(0) && cursor.isAtEnd();
    }

    /** {@return the number of the current field's name among {@code names}, or {@link FieldNames#UNKNOWN}} */
    public int field(FieldNames names) {
        if (cursor.failed()) {
            return FieldNames.UNKNOWN;
        }
        final int number = names.numberOf(cursor.nextGuess(), name.bytes(), name.offset(), name.length());
        if (number >= 0) {
            cursor.nextGuess(number + 1);
        }
        return number;
    }

    /** {@return whether the current field has this name, given in UTF-8} */
    public boolean fieldIs(byte[] expected) {
        return !cursor.failed() && name.contentEquals(expected);
    }

    /** {@return the current field's name, until the next field of any object; allocates, for cold paths} */
    public String fieldText() {
        return name.text();
    }

    /**
     * Reads the waiting string; another type is {@link JsonError#UNEXPECTED_TYPE}. Its content, unescaped and valid
     * UTF-8, stands in {@link #stringBytes()} until the next call that reads or skips a value.
     *
     * @return false on error
     */
    public boolean readString() {
        return cursor.startsWith('"') && cursor.scanString();
    }

    /** {@return the array in which the last string stands: the frame itself, or scratch space if it had escapes} */
    public byte[] stringBytes() {
        return string.bytes();
    }

    /** {@return where in {@link #stringBytes()} the last string begins} */
    public int stringOffset() {
        return string.offset();
    }

    /** {@return length of the last string in bytes of UTF-8; 0 after an error} */
    public int stringLength() {
        return string.length();
    }

    /** {@return whether the last string read has this content, given in UTF-8} */
    public boolean stringEquals(byte[] expected) {
        return !cursor.failed() && string.contentEquals(expected);
    }

    /** {@return the last string read; allocates, for cold paths} */
    public String stringText() {
        return string.text();
    }

    /**
     * Reads the waiting string as {@link #readString} does. {@return it; empty on error; allocates, for cold paths}
     */
    public String readText() {
        return readString() ? string.text() : "";
    }

    /**
     * Reads the waiting integer, without fraction or exponent. Ids that exchanges write as strings, or that may exceed
     * {@code long}, are better read by {@link #readDecimal()}.
     *
     * @return 0 on error: {@link JsonError#NOT_AN_INTEGER}, {@link JsonError#INTEGER_OUT_OF_RANGE}, or another type
     */
    public long readLong() {
        if (!cursor.startsWithNumber() || !cursor.scanNumber()) {
            return 0;
        }
        if (!decimal.isPlainInteger()) {
            cursor.fail(JsonError.NOT_AN_INTEGER, cursor.position());
        } else if (decimal.fit() != DecimalFit.EXACT) {
            cursor.fail(JsonError.INTEGER_OUT_OF_RANGE, cursor.position());
        }
        return cursor.failed() ? 0 : decimal.mantissa();
    }

    /** Reads the waiting {@code true} or {@code false}. {@return its value; false on error} */
    public boolean readBoolean() {
        if (cursor.isBefore('t')) {
            return cursor.scanLiteral(TRUE);
        }
        if (cursor.startsWith('f')) {
            cursor.scanLiteral(FALSE);
        }
        return false;
    }

    /** Takes the waiting value if it is {@code null}; any other value keeps waiting. {@return whether it was} */
    public boolean readNull() {
        return cursor.isBefore('n') && cursor.scanLiteral(NULL);
    }

    /**
     * Reads the waiting number, or the waiting string that holds a decimal, exactly as written, trailing zeros included
     * (see {@link DecimalParser}). The result stands in {@link #mantissa()} and {@link #scale()}.
     *
     * <p>A decimal that does not fit, and a string that is none, is no error of the document: the value counts as
     * read, {@link #decimalFit()} says why, {@link #misfits()} counts it, mantissa and scale are 0.
     *
     * @return whether it fits exactly
     */
    public boolean readDecimal() {
        if (cursor.isBefore('"')) {
            return cursor.scanQuotedDecimal()
                    || cursor.scanString()
                            && countMisfit(decimal.parse(string.bytes(), string.offset(), string.length()));
        }
        return cursor.startsWithNumber() && cursor.scanNumber() && countMisfit(decimal.fit() == DecimalFit.EXACT);
    }

    /** {@return the digits of the last decimal, without the point; 0 if it did not fit} */
    public long mantissa() {
        return decimal.mantissa();
    }

    /** {@return how many digits of the last decimal stand behind the point; 0 to 18} */
    public int scale() {
        return decimal.scale();
    }

    /** {@return how the last decimal fitted} */
    public DecimalFit decimalFit() {
        return decimal.fit();
    }

    /** {@return how many decimals of this document did not fit; to be looked at once, at the end} */
    public int misfits() {
        return misfits;
    }

    /**
     * Skips the waiting value, nested ones included, checking it as thoroughly as reading would. Its place is kept in
     * {@link #valueOffset()} and {@link #valueLength()}: when it can only be understood after a later field, wrap a
     * second reader around that range of {@link #buffer()} then. Values that {@link #nextField()} and the like skip
     * by themselves change that place too, so note it at once.
     *
     * @return false on error
     */
    public boolean skipValue() {
        valueLength = 0;
        final int outer = cursor.depth();
        if (!cursor.isWaiting()) {
            return false;
        }
        valueOffset = cursor.skipSpace();
        if (!cursor.skipToken() || !cursor.skipTo(outer)) {
            return false;
        }
        valueLength = cursor.position() - valueOffset;
        return true;
    }

    /** {@return the array that was wrapped} */
    public byte[] buffer() {
        return cursor.buffer();
    }

    /** {@return where in {@link #buffer()} the last skipped value begins} */
    public int valueOffset() {
        return valueOffset;
    }

    /** {@return length of the last skipped value in bytes; 0 after an error} */
    public int valueLength() {
        return valueLength;
    }

    /** {@return whether an error has ended the reading} */
    public boolean failed() {
        return cursor.failed();
    }

    /** {@return the first error of this document, or {@link JsonError#NONE}} */
    public JsonError error() {
        return cursor.error();
    }

    /** {@return where the error was noticed, in bytes from the beginning of the document; 0 without an error} */
    public int errorOffset() {
        return cursor.errorOffset();
    }

    /** {@return the error, its place and the printable ASCII around it, on one line; allocates, for logs} */
    public String describeError() {
        return cursor.describeError();
    }

    private boolean skipUnread() {
        return !cursor.hasWaiting() || skipValue();
    }

    private boolean countMisfit(boolean fits) {
        misfits += fits ? 0 : 1;
        return fits;
    }
}
