package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2023-10-06T17:35:55.440295Z, 1696613755440295000",
        "2023-06-23T20:31:26.122969572Z, 1687552286122969572",
        "2023-10-06t17:35:55.4z, 1696613755400000000",
        "1970-01-01T01:00:00+01:00, 0",
        "1969-12-31T18:30:00-05:30, 0",
        "1970-01-01T00:00:00-00:00, 0",
        "1969-12-31T23:59:59.999999999Z, -1",
        "2024-02-29T00:00:00Z, 1709164800000000000"
    })
    void timestampsAreReadToTheNanosecond(String text, long expected) {
        assertThat(parse(text)).isEqualTo(expected);
    }

    @Test
    void aLeapSecondIsTheFirstSecondOfTheNextDay() {
        assertThat(parse("2016-12-31T23:59:60Z")).isEqualTo(parse("2017-01-01T00:00:00Z"));
        assertThat(parse("2016-12-31T23:59:60.5Z")).isEqualTo(parse("2017-01-01T00:00:00.5Z"));
        assertThat(parse("2017-01-01T08:59:60+09:00")).isEqualTo(parse("2017-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2023-10-06",
                "2023-10-06T17:35:55",
                "2023-10-06 17:35:55Z",
                "2023-10-06T17:35Z",
                "2023-10-06T17:35:55.Z",
                "2023-10-06T17:35:55.1234567890Z",
                "2023-10-06T17:35:55,5Z",
                "2023-13-06T17:35:55Z",
                "2023-00-06T17:35:55Z",
                "2023-10-00T17:35:55Z",
                "2023-10-32T17:35:55Z",
                "2023-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2023-04-31T00:00:00Z",
                "2023-10-06T24:00:00Z",
                "2023-10-06T17:60:55Z",
                "2023-10-06T17:35:61Z",
                "2023-10-06T17:35:60Z",
                "2023-10-06T17:35:55+24:00",
                "2023-10-06T17:35:55+01:60",
                "2023-10-06T17:35:55+0100",
                "2023-10-06T17:35:55Z ",
                "2023-10-06T17:35:55ZZ",
                "2023-1a-06T17:35:55Z",
                "20a3-10-06T17:35:55Z",
                "2a23-10-06T17:35:55Z",
                "1677-12-31T23:59:59Z",
                "2262-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "+023-10-06T17:35:55Z",
                "2023-06-23 20:31:56.121961769 +0000 UTC m=+91717.525857105"
            })
    void anythingElseIsRefused(String text) {
        assertThat(parse(text)).isEqualTo(Rfc3339.INVALID);
    }

    @Property(tries = 20_000, seed = "20261124")
    void itAgreesWithTheJdk(
            @ForAll @LongRange(min = -9_200_000_000L, max = 9_200_000_000L) long second,
            @ForAll @IntRange(min = 0, max = 999_999_999) int nano,
            @ForAll @IntRange(min = -17 * 60, max = 17 * 60) int zoneMinutes) {
        final OffsetDateTime time =
                Instant.ofEpochSecond(second, nano).atOffset(ZoneOffset.ofTotalSeconds(zoneMinutes * 60));
        final String text = String.format(
                "%04d-%02d-%02dT%02d:%02d:%02d.%09d%s",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getNano(),
                time.getOffset().getId());

        assertThat(parse(text)).as(text).isEqualTo(TimeUnit.SECONDS.toNanos(second) + nano);
    }

    @Property(tries = 50_000, seed = "20261124")
    void noByteInAnyPlaceMakesItThrow(
            @ForAll @IntRange(min = 0, max = 34) int at, @ForAll @ByteRange(min = -128) byte other) {
        final byte[] text = "2023-10-06T17:35:55.123456789+01:00".getBytes(UTF_8);
        text[at] = other;
        Rfc3339.parse(text, 0, text.length);
        for (int length = 0; length < text.length; length++) {
            Rfc3339.parse(java.util.Arrays.copyOf(text, length), 0, length);
        }
    }

    private static long parse(String text) {
        final byte[] bytes = ("9" + text + "9").getBytes(UTF_8); // neighbours that must not be read
        return Rfc3339.parse(bytes, 1, bytes.length - 2);
    }
}
