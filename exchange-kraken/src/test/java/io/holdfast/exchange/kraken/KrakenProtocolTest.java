package io.holdfast.exchange.kraken;

import static io.holdfast.exchange.kraken.KrakenHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.BookLevels;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.transport.FrameKind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames in other shapes than the documented ones, and broken ones. All of them are made. */
class KrakenProtocolTest {

    private static final String TICKER =
            "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\","
                    + "\"bid\":83744.2,\"bid_qty\":0.56251979,\"ask\":83744.3,\"ask_qty\":0.00044780,\"last\":83744.3,"
                    + "\"timestamp\":\"2026-09-25T17:48:26.844359Z\"}]}";
    private static final String TRADE = "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\","
            + "\"side\":\"buy\",\"price\":83744.3,\"qty\":0.00044780,\"ord_type\":\"limit\",\"trade_id\":109116693,"
            + "\"timestamp\":\"2026-09-25T17:48:26.844359Z\"}]}";
    private static final String BOOK =
            Books.snapshot("BTC/USD", List.of("100.0 1.5", "99.5 2.5"), List.of("100.5 3.5"));
    private static final String TOP_LINE = "top 0 0.56251979 @ 83744.2 / 0.00044780 @ 83744.3 at 1790358506844359000";
    private static final String TRADE_LINE = "trade 1 #109116693 BID 0.00044780 @ 83744.3 at 1790358506844359000";

    private final WireSubscription top = wire(0, "BTC/USD", Channel.TOP_OF_BOOK);
    private final WireSubscription trades = wire(1, "BTC/USD", Channel.TRADES);
    private final WireSubscription book = wire(2, "BTC/USD", Channel.BOOK);
    private final KrakenHarness kraken = subscribed();

    private KrakenHarness subscribed() {
        return new KrakenHarness().subscribed(top, trades, book);
    }

    static Stream<String> frames() {
        return Stream.concat(
                KrakenHarness.frames().stream().skip(1).map(frame -> frame.replace("MATIC/USD", "BTC/USD")),
                Stream.of(TICKER, TRADE, BOOK));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF, seed = "20261124")
    void theOrderOfFieldsSpaceAndUnknownFieldsMakeNoDifference(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final KrakenHarness client = subscribed();
        assertThat(client.receive(RewrittenJson.of(TICKER, random))).containsExactly(TOP_LINE);
        assertThat(client.receive(RewrittenJson.of(TRADE, random))).containsExactly(TRADE_LINE);
        final List<String> levels = client.receive(RewrittenJson.of(BOOK, random));
        assertThat(levels.stream().map(line -> line.replace(" last", "")))
                .containsExactlyInAnyOrder(
                        "snapshot 2 BID 1.5 @ 100.0 at 1786923423745044000",
                        "snapshot 2 BID 2.5 @ 99.5 at 1786923423745044000",
                        "snapshot 2 ASK 3.5 @ 100.5 at 1786923423745044000");
        assertThat(levels.get(2)).endsWith(" last");
        assertThat(client.receive(RewrittenJson.of(KrakenHarness.frames().get(28), random)))
                .singleElement()
                .asString()
                .startsWith("ONLINE: ");
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF, seed = "20261124")
    void theQuickWayReadsAFrameAsTheFullOneDoesOrLeavesItToThat(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final NaiveExchange exchange = new NaiveExchange(random, 10, random.nextInt(6), random.nextInt(9), true);
        final byte[] frame = List.of(
                        exchange.snapshot(),
                        exchange.update(),
                        KrakenHarness.frames().get(32))
                .get(random.nextInt(3))
                .getBytes(StandardCharsets.UTF_8);
        assertThat(readsAlike(frame, frame.length)).as("as it is").isTrue();
        for (int length = 0; length < frame.length; length++) {
            assertThat(readsAlike(frame, length)).as("cut").isFalse();
        }
        for (int at = 0; at < frame.length; at++) {
            final byte original = frame[at];
            frame[at] = (byte)
                    (random.nextBoolean()
                            ? random.nextInt(256)
                            : "0123456789.-e\"\\,:[]{} ".charAt(random.nextInt(22)));
            readsAlike(frame, frame.length);
            frame[at] = original;
        }
    }

    @Test
    void theChannelMayComeBehindItsData() {
        final String data = TICKER.substring(TICKER.indexOf("\"data\""), TICKER.length() - 1);
        assertThat(kraken.receive("{" + data + ",\"type\":\"update\",\"channel\":\"ticker\"}"))
                .containsExactly(TOP_LINE);
        assertThat(kraken.receive("{" + data + ",\"type\":\"update\"}")).containsExactly("UNKNOWN_TYPE");
        assertThat(kraken.receive("{" + data + ",\"type\":\"update\",\"channel\":\"trade\"}"))
                .containsExactly("MALFORMED 1");
        assertThat(kraken.receive("{\"data\":{},\"type\":\"update\",\"channel\":\"trade\"}"))
                .containsExactly("MALFORMED");
        assertThat(kraken.receive(TICKER)).containsExactly(TOP_LINE);
    }

    @Test
    void textMayBeEscaped() {
        assertThat(kraken.receive(TICKER.replace("BTC/USD", "BTC\\/\\u0055SD").replace("ticker", "tick\\u0065r")))
                .containsExactly(TOP_LINE);
    }

    @Test
    void fieldsOfAnswersInADataFrameDoNotMakeItOne() {
        assertThat(kraken.receive(
                        TICKER.replace("{\"channel\"", "{\"success\":true,\"req_id\":1,\"symbol\":\"x\",\"channel\"")))
                .containsExactly(TOP_LINE);
    }

    @Test
    void dataIsTakenForTheChannelThatItWasReadAs() {
        assertThat(kraken.receive(TICKER.replace("]}", "],\"channel\":\"trade\"}")))
                .containsExactly(TOP_LINE);
    }

    @Test
    void numbersMayHaveAnyFormAndStayWhatTheyAre() {
        assertThat(kraken.receive(TICKER.replace("83744.2", "8.37442e4")
                        .replace("0.56251979", "56251979E-8")
                        .replace("83744.3,\"ask_qty\"", "\"83744.30\",\"ask_qty\"")
                        .replace("0.00044780", "5")))
                .containsExactly("top 0 0.56251979 @ 83744.2 / 5 @ 83744.30 at 1790358506844359000");
    }

    @Test
    void checksumsAndIdsAreUnsigned() {
        final String id = TRADE.replace("109116693", "9223372036854775807");
        assertThat(kraken.receive(id)).hasSize(1).first().asString().startsWith("trade 1 #9223372036854775807 ");
        assertThat(kraken.receive(TRADE.replace("109116693", "9223372036854775808")))
                .containsExactly("MALFORMED 1");
        assertThat(kraken.receive(BOOK.replaceFirst("checksum\":\\d+", "checksum\":4294967295")))
                .containsExactly("CHECKSUM_MISMATCH 2");
        assertThat(kraken.receive(BOOK.replaceFirst("checksum\":\\d+", "checksum\":4294967296")))
                .containsExactly("MALFORMED 2");
        assertThat(kraken.receive(BOOK.replaceFirst("checksum\":", "checksum\":-")))
                .containsExactly("MALFORMED 2");
    }

    @Test
    void aRepeatedTradeIsDroppedAndAHoleEndsTheEpochOnce() {
        assertThat(kraken.receive(TRADE)).containsExactly(TRADE_LINE);
        assertThat(kraken.receive(TRADE)).containsExactly("REPEATED");
        assertThat(kraken.receive(TRADE.replace("109116693", "109116695")))
                .containsExactly("SEQUENCE_GAP 1", TRADE_LINE.replace("109116693", "109116695"));
        assertThat(kraken.receive(TRADE.replace("109116693", "109116694"))).containsExactly("REPEATED");
    }

    @Test
    void aSnapshotOfTradesSaysWhichIdIsNext() {
        assertThat(kraken.receive(TRADE.replace("update", "snapshot"))).containsExactly("quiet 1");
        assertThat(kraken.receive(TRADE.replace("109116693", "109116694")))
                .singleElement()
                .asString()
                .startsWith("trade 1 ");
    }

    @Test
    void aCrossedTickerIsNotDelivered() {
        assertThat(kraken.receive(TICKER.replace("83744.2", "83744.30"))).containsExactly("CROSSED_BOOK 0");
        assertThat(kraken.receive(TICKER.replace("83744.2", "83745").replace("0.56251979", "0.0")))
                .as("a size of zero says that the side is empty")
                .containsExactly("top 0 0.0 @ 83745 / 0.00044780 @ 83744.3 at 1790358506844359000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bid\":83744.2|\"bid\":-83744.2",
                "\"bid\":83744.2|\"bid\":\"no number\"",
                "\"bid\":83744.2|\"bid\":null",
                "\"bid\":83744.2|\"bit\":83744.2",
                "\"bid\":83744.2|\"bid\":83744.2,\"bid\":83744.1",
                "2026-09-25T17|2026-09-25 17",
                "\"type\":\"update\"|\"type\":\"other\"",
                "\"type\":\"update\"|\"tape\":\"update\""
            })
    void whatIsWrongWithATickerEndsItsEpoch(String change) {
        final String[] parts = change.split("\\|", -1);
        assertThat(kraken.receive(TICKER.replace(parts[0], parts[1]))).containsExactly("MALFORMED 0");
        assertThat(kraken.receive(TICKER)).containsExactly(TOP_LINE);
    }

    @Test
    void aNumberOutOfRangeEndsTheEpochOfItsStreamAlone() {
        assertThat(kraken.receive(TICKER.replace("83744.2", "99999999999999999999")))
                .containsExactly("NUMBER_OUT_OF_RANGE 0");
        assertThat(kraken.receive(TRADE.replace("0.00044780", "0.0000000000000000001")))
                .containsExactly("NUMBER_OUT_OF_RANGE 1");
    }

    @Test
    void aLostTradeIsToldOnce() {
        kraken.receive(TRADE);
        assertThat(kraken.receive(TRADE.replace("109116693", "109116694").replace("\"buy\"", "\"bought\"")))
                .containsExactly("MALFORMED 1");
        assertThat(kraken.receive(TRADE.replace("109116693", "109116695")))
                .singleElement()
                .asString()
                .startsWith("trade 1 ");
    }

    @Test
    void aBrokenFrameThatNamesNobodyMayHaveBeenForAnyOfItsChannel() {
        kraken.subscribed(wire(3, "ETH/USD", Channel.TOP_OF_BOOK));
        assertThat(kraken.receive(TICKER.substring(0, TICKER.indexOf("\"symbol\""))))
                .containsExactly("MALFORMED", "MALFORMED 0", "MALFORMED 3");
        assertThat(kraken.receive(TICKER.substring(0, TICKER.indexOf("\"ask\""))))
                .containsExactly("MALFORMED 0");
    }

    @Test
    void aBrokenBookMessageWantsASnapshotAndTheNextUpdateMakesNoDifference() {
        kraken.receive(BOOK);
        final String update = Books.frame("update", "BTC/USD", List.of("100.0 9"), List.of(), 1);
        assertThat(kraken.receive(update.substring(0, update.length() - 2))).containsExactly("MALFORMED 2");
        assertThat(kraken.receive(update.substring(0, update.length() - 2))).containsExactly("NOT_SUBSCRIBED");
        assertThat(kraken.receive(BOOK.substring(0, BOOK.length() - 2)))
                .as("it might have been the snapshot that is waited for")
                .containsExactly("MALFORMED 2");
    }

    @Test
    void anIdThatIsGivenToAnotherInstrumentDoesNotSpeakForTheFirst() {
        kraken.subscribed(wire(0, "ETH/USD", Channel.TOP_OF_BOOK));
        assertThat(kraken.receive(TICKER)).containsExactly("NOT_SUBSCRIBED");
        assertThat(kraken.receive(TICKER.replace("BTC/USD", "ETH/USD"))).containsExactly(TOP_LINE);
    }

    @Test
    void whatNobodyAskedForIsCounted() {
        assertThat(kraken.receive(TICKER.replace("BTC/USD", "ETH/USD"))).containsExactly("NOT_SUBSCRIBED");
        assertThat(kraken.receive("{\"new\":1}")).containsExactly("UNKNOWN_TYPE");
        assertThat(kraken.receive("{\"channel\":\"executions\",\"data\":[]}")).containsExactly("UNKNOWN_TYPE");
        assertThat(kraken.receive("[]")).containsExactly("MALFORMED");
        assertThat(kraken.receive("")).containsExactly("MALFORMED");
        assertThat(kraken.receive("{\"channel\":7}")).containsExactly("MALFORMED");
        kraken.protocol.onFrame(FrameKind.BINARY, new byte[] {1}, 0, 1);
        assertThat(kraken.sink.take()).containsExactly("WRONG_KIND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maintenance,MAINTENANCE", "cancel_only,RESTRICTED", "post_only,RESTRICTED", "new,UNKNOWN"})
    void theExchangesStatusIsPassedOn(String pair) {
        final String[] parts = pair.split(",", -1);
        assertThat(kraken.receive("{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"" + parts[0]
                        + "\",\"emergency\":[{\"any\":[1]}]}]}"))
                .containsExactly(parts[1] + ": system " + parts[0] + ", emergencies 1");
        assertThat(kraken.receive("{\"channel\":\"status\",\"type\":\"update\",\"data\":[{}]}"))
                .containsExactly("MALFORMED");
        assertThat(kraken.receive("{\"channel\":\"status\",\"type\":\"update\",\"data\":7}"))
                .containsExactly("MALFORMED");
        assertThat(kraken.receive("{\"channel\":\"instrument\",\"type\":\"update\",\"data\":7}"))
                .containsExactly("MALFORMED");
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameCutAnywhereDeliversNothingAndNeverThrows(String frame) {
        final byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            final byte[] cut = Arrays.copyOf(bytes, length); // nothing behind it that could be read by mistake
            final List<String> reported = kraken.receive(cut, length);
            if (reported.isEmpty() || reported.stream().anyMatch(KrakenProtocolTest::isData)) {
                assertThat(reported).as("%d bytes of %s", length, frame).isNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameWithAnyByteReplacedNeverThrows(String frame) {
        final byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        final KrakenHarness client = subscribed();
        for (int at = 0; at < bytes.length; at++) {
            final byte original = bytes[at];
            for (int other = at % 7; other < 256; other += bytes.length > 600 ? 35 : 7) {
                bytes[at] = (byte) other;
                client.receive(bytes, bytes.length);
            }
            bytes[at] = original;
        }
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF, seed = "20261124")
    void piecesOfFramesInAnyOrderNeverThrow(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<String> all = frames().toList();
        final StringBuilder mixed = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            final String frame = all.get(random.nextInt(all.size()));
            final int from = i % 2 == 0 ? random.nextInt(frame.length()) : 0;
            mixed.append(frame, from, from + random.nextInt(frame.length() - from + 1));
        }
        kraken.receive(mixed.toString());
    }

    @Test
    void decodingAllocatesNothing() {
        final KrakenHarness measured = new KrakenHarness(new RecordingSink(false), 10)
                .subscribed(top, trades, wire(2, "BTC/USD", Channel.BOOK, new Decimal(1, 1), new Decimal(1, 8)));
        final List<byte[]> frames = steadyFrames();
        decode(measured, frames, 20_000);

        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(self);
        final long eventsBefore = measured.sink.events;
        decode(measured, frames, 40_000);

        assertThat(threads.getThreadAllocatedBytes(self) - before)
                .as("bytes allocated by %d frames", 40_000 * frames.size())
                .isLessThan(4_096);
        assertThat(measured.sink.events - eventsBefore).as("levels and tickers").isGreaterThan(40_000L * frames.size());
        assertThat(measured.sink.lines).as("no anomaly, nothing unread").isEmpty();
    }

    /** {@return whether the quick way reads it; then the full way must read the same} */
    private static boolean readsAlike(byte[] frame, int length) {
        final SymbolTable symbols = new SymbolTable();
        symbols.put("BTC/USD", 0);
        final KrakenPayload quick = new KrakenPayload();
        final KrakenUsualBook book = new KrakenUsualBook(quick);
        final KrakenUsualTicker ticker = new KrakenUsualTicker(quick);
        final boolean isBook = book.read(frame, 0, length, symbols);
        if (!isBook && !ticker.read(frame, 0, length, symbols)) {
            assertThat(quick.count()).isZero();
            return false;
        }
        final KrakenPayload full = new KrakenPayload();
        final JsonReader json = new JsonReader();
        json.wrap(frame, 0, length);
        String type = "";
        json.beginObject();
        while (json.nextField()) {
            if (json.fieldText().equals("data")) {
                full.read(json, isBook ? Channel.BOOK : Channel.TOP_OF_BOOK, symbols);
            } else if (json.readString() && json.fieldText().equals("type")) {
                type = json.stringText();
            }
        }
        assertThat(json.finish()).as(json.describeError()).isTrue();
        assertThat(isBook ? book.isSnapshot() : ticker.isSnapshot()).isEqualTo(type.equals("snapshot"));
        assertThat(written(quick)).isEqualTo(written(full));
        return true;
    }

    private static String written(KrakenPayload payload) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < payload.count(); i++) {
            final KrakenPayload.Element element = payload.element(i);
            text.append(element.id)
                    .append(' ')
                    .append(element.timeNanos)
                    .append(' ')
                    .append(element.number);
            text.append(' ').append(element.malformed).append(element.misfit);
            text.append(' ').append(element.price).append('e').append(element.priceScale);
            text.append(' ').append(element.size).append('e').append(element.sizeScale);
            text.append(' ').append(element.askPrice).append('e').append(element.askPriceScale);
            text.append(' ').append(element.askSize).append('e').append(element.askSizeScale);
            text.append(' ').append(element.firstLevel).append("..").append(element.endLevel);
        }
        final BookLevels levels = payload.levels();
        for (int i = 0; i < levels.count(); i++) {
            text.append(' ').append(levels.side(i));
            text.append(' ').append(levels.price(i)).append('e').append(levels.priceScale(i));
            text.append(' ').append(levels.size(i)).append('e').append(levels.sizeScale(i));
        }
        return text.toString();
    }

    /** A ticker, and book updates that come back to where they began: new levels, others pushed out, changes. */
    private static List<byte[]> steadyFrames() {
        final SplittableRandom random = new SplittableRandom(7);
        final NaiveExchange exchange = new NaiveExchange(random, 10, 1, 8, true);
        final List<String> frames = new ArrayList<>(List.of(TICKER, exchange.snapshot()));
        for (int i = 0; i < 20; i++) {
            frames.add(exchange.update());
        }
        return frames.stream()
                .map(frame -> frame.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static void decode(KrakenHarness measured, List<byte[]> frames, int times) {
        for (int i = 0; i < times; i++) {
            for (int at = 0; at < frames.size(); at++) {
                measured.protocol.onFrame(FrameKind.TEXT, frames.get(at), 0, frames.get(at).length);
            }
        }
    }

    private static boolean isData(String line) {
        return line.startsWith("top")
                || line.startsWith("trade")
                || line.startsWith("level")
                || line.startsWith("snap");
    }
}
