package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    private static final FieldNames FIELDS = FieldNames.of("u", "s", "b", "B", "a", "A");
    private static final int SYMBOL = 1;
    private static final int BID = 2;
    private static final int ASK_SIZE = 5;

    private final JsonReader reader = new JsonReader();

    @Test
    void fieldsAreFoundInAnyOrderAndUnknownOnesAreSkipped() {
        read("{ \"A\" : \"40.66000000\", \"x\":[1,{\"b\":\"9\"}], \"s\":\"BNBUSDT\",\"b\":\"25.35190000\"\r\n}\t");

        final StringBuilder seen = new StringBuilder();
        assertThat(reader.beginObject()).isTrue();
        while (reader.nextField()) {
            switch (reader.field(FIELDS)) {
                case SYMBOL -> {
                    assertThat(reader.readString()).isTrue();
                    seen.append(reader.stringText()).append(' ');
                }
                case BID, ASK_SIZE -> {
                    assertThat(reader.readDecimal()).isTrue();
                    seen.append(reader.mantissa())
                            .append('@')
                            .append(reader.scale())
                            .append(' ');
                }
                default -> seen.append('?');
            }
        }

        assertThat(reader.finish()).isTrue();
        assertThat(seen).hasToString("4066000000@8 ?BNBUSDT 2535190000@8 ");
    }

    @Test
    void aRepeatedFieldIsDeliveredEachTime() {
        read("{\"u\":1,\"u\":2,\"s\":\"\",\"u\":3}");

        long sum = 0;
        reader.beginObject();
        while (reader.nextField()) {
            sum = sum * 10 + (reader.field(FIELDS) == 0 ? reader.readLong() : 0);
        }

        assertThat(sum).isEqualTo(1203);
    }

    @Test
    void aFieldNameWithEscapesIsTheSameName() {
        read("{\"\\u0073\":1}");
        reader.beginObject();
        reader.nextField();

        assertThat(reader.field(FIELDS)).isEqualTo(SYMBOL);
        assertThat(reader.fieldIs(bytes("s"))).isTrue();
        assertThat(reader.fieldText()).isEqualTo("s");
    }

    @Test
    void aNameOutlivesTheValueThatIsRead() {
        read("{\"a\\/b\":\"c\\/d\"}");
        reader.beginObject();
        reader.nextField();
        reader.readString();

        assertThat(reader.fieldText()).isEqualTo("a/b");
        assertThat(reader.stringText()).isEqualTo("c/d");
    }

    @Test
    void aStringWithoutEscapesIsReadInPlace() {
        final byte[] frame = bytes("[\"btcusdt@trade\",\"\\\"\"]");
        reader.wrap(frame, 0, frame.length);
        reader.beginArray();
        reader.nextElement();

        assertThat(reader.readString()).isTrue();
        assertThat(reader.stringBytes()).isSameAs(frame);
        assertThat(reader.stringOffset()).isEqualTo(2);
        assertThat(reader.stringLength()).isEqualTo(13);
        assertThat(reader.stringEquals(bytes("btcusdt@trade"))).isTrue();

        reader.nextElement();
        assertThat(reader.readString()).isTrue();
        assertThat(reader.stringBytes()).isNotSameAs(frame);
        assertThat(reader.stringText()).isEqualTo("\"");
    }

    @Test
    void everyEscapeIsUndone() {
        read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\uD83D\\uDE00 这是测试币456 \\u0000\"");

        assertThat(reader.readString()).isTrue();
        assertThat(reader.stringText()).isEqualTo("\"\\/\b\f\n\r\tA\u00e9\u20ac\ud83d\ude00 这是测试币456 \0");
    }

    @Test
    void aValueCanBeReadAfterALaterField() {
        read("{\"data\": {\"b\":\"1.50\"} ,\"stream\":\"btcusdt@bookTicker\"}");
        final JsonReader data = new JsonReader();

        int offset = 0;
        int length = 0;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.fieldIs(bytes("data"))) {
                reader.skipValue();
                offset = reader.valueOffset();
                length = reader.valueLength();
            }
        }
        assertThat(reader.finish()).isTrue();
        data.wrap(reader.buffer(), offset, length);

        assertThat(data.beginObject()).isTrue();
        assertThat(data.nextField()).isTrue();
        assertThat(data.readDecimal()).isTrue();
        assertThat(data.mantissa()).isEqualTo(150);
        assertThat(data.finish()).isTrue();
    }

    @Test
    void theRestOfAContainerCanBeLeft() {
        read("{\"b\":[[\"1\",\"2\",[3]],[\"4\"]],\"u\":7}");
        reader.beginObject();
        reader.nextField();
        reader.beginArray();
        reader.nextElement();
        reader.beginArray();
        reader.nextElement();
        reader.readDecimal();

        assertThat(reader.leave()).isTrue();
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.leave()).isTrue();

        assertThat(reader.nextField()).isTrue();
        assertThat(reader.readLong()).isEqualTo(7);
        assertThat(reader.nextField()).isFalse();
        assertThat(reader.finish()).isTrue();
    }

    @Test
    void literalsAreRead() {
        read("[true,false,null,1,null]");
        reader.beginArray();

        assertThat(reader.nextElement() && reader.readBoolean()).isTrue();
        assertThat(reader.nextElement() && reader.readBoolean()).isFalse();
        assertThat(reader.nextElement() && reader.readNull()).isTrue();
        assertThat(reader.nextElement() && reader.readNull()).isFalse();
        assertThat(reader.peek()).isEqualTo(JsonType.NUMBER);
        assertThat(reader.readLong()).isEqualTo(1);
        assertThat(reader.finish()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "7, 7",
        "-12, -12",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "999999999999999999, 999999999999999999"
    })
    void integersAreReadUpToTheEndsOfLong(String text, long expected) {
        read(text);

        assertThat(reader.readLong()).isEqualTo(expected);
        assertThat(reader.finish()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775808, INTEGER_OUT_OF_RANGE",
        "13834774380200032777, INTEGER_OUT_OF_RANGE",
        "1.0, NOT_AN_INTEGER",
        "1e3, NOT_AN_INTEGER",
        "true, UNEXPECTED_TYPE"
    })
    void whatIsNoLongIsRefusedAsInteger(String text, JsonError expected) {
        read(text);

        assertThat(reader.readLong()).isZero();
        assertThat(reader.error()).isEqualTo(expected);
    }

    @Test
    void aDecimalThatDoesNotFitIsCountedAndReadingGoesOn() {
        read("[\"99999999999999999999\", 1e-19, \"n/a\", \"\", 1e400, \"0.10\"]");
        reader.beginArray();

        assertThat(nextFit()).isEqualTo(DecimalFit.OVERFLOW);
        assertThat(nextFit()).isEqualTo(DecimalFit.SCALE_OUT_OF_RANGE);
        assertThat(nextFit()).isEqualTo(DecimalFit.NOT_A_DECIMAL);
        assertThat(nextFit()).isEqualTo(DecimalFit.NOT_A_DECIMAL);
        assertThat(nextFit()).isEqualTo(DecimalFit.OVERFLOW);
        assertThat(reader.mantissa()).isZero();
        assertThat(nextFit()).isEqualTo(DecimalFit.EXACT);
        assertThat(reader.mantissa()).isEqualTo(10);
        assertThat(reader.scale()).isEqualTo(2);
        assertThat(reader.finish()).isTrue();
        assertThat(reader.misfits()).isEqualTo(5);
    }

    @Test
    void aDecimalInAStringMayBeEscapedAndHaveLeadingZeros() {
        read("[\"\\u0031.5\",\"000000000\",\"007.50\"]");
        reader.beginArray();

        assertThat(nextFit()).isEqualTo(DecimalFit.EXACT);
        assertThat(reader.mantissa()).isEqualTo(15);
        assertThat(nextFit()).isEqualTo(DecimalFit.EXACT);
        assertThat(nextFit()).isEqualTo(DecimalFit.EXACT);
        assertThat(reader.mantissa()).isEqualTo(750);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "null", "{}", "[]"})
    void aDecimalOfAnotherTypeIsAnError(String text) {
        read(text);

        assertThat(reader.readDecimal()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.UNEXPECTED_TYPE);
        assertThat(reader.decimalFit()).isEqualTo(DecimalFit.UNREADABLE);
        assertThat(reader.misfits()).isZero();
    }

    @Test
    void onlyTheWrappedRangeIsRead() {
        final byte[] frame = bytes("xx{\"a\":[1]}yy");
        reader.wrap(frame, 2, frame.length - 4);

        assertThat(reader.finish()).isTrue();
    }

    private DecimalFit nextFit() {
        assertThat(reader.nextElement()).isTrue();
        reader.readDecimal();
        return reader.decimalFit();
    }

    private void read(String document) {
        final byte[] frame = bytes(document);
        reader.wrap(frame, 0, frame.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
