package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ShapeScannerTest {

    private static final int ROOM = 40;

    private final ShapeScanner scan = new ShapeScanner();

    @Property(tries = 5_000)
    void aDecimalIsWhatTheParserMakesOfItOrNone(
            @ForAll @StringLength(max = 24) @CharRange(from = '-', to = '9') String text, @ForAll boolean room) {
        final DecimalParser parser = new DecimalParser();
        final byte[] buffer = wrap(text + "\"", room);
        final int end = scan.decimal(0);

        final boolean parsed = parser.parse(buffer, 0, Math.max(0, end));

        final boolean usual =
                text.matches("\\d+(\\.\\d+)?") && text.replace(".", "").length() <= 18;
        assertThat(end == text.length()).as(text).isEqualTo(usual);
        if (end == text.length()) {
            assertThat(parsed).isTrue();
            assertThat(scan.mantissa()).isEqualTo(parser.mantissa());
            assertThat(scan.scale()).isEqualTo(parser.scale());
        }
    }

    @Property(tries = 2_000)
    void anIntegerIsItsDigits(
            @ForAll @StringLength(max = 22) @CharRange(from = '0', to = '9') String text, @ForAll boolean room) {
        wrap(text + ",", room);
        final boolean usual = text.matches("0|[1-9]\\d{0,17}");

        assertThat(scan.integer(0)).as(text).isEqualTo(usual ? text.length() : ShapeScanner.NO);
        assertThat(scan.number(0)).as(text).isEqualTo(usual ? text.length() : ShapeScanner.NO);
        if (usual) {
            assertThat(scan.mantissa()).isEqualTo(Long.parseLong(text));
            assertThat(scan.scale()).isZero();
        }
    }

    @Property(tries = 2_000)
    void aTextIsFoundWhereItStandsWholeAndNowhereElse(
            @ForAll @StringLength(min = 1, max = 56) @CharRange(from = '"', to = 'c') String text,
            @ForAll @IntRange(max = 60) int shown,
            @ForAll @IntRange(max = 55) int changed,
            @ForAll boolean room) {
        wrap(text.substring(0, Math.min(shown, text.length())), room);
        assertThat(scan.skip(FixedText.of(text), 0))
                .isEqualTo(shown >= text.length() ? text.length() : ShapeScanner.NO);
        assertThat(scan.skip(text.getBytes(US_ASCII), 0))
                .isEqualTo(shown >= text.length() ? text.length() : ShapeScanner.NO);

        final char[] other = text.toCharArray();
        other[changed % other.length]++;
        wrap(new String(other), room);
        assertThat(scan.skip(FixedText.of(text), 0)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.skip(text.getBytes(US_ASCII), 0)).isEqualTo(ShapeScanner.NO);
    }

    @Property(tries = 2_000)
    void aPlainTextEndsAtItsQuoteUnlessSomethingElseThanPrintableAsciiStandsInIt(
            @ForAll @StringLength(max = 20) @CharRange(from = '\u0010', to = '\u0090') String text,
            @ForAll boolean room) {
        wrap(text + "\"", room);
        final int quote = (text + "\"").indexOf('"');
        final boolean plain = text.substring(0, quote).matches("[ -\\[\\]-\\x7f]*");

        assertThat(scan.plainText(0)).as(text).isEqualTo(plain ? quote : ShapeScanner.NO);
    }

    @Test
    void stepsFromNowhereLeadNowhere() {
        wrap("1", false);

        assertThat(scan.integer(ShapeScanner.NO)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.number(ShapeScanner.NO)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.decimal(ShapeScanner.NO)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.plainText(ShapeScanner.NO)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.skip(FixedText.of("1"), ShapeScanner.NO)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.skip(new byte[] {'1'}, ShapeScanner.NO)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.isAt('1', ShapeScanner.NO)).isFalse();
        assertThat(scan.isRepeated(ShapeScanner.NO, 0, 1)).isFalse();
    }

    @Test
    void whatStandsBehindTheFrameIsNoPartOfIt() {
        final byte[] buffer = "123.456\"}   and more of an older frame".getBytes(US_ASCII);
        scan.wrap(buffer, 0, 6);
        assertThat(scan.decimal(0)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.number(0)).isEqualTo(ShapeScanner.NO);
        assertThat(scan.isAt('6', 6)).isFalse();
        scan.wrap(buffer, 0, 7);
        assertThat(scan.decimal(0)).isEqualTo(7);
        assertThat(scan.isEnd(7)).isTrue();
        assertThat(scan.plainText(0)).isEqualTo(ShapeScanner.NO);
    }

    @Test
    void aTextThatIsNoAsciiOrEmptyOrTooLongIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FixedText.of("é")).withMessageContaining("text: \"é\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FixedText.of("x".repeat(57)))
                .withMessageContaining("1 to 56");
        assertThatIllegalArgumentException().isThrownBy(() -> FixedText.of("")).withMessageContaining("expected");
    }

    /** With room behind the frame whole words can be read to its end, without it they cannot. */
    private byte[] wrap(String text, boolean room) {
        final byte[] bytes = text.getBytes(UTF_8);
        final byte[] buffer = Arrays.copyOf(bytes, bytes.length + (room ? ROOM : 0));
        scan.wrap(buffer, 0, bytes.length);
        return buffer;
    }
}
