package io.holdfast.codec;

/** A decimal of the message that is being read, kept until the message is known to be sound. Reused. Not thread-safe. */
public final class DecimalField {

    private long mantissa;
    private int scale;

    /** Makes a field that holds 0. */
    public DecimalField() {}

    /** Reads the waiting decimal as {@link JsonReader#readDecimal} does: 0 if it does not fit or is none. */
    public void read(JsonReader json) {
        json.readDecimal();
        mantissa = json.mantissa();
        scale = json.scale();
    }

    /** Holds 0 again. */
    public void clear() {
        mantissa = 0;
        scale = 0;
    }

    /** {@return the digits, without the point} */
    public long mantissa() {
        return mantissa;
    }

    /** {@return how many of the digits stand behind the point; 0 to 18} */
    public int scale() {
        return scale;
    }

    /** {@return whether it is more than 0} */
    public boolean isPositive() {
        return mantissa > 0;
    }
}
