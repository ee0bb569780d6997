package io.holdfast.codec;

/** Why a {@link JsonReader} stopped. The first error stays until the next {@link JsonReader#wrap}. */
public enum JsonError {

    /** No error so far. */
    NONE,
    /** The document ends in the middle of a value; typical of a truncated frame. */
    UNEXPECTED_END,
    /** A byte that RFC 8259 does not allow at this place. */
    UNEXPECTED_CHARACTER,
    /** The document begins with a byte order mark, which RFC 8259 section 8.1 forbids to send. */
    BYTE_ORDER_MARK,
    /** A number that does not follow the grammar of RFC 8259 section 6, such as {@code 01} or {@code 1.}. */
    BAD_NUMBER,
    /** A number of more than {@link JsonReader#MAX_NUMBER_BYTES} bytes. */
    NUMBER_TOO_LONG,
    /** An integer was asked for and the number has a fraction or an exponent. */
    NOT_AN_INTEGER,
    /** An integer was asked for and the number does not fit a {@code long}. */
    INTEGER_OUT_OF_RANGE,
    /** A backslash in a string followed by something that is no escape. */
    BAD_ESCAPE,
    /** An escaped UTF-16 surrogate without its partner; it has no UTF-8 form. */
    UNPAIRED_SURROGATE,
    /** A string with bytes that are not UTF-8: overlong, surrogate, beyond U+10FFFF, stray or cut short. */
    BAD_UTF8,
    /** A control character below U+0020 that stands unescaped in a string. */
    CONTROL_CHARACTER,
    /** A string of more than {@link JsonReader#MAX_STRING_BYTES} bytes after unescaping. */
    STRING_TOO_LONG,
    /** More than {@link JsonReader#MAX_DEPTH} objects and arrays inside each other. */
    TOO_DEEP,
    /** Something other than white space follows the document. */
    TRAILING_DATA,
    /** The document is well-formed so far, but holds another type of value than the one asked for. */
    UNEXPECTED_TYPE,
    /** A call at the wrong moment, such as the next field inside an array: a bug in the caller. */
    WRONG_CALL
}
