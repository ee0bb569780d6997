package io.holdfast.codec;

/** Whether a decimal on the wire could be held exactly as mantissa and scale, and if not, why. */
public enum DecimalFit {

    /** Held exactly. */
    EXACT,
    /** A decimal, but its digits go beyond a {@code long}. */
    OVERFLOW,
    /** A decimal, but it needs more digits behind the point than {@code Decimal.MAX_SCALE}. */
    SCALE_OUT_OF_RANGE,
    /** A JSON string whose content is no decimal, or is longer than {@link JsonReader#MAX_NUMBER_BYTES}. */
    NOT_A_DECIMAL,
    /** The reader had failed before, or failed here; see {@link JsonReader#error()}. */
    UNREADABLE
}
