package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.ExchangeOptions;
import io.holdfast.Holdfast;
import io.holdfast.TradingGate;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.Reason;
import io.holdfast.health.ExchangeHealth;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several exchanges at once, on real sockets: none can hurt another, and they come and go. */
class ManyExchangesTest {

    private static final Instrument BTC_USDT = Instrument.of("BTC/USDT");
    private static final Instrument BTC_USD = Instrument.of("BTC/USD");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SimulatedExchange<BinanceVenue> binance = SimulatedExchange.start(BinanceVenue.usual());
    private final SimulatedExchange<KrakenVenue> kraken = SimulatedExchange.start(KrakenVenue.usual());
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();
    private final Map<String, Integer> prices = new ConcurrentHashMap<>();
    private Transport transport;
    private Holdfast holdfast;

    @BeforeEach
    void open() {
        transport = new NettyTransport(NettyTransportConfig.builder()
                .trust(binance.authority(), kraken.authority())
                .build());
    }

    @AfterEach
    void close() {
        if (holdfast != null) {
            holdfast.close();
        }
        transport.close();
        binance.close();
        kraken.close();
    }

    @Test
    void anExchangeThatNobodyAnswersForStaysVisibleAndCostsTheOthersNothing() throws IOException {
        holdfast = start(Map.of(
                "kraken",
                krakenOptions(),
                "binance",
                options -> options.subscribe("BTC/USDT", Channel.TOP_OF_BOOK)
                        .profile(profile -> profile.toBuilder()
                                .streams(List.of(nobody("wss")))
                                .http(nobody("https"))
                                .build())));

        awaitOpen(holdfast.gate("kraken", BTC_USD));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(health("binance").failedAttempts()).isNotEmpty());

        assertThat(holdfast.health().connected()).containsExactly("kraken");
        assertThat(holdfast.health().disconnected()).containsExactly("binance");
        assertThat(health("binance").failedAttempts()).containsKey(Reason.CONNECT_FAILED);
        assertThat(holdfast.gate("binance").isOpen()).isFalse();
        assertThat(holdfast.gate("binance", BTC_USDT).isOpen()).isFalse();
        assertThat(ends).as("epochs of the living one that ended").doesNotContainKey("kraken");
    }

    @Test
    void g7WhileOneExchangeIsCutInEveryWayTheOtherLosesNothingAndItsGatesStayOpen() {
        holdfast = start(Map.of("kraken", krakenOptions(), "binance", binanceOptions()));
        final TradingGate other = holdfast.gate("kraken", BTC_USD);
        awaitOpen(other);
        awaitOpen(holdfast.gate("binance", BTC_USDT));
        final long since = other.status().atNanos();

        for (final Runnable cut : List.<Runnable>of(
                binance::reset, binance::endStream, () -> binance.closeWith(1001, "going away"), binance::truncate)) {
            final long losses = losses("binance");
            cut.run();
            await().atMost(PATIENCE).until(() -> losses("binance") > losses);
            awaitOpen(holdfast.gate("binance", BTC_USDT));
        }

        assertThat(losses("kraken")).isZero();
        assertThat(ends).doesNotContainKey("kraken");
        assertThat(other.isOpen()).isTrue();
        assertThat(other.status().atNanos()).as("it has not moved meanwhile").isEqualTo(since);
        assertThat(health("binance").recover().count()).isEqualTo(4);
    }

    @Test
    void exchangesComeAndGoWhileTheOthersRun() {
        holdfast = start(Map.of("kraken", krakenOptions()));
        awaitOpen(holdfast.gate("kraken", BTC_USD));

        holdfast.addExchange("binance", binanceOptions());
        final TradingGate gate = holdfast.gate("binance", BTC_USDT);
        awaitOpen(gate);
        assertThat(holdfast.exchanges()).containsExactly("kraken", "binance");
        assertThatThrownBy(() -> holdfast.addExchange("binance", binanceOptions()))
                .hasMessage("exchange: \"binance\" (expected: one that is not held yet)");

        holdfast.removeExchange("binance");

        assertThat(gate.isOpen()).isFalse();
        assertThat(holdfast.exchanges()).containsExactly("kraken");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(holdfast.health().exchanges())
                        .extracting(ExchangeHealth::exchange)
                        .containsExactly("kraken"));
        await().atMost(PATIENCE).until(() -> binance.connections() == 0);
        assertThatThrownBy(() -> holdfast.gate("binance"))
                .hasMessage("exchange: \"binance\" (expected one of: [kraken])");

        holdfast.addExchange("binance", binanceOptions());
        awaitOpen(holdfast.gate("binance", BTC_USDT));
        assertThat(ends).as("the other took no notice").doesNotContainKey("kraken");
    }

    @Test
    void anOperatorShutsOneExchangeAndTheOtherGoesOn() {
        holdfast = start(Map.of("kraken", krakenOptions(), "binance", binanceOptions()));
        awaitOpen(holdfast.gate("kraken", BTC_USD));
        awaitOpen(holdfast.gate("binance", BTC_USDT));

        holdfast.gate("binance").forceShut("maintenance at the desk");

        assertThat(holdfast.gate("binance").isOpen()).isFalse();
        assertThat(holdfast.gate("binance", BTC_USDT).isOpen()).isFalse();
        assertThat(holdfast.gate("kraken", BTC_USD).isOpen()).isTrue();
        final int before = prices.getOrDefault("binance", 0);
        await("prices still come").atMost(PATIENCE).until(() -> prices.getOrDefault("binance", 0) > before);

        holdfast.gate("binance").release();
        awaitOpen(holdfast.gate("binance", BTC_USDT));
    }

    private Holdfast start(Map<String, Consumer<ExchangeOptions>> exchanges) {
        final Holdfast.Builder builder =
                Holdfast.builder().transport(transport).handler((event, endOfBatch) -> count(event));
        exchanges.forEach(builder::exchange);
        return builder.start();
    }

    private void count(MarketEvent event) {
        if (event.kind() == EventKind.STATUS && event.status() == FeedStatus.STALE) {
            ends.merge(event.exchange(), 1, Integer::sum);
        } else if (event.kind() == EventKind.TOP_OF_BOOK) {
            prices.merge(event.exchange(), 1, Integer::sum);
        }
    }

    private Consumer<ExchangeOptions> binanceOptions() {
        return options -> options.subscribe("BTC/USDT", Channel.TOP_OF_BOOK)
                .profile(profile -> profile.toBuilder()
                        .streams(List.of(Endpoint.of(binance.streamUrl())))
                        .http(Endpoint.of(binance.httpUrl()))
                        .build());
    }

    private Consumer<ExchangeOptions> krakenOptions() {
        return options -> options.subscribe("BTC/USD", Channel.TOP_OF_BOOK)
                .profile(profile -> profile.toBuilder()
                        .streams(List.of(Endpoint.of(kraken.streamUrl() + "/v2")))
                        .http(Endpoint.of(kraken.httpUrl()))
                        .build());
    }

    private static Endpoint nobody(String scheme) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Endpoint.of(scheme + "://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ExchangeHealth health(String exchange) {
        return holdfast.health().exchanges().stream()
                .filter(one -> one.exchange().equals(exchange))
                .findFirst()
                .orElseThrow();
    }

    private long losses(String exchange) {
        return health(exchange).disconnects().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void awaitOpen(TradingGate gate) {
        await("gate opens").atMost(PATIENCE).until(gate::isOpen);
    }
}
