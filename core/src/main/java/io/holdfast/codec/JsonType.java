package io.holdfast.codec;

/** What kind of value a {@link JsonReader} has before it. */
public enum JsonType {

    /** An object; read it with {@link JsonReader#beginObject()}. */
    OBJECT,
    /** An array; read it with {@link JsonReader#beginArray()}. */
    ARRAY,
    /** A string. */
    STRING,
    /** A number. */
    NUMBER,
    /** The literal {@code true}. */
    TRUE,
    /** The literal {@code false}. */
    FALSE,
    /** The literal {@code null}. */
    NULL,
    /** No value waits here: between values, after the document, or after an error. */
    END
}
