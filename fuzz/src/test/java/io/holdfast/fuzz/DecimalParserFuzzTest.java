package io.holdfast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.codec.DecimalParser;
import io.holdfast.market.Decimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes: what is taken for a decimal is exactly that number. */
class DecimalParserFuzzTest {

    private final DecimalParser parser = new DecimalParser();

    @MethodSource("io.holdfast.fuzz.Frames#decimals")
    @FuzzTest(maxDuration = "2m")
    void whatIsTakenIsExact(byte[] text) {
        if (!parser.parse(text, 0, text.length)) {
            assertThat(parser.mantissa()).isZero();
            return;
        }
        assertThat(parser.scale()).isBetween(0, Decimal.MAX_SCALE);
        if (parser.mantissa() != 0) { // of a zero the exponent may be beyond what BigDecimal holds
            assertThat(BigDecimal.valueOf(parser.mantissa(), parser.scale()))
                    .isEqualByComparingTo(new BigDecimal(new String(text, StandardCharsets.US_ASCII)));
        }
    }
}
