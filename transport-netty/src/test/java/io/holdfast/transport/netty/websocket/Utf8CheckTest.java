package io.holdfast.transport.netty.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {

    private final Utf8Check check = new Utf8Check();

    @Property
    void itAgreesWithTheJdkOnAnyBytes(@ForAll @Size(max = 40) byte[] bytes, @ForAll @IntRange(max = 40) int cut) {
        final int at = Math.min(cut, bytes.length);
        final Utf8Check inTwo = new Utf8Check();

        assertThat(new Utf8Check().isText(bytes, 0, bytes.length)).isEqualTo(jdkAccepts(bytes));
        assertThat(inTwo.accepts(bytes, 0, at) && inTwo.accepts(bytes, at, bytes.length - at) && inTwo.isComplete())
                .isEqualTo(jdkAccepts(bytes));
    }

    @Property
    void everyStringWithoutLoneSurrogatesPasses(@ForAll String text) {
        final byte[] bytes = text.getBytes(UTF_8); // lone surrogates become question marks

        assertThat(new Utf8Check().isText(bytes, 0, bytes.length)).isTrue();
    }

    @Test
    void everySequenceOfThreeBytesIsJudgedAsTheJdkDoes() {
        final byte[] bytes = new byte[3];
        for (int i = 0xc000; i < 0xf_ffff; i += 7) {
            bytes[0] = (byte) (i >> 12);
            bytes[1] = (byte) (i >> 4);
            bytes[2] = (byte) (0x80 | i & 0x7f);
            if (check.isText(bytes, 0, 3) != jdkAccepts(bytes)) {
                throw new AssertionError(Integer.toHexString(i));
            }
        }
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
