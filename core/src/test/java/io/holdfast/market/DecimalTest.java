package io.holdfast.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

    @ParameterizedTest
    @CsvSource({"0.10, 10, 2", "-3, -3, 0", "0.000, 0, 3", "1.5e-7, 15, 8", "-0.5, -5, 1", "25.35190000, 2535190000, 8"
    })
    void textIsTakenAsWritten(String text, long mantissa, int scale) {
        assertThat(Decimal.parse(text)).isEqualTo(new Decimal(mantissa, scale));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 2, 0.10",
        "-3, 0, -3",
        "0, 3, 0.000",
        "-5, 1, -0.5",
        "5, 18, 0.000000000000000005",
        "-9223372036854775808, 0, -9223372036854775808",
        "-9223372036854775808, 18, -9.223372036854775808",
        "100, 2, 1.00"
    })
    void textIsPlainWithAllItsZeros(long mantissa, int scale, String expected) {
        assertThat(new Decimal(mantissa, scale)).hasToString(expected);
    }

    @Property(seed = "20261124")
    void textAgreesWithBigDecimal(@ForAll long mantissa, @ForAll @IntRange(min = 0, max = 18) int scale) {
        assertThat(new Decimal(mantissa, scale))
                .hasToString(BigDecimal.valueOf(mantissa, scale).toPlainString());
    }

    @Property(tries = 20_000, seed = "20261124")
    void comparingAgreesWithBigDecimal(
            @ForAll long m1,
            @ForAll @IntRange(min = 0, max = 18) int s1,
            @ForAll long m2,
            @ForAll @IntRange(min = 0, max = 18) int s2) {
        final int expected = BigDecimal.valueOf(m1, s1).compareTo(BigDecimal.valueOf(m2, s2));

        assertThat(Integer.signum(Decimal.compare(m1, s1, m2, s2))).isEqualTo(expected);
        assertThat(Integer.signum(Decimal.compare(m2, s2, m1, s1))).isEqualTo(-expected);
    }

    @Property(tries = 20_000, seed = "20261124")
    void neighboursAtOtherScalesAreToldApart(
            @ForAll int m, @ForAll @IntRange(min = 0, max = 9) int s, @ForAll @IntRange(min = 0, max = 9) int up) {
        final long raised = m * Decimal.powerOfTen(up);

        assertThat(Decimal.compare(m, s, raised, s + up)).isZero();
        assertThat(Decimal.compare(m, s, raised + 1, s + up)).isNegative();
        assertThat(Decimal.compare(m, s, raised - 1, s + up)).isPositive();
    }

    @Test
    void equalNumbersOfDifferentFormCompareEqualAndAreNotEqual() {
        final Decimal shorter = Decimal.parse("0.1");
        final Decimal longer = Decimal.parse("0.10");

        assertThat(shorter.compareTo(longer)).isZero();
        assertThat(shorter).isNotEqualTo(longer);
    }

    @Property(tries = 20_000, seed = "20261124")
    void rescalingIsExactOrRefused(
            @ForAll long mantissa,
            @ForAll @IntRange(min = 0, max = 18) int zeros,
            @ForAll @IntRange(min = 0, max = 18) int scale,
            @ForAll @IntRange(min = 0, max = 18) int newScale) {
        final long rounded = mantissa / Decimal.powerOfTen(zeros) * Decimal.powerOfTen(zeros);
        final BigDecimal number = BigDecimal.valueOf(rounded, scale);
        final BigInteger raised = number.movePointRight(newScale).toBigInteger();
        final boolean fits = new BigDecimal(raised).compareTo(number.movePointRight(newScale)) == 0
                && raised.bitLength() < Long.SIZE;

        assertThat(Decimal.canRescale(rounded, scale, newScale)).isEqualTo(fits);
        if (fits) {
            assertThat(Decimal.rescale(rounded, scale, newScale)).isEqualTo(raised.longValueExact());
        } else {
            assertThatThrownBy(() -> Decimal.rescale(rounded, scale, newScale))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("newScale: " + newScale + " (expected: one that holds " + number.toPlainString()
                            + " exactly)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 19, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aScaleOutOfRangeIsRefusedByName(int scale) {
        assertThatThrownBy(() -> new Decimal(1, scale)).hasMessage("scale: " + scale + " (expected: 0 .. 18)");
        assertThatThrownBy(() -> Decimal.rescale(1, 0, scale))
                .hasMessage("newScale: " + scale + " (expected: 0 .. 18)");
    }

    @Test
    void hugeTextIsRefusedWithoutBeingQuoted() {
        assertThatThrownBy(() -> Decimal.parse("1".repeat(65)))
                .hasMessage("decimal: 65 characters (expected: at most 64)");
        assertThatThrownBy(() -> Decimal.parse("1e999999999")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Decimal.parse("1e-999999999")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void zeroIsZeroAtAnyScale() {
        assertThat(Decimal.parse("0.00").isZero()).isTrue();
        assertThat(Decimal.ZERO.isZero()).isTrue();
        assertThat(Decimal.isZero(1)).isFalse();
    }
}
