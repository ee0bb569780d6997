package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.market.Decimal;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalParserTest {

    private final DecimalParser parser = new DecimalParser();

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0.10, 10, 2",
        "-0.0500, -500, 4",
        "25.35190000, 2535190000, 8",
        "1e-8, 1, 8",
        "5E+3, 5000, 0",
        "1.50e1, 150, 1",
        "1.5e-3, 15, 4",
        "-0.0, 0, 1",
        "0e5, 0, 0",
        "0e-30, 0, 18",
        "0000.5, 5, 1",
        "9223372036854775807, 9223372036854775807, 0",
        "-9223372036854775808, -9223372036854775808, 0",
        "0.000000000000000001, 1, 18",
        "9.223372036854775807, 9223372036854775807, 18",
        "1000e-20, 10, 18",
        "1.0000000000000000000, 1000000000000000000, 18",
        "12345678901234567.000, 1234567890123456700, 2",
        "9e18, 9000000000000000000, 0",
        "00000000000000000000000000001.5, 15, 1",
        "1e0000000000000000000000000000000000000003, 1000, 0"
    })
    void everyFormIsReadExactly(String text, long mantissa, int scale) {
        assertThat(parse(text)).isTrue();
        assertThat(parser.mantissa()).isEqualTo(mantissa);
        assertThat(parser.scale()).isEqualTo(scale);
        assertThat(Decimal.parse(text)).isEqualTo(new Decimal(mantissa, scale));
    }

    /** {@link BigDecimal} gives up here, and the sign of the number must not be taken for that of the exponent. */
    @ParameterizedTest
    @CsvSource({
        "-0.00E90001000060000, 0",
        "0.00E90001000060000, 0",
        "-0e+99999999999, 0",
        "-0.00E-90001000060000, 18",
        "0E-90001000060000, 18",
        "-0.000e-2147483649, 18"
    })
    void aZeroIsZeroWhateverItsExponent(String text, int scale) {
        assertThat(parse(text)).isTrue();
        assertThat(parser.mantissa()).isZero();
        assertThat(parser.scale()).isEqualTo(scale);
        assertThat(DecimalOracle.fit(text)).isEqualTo(BigDecimal.valueOf(0, scale));
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775808, OVERFLOW",
        "-9223372036854775809, OVERFLOW",
        "1e19, OVERFLOW",
        "1e999999999999, OVERFLOW",
        "99999999999999999999.5, OVERFLOW",
        "1e-19, SCALE_OUT_OF_RANGE",
        "0.0000000000000000001, SCALE_OUT_OF_RANGE",
        "1e-999999999999, SCALE_OUT_OF_RANGE"
    })
    void whatDoesNotFitSaysWhy(String text, DecimalFit expected) {
        assertThat(parse(text)).isFalse();
        assertThat(parser.fit()).isEqualTo(expected);
        assertThat(parser.mantissa()).isZero();
        assertThat(parser.scale()).isZero();
        assertThatThrownBy(() -> Decimal.parse(text)).hasMessageStartingWith("decimal: \"" + text + "\" (expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                ".5",
                "1.",
                "1.e5",
                "1e",
                "1e+",
                " 1",
                "1 ",
                "1.2.3",
                "--1",
                "0x10",
                "NaN",
                "Infinity",
                "1_000",
                "1,5",
                "١",
                "1f",
                "1e5.5"
            })
    void whatIsNoDecimalIsRefused(String text) {
        assertThat(parse(text)).isFalse();
        assertThat(parser.fit()).isEqualTo(DecimalFit.NOT_A_DECIMAL);
        assertThatThrownBy(() -> Decimal.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 50_000, shrinking = ShrinkingMode.OFF)
    void numbersAreReadAsBigDecimalReadsThem(@ForAll long seed) {
        final String text = new RandomJson(seed).number();
        final BigDecimal expected = DecimalOracle.fit(text);

        assertThat(parse(text)).as(text).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(BigDecimal.valueOf(parser.mantissa(), parser.scale()))
                    .as(text)
                    .isEqualTo(expected);
            assertThat(Decimal.parse(text).toBigDecimal()).as(text).isEqualTo(expected);
        }
    }

    @Property(tries = 5_000)
    void whatIsWrittenIsReadBack(@ForAll long mantissa, @ForAll @IntRange(min = 0, max = 18) int scale) {
        final String text = new Decimal(mantissa, scale).toString();

        assertThat(parse(text)).isTrue();
        assertThat(parser.mantissa()).isEqualTo(mantissa);
        assertThat(parser.scale()).isEqualTo(scale);
    }

    @Property(tries = 20_000)
    void anyTextIsTakenOrRefusedAsTheGrammarSays(
            @ForAll @StringLength(max = 8) @CharRange(from = '+', to = '9') String text, @ForAll boolean exponent) {
        final String candidate = exponent ? text.replace('/', 'e') : text;
        final boolean valid = candidate.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

        parse(candidate);
        assertThat(parser.fit() != DecimalFit.NOT_A_DECIMAL).isEqualTo(valid);
    }

    private boolean parse(String text) {
        final byte[] bytes = ("1" + text + "1").getBytes(UTF_8); // neighbours that must not be read
        return parser.parse(bytes, 1, bytes.length - 2);
    }
}
