package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import java.time.Duration;

/**
 * What Coinbase documents of its two feeds (websocket-overview, websocket-channels, websocket-rate-limits of each), what
 * others have measured where it documents nothing, and where we stay below it.
 */
final class CoinbaseProfile {

    static final ExchangeProfile ADVANCED_TRADE = ExchangeProfile.builder(CoinbaseFeed.ADVANCED_TRADE.profileName())
            .streams("wss://advanced-trade-ws.coinbase.com")
            .http("https://api.coinbase.com")
            // 8 a second for each address; a connection begins with four requests, and those have the same limit
            .connectionAttempts(new RateLimit(2, Duration.ofSeconds(1)))
            // 8 a second for each address, all connections together; a quarter is left to chance
            .outgoingMessages(new RateLimit(6, Duration.ofSeconds(1)))
            .outgoingMessagesPerAddress(true)
            // public HTTP: 10 a second for each address
            .httpWeight(new RateLimit(5, Duration.ofSeconds(1)))
            // undocumented: more than 30 level2 products on a connection are refused ("too many L2 streams"); below it,
            // since the snapshots of all of them come at once, up to 5 MB each
            .maxSubscriptionsPerConnection(20)
            .maxMessageBytes(64 << 20)
            // heartbeats come each second
            .silenceLimit(Duration.ofSeconds(5))
            .pingInterval(Duration.ofMillis(2_500))
            .pongTimeout(Duration.ofSeconds(2))
            .heartbeatLimit(Duration.ofSeconds(5))
            // an acknowledgement may stand behind the snapshots of others
            .subscribeTimeout(Duration.ofSeconds(10))
            // limits are by the second, no ban is documented
            .rateLimitPenalty(Duration.ofSeconds(10))
            .build();

    static final ExchangeProfile EXCHANGE = ExchangeProfile.builder(CoinbaseFeed.EXCHANGE.profileName())
            .streams("wss://ws-feed.exchange.coinbase.com")
            .http("https://api.exchange.coinbase.com")
            // 8 a second for each address, bursts to 20
            .connectionAttempts(new RateLimit(3, Duration.ofSeconds(1)))
            // 100 a second, yet 10 in the long run
            .outgoingMessages(new RateLimit(5, Duration.ofSeconds(1)))
            // public HTTP: 10 a second for each address
            .httpWeight(new RateLimit(5, Duration.ofSeconds(1)))
            // nothing documented but "spread products over connections"; snapshots as large as Advanced Trade's
            .maxSubscriptionsPerConnection(20)
            .maxMessageBytes(64 << 20)
            // heartbeats come each second for each product, but not while no product is wanted: so no heartbeatLimit
            .silenceLimit(Duration.ofSeconds(5))
            .pingInterval(Duration.ofMillis(2_500))
            .pongTimeout(Duration.ofSeconds(2))
            .subscribeTimeout(Duration.ofSeconds(10))
            .rateLimitPenalty(Duration.ofSeconds(10))
            .build();

    private CoinbaseProfile() {}
}
