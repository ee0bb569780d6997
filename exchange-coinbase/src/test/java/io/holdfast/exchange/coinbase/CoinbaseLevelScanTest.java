package io.holdfast.exchange.coinbase;

import static io.holdfast.exchange.coinbase.CoinbaseHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Channel;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast way and the general way say the same of every frame. */
class CoinbaseLevelScanTest {

    private static final String[] AMOUNTS = {
        "1",
        "0",
        "0.00",
        "10.5",
        "00.5",
        "68900.00",
        "0.12345678",
        "123456789012345678",
        "1234567890123456789",
        "1.",
        ".5",
        "",
        "-1",
        "+1",
        "1e3",
        "1.2.3",
        "12a",
        "0.1234567890123456789",
        "99999999999999999999",
        " 1",
        "\\u0031"
    };
    private static final String[] TIMES = {
        "2026-09-07T01:57:58.894355Z",
        "2026-09-07T01:57:58Z",
        "2026-09-07T01:57:59.1Z",
        "2026-09-07T01:58:00.5Z",
        "2026-09-07T01:57:60Z",
        "2016-12-31T23:59:60Z",
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:01Z",
        "0001-01-01T00:00:00.000000Z",
        "2026-09-07T01:57:58.1234567890Z",
        "2026-09-07T01:57:58.Z",
        "2026-09-07t01:57:58z",
        "2026-09-07T01:57:58+00:00",
        "2026-09-07T01:57:5",
        "2026-09-07T01:57",
        "now",
        "",
        "2026-09-07T01:57:58.894355ZZ",
        "2026-09-07 01:57:58Z",
        "2026-09-07T01:57:5\\u0038Z"
    };
    private static final String[] SYMBOLS = {"BTC-USD", "BTC-USD", "BTC-USD", "SOL-USD", "", "BTC\\u002dUSD", "é"};
    private static final String[] SIDES = {"bid", "offer", "bid", "offer", "ask", "BID", ""};

    @Property(tries = 3_000)
    void aFrameInTheUsualShapeIsReadAlikeHoweverOddItsValues(@ForAll long seed) {
        final Random random = new Random(seed);
        final Pair pair = new Pair();
        for (int i = 0; i < 4; i++) {
            pair.receive(frame(i, random).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Property(tries = 3_000)
    void aFrameWithBytesChangedIsReadAlike(@ForAll long seed) {
        final Random random = new Random(seed);
        final Pair pair = new Pair();
        pair.receive(frame(0, new Random(random.nextInt(50))).getBytes(StandardCharsets.UTF_8));
        final byte[] changed = frame(1, new Random(random.nextInt(50))).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) "\"\\,.:{}[]09-eZ \u0000é".charAt(random.nextInt(17));
        }
        pair.receive(changed);
    }

    @ParameterizedTest
    @MethodSource("usual")
    void aFrameCutAnywhereInALargerArrayIsReadAlike(String frame) {
        final byte[] whole = frame.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= whole.length; length++) {
            new Pair().receive(Arrays.copyOf(whole, length));
            new Pair().receiveWithin(whole, length); // what follows belongs to no frame
        }
    }

    @ParameterizedTest
    @MethodSource("usual")
    void whatTheExchangeWritesIsReadTheFastWay(String frame) {
        final byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        final CoinbaseLevels levels = new CoinbaseLevels();

        assertThat(new CoinbaseLevelScan().read(bytes, 0, bytes.length, levels)).isTrue();
        assertThat(levels.count()).isPositive();
    }

    @Test
    void aTimeIsNotMistakenForTheOneThatStoodThereInTheFrameBefore() {
        final Pair pair = new Pair();
        final byte[] buffer = usual().findFirst().orElseThrow().getBytes(StandardCharsets.UTF_8);
        pair.receive(buffer);
        final String next = new String(buffer, StandardCharsets.UTF_8)
                .replace("\"sequence_num\":0", "\"sequence_num\":1")
                .replace("894355Z", "894356Z");
        System.arraycopy(next.getBytes(StandardCharsets.UTF_8), 0, buffer, 0, buffer.length);

        pair.receive(buffer);
    }

    static Stream<String> usual() {
        return Stream.of(9, 10, 19)
                .map(line -> CoinbaseHarness.frame(line).replaceFirst("\"sequence_num\":\\d+", "\"sequence_num\":0"));
    }

    private static String frame(int sequence, Random random) {
        final StringBuilder text = new StringBuilder("{\"channel\":\"l2_data\",\"client_id\":\"\",\"timestamp\":\"")
                .append(any(TIMES, random, 4))
                .append("\",\"sequence_num\":")
                .append(random.nextInt(20) == 0 ? "0" + sequence : sequence)
                .append(",\"events\":[{\"type\":\"")
                .append(sequence == 0 || random.nextInt(4) == 0 ? "snapshot" : "update")
                .append("\",\"product_id\":\"")
                .append(any(SYMBOLS, random, 4))
                .append("\",\"updates\":[");
        for (int i = random.nextInt(5); i >= 0; i--) {
            text.append("{\"side\":\"")
                    .append(any(SIDES, random, 4))
                    .append("\",\"event_time\":\"")
                    .append(any(TIMES, random, 4))
                    .append("\",\"price_level\":\"")
                    .append(any(AMOUNTS, random, 7))
                    .append("\",\"new_quantity\":\"")
                    .append(any(AMOUNTS, random, 7))
                    .append(i == 0 ? "\"}" : "\"},");
        }
        return text.append("]}]}").toString();
    }

    /** {@return mostly one of the first, which are the usual ones} */
    private static String any(String[] values, Random random, int usual) {
        return values[random.nextInt(random.nextInt(6) == 0 ? values.length : usual)];
    }

    /** Two connections that receive the same. */
    private static final class Pair {

        private final CoinbaseHarness fast = subscribed(CoinbaseHarness.advanced());
        private final CoinbaseHarness general = subscribed(CoinbaseHarness.advancedWithoutScan());

        void receive(byte[] frame) {
            fast.receive(frame);
            general.receive(frame);
            compare(frame);
        }

        void receiveWithin(byte[] buffer, int length) {
            fast.protocol.onFrame(FrameKind.TEXT, buffer, 0, length);
            general.protocol.onFrame(FrameKind.TEXT, buffer, 0, length);
            compare(buffer);
        }

        private void compare(byte[] frame) {
            assertThat(fast.sink.take())
                    .as(() -> new String(frame, StandardCharsets.UTF_8))
                    .isEqualTo(general.sink.take());
        }

        private static CoinbaseHarness subscribed(CoinbaseHarness coinbase) {
            return coinbase.subscribe(
                    wire(0, "BTC-USD", Channel.TOP_OF_BOOK),
                    wire(1, "BTC-USD", Channel.BOOK),
                    wire(2, "BTC-PERP-INTX", Channel.BOOK));
        }
    }
}
