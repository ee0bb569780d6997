package io.holdfast.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.transport.FrameKind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that are cut, broken, shuffled: never an exception, never data that was not sent. */
class BinanceHostileInputTest {

    private static final WireSubscription TOP = Harness.wire(0, "BNB/BTC", "BNBBTC", Channel.TOP_OF_BOOK);
    private static final WireSubscription TRADES = Harness.wire(1, "BNB/BTC", "BNBBTC", Channel.TRADES);
    private static final WireSubscription BOOK = Harness.wire(2, "BNB/BTC", "BNBBTC", Channel.BOOK);

    private static final String SNAPSHOT =
            "{\"lastUpdateId\":156,\"bids\":[[\"0.0023\",\"7\"]],\"asks\":[[\"0.0027\",\"8\"]]}";
    private static final List<String> TICKER = List.of(
            "\"u\":400900217",
            "\"s\":\"BNBBTC\"",
            "\"b\":\"25.35190000\"",
            "\"B\":\"31.21000000\"",
            "\"a\":\"25.36520000\"",
            "\"A\":\"40.66000000\"");
    private static final List<String> TRADE = List.of(
            "\"e\":\"trade\"",
            "\"E\":1672515782136",
            "\"s\":\"BNBBTC\"",
            "\"t\":12345",
            "\"p\":\"0.001\"",
            "\"q\":\"100\"",
            "\"T\":1672515782136",
            "\"m\":true",
            "\"M\":true");
    private static final List<String> DEPTH = List.of(
            "\"e\":\"depthUpdate\"",
            "\"E\":1672515782136",
            "\"s\":\"BNBBTC\"",
            "\"U\":157",
            "\"u\":160",
            "\"b\":[[\"0.0024\",\"10\"],[\"0.0023\",\"0\"]]",
            "\"a\":[[\"0.0026\",\"100\"]]");

    static Stream<Case> cases() {
        return Stream.of(
                new Case("bnbbtc@bookTicker", TICKER),
                new Case("bnbbtc@trade", TRADE),
                new Case("bnbbtc@depth@100ms", DEPTH));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFrameCutAnywhereDeliversNothing(Case frame) {
        final byte[] bytes = frame.text().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            final RecordingSink sink = new RecordingSink();
            live(sink).protocol.onFrame(FrameKind.TEXT, Arrays.copyOf(bytes, length), 0, length);
            assertThat(sink.lines).as("cut at %d", length).hasSize(1);
            assertThat(sink.lines.get(0)).as("cut at %d", length).startsWith("MALFORMED");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFrameWithAnyByteReplacedIsReadToAnEnd(Case frame) {
        final byte[] bytes = frame.text().getBytes(StandardCharsets.UTF_8);
        final RecordingSink sink = new RecordingSink();
        final Harness harness = live(sink);
        for (int at = 0; at < bytes.length; at++) {
            final byte original = bytes[at];
            for (int other = 0; other < 256; other++) {
                bytes[at] = (byte) other;
                sink.lines.clear();
                harness.protocol.onFrame(FrameKind.TEXT, bytes, 0, bytes.length);
                assertThat(sink.lines.size())
                        .as("said of byte %d at %d", other, at)
                        .isLessThanOrEqualTo(4);
            }
            bytes[at] = original;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inWhateverOrderTheFieldsComeTheEventsAreTheSame(Case frame) {
        final List<String> expected = told(frame.text());
        assertThat(expected).isNotEmpty().noneMatch(line -> line.startsWith("MALFORMED"));
        final Random random = new Random(20_261_124);
        for (int i = 0; i < 200; i++) {
            final List<String> fields = new ArrayList<>(frame.fields);
            fields.add("\"new\":{\"x\":[1,{\"s\":\"ETHBTC\"}],\"b\":\"1\"}");
            Collections.shuffle(fields, random);
            final String data = "\"data\" : { " + String.join(" ,\n", fields) + "\t}";
            final String stream = "\"stream\":\"" + frame.stream + "\"";
            final List<String> outer = new ArrayList<>(List.of(data, stream, "\"later\":null"));
            Collections.shuffle(outer, random);
            final String text = "{" + String.join(",", outer) + "}";
            final List<String> told = told(text);
            if (frame.stream.contains("depth")) { // the order of the sides follows the order of the fields
                assertThat(sorted(told)).as(text).isEqualTo(sorted(expected));
            } else {
                assertThat(told).as(text).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void escapedNamesAndValuesAreTheSame(Case frame) {
        final String escaped = frame.text()
                .replace("\"b\"", "\"\\u0062\"")
                .replace("BNBBTC", "BNB\\u0042TC")
                .replace("stream", "stre\\u0061m");
        assertThat(told(escaped)).isEqualTo(told(frame.text()));
    }

    @Test
    void aPayloadIsNeverTakenForThatOfAnotherStream() {
        final String ticker = "{" + String.join(",", TICKER) + "}";
        assertThat(told("{\"stream\":\"bnbbtc@bookTicker\",\"data\":" + ticker + ",\"stream\":\"bnbbtc@trade\"}"))
                .containsExactly("MALFORMED 1");
        assertThat(told("{\"stream\":\"bnbbtc@trade\",\"data\":" + ticker + ",\"stream\":\"bnbbtc@bookTicker\"}"))
                .singleElement()
                .asString()
                .isIn("MALFORMED 0", "top 0 #400900217 2535190000e-8 x 3121000000e-8 / 2536520000e-8 x 4066000000e-8");
    }

    @Test
    void depthUpdatesAllocateNothing() {
        final RecordingSink silent = new RecordingSink(false);
        final Harness harness = new Harness(silent);
        harness.open(BOOK);
        harness.answer(
                2, 200, "{\"lastUpdateId\":1000000000,\"bids\":[[\"0.0022\",\"7\"]],\"asks\":[[\"0.0027\",\"8\"]]}");
        final byte[] frame = new Case("bnbbtc@depth@100ms", DEPTH)
                .text()
                .replace(":157", ":1000000000")
                .replace(":160", ":1000000000")
                .getBytes(StandardCharsets.UTF_8);
        final String text = new String(frame, StandardCharsets.UTF_8);
        final int lastOfFirst = text.indexOf(",\"u\"") - 1;
        final int lastOfLast = text.indexOf(",\"b\"") - 1;
        final int before = silent.lines.size();
        decode(harness, frame, lastOfFirst, lastOfLast, 50_000);

        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(self);
        final long allocatedBefore = threads.getThreadAllocatedBytes(self);
        decode(harness, frame, lastOfFirst, lastOfLast, 100_000);
        final long allocated = threads.getThreadAllocatedBytes(self) - allocatedBefore;

        assertThat(silent.lines).as("no anomaly, no repeat").hasSize(before);
        assertThat(allocated).as("bytes allocated by 100,000 depth updates").isLessThan(4_096);
    }

    private static void decode(Harness harness, byte[] frame, int lastOfFirst, int lastOfLast, int times) {
        for (int i = 0; i < times; i++) {
            increment(frame, lastOfFirst);
            increment(frame, lastOfLast);
            harness.protocol.onFrame(FrameKind.TEXT, frame, 0, frame.length);
        }
    }

    private static void increment(byte[] frame, int lastDigit) {
        for (int digit = lastDigit; ++frame[digit] > '9'; digit--) {
            frame[digit] = '0';
        }
    }

    private static List<String> told(String frame) {
        final RecordingSink sink = new RecordingSink();
        live(sink).receive(frame);
        return sink.lines;
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().map(line -> line.replace(" last", "")).sorted().toList();
    }

    /** {@return a protocol with all three streams, the book synced} What it has told so far is forgotten. */
    private static Harness live(RecordingSink sink) {
        final Harness harness = new Harness(sink);
        harness.open(TOP, TRADES, BOOK);
        harness.answer(2, 200, SNAPSHOT);
        sink.lines.clear();
        return harness;
    }

    /** A frame: its stream, and the fields of its payload. */
    record Case(String stream, List<String> fields) {

        String text() {
            return "{\"stream\":\"" + stream + "\",\"data\":{" + String.join(",", fields) + "}}";
        }

        @Override
        public String toString() {
            return stream;
        }
    }
}
