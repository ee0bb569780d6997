package io.holdfast.testkit.venue.coinbase;

import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.SlidingLimit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each address may do in a second: connect so often, and send so many messages on all its connections. */
final class AddressRates {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int TOO_MANY_REQUESTS = 429;

    private final CoinbaseRules rules;
    private final Map<String, SlidingLimit> connections = new HashMap<>();
    private final Map<String, SlidingLimit> messages = new HashMap<>();

    AddressRates(CoinbaseRules rules) {
        this.rules = rules;
    }

    /** Counts an upgrade request. {@return the refusal; null if it is within the limit} */
    @Nullable
    HttpAnswer connect(String address, long nowNanos) {
        final SlidingLimit limit =
                connections.computeIfAbsent(address, key -> new SlidingLimit(rules.connectionsPerSecond(), SECOND));
        return limit.count(1, nowNanos)
                ? null
                : HttpAnswer.of(TOO_MANY_REQUESTS, "{\"message\":\"Rate limit exceeded\"}");
    }

    /** Counts a message. {@return whether it is within the limit} */
    boolean message(String address, long nowNanos) {
        return messages.computeIfAbsent(address, key -> new SlidingLimit(rules.messagesPerSecond(), SECOND))
                .count(1, nowNanos);
    }
}
