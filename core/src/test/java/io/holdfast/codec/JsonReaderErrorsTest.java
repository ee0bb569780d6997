package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderErrorsTest {

    private static final FieldNames FIELDS = FieldNames.of("a");

    private final JsonReader reader = new JsonReader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | UNEXPECTED_END | 0",
                "`  ` | UNEXPECTED_END | 2",
                "{\"a\":1 | UNEXPECTED_END | 6",
                "{\"a\" | UNEXPECTED_END | 4",
                "{\"a | UNEXPECTED_END | 3",
                "[1,] | UNEXPECTED_CHARACTER | 3",
                "[,1] | UNEXPECTED_CHARACTER | 1",
                "{,} | UNEXPECTED_CHARACTER | 1",
                "{\"a\":1,} | UNEXPECTED_CHARACTER | 7",
                "{\"a\" 1} | UNEXPECTED_CHARACTER | 5",
                "{a:1} | UNEXPECTED_CHARACTER | 1",
                "[1 2] | UNEXPECTED_CHARACTER | 3",
                "[1} | UNEXPECTED_CHARACTER | 2",
                "{\"a\":1] | UNEXPECTED_CHARACTER | 6",
                "nul | UNEXPECTED_END | 3",
                "nulL | UNEXPECTED_CHARACTER | 3",
                "NaN | UNEXPECTED_CHARACTER | 0",
                "+1 | UNEXPECTED_CHARACTER | 0",
                ".5 | UNEXPECTED_CHARACTER | 0",
                "01 | BAD_NUMBER | 0",
                "-01 | BAD_NUMBER | 1",
                "-x | BAD_NUMBER | 1",
                "- | UNEXPECTED_END | 1",
                "1. | UNEXPECTED_END | 2",
                "1.x | BAD_NUMBER | 2",
                "1e | UNEXPECTED_END | 2",
                "1e+ | UNEXPECTED_END | 3",
                "1ex | BAD_NUMBER | 2",
                "1.5.2 | TRAILING_DATA | 3",
                "1 1 | TRAILING_DATA | 2",
                "{}} | TRAILING_DATA | 2",
                "truex | TRAILING_DATA | 4",
                "\"\\x\" | BAD_ESCAPE | 2",
                "\"\\u12G4\" | BAD_ESCAPE | 5",
                "\"\\ud800\" | UNPAIRED_SURROGATE | 3",
                "\"\\ud800\\u0041\" | UNPAIRED_SURROGATE | 3",
                "\"\\udc00\" | UNPAIRED_SURROGATE | 3",
                "\"\\ud83d\\ud83d\" | UNPAIRED_SURROGATE | 3",
                "\uFEFF{} | BYTE_ORDER_MARK | 0",
            })
    void aMalformedDocumentSaysWhatAndWhere(String text, JsonError expected, int offset) {
        read(text);

        assertThat(reader.finish()).isFalse();
        assertThat(reader.error()).isEqualTo(expected);
        assertThat(reader.errorOffset()).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C080",
                "C1BF",
                "C3",
                "C328",
                "E08080",
                "E282",
                "EDA080",
                "EDBFBF",
                "F0808080",
                "F48FBF",
                "F4908080",
                "F5808080",
                "FE",
                "FF",
                "E228A1",
                "F09F98"
            })
    void bytesThatAreNotUtf8AreRefused(String hex) {
        final byte[] broken = HexFormat.of().parseHex(hex);
        final byte[] frame = new byte[broken.length + 2];
        frame[0] = '"';
        System.arraycopy(broken, 0, frame, 1, broken.length);
        frame[frame.length - 1] = '"';
        reader.wrap(frame, 0, frame.length);

        assertThat(reader.readString()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.BAD_UTF8);
        assertThat(reader.errorOffset()).isEqualTo(1);
    }

    @Test
    void noElementIsAnnouncedWhereACommaIsFollowedByNone() {
        for (final String cut : new String[] {"[1,]", "[1,", "["}) {
            read(cut);
            reader.beginArray();
            int announced = 0;
            while (reader.nextElement()) {
                announced++;
                reader.readLong();
            }
            assertThat(announced).isEqualTo(cut.length() > 1 ? 1 : 0);
            assertThat(reader.failed()).isTrue();
        }
    }

    @Test
    void controlCharactersMustBeEscaped() {
        for (char control = 0; control < ' '; control++) {
            read("\"" + control + "\"");
            assertThat(reader.finish()).isFalse();
            assertThat(reader.error()).isEqualTo(JsonError.CONTROL_CHARACTER);
        }
        read("\"\u007F\"");
        assertThat(reader.finish()).isTrue();
    }

    @Test
    void depthIsBoundedOnBothSides() {
        read("[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH));
        assertThat(reader.finish()).isTrue();

        read("[".repeat(JsonReader.MAX_DEPTH + 1) + "]".repeat(JsonReader.MAX_DEPTH + 1));
        assertThat(reader.finish()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.TOO_DEEP);
        assertThat(reader.errorOffset()).isEqualTo(JsonReader.MAX_DEPTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\n", "é"})
    void stringLengthIsBoundedOnBothSides(String unit) {
        final int unitBytes = unit.equals("é") ? 2 : 1;
        final int units = JsonReader.MAX_STRING_BYTES / unitBytes;

        read("\"" + unit.repeat(units) + "\"");
        assertThat(reader.readString()).isTrue();
        assertThat(reader.stringLength()).isEqualTo(JsonReader.MAX_STRING_BYTES);

        read("\"" + unit.repeat(units + 1) + "\"");
        assertThat(reader.readString()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.STRING_TOO_LONG);
        assertThat(reader.stringLength()).isZero();
    }

    @Test
    void numberLengthIsBoundedOnBothSides() {
        read("1".repeat(JsonReader.MAX_NUMBER_BYTES));
        assertThat(reader.finish()).isTrue();

        read("1".repeat(JsonReader.MAX_NUMBER_BYTES + 1));
        assertThat(reader.finish()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.NUMBER_TOO_LONG);
    }

    @Test
    void afterAnErrorEverythingIsNeutralUntilTheNextDocument() {
        read("{\"a\":tru");
        reader.beginObject();
        reader.nextField();
        assertThat(reader.readBoolean()).isFalse();

        assertThat(reader.failed()).isTrue();
        assertThat(reader.nextField()).isFalse();
        assertThat(reader.nextElement()).isFalse();
        assertThat(reader.field(FIELDS)).isEqualTo(FieldNames.UNKNOWN);
        assertThat(reader.readString()).isFalse();
        assertThat(reader.stringText()).isEmpty();
        assertThat(reader.readLong()).isZero();
        assertThat(reader.readDecimal()).isFalse();
        assertThat(reader.skipValue()).isFalse();
        assertThat(reader.leave()).isFalse();
        assertThat(reader.beginArray()).isFalse();
        assertThat(reader.peek()).isEqualTo(JsonType.END);
        assertThat(reader.finish()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.UNEXPECTED_END);
        assertThat(reader.errorOffset()).isEqualTo(8);

        read("1");
        assertThat(reader.readLong()).isEqualTo(1);
        assertThat(reader.finish()).isTrue();
    }

    @Test
    void aCallAtTheWrongMomentIsAnErrorAndNoException() {
        read("[1]");
        reader.beginArray();
        assertThat(reader.nextField()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.WRONG_CALL);

        read("[1]");
        reader.beginArray();
        reader.readLong();
        assertThat(reader.error()).isEqualTo(JsonError.WRONG_CALL);

        read("1");
        reader.readLong();
        assertThat(reader.leave()).isFalse();
        assertThat(reader.error()).isEqualTo(JsonError.WRONG_CALL);
    }

    @Test
    void theDescriptionOfAnErrorIsOneHarmlessLine() {
        read("{\"a\":\"\u001b[31m\n\"}");
        reader.finish();

        assertThat(reader.describeError()).isEqualTo("CONTROL_CHARACTER at byte 6 of 14: {\"a\":\" >>> ?[31m?\"}");
    }

    private void read(String document) {
        final byte[] frame = document.getBytes(UTF_8);
        reader.wrap(frame, 0, frame.length);
    }
}
