package io.holdfast.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every line of Binance's documented samples, value by value; see {@code frames/README.md}. */
class DocumentedSamplesTest {

    private static final List<String> SAMPLES = read();
    /** Lines whose content a test of its own looks at: payloads of streams, answers over HTTP, requests by id. */
    private static final Set<Integer> LOOKED_AT_APART = Set.of(4, 6, 15, 21, 23, 24, 31, 34, 35);

    private final RecordingSink sink = new RecordingSink();
    private final Harness harness = new Harness(sink);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1  | shutdown     | a raw connection's announcement
            2  | shutdown     | a combined connection's
            3  | UNKNOWN_TYPE | our own request: an exchange does not send it
            5  | UNKNOWN_TYPE |
            7  | UNKNOWN_TYPE |
            8  | UNKNOWN_TYPE | answer to a request that was not made
            9  | UNKNOWN_TYPE |
            10 | UNKNOWN_TYPE |
            11 | UNKNOWN_TYPE |
            12 | UNKNOWN_TYPE |
            13 | UNKNOWN_TYPE | payloads without a stream's name
            14 | UNKNOWN_TYPE |
            16 | UNKNOWN_TYPE |
            17 | UNKNOWN_TYPE |
            18 | UNKNOWN_TYPE |
            19 | UNKNOWN_TYPE |
            20 | UNKNOWN_TYPE |
            22 | UNKNOWN_TYPE |
            25 | UNKNOWN_TYPE | errors, while nothing is unanswered
            26 | UNKNOWN_TYPE |
            27 | UNKNOWN_TYPE |
            28 | UNKNOWN_TYPE |
            29 | UNKNOWN_TYPE |
            30 | UNKNOWN_TYPE |
            32 | MALFORMED    | lists over HTTP: no frame is an array
            33 | MALFORMED    |
            36 | UNKNOWN_TYPE | the other API
            37 | UNKNOWN_TYPE |
            38 | UNKNOWN_TYPE |
            39 | UNKNOWN_TYPE | the other API's wrapping
            """)
    void whatIsNoDataOfOursIsCountedOrUnderstood(int line, String expected) {
        harness.receive(sample(line));
        assertThat(sink.lines).containsExactly(expected);
    }

    @Test
    void noLineIsLeftOut() throws NoSuchMethodException {
        final Set<Integer> covered = new TreeSet<>(LOOKED_AT_APART);
        getClass()
                .getDeclaredMethod("whatIsNoDataOfOursIsCountedOrUnderstood", int.class, String.class)
                .getAnnotation(CsvSource.class)
                .textBlock()
                .lines()
                .forEach(row -> covered.add(
                        Integer.parseInt(row.substring(0, row.indexOf('|')).strip())));
        assertThat(covered).hasSize(SAMPLES.size());
        assertThat(covered).contains(1, SAMPLES.size());
    }

    @Test
    void aTrade() {
        harness.open(Harness.wire(0, "BNB/BTC", "BNBBTC", Channel.TRADES));
        harness.receive(wrapped("bnbbtc@trade", 15));
        assertThat(sink.lines).containsExactly("ack 0", "trade 0 #12345 ASK 1e-3 x 100e-0 at 1672515782136000000");
    }

    @Test
    void aBookTicker() {
        harness.open(Harness.wire(0, "BNB/USDT", "BNBUSDT", Channel.TOP_OF_BOOK));
        harness.receive(wrapped("bnbusdt@bookTicker", 21));
        assertThat(sink.lines)
                .containsExactly(
                        "ack 0", "top 0 #400900217 2535190000e-8 x 3121000000e-8 / 2536520000e-8 x 4066000000e-8");
    }

    @Test
    void aDepthEventThatTheSnapshotAlreadyHolds() {
        harness.open(Harness.wire(0, "BNB/BTC", "BNBBTC", Channel.BOOK));
        harness.receive(wrapped("bnbbtc@depth@100ms", 24));
        harness.answer(0, 200, sample(23));
        assertThat(sink.lines)
                .containsExactly(
                        "ack 0",
                        "fetch 0 /api/v3/depth?symbol=BNBBTC&limit=1000 weight 50 after 100 ms",
                        "snapshot 0 #160 BID 24e-4 x 10e-0",
                        "snapshot 0 #160 ASK 26e-4 x 100e-0 last");
    }

    @Test
    void aDepthEventAfterTheSnapshot() { // the sample's numbers moved behind the snapshot's
        harness.open(Harness.wire(0, "BNB/BTC", "BNBBTC", Channel.BOOK));
        harness.answer(0, 200, sample(23));
        sink.lines.clear();
        harness.receive(
                wrapped("bnbbtc@depth@100ms", 24).replace(":157", ":161").replace(":160", ":164"));
        assertThat(sink.lines)
                .containsExactly(
                        "level 0 #164 BID 24e-4 x 10e-0 at 1672515782136000000",
                        "level 0 #164 ASK 26e-4 x 100e-0 at 1672515782136000000 last");
    }

    @Test
    void aDepthSnapshot() {
        harness.open(Harness.wire(0, "BNB/BTC", "BNBBTC", Channel.BOOK));
        harness.answer(0, 200, sample(31));
        assertThat(sink.lines)
                .endsWith(
                        "snapshot 0 #1027024 BID 400000000e-8 x 43100000000e-8",
                        "snapshot 0 #1027024 ASK 400000200e-8 x 1200000000e-8 last");
    }

    @Test
    void anUnknownSymbolOverHttp() {
        harness.open(Harness.wire(0, "NO/SUCH", "NOSUCH", Channel.BOOK));
        harness.answer(0, 400, sample(34));
        assertThat(sink.lines).endsWith("rejected 0 for good: HTTP 400, code -1121: Invalid symbol.");
    }

    @Test
    void theListOfInstruments() throws CatalogException {
        assertThat(new BinanceAdapter()
                        .readCatalog(BinanceProfile.SPOT, sample(35).getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new ListedInstrument(
                        Instrument.of("ETH/BTC"),
                        "ETHBTC",
                        InstrumentStatus.TRADING,
                        new Decimal(100, 8),
                        new Decimal(100_000, 8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void anAcknowledgement(int line) {
        final int id = Integer.parseInt(sample(line).replaceAll("\\D+", ""));
        for (int request = 1; request <= id; request++) {
            harness.protocol.subscribe(
                    List.of(Harness.wire(request, "BNB/BTC", "BNBBTC", Channel.TRADES)), harness.out);
        }
        harness.receive(sample(line));
        assertThat(sink.lines).containsExactly("ack " + id);
    }

    private static String wrapped(String stream, int line) {
        return "{\"stream\":\"" + stream + "\",\"data\":" + sample(line) + "}";
    }

    private static String sample(int line) {
        return SAMPLES.get(line - 1);
    }

    private static List<String> read() {
        try (InputStream in = DocumentedSamplesTest.class.getResourceAsStream("/frames/documented.jsonl")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
