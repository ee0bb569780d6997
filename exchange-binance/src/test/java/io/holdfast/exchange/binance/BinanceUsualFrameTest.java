package io.holdfast.exchange.binance;

import static io.holdfast.exchange.binance.Harness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.SymbolTable;
import io.holdfast.market.Channel;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast way and the general way say the same of every frame. */
class BinanceUsualFrameTest {

    private static final String TICKER =
            "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":400900217,\"s\":\"BTCUSDT\","
                    + "\"b\":\"25.35190000\",\"B\":\"31.21000000\",\"a\":\"25.36520000\",\"A\":\"40.66000000\"}}";
    private static final String TRADE = "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1672515782136,"
            + "\"s\":\"BTCUSDT\",\"t\":12345,\"p\":\"0.001\",\"q\":\"100\",\"T\":1672515782136,\"m\":true,\"M\":true}}";
    private static final String DEPTH = "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\","
            + "\"E\":1672515782136,\"s\":\"BTCUSDT\",\"U\":158,\"u\":160,"
            + "\"b\":[[\"0.0024\",\"10\"],[\"0.0023\",\"0.00000000\"]],\"a\":[[\"0.0026\",\"100\"]]}}";
    private static final String SNAPSHOT =
            "{\"lastUpdateId\":157,\"bids\":[[\"0.0022\",\"1\"]],\"asks\":[[\"0.0027\",\"1\"]]}";

    private static final String[] AMOUNTS = {
        "25.35190000",
        "0.0024",
        "100",
        "0.00000000",
        "1234567.12345678",
        "12345678.5",
        "0.123456789",
        "00.5",
        "123456789012345678",
        "1234567890123456789",
        "0.1234567890123456789",
        "99999999999999999999",
        "1.",
        ".5",
        "",
        "-1",
        "+1",
        "1e3",
        "1.2.3",
        "12a",
        " 1",
        "\\u0031"
    };
    private static final String[] IDS = {
        "400900217",
        "158",
        "160",
        "1672515782136",
        "123456789012345678",
        "1234567890123456789",
        "0",
        "01",
        "-5",
        "1.0",
        "\"7\"",
        "null",
        ""
    };
    private static final String[] SYMBOLS = {"BTCUSDT", "BTCUSDT", "BTCUSDT", "ETHUSDT", "", "BTC\\u0055SDT", "BTCUSDTX"
    };
    private static final String[] STREAMS = {
        "btcusdt@bookTicker",
        "btcusdt@trade",
        "btcusdt@depth@100ms",
        "!serverShutdown",
        "ethusdt@trade",
        "",
        "btc\\u0075sdt@trade"
    };
    private static final String ODD_BYTES = "\"\\,.:{}[]09-eZ \u0000é";

    @Property(tries = 3_000)
    void aFrameInTheUsualShapeIsReadAlikeHoweverOddItsValues(@ForAll long seed) {
        final Random random = new Random(seed);
        final Pair pair = new Pair();
        for (int i = 0; i < 6; i++) {
            pair.receive(frame(random).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Property(tries = 3_000)
    void aFrameWithBytesChangedIsReadAlike(@ForAll long seed) {
        final Random random = new Random(seed);
        final Pair pair = new Pair();
        final List<String> usual = usual().toList();
        final byte[] changed = usual.get(random.nextInt(usual.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) ODD_BYTES.charAt(random.nextInt(ODD_BYTES.length()));
        }
        pair.receive(changed);
        usual.forEach(frame -> pair.receive(frame.getBytes(StandardCharsets.UTF_8)));
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
    @MethodSource("rewritten")
    void whiteSpaceAnotherOrderAndFieldsOfTomorrowMakeNoDifference(String usual, String rewritten) {
        assertThat(heard(rewritten)).isEqualTo(heard(usual)).isNotEmpty();
    }

    @Test
    void whatTheExchangeWritesIsReadTheFastWay() {
        final SymbolTable streams = new SymbolTable();
        streams.put("btcusdt@bookTicker", 0);
        streams.put("btcusdt@trade", 1);
        streams.put("btcusdt@depth@100ms", 2);
        final byte[] symbol = "BTCUSDT".getBytes(StandardCharsets.UTF_8);
        final BinanceUsualFrame usual = new BinanceUsualFrame();

        assertThat(streamOf(usual, TICKER, streams)).isZero();
        assertThat(usual.readTicker(new BinancePayload(), symbol)).isTrue();
        assertThat(streamOf(usual, TRADE, streams)).isOne();
        assertThat(usual.readTrade(new BinancePayload(), symbol)).isTrue();
        assertThat(streamOf(usual, DEPTH, streams)).isEqualTo(2);
        final BinanceDepth depth = new BinanceDepth();
        assertThat(usual.readDepth(depth, symbol)).isTrue();
        assertThat(depth.levels.count()).isEqualTo(3);
    }

    static Stream<String> usual() {
        return Stream.of(TICKER, TRADE, DEPTH);
    }

    static Stream<Arguments> rewritten() {
        return Stream.of(
                Arguments.of(TICKER, TICKER.replace(",", " , ").replace(":", ":\n")),
                Arguments.of(
                        TICKER,
                        TICKER.replace("\"u\":400900217,\"s\":\"BTCUSDT\"", "\"s\":\"BTCUSDT\",\"u\":400900217")),
                Arguments.of(TRADE, TRADE.replace(",\"M\":true", "")),
                Arguments.of(TRADE, TRADE.replace("\"M\":true", "\"X\":[{\"y\":null}]")),
                Arguments.of(DEPTH, DEPTH.replace("[", "[ ").replace("}}", ",\"z\":1}}")),
                Arguments.of(
                        DEPTH,
                        DEPTH.replace(
                                "\"E\":1672515782136,\"s\":\"BTCUSDT\"", "\"s\":\"BTCUSDT\",\"E\":1672515782136")));
    }

    private static List<String> heard(String frame) {
        final RecordingSink sink = new RecordingSink();
        final Harness binance = subscribed(sink, true);
        sink.lines.clear();
        binance.receive(frame);
        return sink.lines;
    }

    private static int streamOf(BinanceUsualFrame usual, String frame, SymbolTable streams) {
        final byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        return usual.streamOf(bytes, 0, bytes.length, streams);
    }

    private static String frame(Random random) {
        final String kind = usual().toList().get(random.nextInt(3));
        String frame = kind.replaceFirst("@\\w+(@100ms)?", "@").replaceFirst("btcusdt@", any(STREAMS, random, 3));
        if (random.nextInt(4) > 0) {
            frame = kind;
        }
        final StringBuilder text = new StringBuilder();
        for (final String part : frame.split("(?<=[\",:\\[\\]])|(?=[\",:\\[\\]])")) {
            if (random.nextInt(6) > 0) {
                text.append(part);
            } else if (part.matches("\\d+\\.\\d+|10|100")) {
                text.append(any(AMOUNTS, random, 7));
            } else if (part.matches("\\d+")) {
                text.append(any(IDS, random, 5));
            } else if (part.equals("BTCUSDT")) {
                text.append(any(SYMBOLS, random, 3));
            } else {
                text.append(part);
            }
        }
        return text.toString();
    }

    /** {@return mostly one of the first, which are the usual ones} */
    private static String any(String[] values, Random random, int usual) {
        return values[random.nextInt(random.nextInt(3) == 0 ? values.length : usual)];
    }

    private static Harness subscribed(RecordingSink sink, boolean readsUsual) {
        final Harness binance = new Harness(sink, 100, readsUsual);
        binance.open(
                wire(0, "BTC/USDT", "BTCUSDT", Channel.TOP_OF_BOOK),
                wire(1, "BTC/USDT", "BTCUSDT", Channel.TRADES),
                wire(2, "BTC/USDT", "BTCUSDT", Channel.BOOK));
        binance.answer(2, 200, SNAPSHOT);
        return binance;
    }

    /** Two connections that receive the same. */
    private static final class Pair {

        private final RecordingSink fastSink = new RecordingSink();
        private final RecordingSink generalSink = new RecordingSink();
        private final Harness fast = subscribed(fastSink, true);
        private final Harness general = subscribed(generalSink, false);

        void receive(byte[] frame) {
            receiveWithin(frame, frame.length);
        }

        void receiveWithin(byte[] buffer, int length) {
            fast.protocol.onFrame(FrameKind.TEXT, buffer, 0, length);
            general.protocol.onFrame(FrameKind.TEXT, buffer, 0, length);
            assertThat(fastSink.lines)
                    .as(() -> new String(buffer, 0, length, StandardCharsets.UTF_8))
                    .isEqualTo(generalSink.lines);
            fastSink.lines.clear();
            generalSink.lines.clear();
        }
    }
}
