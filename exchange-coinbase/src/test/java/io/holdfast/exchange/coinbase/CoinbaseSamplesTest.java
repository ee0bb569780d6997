package io.holdfast.exchange.coinbase;

import static io.holdfast.exchange.coinbase.CoinbaseHarness.frame;
import static io.holdfast.exchange.coinbase.CoinbaseHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every published frame, value by value: {@code frames/README.md} says where each comes from. */
class CoinbaseSamplesTest {

    private static final String T_CAPTURE = "1788746278894355000"; // 2026-09-07T01:57:58.894355Z
    private static final String T_ETH_TRADES = "1790732485375232000"; // 2026-09-30T01:41:25.375232Z
    private static final String T_NT = "1775572201456789000"; // 2026-04-07T14:30:01.456789Z
    private static final String T_DOC_BOOK = "1675974770714964855"; // 2023-02-09T20:32:50.714964855Z

    /** By number of the line: the frames that must have come before, and what the line then leads to. */
    private static final Map<Integer, Sample> ADVANCED = new TreeMap<>();

    private static final Map<Integer, Sample> EXCHANGE = new TreeMap<>();

    static {
        ADVANCED.put(4, new Sample("", "heartbeat"));
        ADVANCED.put(5, new Sample("", "UNKNOWN_TYPE"));
        ADVANCED.put(6, new Sample("", "quiet 5"));
        ADVANCED.put(7, new Sample("")); // online, as it was
        ADVANCED.put(8, new Sample("", "UNKNOWN_TYPE"));
        ADVANCED.put(
                9,
                new Sample(
                        "",
                        "top 0 2192173e-2 x 6317902e-8 / 0e-2 x 0e-8 at " + T_DOC_BOOK,
                        "snapshot 1 BID 2192173e-2 x 6317902e-8 at " + T_DOC_BOOK,
                        "snapshot 1 BID 219213e-1 x 2e-2 last at " + T_DOC_BOOK));
        ADVANCED.put(
                10,
                new Sample(
                        "",
                        "top 6 799439e-1 x 30105e-4 / 799440e-1 x 480e-4 at " + T_CAPTURE,
                        "snapshot 7 ASK 799441e-1 x 12e-1 at " + T_CAPTURE,
                        "snapshot 7 BID 799439e-1 x 30105e-4 at " + T_CAPTURE,
                        "snapshot 7 BID 799438e-1 x 5e-1 at " + T_CAPTURE,
                        "snapshot 7 ASK 79944e-0 x 48e-3 last at " + T_CAPTURE));
        ADVANCED.put(11, new Sample("", "ack 6", "ack 7", "ack 8"));
        ADVANCED.put(12, new Sample("", "ack 6", "ack 7", "ack 8"));
        ADVANCED.put(13, new Sample("", "heartbeat"));
        ADVANCED.put(
                14,
                new Sample(
                        "",
                        "trade 5 #846149798 BID 266835e-2 x 3710506e-8 at " + T_ETH_TRADES,
                        "trade 5 #846149799 ASK 266836e-2 x 1e-0 at " + T_ETH_TRADES));
        ADVANCED.put(15, new Sample("", "heartbeat"));
        ADVANCED.put(16, new Sample("", "rejected one of 0 1 2 3 4 5 6 7 8: authentication failure"));
        ADVANCED.put(17, new Sample("", "rejected one of 0 1 2 3 4 5 6 7 8: failure to subscribe"));
        ADVANCED.put(
                18, new Sample("", "rejected one of 0 1 3 4 6 7 8: too many L2 streams requested in a single session"));
        ADVANCED.put(
                19,
                new Sample(
                        CoinbaseHarness.numbered(
                                "l2_data",
                                0,
                                "["
                                        + CoinbaseHarness.levels(
                                                "snapshot",
                                                "BTC-USD",
                                                "bid 68899.99 1,offer 68901.00 0.5,offer 68902.00 0.25")
                                        + "]"),
                        "top 0 #1 6890000e-2 x 200000000e-8 / 6890200e-2 x 25000000e-8 at " + T_NT,
                        "update 1 #1 BID 6890000e-2 x 200000000e-8 at " + T_NT,
                        "update 1 #1 ASK 6890100e-2 x 0e-8 last at " + T_NT));

        EXCHANGE.put(20, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(21, new Sample("")); // channels that we do not ask for
        EXCHANGE.put(22, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(23, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(24, new Sample("", "heartbeat"));
        EXCHANGE.put(25, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(26, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(
                27,
                new Sample(
                        "",
                        "top 0 1010110e-2 x 45054140e-8 / 1010255e-2 x 57753524e-8",
                        "snapshot 1 BID 1010110e-2 x 45054140e-8",
                        "snapshot 1 ASK 1010255e-2 x 57753524e-8 last"));
        EXCHANGE.put(
                28,
                new Sample(
                        frame(27),
                        "top 0 1010180000000e-8 x 16256700e-8 / 1010255000000e-8 x 57753524e-8 at 1565815347265000000",
                        "update 1 BID 1010180000000e-8 x 162567e-6 last at 1565815347265000000"));
        EXCHANGE.put(
                29,
                new Sample(
                        "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":[[\"22356.27\",\"1\"]],"
                                + "\"asks\":[[\"22357\",\"2\"]]}",
                        "top 0 22356300000e-6 x 100000000e-8 / 22357000000e-6 x 200000000e-8 at 1659626705010758000",
                        "update 1 BID 22356270000e-6 x 0e-8 at 1659626705010758000",
                        "update 1 BID 22356300000e-6 x 100000000e-8 last at 1659626705010758000"));
        EXCHANGE.put(30, new Sample("", "trade 2 #10 BID 40023e-2 x 523512e-5 at 1415348367028459000"));
        EXCHANGE.put(31, new Sample("")); // online, as it was
        EXCHANGE.put(32, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(33, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(34, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(35, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(36, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(37, new Sample("", "ack 0", "ack 1", "ack 2"));
        EXCHANGE.put(38, new Sample(""));
        EXCHANGE.put(39, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(40, new Sample("", "quiet 2"));
        EXCHANGE.put(41, new Sample(frame(40), "trade 2 #1081862675 BID 8069153e-2 x 1e-8 at 1787628957198335000"));
        EXCHANGE.put(
                42,
                new Sample(
                        "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":[[\"80688.09\",\"1\"]],"
                                + "\"asks\":[[\"80745.15\",\"2\"]]}",
                        "update 1 BID 8068808e-2 x 59153273e-8 at 1787628957300000000",
                        "update 1 ASK 8074516e-2 x 20558981e-8 last at 1787628957300000000"));
        EXCHANGE.put(43, new Sample("", "quiet 6"));
        EXCHANGE.put(44, new Sample("", "UNKNOWN_TYPE"));
        EXCHANGE.put(
                45,
                new Sample(
                        "",
                        "rejected one of 0 1 2 3 4 5 6 7: Failed to subscribe: level2, level3, and full channels now"
                                + " require authentication. https://docs.cloud.coinbase.com/exchange/docs/websocket-auth"));
        EXCHANGE.put(
                46,
                new Sample(
                        "",
                        "rejected 3 for good: Failed to subscribe: ETH-USD is not a valid product",
                        "rejected 4 for good: Failed to subscribe: ETH-USD is not a valid product",
                        "rejected 5 for good: Failed to subscribe: ETH-USD is not a valid product"));
        EXCHANGE.put(47, new Sample("", "rejected 7 for good: Failed to subscribe: LOOM-USDC is delisted"));
    }

    @Test
    void noFrameIsLeftOut() {
        assertThat(IntStream.rangeClosed(1, CoinbaseHarness.frames().size()).boxed())
                .allMatch(line -> line <= 3 || ADVANCED.containsKey(line) || EXCHANGE.containsKey(line));
        assertThat(CoinbaseHarness.frames()).hasSize(47);
    }

    @Test
    void ourRequestsAreTheDocumentedOnes() {
        final CoinbaseHarness harness = CoinbaseHarness.advanced();
        final WireSubscription usd = wire(0, "ETH-USD", Channel.BOOK);
        final WireSubscription eur = wire(1, "ETH-EUR", Channel.BOOK);

        harness.open();
        harness.subscribe(usd, eur);
        harness.unsubscribe(usd, eur);

        assertThat(harness.sent).containsExactly(frame(3), frame(1), frame(2));
    }

    @ParameterizedTest(name = "line {0}")
    @MethodSource("advanced")
    void aFrameOfAdvancedTradeMeansWhatItSays(int line, Sample sample) {
        final CoinbaseHarness harness = CoinbaseHarness.advanced()
                .subscribe(
                        wire(0, "BTC-USD", Channel.TOP_OF_BOOK),
                        wire(1, "BTC-USD", Channel.BOOK),
                        wire(2, "BTC-USD", Channel.TRADES),
                        wire(3, "ETH-USD", Channel.TOP_OF_BOOK),
                        wire(4, "ETH-USD", Channel.BOOK),
                        wire(5, "ETH-USD", Channel.TRADES),
                        wire(6, "BTC-PERP-INTX", Channel.TOP_OF_BOOK),
                        wire(7, "BTC-PERP-INTX", Channel.BOOK),
                        wire(8, "ETH-PERP-INTX", Channel.BOOK));
        if (!sample.before.isEmpty()) {
            harness.receive(sample.before);
        } else {
            harness.advanceTo(sequenceOf(frame(line)));
        }
        harness.sink.take();

        harness.receive(frame(line));

        assertThat(withoutNumberZero(harness)).containsExactly(sample.lines);
    }

    @ParameterizedTest(name = "line {0}")
    @MethodSource("exchange")
    void aFrameOfTheExchangeFeedMeansWhatItSays(int line, Sample sample) {
        final CoinbaseHarness harness = CoinbaseHarness.exchange()
                .subscribe(
                        wire(0, "BTC-USD", Channel.TOP_OF_BOOK),
                        wire(1, "BTC-USD", Channel.BOOK),
                        wire(2, "BTC-USD", Channel.TRADES),
                        wire(3, "ETH-USD", Channel.TOP_OF_BOOK),
                        wire(4, "ETH-USD", Channel.BOOK),
                        wire(5, "ETH-USD", Channel.TRADES),
                        wire(6, "BAND-GBP", Channel.TRADES),
                        wire(7, "LOOM-USDC", Channel.TRADES));
        if (!sample.before.isEmpty()) {
            harness.receive(sample.before);
        }
        harness.sink.take();

        harness.receive(frame(line));

        assertThat(withoutNumberZero(harness)).containsExactly(sample.lines);
    }

    static Stream<Arguments> advanced() {
        return ADVANCED.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    static Stream<Arguments> exchange() {
        return EXCHANGE.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    /** The number 0 stands for none. */
    private static Stream<String> withoutNumberZero(CoinbaseHarness harness) {
        return harness.sink.take().stream().map(line -> line.replace(" #0 ", " "));
    }

    private static long sequenceOf(String frame) {
        final String name = "\"sequence_num\":";
        final int at = frame.indexOf(name);
        return at < 0 ? 0 : Long.parseLong(frame.substring(at + name.length(), frame.indexOf(',', at)));
    }

    /** What must have come before a line, and what the line leads to. */
    record Sample(String before, String... lines) {}
}
