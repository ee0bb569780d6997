package io.holdfast.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.Refusal;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Subscription;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.FrameKind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Frames are from Binance's documentation (web-socket-streams.md) unless a test says that it made them. */
class BinanceProtocolTest {

    private static final String BOOK_TICKER =
            "{\"u\":400900217,\"s\":\"BNBUSDT\",\"b\":\"25.35190000\",\"B\":\"31.21000000\",\"a\":\"25.36520000\",\"A\":\"40.66000000\"}";
    private static final String TRADE =
            "{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBUSDT\",\"t\":12345,\"p\":\"0.001\",\"q\":\"100\",\"T\":1672515782136,\"m\":true,\"M\":true}";
    private static final String TOP_LINE =
            "top 0 #400900217 2535190000e-8 x 3121000000e-8 / 2536520000e-8 x 4066000000e-8";

    private final RecordingSink sink = new RecordingSink();
    private final List<String> sent = new ArrayList<>();
    private final Outbound out = new Outbound() {
        @Override
        public void sendText(String message) {
            sent.add(message);
        }

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {
            throw new AssertionError("binary");
        }
    };
    private final BinanceProtocol protocol = new BinanceProtocol(sink);
    private final WireSubscription top = wire(0, "BNB/USDT", "BNBUSDT", Channel.TOP_OF_BOOK);
    private final WireSubscription trades = wire(1, "BNB/USDT", "BNBUSDT", Channel.TRADES);

    @Test
    void theUrlCarriesTheInitialSubscriptionsAndTheUpgradeAcknowledgesThem() {
        final UpgradeTarget target = protocol.upgradeTarget(List.of(top, trades));
        protocol.onOpened(out);

        assertThat(target.target()).isEqualTo("/stream?streams=bnbusdt@bookTicker/bnbusdt@trade");
        assertThat(target.included()).isEqualTo(2);
        assertThat(sink.lines).containsExactly("ack 0", "ack 1");
        assertThat(sent).isEmpty();
    }

    @Test
    void symbolsThatAreNotAsciiArePercentEncodedInTheUrlAndMatchedAsUtf8() {
        final WireSubscription chinese = wire(0, "这是测试币/456", "这是测试币456", Channel.TRADES);
        assertThat(protocol.upgradeTarget(List.of(chinese)).target())
                .isEqualTo("/stream?streams=%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456@trade");

        receive("{\"stream\":\"这是测试币456@trade\",\"data\":" + TRADE.replace("BNBUSDT", "这是测试币456") + "}");

        assertThat(sink.lines).containsExactly("trade 0 #12345 ASK 1e-3 x 100e-0 at 1672515782136000000");
    }

    @Test
    void aBookTickerIsATopOfBookWithItsExactDigits() {
        protocol.upgradeTarget(List.of(top));
        receive("{\"stream\":\"bnbusdt@bookTicker\",\"data\":" + BOOK_TICKER + "}");
        assertThat(sink.lines).containsExactly(TOP_LINE);
    }

    @Test
    void theOrderOfFieldsAndUnknownFieldsMakeNoDifference() { // composed
        protocol.upgradeTarget(List.of(top));
        receive(" { \"data\" : " + BOOK_TICKER.replace("\"s\"", "\"new\":{\"x\":[1]},\"s\"")
                + " , \"stream\" : \"bnbusdt@bookTicker\" } ");
        assertThat(sink.lines).containsExactly(TOP_LINE);
    }

    @Test
    void aRepeatIsDroppedAndAHoleInTradeIdsEndsTheEpoch() { // composed
        protocol.upgradeTarget(List.of(top, trades));
        receive("{\"stream\":\"bnbusdt@trade\",\"data\":" + TRADE + "}");
        receive("{\"stream\":\"bnbusdt@trade\",\"data\":" + TRADE + "}");
        receive("{\"stream\":\"bnbusdt@trade\",\"data\":" + TRADE.replace("12345", "12347") + "}");

        assertThat(sink.lines.get(1)).isEqualTo("REPEATED");
        assertThat(sink.lines.get(2)).isEqualTo("SEQUENCE_GAP 1");
        assertThat(sink.lines.get(3)).startsWith("trade 1 #12347");
    }

    @Test
    void whatIsWrongWithOneStreamIsSaidOfThatStream() { // composed
        protocol.upgradeTarget(List.of(top, trades));
        receive("{\"stream\":\"bnbusdt@bookTicker\",\"data\":"
                + BOOK_TICKER.replace("25.35190000", "99999999999999999999") + "}");
        receive("{\"stream\":\"bnbusdt@bookTicker\",\"data\":" + BOOK_TICKER.replace("\"b\"", "\"x\"") + "}");
        receive("{\"stream\":\"bnbusdt@bookTicker\",\"data\":" + BOOK_TICKER.replace("400900217", "\"no\"") + "}");
        receive("{\"stream\":\"bnbusdt@bookTicker\",\"data\":" + BOOK_TICKER.replace("BNBUSDT", "ETHUSDT") + "}");
        receive("{\"stream\":\"bnbusdt@bookTicker\",\"data\":[]}");
        receive("{\"stream\":\"ethusdt@bookTicker\",\"data\":" + BOOK_TICKER + "}");
        receive("not json");
        receive("{\"new\":1}");

        assertThat(sink.lines)
                .containsExactly(
                        "NUMBER_OUT_OF_RANGE 0",
                        "MALFORMED 0",
                        "MALFORMED 0",
                        "MALFORMED 0",
                        "MALFORMED 0",
                        "NOT_SUBSCRIBED",
                        "MALFORMED",
                        "UNKNOWN_TYPE");
    }

    @Test
    void aFrameCutAnywhereNeverDeliversAndNeverThrows() {
        protocol.upgradeTarget(List.of(top));
        final byte[] whole =
                ("{\"stream\":\"bnbusdt@bookTicker\",\"data\":" + BOOK_TICKER + "}").getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            protocol.onFrame(FrameKind.TEXT, whole, 0, length);
        }
        assertThat(sink.lines).isNotEmpty().noneMatch(line -> line.startsWith("top"));
    }

    @Test
    void laterSubscriptionsGoByMessageAndAreAcknowledgedById() {
        assertThat(protocol.subscribe(List.of(top, trades), out)).isEqualTo(2);
        assertThat(sent)
                .containsExactly(
                        "{\"method\":\"SUBSCRIBE\",\"params\":[\"bnbusdt@bookTicker\",\"bnbusdt@trade\"],\"id\":1}");

        receive("{\"result\":null,\"id\":1}");

        assertThat(sink.lines).containsExactly("ack 0", "ack 1");
    }

    @Test
    void bothShapesOfErrorsAreUnderstood() {
        protocol.subscribe(List.of(top), out);
        receive("{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":1}");
        protocol.subscribe(List.of(trades), out);
        receive("{\"code\":2,\"msg\":\"Invalid request: too many parameters\"}");
        protocol.subscribe(List.of(top, trades), out);
        receive("{\"id\":null,\"error\":{\"code\":3,\"msg\":\"Invalid json\"}}");

        assertThat(sink.lines)
                .containsExactly(
                        "rejected 0 for good: code 2: Invalid request: invalid stream",
                        "rejected 1 for good: code 2: Invalid request: too many parameters",
                        "request of 2 rejected: code 3: Invalid json");
    }

    @Test
    void anAnnouncedShutdownIsPassedOnInBothForms() {
        receive("{\"e\":\"serverShutdown\",\"E\":1770123456789}");
        receive("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1770123456789}}");
        assertThat(sink.lines).containsExactly("shutdown", "shutdown");
    }

    @Test
    void manySubscriptionsAreSplitOverUrlAndRequests() {
        final List<WireSubscription> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add(wire(i, "COIN" + i + "/USDT", "COIN" + i + "USDT", Channel.TOP_OF_BOOK));
        }
        final UpgradeTarget target = protocol.upgradeTarget(many);
        final int taken = protocol.subscribe(many.subList(target.included(), many.size()), out);

        assertThat(target.target().length()).isLessThanOrEqualTo(4_001);
        assertThat(target.included()).isBetween(100, 300);
        assertThat(taken).isEqualTo(100);
        assertThat(sent.get(0).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(4_000);
    }

    @Test
    void instrumentsComeFromExchangeInfoAndNotFromCuttingSymbols() throws CatalogException {
        final List<ListedInstrument> listed = new BinanceAdapter()
                .readCatalog(
                        BinanceProfile.SPOT,
                        ("{\"symbols\":[{\"symbol\":\"BNBUSD\",\"status\":\"TRADING\",\"baseAsset\":\"BNB\",\"quoteAsset\":\"USD\","
                                        + "\"filters\":[{}]},{\"symbol\":\"1INCHUSDT\",\"status\":\"BREAK\",\"baseAsset\":\"1INCH\","
                                        + "\"quoteAsset\":\"USDT\"}]}")
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(listed)
                .containsExactly(
                        new ListedInstrument(Instrument.of("BNB/USD"), "BNBUSD", InstrumentStatus.TRADING),
                        new ListedInstrument(Instrument.of("1INCH/USDT"), "1INCHUSDT", InstrumentStatus.CLOSED));
        assertThatThrownBy(() -> new BinanceAdapter()
                        .readCatalog(BinanceProfile.SPOT, "<html>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("exchangeInfo");
    }

    @Test
    void thePluginIsFoundAndKnowsItsExchangesRefusals() {
        final ExchangeAdapter found =
                ServiceLoader.load(ExchangeAdapter.class).findFirst().orElseThrow();
        assertThat(found.id()).isEqualTo("binance");
        assertThat(found.classify(refused(451))).isEqualTo(Refusal.PERMANENT);
        assertThat(found.classify(refused(403))).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(found.classify(refused(429))).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(found.classify(refused(503))).isEqualTo(Refusal.TRANSIENT);
    }

    @Test
    void decodingAllocatesNothing() {
        final RecordingSink silent = new RecordingSink(false);
        final BinanceProtocol measured = new BinanceProtocol(silent);
        measured.upgradeTarget(List.of(top, trades));
        final byte[] frame =
                ("{\"stream\":\"bnbusdt@bookTicker\",\"data\":" + BOOK_TICKER + "}").getBytes(StandardCharsets.UTF_8);
        decode(measured, frame, 50_000);

        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(self);
        decode(measured, frame, 100_000);

        assertThat(threads.getThreadAllocatedBytes(self) - before)
                .as("bytes allocated by 100,000 frames")
                .isLessThan(4_096);
    }

    /** Counts up the update id in place, so that no frame is a repeat. */
    private static void decode(BinanceProtocol measured, byte[] frame, int times) {
        final int lastDigit = new String(frame, StandardCharsets.UTF_8).indexOf(",\"s\"") - 1;
        for (int i = 0; i < times; i++) {
            for (int digit = lastDigit; ++frame[digit] > '9'; digit--) {
                frame[digit] = '0';
            }
            measured.onFrame(FrameKind.TEXT, frame, 0, frame.length);
        }
    }

    private void receive(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        protocol.onFrame(FrameKind.TEXT, bytes, 0, bytes.length);
    }

    private static Disconnect refused(int status) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "", null, ConnectPhase.UPGRADE);
    }

    private static WireSubscription wire(int id, String instrument, String symbol, Channel channel) {
        final Instrument parsed = Instrument.of(instrument);
        return new WireSubscription(
                id, new Subscription(parsed, channel), new ListedInstrument(parsed, symbol, InstrumentStatus.TRADING));
    }
}
