package io.holdfast.market;

import java.math.BigDecimal;

/**
 * A price or size exactly as the exchange wrote it: {@code mantissa / 10^scale}, so {@code 0.10} is 10 at scale 2.
 *
 * <p>Two kinds of equality, as with {@link BigDecimal}: {@link #equals} asks for the same form ({@code 0.1} and
 * {@code 0.10} differ), {@link #compareTo} for the same number (they do not). The static methods work on the two
 * primitives alone, so that code on the data path needs no objects. Immutable.
 *
 * @param mantissa the digits without the decimal point; any {@code long}
 * @param scale how many of the digits stand behind the point; 0 to {@value #MAX_SCALE}
 */
public record Decimal(long mantissa, int scale) implements Comparable<Decimal> {

    /** The most digits behind the point; 10 to this power still fits a {@code long}. */
    public static final int MAX_SCALE = 18;

    /** The longest text that {@link #parse} reads, in characters. */
    public static final int MAX_TEXT_LENGTH = 64;

    private static final long[] POWERS_OF_TEN = powersOfTen();

    /** Zero without digits behind the point. */
    public static final Decimal ZERO = new Decimal(0, 0);

    public Decimal {
        checkScale("scale", scale);
    }

    /**
     * Reads plain or scientific notation: {@code 0.10}, {@code -3}, {@code 1.5e-7}. Allocates; for configuration and
     * tests, not for frames.
     *
     * <p>The written scale is kept. Only where it does not fit (more than {@value #MAX_SCALE} digits behind the point,
     * or a mantissa beyond {@code long}) are trailing zeros dropped, as far as needed; the number never changes.
     *
     * @throws IllegalArgumentException if the text is no decimal, or cannot be held exactly
     */
    public static Decimal parse(CharSequence text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException(
                    "decimal: " + text.length() + " characters (expected: at most " + MAX_TEXT_LENGTH + ")");
        }
        if (!isDecimal(text)) {
            throw refused(text, "digits with an optional sign -, point and exponent, such as -12.50");
        }
        final BigDecimal written;
        try {
            written = new BigDecimal(text.toString());
        } catch (NumberFormatException e) { // an exponent beyond int, which no long could hold anyway
            throw refused(text, "an exponent that leaves the number in range");
        }
        if (written.signum() == 0) {
            return new Decimal(0, Math.max(0, Math.min(MAX_SCALE, written.scale())));
        }
        return fit(written, text);
    }

    /**
     * Compares two numbers exactly, whatever their scales. Never overflows, never allocates.
     *
     * @return negative, zero or positive as the first is less than, equal to or greater than the second
     */
    public static int compare(long mantissa1, int scale1, long mantissa2, int scale2) {
        if (scale1 == scale2) {
            return Long.compare(mantissa1, mantissa2);
        }
        return scale1 < scale2
                ? compareRaised(mantissa1, scale2 - scale1, mantissa2)
                : -compareRaised(mantissa2, scale1 - scale2, mantissa1);
    }

    /** {@return whether the number is zero, at whatever scale} */
    public static boolean isZero(long mantissa) {
        return mantissa == 0;
    }

    /**
     * Appends plain notation with exactly {@code scale} digits behind the point, such as {@code -0.0500}. Allocates
     * only if the builder has to grow.
     */
    public static void appendTo(StringBuilder target, long mantissa, int scale) {
        if (scale == 0) {
            target.append(mantissa);
            return;
        }
        final long power = powerOfTen(scale);
        if (mantissa < 0) {
            target.append('-');
        }
        target.append(Math.abs(mantissa / power)).append('.'); // after a division by 10 or more abs cannot overflow
        final long fraction = Math.abs(mantissa % power);
        for (int digits = scale - 1; digits > 0 && fraction < powerOfTen(digits); digits--) {
            target.append('0');
        }
        target.append(fraction);
    }

    /** {@return the number as a {@link BigDecimal} of the same scale; allocates, for display and convenience} */
    public static BigDecimal toBigDecimal(long mantissa, int scale) {
        checkScale("scale", scale);
        return BigDecimal.valueOf(mantissa, scale);
    }

    /** {@return whether {@link #rescale(long, int, int)} can express the number at {@code newScale} without loss} */
    public static boolean canRescale(long mantissa, int scale, int newScale) {
        if (newScale <= scale) {
            return mantissa % powerOfTen(scale - newScale) == 0;
        }
        final long power = powerOfTen(newScale - scale);
        return mantissa >= Long.MIN_VALUE / power && mantissa <= Long.MAX_VALUE / power;
    }

    /**
     * Gives the mantissa that means the same number at another scale. Never rounds; allocates only when it refuses.
     *
     * @throws ArithmeticException if digits would be lost or the mantissa would leave {@code long}; see
     *     {@link #canRescale}
     */
    public static long rescale(long mantissa, int scale, int newScale) {
        checkScale("newScale", newScale);
        if (!canRescale(mantissa, scale, newScale)) {
            throw new ArithmeticException("newScale: " + newScale + " (expected: one that holds "
                    + toBigDecimal(mantissa, scale).toPlainString() + " exactly)");
        }
        return newScale <= scale ? mantissa / powerOfTen(scale - newScale) : mantissa * powerOfTen(newScale - scale);
    }

    /** {@return 10 to the given power; 0 to {@value #MAX_SCALE}} */
    public static long powerOfTen(int exponent) {
        return POWERS_OF_TEN[exponent];
    }

    /** {@return whether this is zero, at whatever scale} */
    public boolean isZero() {
        return mantissa == 0;
    }

    /** {@return this number at another scale; refuses as {@link #rescale(long, int, int)} does} */
    public Decimal rescale(int newScale) {
        return newScale == scale ? this : new Decimal(rescale(mantissa, scale, newScale), newScale);
    }

    /** {@return this number as a {@link BigDecimal} of the same scale} */
    public BigDecimal toBigDecimal() {
        return toBigDecimal(mantissa, scale);
    }

    /** Compares as numbers: {@code 0.1} and {@code 0.10} are 0 apart, although {@link #equals} tells them apart. */
    @Override
    public int compareTo(Decimal other) {
        return compare(mantissa, scale, other.mantissa, other.scale);
    }

    /** {@return plain notation with all its trailing zeros, never an exponent} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(24);
        appendTo(text, mantissa, scale);
        return text.toString();
    }

    /** Compares {@code mantissa * 10^power} with {@code other} in 128 bits. */
    private static int compareRaised(long mantissa, int power, long other) {
        final long factor = powerOfTen(power);
        final long high = Math.multiplyHigh(mantissa, factor);
        final long low = mantissa * factor;
        final long otherHigh = other >> 63;
        return high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(low, other);
    }

    private static Decimal fit(BigDecimal written, CharSequence text) {
        final BigDecimal shortest = written.stripTrailingZeros();
        if (shortest.scale() > MAX_SCALE) {
            throw refused(text, "at most " + MAX_SCALE + " digits behind the point");
        }
        // Long.MAX_VALUE has 19 digits; checked before setScale, which would write out the zeros of 1e999999999
        if ((long) shortest.precision() - Math.min(0, shortest.scale()) <= 19) {
            final int least = Math.max(0, shortest.scale());
            for (int scale = Math.max(0, Math.min(MAX_SCALE, written.scale())); scale >= least; scale--) {
                final BigDecimal scaled = written.setScale(scale);
                if (scaled.unscaledValue().bitLength() < Long.SIZE) {
                    return new Decimal(scaled.unscaledValue().longValueExact(), scale);
                }
            }
        }
        throw refused(text, "a number whose digits fit a 64-bit integer");
    }

    private static boolean isDecimal(CharSequence text) {
        final int afterSign = text.length() > 0 && text.charAt(0) == '-' ? 1 : 0;
        int at = skipDigits(text, afterSign);
        boolean valid = at > afterSign;
        if (at < text.length() && text.charAt(at) == '.') {
            final int fraction = at + 1;
            at = skipDigits(text, fraction);
            valid &= at > fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            final boolean signed = at + 1 < text.length() && (text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+');
            final int exponent = at + (signed ? 2 : 1);
            at = skipDigits(text, exponent);
            valid &= at > exponent;
        }
        return valid && at == text.length();
    }

    private static int skipDigits(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static void checkScale(String name, int scale) {
        if (scale < 0 || scale > MAX_SCALE) {
            throw new IllegalArgumentException(name + ": " + scale + " (expected: 0 .. " + MAX_SCALE + ")");
        }
    }

    private static IllegalArgumentException refused(CharSequence text, String expected) {
        return new IllegalArgumentException("decimal: \"" + text + "\" (expected: " + expected + ")");
    }

    private static long[] powersOfTen() {
        final long[] powers = new long[MAX_SCALE + 1];
        powers[0] = 1;
        for (int i = 1; i <= MAX_SCALE; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
