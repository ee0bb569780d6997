package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives: no exception, no hang, and a clear answer. */
class JsonReaderHostileInputTest {

    private static final FieldNames NAMES = FieldNames.of("a", "b", "price", "BTC/USD");

    private final SymbolTable symbols = new SymbolTable();
    private final TickerDecoder decoder = new TickerDecoder(symbols);
    private final JsonReader reader = new JsonReader();

    static Stream<String> frames() {
        return Frames.all();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameCutAnywhereIsRefused(String frame) {
        final byte[] bytes = frame.getBytes(UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            final byte[] cut = Arrays.copyOf(bytes, length); // nothing behind it that could be read by mistake
            assertThat(decoder.ticker(cut, 0, length)).isFalse();
            assertThat(decoder.trade(cut, 0, length)).isFalse();
            assertThat(decoder.reader.failed()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameWithAnyByteReplacedIsReadToAnEnd(String frame) {
        final byte[] bytes = frame.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at++) {
            final byte original = bytes[at];
            for (int other = 0; other < 256; other += bytes.length > 600 ? 7 : 1) {
                bytes[at] = (byte) other;
                decoder.ticker(bytes, 0, bytes.length);
                decoder.trade(bytes, 0, bytes.length);
                decoder.reader.describeError();
            }
            bytes[at] = original;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{\"a\":", "[{\"a\":[", "\"\\u0041", "\"é", "1", "-", "1.", "1e", "\\", " ", "\0", "[1,"})
    void aMegabyteOfTheSameEndsInTime(String unit) {
        final byte[] bytes = unit.repeat(1_000_000 / unit.length()).getBytes(UTF_8);
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 10; i++) {
                reader.wrap(bytes, 0, bytes.length);
                assertThat(reader.finish()).isFalse();
                decoder.ticker(bytes, 0, bytes.length);
            }
        });
    }

    @Test
    void aLongArrayAtTheDepthBoundEndsInTime() {
        final int inner = JsonReader.MAX_DEPTH - 1;
        final String one = "[".repeat(inner) + "]".repeat(inner);
        final byte[] bytes = ("[" + (one + ",").repeat(20_000) + "1]").getBytes(UTF_8);
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            reader.wrap(bytes, 0, bytes.length);
            assertThat(reader.finish()).isTrue();
        });
    }

    @Property(tries = 50_000, shrinking = ShrinkingMode.OFF, seed = "20261124")
    void noOrderOfCallsMakesTheReaderThrowOrLoop(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomJson json = new RandomJson(seed);
        final byte[] document = random.nextBoolean() ? json.document() : json.corrupted();
        reader.wrap(document, 0, document.length);
        for (int i = 0; i < 60; i++) {
            call(random.nextInt(19));
        }

        final boolean whole = reader.finish();
        assertThat(whole).isEqualTo(!reader.failed()).isEqualTo(reader.error() == JsonError.NONE);
        assertThat(reader.errorOffset()).isBetween(0, document.length);
        assertThat(reader.describeError()).isNotEmpty();
    }

    private void call(int which) {
        switch (which) {
            case 0, 1 -> reader.beginObject();
            case 2, 3 -> reader.beginArray();
            case 4, 5 -> reader.nextField();
            case 6, 7 -> reader.nextElement();
            case 8 -> reader.leave();
            case 9 -> reader.field(NAMES);
            case 10 -> reader.fieldText();
            case 11 -> reader.readString();
            case 12 -> reader.stringText();
            case 13 -> reader.readLong();
            case 14 -> reader.readBoolean();
            case 15 -> reader.readNull();
            case 16 -> reader.readDecimal();
            case 17 -> reader.skipValue();
            default -> reader.peek();
        }
    }
}
