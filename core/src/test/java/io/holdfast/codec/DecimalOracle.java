package io.holdfast.codec;

import io.holdfast.market.Decimal;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What our decimals ought to be, worked out with {@link BigDecimal} in the plainest way. */
final class DecimalOracle {

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);

    private DecimalOracle() {}

    /** {@return the number at the scale nearest to the written one at which it fits exactly; null if there is none} */
    static @Nullable BigDecimal fit(String text) {
        final BigDecimal written;
        try {
            written = new BigDecimal(text);
        } catch (NumberFormatException e) { // an exponent beyond int
            return text.matches("-?[0.]+[eE].*") ? zero(text.matches(".*[eE]-.*") ? Decimal.MAX_SCALE : 0) : null;
        }
        if (written.signum() == 0) {
            return zero(written.scale());
        }
        if (Math.abs((long) written.scale()) > 1_000) { // nothing of 64 characters comes back from there
            return null;
        }
        for (int scale = Math.max(0, Math.min(Decimal.MAX_SCALE, written.scale())); scale >= 0; scale--) {
            if (written.stripTrailingZeros().scale() > scale) {
                return null;
            }
            final BigDecimal scaled = written.setScale(scale);
            final BigDecimal mantissa = scaled.movePointRight(scale);
            if (mantissa.compareTo(MOST) <= 0 && mantissa.compareTo(LEAST) >= 0) {
                return scaled;
            }
        }
        return null;
    }

    private static BigDecimal zero(int scale) {
        return BigDecimal.ZERO.setScale(Math.max(0, Math.min(Decimal.MAX_SCALE, scale)));
    }
}
