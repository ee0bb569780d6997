package io.holdfast.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class FrameTextPropertyTest {

    private final FrameText text = new FrameText();

    @Property
    void aDecimalHasExactlyTheDecimalsAskedFor(
            @ForAll long mantissa, @ForAll @IntRange(max = 18) int scale, @ForAll @IntRange(max = 12) int more) {
        text.clear().decimal(mantissa, scale, scale + more);
        assertThat(text.toString())
                .isEqualTo(BigDecimal.valueOf(mantissa, scale)
                        .setScale(scale + more)
                        .toPlainString());
    }

    @Property
    void theShortestDecimalHasNoZeroAtItsEnd(@ForAll long mantissa, @ForAll @IntRange(max = 18) int scale) {
        final BigDecimal value = BigDecimal.valueOf(mantissa, scale).stripTrailingZeros();
        text.clear().shortest(mantissa, scale);
        assertThat(text.toString())
                .isEqualTo(value.scale() < 0 ? value.setScale(0).toPlainString() : value.toPlainString());
    }

    @Property
    void timeIsWrittenAsTheLibraryOfTheJdkWritesIt(
            @ForAll @LongRange(min = -4_000_000_000_000_000_000L, max = 9_000_000_000_000_000_000L) long epochNanos) {
        text.clear().rfc3339(epochNanos, 9);
        assertThat(text.toString())
                .isEqualTo(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'", Locale.ROOT)
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.ofEpochSecond(0, epochNanos)));
    }

    @Example
    void textIsEscapedWhereJsonAsksForIt() {
        text.clear().string("a\"b\\c\n这");
        assertThat(text.toString()).isEqualTo("\"a\\\"b\\\\c\\u000a这\"");
    }
}
