package io.holdfast.exchange.coinbase;

import static io.holdfast.exchange.coinbase.CoinbaseHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.market.Channel;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives, nothing is thrown, and what cannot be read is said and never delivered. */
class CoinbaseHostileFramesTest {

    private static final int FIRST_OF_EXCHANGE = 20;

    @ParameterizedTest
    @EnumSource(CoinbaseFeed.class)
    void aFrameCutAnywhereDeliversNothingAndGivesTheConnectionUp(CoinbaseFeed feed) {
        for (final byte[] whole : dataFrames(feed)) {
            for (int length = 0; length < whole.length; length++) {
                final CoinbaseHarness coinbase = subscribed(feed);

                coinbase.protocol.onFrame(FrameKind.TEXT, whole, 0, length);

                assertThat(coinbase.sink.take())
                        .as("the first %d bytes of %s", length, new String(whole, StandardCharsets.UTF_8))
                        .containsExactly("connection MALFORMED");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CoinbaseFeed.class)
    void anyByteMayBeAnyOther(CoinbaseFeed feed) {
        for (final byte[] whole : dataFrames(feed)) {
            for (int at = 0; at < whole.length; at++) {
                for (final int other : new int[] {0, '"', ',', '}', '\\', '7', 0xFF}) {
                    final byte[] mutated = whole.clone();
                    mutated[at] = (byte) other;
                    final CoinbaseHarness coinbase = subscribed(feed);

                    coinbase.protocol.onFrame(FrameKind.TEXT, mutated, 0, mutated.length);
                    coinbase.protocol.onFrame(FrameKind.TEXT, whole, 0, whole.length);

                    assertAccountedFor(coinbase.sink.take(), mutated);
                }
            }
        }
    }

    @Property(tries = 2_000)
    void anyNumberOfBytesMayBeAnyOthers(
            @ForAll CoinbaseFeed feed, @ForAll @IntRange(max = 46) int line, @ForAll long seed) {
        final byte[] mutated = CoinbaseHarness.frame(line + 1).getBytes(StandardCharsets.UTF_8);
        final Random random = new Random(seed);
        for (int i = random.nextInt(8); i >= 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        final CoinbaseHarness coinbase = subscribed(feed);

        coinbase.protocol.onFrame(FrameKind.TEXT, mutated, 0, mutated.length);

        assertThat(coinbase.sink.take()).doesNotContainNull();
    }

    @Property(tries = 500)
    void bytesThatNeverWereAFrameGiveTheConnectionUp(@ForAll CoinbaseFeed feed, @ForAll byte[] noise) {
        final CoinbaseHarness coinbase = subscribed(feed);
        final byte[] bytes = new byte[noise.length + 1]; // 0 begins no JSON
        System.arraycopy(noise, 0, bytes, 1, noise.length);

        coinbase.protocol.onFrame(FrameKind.TEXT, bytes, 0, bytes.length);

        assertThat(coinbase.sink.take()).containsExactly("connection MALFORMED");
    }

    /** Every value of every data frame, one after the other, is of another type. */
    @ParameterizedTest
    @EnumSource(CoinbaseFeed.class)
    void aValueOfAnotherTypeIsNeverDeliveredAsIfNothingWere(CoinbaseFeed feed) {
        for (final byte[] whole : dataFrames(feed)) {
            final String text = new String(whole, StandardCharsets.UTF_8);
            final List<String> sound = told(feed, text);
            for (int at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
                if (text.charAt(at - 1) != '"' || "{[".indexOf(text.charAt(at + 1)) >= 0) {
                    continue;
                }
                final int end = text.charAt(at + 1) == '"' ? text.indexOf('"', at + 2) + 1 : endOfNumber(text, at + 1);
                final String field = text.substring(text.lastIndexOf('"', at - 2) + 1, at - 1);
                for (final String other : List.of("null", "true", "{}", "[]", "{\"a\":[1]}", "[[\"x\"]]")) {
                    final List<String> told = told(feed, text.substring(0, at + 1) + other + text.substring(end));

                    if (IGNORED.contains(field)) {
                        assertThat(told).isEqualTo(sound);
                    } else if (!TIMES.contains(field)) {
                        assertThat(told).as("%s: %s", field, other).isNotEmpty().isNotEqualTo(sound);
                        assertThat(told).as("%s: %s", field, other).anyMatch(CoinbaseHostileFramesTest::isComplaint);
                    }
                }
            }
        }
    }

    private static final List<String> IGNORED =
            List.of("client_id", "maker_order_id", "taker_order_id", "heartbeat_counter", "current_time");
    /** Without its time, or its sequence on the Exchange feed, an event is still an event. */
    private static final List<String> TIMES = List.of("event_time", "time", "timestamp", "sequence");

    @ParameterizedTest
    @ValueSource(ints = {6, 9, 10, 14, 19, 27, 28, 29, 30, 40, 41, 42, 43})
    void theOrderOfFieldsAndWhiteSpaceAndUnknownFieldsMakeNoDifference(int line) {
        final CoinbaseFeed feed = line < FIRST_OF_EXCHANGE ? CoinbaseFeed.ADVANCED_TRADE : CoinbaseFeed.EXCHANGE;
        final String text = numberedFromZero(CoinbaseHarness.frame(line));
        final List<String> sound = told(feed, text);
        for (int seed = 0; seed < 50; seed++) {
            final Random random = new Random(seed);
            assertThat(levelsInAnyOrder(told(feed, new Shuffled(text, random).next())))
                    .as("seed %d", seed)
                    .isEqualTo(levelsInAnyOrder(sound));
        }
    }

    @Test
    void escapesInNamesAndValuesAreRead() {
        final String text =
                "{\"\\u0063hannel\":\"l2\\u005fdata\",\"sequence_num\":0,\"events\":[{\"type\":\"snap\\u0073hot\","
                        + "\"product_id\":\"BTC\\u002dUSD\",\"updates\":[{\"side\":\"\\u0062id\",\"event_time\":"
                        + "\"2026-09-07T01:57:5\\u0038Z\",\"price_level\":\"1\\u0030\",\"new_quantity\":\"1\"},{\"side\":\"offer\","
                        + "\"event_time\":\"2026-09-07T01:57:5\\u0039Z\",\"price_level\":\"11\",\"new_quantity\":\"1\"}]}]}";

        assertThat(told(CoinbaseFeed.ADVANCED_TRADE, text))
                .containsExactly(
                        "top 0 #0 10e-0 x 1e-0 / 11e-0 x 1e-0 at 1788746279000000000",
                        "snapshot 1 #0 BID 10e-0 x 1e-0 at 1788746278000000000",
                        "snapshot 1 #0 ASK 11e-0 x 1e-0 last at 1788746279000000000");
    }

    @Test
    void aFrameOfTwoChannelsIsNotBelieved() {
        assertThat(told(
                        CoinbaseFeed.ADVANCED_TRADE,
                        "{\"channel\":\"l2_data\",\"events\":[],\"sequence_num\":0,\"channel\":\"market_trades\"}"))
                .containsExactly("connection MALFORMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[7]", "{}", "7", "null", "[{\"type\":\"update\",\"updates\":[]}]"})
    void dataThatCannotBeGivenToAProductGivesTheConnectionUp(String events) {
        assertThat(told(CoinbaseFeed.ADVANCED_TRADE, CoinbaseHarness.numbered("l2_data", 0, events)))
                .containsExactly("connection MALFORMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[7]", "{}", "[{\"type\":\"update\"}]", "[{\"type\":\"update\",\"trades\":[7]}]"})
    void tradesThatCannotBeGivenToAProductGiveTheConnectionUp(String events) {
        assertThat(told(CoinbaseFeed.ADVANCED_TRADE, CoinbaseHarness.numbered("market_trades", 0, events)))
                .containsExactly("connection MALFORMED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "[7,null]",
                "[{\"subscriptions\":7}]",
                "[{\"subscriptions\":{\"level2\":7}}]",
                "[{\"subscriptions\":{\"level2\":[7,{},\"BTC-USD\"]}}]"
            })
    void aReportThatMakesNoSenseConfirmsNoMoreThanItLists(String events) {
        final List<String> told =
                told(CoinbaseFeed.ADVANCED_TRADE, CoinbaseHarness.numbered("subscriptions", 0, events));

        assertThat(told).isSubsetOf("MALFORMED", "ack 0", "ack 1");
    }

    @Test
    void aTextOfAnErrorIsCutShort() {
        final String detail = told(
                        CoinbaseFeed.ADVANCED_TRADE, "{\"type\":\"error\",\"message\":\"" + "x".repeat(60_000) + "\"}")
                .get(0);

        assertThat(detail).startsWith("rejected one of").hasSizeLessThan(300);
    }

    /** Of the Exchange feed's snapshot, bids come first or asks, as the frame has them. */
    private static List<String> levelsInAnyOrder(List<String> told) {
        return told.stream().map(line -> line.replace(" last", "")).sorted().toList();
    }

    private static boolean isComplaint(String line) {
        return line.matches("(connection )?(MALFORMED|NUMBER_OUT_OF_RANGE|SEQUENCE_GAP).*|UNKNOWN_TYPE|NOT_SUBSCRIBED");
    }

    /** What is delivered twice, or led to nothing without a word, is not accounted for. */
    private static void assertAccountedFor(List<String> told, byte[] mutated) {
        if (told.isEmpty()) {
            fail("nothing was said of %s", new String(mutated, StandardCharsets.ISO_8859_1));
        }
    }

    private static List<String> told(CoinbaseFeed feed, String text) {
        final CoinbaseHarness coinbase = subscribed(feed);
        coinbase.receive(text);
        return coinbase.sink.take();
    }

    private static CoinbaseHarness subscribed(CoinbaseFeed feed) {
        final CoinbaseHarness coinbase = new CoinbaseHarness(feed);
        coinbase.subscribe(
                wire(0, "BTC-USD", Channel.TOP_OF_BOOK),
                wire(1, "BTC-USD", Channel.BOOK),
                wire(2, "BTC-USD", Channel.TRADES),
                wire(3, "ETH-USD", Channel.TRADES),
                wire(4, "BTC-PERP-INTX", Channel.BOOK),
                wire(5, "BAND-GBP", Channel.TRADES));
        if (feed == CoinbaseFeed.EXCHANGE) {
            coinbase.receive(CoinbaseHarness.frame(27));
        }
        coinbase.sink.take();
        return coinbase;
    }

    /** {@return published frames that carry data, as the first of their connection} */
    private static List<byte[]> dataFrames(CoinbaseFeed feed) {
        final List<Integer> lines =
                feed == CoinbaseFeed.ADVANCED_TRADE ? List.of(6, 9, 10, 14) : List.of(27, 28, 30, 40, 41, 42);
        return lines.stream()
                .map(line -> numberedFromZero(CoinbaseHarness.frame(line)).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static String numberedFromZero(String frame) {
        return frame.replaceFirst("\"sequence_num\":\\d+", "\"sequence_num\":0");
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Writes a document again: fields of every object in another order, among unknown ones, with white space. */
    private static final class Shuffled {

        private final String text;
        private final Random random;
        private int at;

        Shuffled(String text, Random random) {
            this.text = text;
            this.random = random;
        }

        String next() {
            final char first = text.charAt(at);
            if (first == '{') {
                return object();
            }
            if (first == '[') {
                return array();
            }
            final int from = at;
            at = first == '"' ? text.indexOf('"', at + 1) + 1 : endOf(at);
            return text.substring(from, at);
        }

        private int endOf(int from) {
            int end = from;
            while (",]}".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            return end;
        }

        private String object() {
            final Map<String, String> fields = new LinkedHashMap<>();
            at++;
            while (text.charAt(at) != '}') {
                at += text.charAt(at) == ',' ? 1 : 0;
                final String name = next();
                at++; // the colon
                fields.put(name, next());
            }
            at++;
            fields.put("\"unknown\"", "[{\"side\":1},\"x\",null]");
            final List<String> names = new ArrayList<>(fields.keySet());
            Collections.shuffle(names, random);
            final List<String> written = new ArrayList<>();
            names.forEach(name -> written.add(space() + name + space() + ":" + space() + fields.get(name) + space()));
            return "{" + String.join(",", written) + "}";
        }

        private String array() {
            final List<String> elements = new ArrayList<>();
            at++;
            while (text.charAt(at) != ']') {
                at += text.charAt(at) == ',' ? 1 : 0;
                elements.add(space() + next() + space());
            }
            at++;
            return "[" + String.join(",", elements) + "]";
        }

        private String space() {
            return List.of("", " ", "\n", "\t", "\r\n ").get(random.nextInt(5));
        }
    }
}
