package io.holdfast.examples.trading;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import io.holdfast.testkit.venue.kraken.KrakenSystem;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import io.holdfast.transport.Endpoint;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Three exchanges of the testkit on loopback, with TLS, that fail on command. */
final class SimulatedMarkets implements AutoCloseable {

    private static final Subscription COINBASE_BOOK = new Subscription(Instrument.of("BTC/USD"), Channel.BOOK);

    private final SimulatedExchange<BinanceVenue> binance = SimulatedExchange.start(BinanceVenue.usual());
    private final SimulatedExchange<KrakenVenue> kraken = SimulatedExchange.start(KrakenVenue.usual());
    private final SimulatedExchange<CoinbaseVenue> coinbase = SimulatedExchange.start(CoinbaseVenue.usual());

    SimulatedMarkets() {}

    List<Market> markets() {
        return List.of(
                market("binance", "BTC/USDT", binance, ""),
                market("kraken", "BTC/USD", kraken, "/v2"),
                market("coinbase", "BTC/USD", coinbase, ""));
    }

    X509Certificate[] authorities() {
        return new X509Certificate[] {binance.authority(), kraken.authority(), coinbase.authority()};
    }

    /** {@return what goes wrong, one after the other} */
    List<Fault> faults() {
        return List.of(
                new Fault("kraken", "TCP is reset", kraken::reset, () -> {}),
                new Fault("binance", "falls silent, TCP stays", binance::blackHole, () -> {}),
                new Fault(
                        "coinbase",
                        "one message of the book is lost on the way",
                        () -> coinbase.onVenue(venue -> venue.faults().next(COINBASE_BOOK, Fate.LOST)),
                        () -> {}),
                new Fault(
                        "coinbase",
                        "ends TCP, then takes no connection",
                        () -> {
                            coinbase.refuseConnections();
                            coinbase.endStream();
                        },
                        coinbase::accept),
                new Fault(
                        "binance",
                        "closes, then answers 429 with Retry-After: 1",
                        () -> {
                            binance.refuseUpgrades(429, Map.of("Retry-After", "1"), "{\"code\":-1003}");
                            binance.closeWith(1001, "going away");
                        },
                        binance::acceptUpgrades),
                new Fault(
                        "kraken",
                        "goes into maintenance",
                        () -> kraken.onVenue(venue -> venue.system(KrakenSystem.MAINTENANCE)),
                        () -> kraken.onVenue(venue -> venue.system(KrakenSystem.ONLINE))));
    }

    @Override
    public void close() {
        binance.close();
        kraken.close();
        coinbase.close();
    }

    /** Sooner and shorter than the real profiles ask for, so that a run need not last minutes. */
    private static Market market(String id, String instrument, SimulatedExchange<?> exchange, String path) {
        return new Market(
                id,
                instrument,
                profile -> profile.toBuilder()
                        .streams(List.of(Endpoint.of(exchange.streamUrl() + path)))
                        .http(Endpoint.of(exchange.httpUrl()))
                        .silenceLimit(Duration.ofSeconds(2))
                        .pingInterval(Duration.ofMillis(500))
                        .pongTimeout(Duration.ofMillis(500))
                        .rateLimitPenalty(Duration.ofSeconds(1))
                        .build());
    }
}
