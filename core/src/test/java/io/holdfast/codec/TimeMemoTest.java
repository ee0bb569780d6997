package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimeMemoTest {

    private static final List<String> TIMES = List.of(
            "2026-09-07T01:57:58.894355Z",
            "2026-09-07T01:57:58Z",
            "2026-09-07T01:57:59.1Z",
            "2026-09-07T01:57:00.123456789Z",
            "2026-09-07T01:58:00.12345678Z",
            "2026-09-07T01:57:60Z",
            "2016-12-31T23:59:60Z",
            "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:01Z",
            "1969-12-31T23:59:59.5Z",
            "2026-09-07T01:57:58.1234567890Z",
            "2026-09-07T01:57:58.Z",
            "2026-09-07t01:57:58z",
            "2026-09-07T01:57:58+00:00",
            "2026-09-07T01:57:58.25+02:30",
            "2026-09-07T01:57:5",
            "2026-09-07T01:57:5xZ",
            "2026-09-07T01:57",
            "2026-02-30T01:57:58Z",
            "",
            "2026-09-07T01:57:58.894355ZZ",
            "2026-09-07 01:57:58Z",
            "2026-09-07T01:57:58.89x355Z");

    @Property(tries = 2_000)
    void everyTimeIsWhatItIsWithoutAMemory(@ForAll long seed) {
        final Random random = new Random(seed);
        final TimeMemo memo = new TimeMemo();
        for (int i = 0; i < 20; i++) {
            final byte[] text = TIMES.get(random.nextInt(TIMES.size())).getBytes(UTF_8);
            if (text.length > 0 && random.nextInt(5) == 0) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(128);
            }
            assertThat(memo.parse(text, 0, text.length))
                    .as(new String(text, UTF_8))
                    .isEqualTo(Rfc3339.parse(text, 0, text.length));
        }
    }

    @Property(tries = 500)
    void timesThatGoOnAreReadToTheNanosecond(@ForAll @IntRange(max = 2_000_000_000) int start) {
        final TimeMemo memo = new TimeMemo();
        for (int i = 0; i < 10; i++) {
            final Instant time = Instant.ofEpochSecond(start + i * 13L, i * 111_111_111L % 1_000_000_000);
            final byte[] text = time.toString().getBytes(UTF_8);
            final byte[] within = new byte[text.length + 16];
            System.arraycopy(text, 0, within, 3, text.length);

            assertThat(memo.parse(within, 3, text.length))
                    .isEqualTo(time.getEpochSecond() * 1_000_000_000 + time.getNano());
        }
    }

    @Test
    void bytesThatAreNoTextAtAllAreNoTime() {
        final byte[] nothing = new byte[20];
        nothing[16] = ':';
        nothing[17] = '0';
        nothing[18] = '0';
        nothing[19] = 'Z';

        assertThat(new TimeMemo().parse(nothing, 0, nothing.length)).isEqualTo(Rfc3339.INVALID);
    }
}
