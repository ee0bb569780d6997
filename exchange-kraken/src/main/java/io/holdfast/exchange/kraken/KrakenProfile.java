package io.holdfast.exchange.kraken;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What Kraken documents of WebSocket v2 (spot-ws-intro, websocket-v2), or was seen of it, and where we stay below. */
final class KrakenProfile {

    static final ExchangeProfile SPOT = profile("spot");

    /** The one that the checksum covers completely comes first. */
    static final List<ExchangeProfile> ALL;

    /** Of the request, besides 10; others are refused, not rounded. */
    private static final int[] DEEPER = {25, 100, 500, 1_000};

    private static final int DEFAULT_DEPTH = 10;
    private static final String DEEPER_NAME = "spot-depth-";

    static {
        final List<ExchangeProfile> profiles = new ArrayList<>(List.of(SPOT));
        for (final int depth : DEEPER) {
            profiles.add(profile(DEEPER_NAME + depth));
        }
        ALL = List.copyOf(profiles);
    }

    private KrakenProfile() {}

    /** {@return how many levels of each side a book is subscribed with} */
    static int depthOf(ExchangeProfile profile) {
        for (final int depth : DEEPER) {
            if (profile.name().equals(DEEPER_NAME + depth)) {
                return depth;
            }
        }
        return DEFAULT_DEPTH;
    }

    private static ExchangeProfile profile(String name) {
        return ExchangeProfile.builder(name)
                .streams("wss://ws.kraken.com/v2")
                .http("https://api.kraken.com")
                // about 150 attempts in any 10 minutes for each address, then 10 minutes of ban
                .connectionAttempts(new RateLimit(90, Duration.ofMinutes(10)))
                // no figure is published; 20 a second with bursts of 10 are known to work, we stay at a quarter
                .outgoingMessages(new RateLimit(10, Duration.ofSeconds(2)))
                // public HTTP requests: one a second
                .httpWeight(new RateLimit(5, Duration.ofSeconds(10)))
                // none is documented: "one connection can carry all market data of all pairs"
                .maxSubscriptionsPerConnection(1_000)
                // a snapshot of 1,000 levels a side has about 100 KB
                .maxMessageBytes(1 << 20)
                // a heartbeat each second, 1,026 ms between frames at most in the captures: asked at 1.1 s of silence,
                // not trusted from 1.5 s, replaced at 2.9 s: a way that takes up to a second more or less is no loss
                .pingInterval(Duration.ofMillis(1_080))
                .suspectTimeout(Duration.ofMillis(400))
                .pongTimeout(Duration.ofMillis(1_850))
                .silenceLimit(Duration.ofMillis(2_950))
                // five heartbeats, as Kraken's own advice for noticing a dead connection has it
                .heartbeatLimit(Duration.ofSeconds(5))
                // without a request for about a minute the server may hang up, heartbeats or not
                .applicationPingInterval(Duration.ofSeconds(25))
                .subscribeTimeout(Duration.ofSeconds(5))
                .rateLimitPenalty(Duration.ofMinutes(10))
                .build();
    }
}
