package io.holdfast.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseExchangeVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import io.holdfast.time.VirtualScheduler;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is published to measure others must not be dear itself. */
class VenueAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ORDERS = 20_000;
    /** For timers of windows and growth of arrays, not for messages. */
    private static final long MOST_BYTES_EACH = 8;

    static Stream<Arguments> venues() {
        return Stream.of(
                Arguments.of(
                        "binance",
                        (Function<MarketModel, SimulatedVenue<?>>)
                                model -> new BinanceVenue(model, Duration.ZERO, BinanceRules.DOCUMENTED),
                        "/stream?streams=btcusdt@bookTicker/btcusdt@trade/btcusdt@depth@100ms",
                        List.of(),
                        "BTC/USDT"),
                Arguments.of(
                        "kraken",
                        (Function<MarketModel, SimulatedVenue<?>>)
                                model -> new KrakenVenue(model, Duration.ZERO, KrakenRules.DOCUMENTED),
                        "/v2",
                        List.of(
                                "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"]}}",
                                "{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"BTC/USD\"]}}",
                                "{\"method\":\"subscribe\",\"params\":{\"channel\":\"ticker\",\"symbol\":[\"BTC/USD\"],"
                                        + "\"event_trigger\":\"bbo\"}}"),
                        "BTC/USD"),
                Arguments.of(
                        "coinbase",
                        (Function<MarketModel, SimulatedVenue<?>>)
                                model -> new CoinbaseVenue(model, Duration.ZERO, CoinbaseRules.ADVANCED_TRADE),
                        "/",
                        List.of(
                                "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}",
                                "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"market_trades\"}"),
                        "BTC/USD"),
                Arguments.of(
                        "coinbase exchange",
                        (Function<MarketModel, SimulatedVenue<?>>)
                                model -> new CoinbaseExchangeVenue(model, Duration.ZERO, CoinbaseRules.EXCHANGE),
                        "/",
                        List.of("{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],"
                                + "\"channels\":[\"level2_batch\",\"matches\",\"ticker\"]}"),
                        "BTC/USD"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("venues")
    void publishingDoesNotAllocateInSteadyState(
            String name,
            Function<MarketModel, SimulatedVenue<?>> maker,
            String target,
            List<String> requests,
            String instrument) {
        final VirtualScheduler scheduler = new VirtualScheduler();
        final SimulatedVenue<?> venue = maker.apply(new MarketModel(List.of(MarketSpec.of(instrument, "64000.0")), 1));
        venue.start(scheduler);
        final CountingLink link = new CountingLink();
        final VenueConnection connection =
                ((Admission.Admitted) venue.accept(ClientRequest.of(target), link)).connection();
        connection.onOpen();
        for (final String request : requests) {
            final byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
            connection.onText(bytes, 0, bytes.length);
        }
        venue.step(ORDERS);
        scheduler.advance(Duration.ofSeconds(1));
        venue.step(ORDERS);
        final long messagesBefore = link.messages;

        final long before = THREADS.getCurrentThreadAllocatedBytes();
        venue.step(ORDERS);
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(link.messages - messagesBefore).as("messages").isGreaterThan(ORDERS / 10);
        assertThat(allocated / ORDERS).as("bytes an order").isLessThanOrEqualTo(MOST_BYTES_EACH);
    }

    private static final class CountingLink implements ClientLink {

        private long messages;

        @Override
        public void sendText(byte[] buffer, int offset, int length) {
            messages++;
        }

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {
            messages++;
        }

        @Override
        public void ping() {}

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("closed with " + code + " " + reason);
        }

        @Override
        public void drop() {
            throw new AssertionError("dropped");
        }
    }
}
