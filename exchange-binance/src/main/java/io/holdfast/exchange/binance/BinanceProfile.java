package io.holdfast.exchange.binance;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import java.time.Duration;

/** What Binance documents of its Spot streams (web-socket-streams.md, rest-api.md), and where we stay below it. */
final class BinanceProfile {

    static final ExchangeProfile SPOT = ExchangeProfile.builder("spot")
            .streams(
                    "wss://stream.binance.com:9443", "wss://stream.binance.com:443", "wss://data-stream.binance.vision")
            .http("https://api.binance.com")
            // 300 attempts in 5 minutes for each address; a fifth of it, for others may share the address
            .connectionAttempts(new RateLimit(60, Duration.ofMinutes(5)))
            // 5 a second, pongs among them; users were cut off below that
            .outgoingMessages(new RateLimit(3, Duration.ofSeconds(1)))
            // 6,000 a minute
            .httpWeight(new RateLimit(3_600, Duration.ofMinutes(1)))
            .maxSubscriptionsPerConnection(1_024)
            .maxMessageBytes(1 << 20)
            // the server pings every 20 s, so 30 s without any byte is an end
            .silenceLimit(Duration.ofSeconds(30))
            .pingInterval(Duration.ofSeconds(10))
            .pongTimeout(Duration.ofSeconds(5))
            .subscribeTimeout(Duration.ofSeconds(5))
            .maxConnectionAge(Duration.ofHours(24))
            // the firewall's ban lasts about 5 minutes
            .rateLimitPenalty(Duration.ofMinutes(5))
            .build();

    private BinanceProfile() {}
}
