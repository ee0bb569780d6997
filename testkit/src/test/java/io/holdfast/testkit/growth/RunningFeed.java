package io.holdfast.testkit.growth;

import io.holdfast.Holdfast;
import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.MarketHandler;
import io.holdfast.market.Channel;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.resilience.RatePolicy;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.binance.UnknownStreams;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.List;

/** Holdfast on real sockets against a simulated Binance, without the limits that keep it from being cut too often. */
final class RunningFeed implements AutoCloseable {

    private static final RateLimit UNLIMITED = new RateLimit(10_000, Duration.ofMillis(1));

    private static final Duration NO_TIME = Duration.ofNanos(1);

    final SimulatedExchange<BinanceVenue> exchange;
    final Holdfast holdfast;
    final TimerCount timers;
    private final NettyTransport transport;

    RunningFeed(boolean secure, MarketHandler handler) {
        final BinanceVenue venue = new BinanceVenue(
                new MarketModel(List.of(MarketSpec.of("BTC/USDT", "64000.00")), 1),
                Duration.ZERO,
                new BinanceRules(
                        1_000,
                        1_024,
                        1_000_000,
                        6_000,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(1),
                        Duration.ofHours(24),
                        UnknownStreams.ACKNOWLEDGED));
        exchange = secure ? SimulatedExchange.start(venue) : SimulatedExchange.startWithoutTls(venue);
        transport = new NettyTransport(
                secure
                        ? NettyTransportConfig.builder()
                                .trust(exchange.authority())
                                .build()
                        : NettyTransportConfig.DEFAULT);
        timers = new TimerCount(transport);
        holdfast = Holdfast.builder()
                .transport(timers)
                .exchange("binance", binance -> {
                    binance.subscribe("BTC/USDT", Channel.TOP_OF_BOOK, Channel.TRADES);
                    binance.breaker(CircuitBreakerPolicy.DEFAULT
                            .withConsecutiveFailures(CircuitBreakerPolicy.NEVER)
                            .withRates(RatePolicy.OFF));
                    binance.backoff(new BackoffPolicy(NO_TIME, NO_TIME, 1.0, Jitter.NONE, BackoffPolicy.UNLIMITED));
                    binance.profile(profile -> profile.toBuilder()
                            .streams(List.of(Endpoint.of(exchange.streamUrl())))
                            .http(Endpoint.of(exchange.httpUrl()))
                            .connectionAttempts(UNLIMITED)
                            .outgoingMessages(UNLIMITED)
                            .build());
                })
                .handler(handler)
                .start();
    }

    @Override
    public void close() {
        holdfast.close();
        transport.close();
        exchange.close();
    }
}
