package io.holdfast.testkit.venue.coinbase;

import java.time.Duration;

/**
 * What Coinbase holds its clients to, and how it does what its documentation leaves open.
 *
 * @param connectionsPerSecond of one address; more is answered with 429
 * @param messagesPerSecond    of one address on all its connections; more is refused
 * @param level2Products       on one Advanced Trade connection at a time; more is refused
 * @param firstSubscribe       within which a client must have asked for something, or is dropped
 * @param quietLimit           without any message to an Advanced Trade client, after which it is dropped
 * @param unknownRefused       whether a product that is not listed fails its whole request on Advanced Trade; otherwise
 *                             the acknowledgement just does not name it
 * @param acknowledgedFirst    whether an acknowledgement comes before the snapshots; captures show it behind
 * @param strangeRemovals      whether levels are removed now and then that were never published, as it does
 */
public record CoinbaseRules(
        int connectionsPerSecond,
        int messagesPerSecond,
        int level2Products,
        Duration firstSubscribe,
        Duration quietLimit,
        boolean unknownRefused,
        boolean acknowledgedFirst,
        boolean strangeRemovals) {

    /** Advanced Trade without keys, as documented or observed in 2026. */
    public static final CoinbaseRules ADVANCED_TRADE =
            new CoinbaseRules(8, 8, 30, Duration.ofSeconds(5), Duration.ofSeconds(75), false, false, true);

    /** The Exchange feed without keys, as documented in 2026: bursts of 20 connections, 100 messages a second. */
    public static final CoinbaseRules EXCHANGE = new CoinbaseRules(
            20, 100, Integer.MAX_VALUE, Duration.ofSeconds(5), Duration.ofHours(24), false, false, false);

    /** Checks every bound. */
    public CoinbaseRules {
        check(connectionsPerSecond, "connectionsPerSecond");
        check(messagesPerSecond, "messagesPerSecond");
        check(level2Products, "level2Products");
        check(firstSubscribe.toNanos(), "firstSubscribe");
        check(quietLimit.toNanos(), "quietLimit");
    }

    /** {@return the same with other limits on connections and messages; tests do both more often than clients may} */
    public CoinbaseRules withRates(int connections, int messages) {
        return new CoinbaseRules(
                connections,
                messages,
                level2Products,
                firstSubscribe,
                quietLimit,
                unknownRefused,
                acknowledgedFirst,
                strangeRemovals);
    }

    /** {@return the same with another answer to products that are not listed} */
    public CoinbaseRules withUnknownRefused(boolean value) {
        return new CoinbaseRules(
                connectionsPerSecond,
                messagesPerSecond,
                level2Products,
                firstSubscribe,
                quietLimit,
                value,
                acknowledgedFirst,
                strangeRemovals);
    }

    /** {@return the same with acknowledgements before snapshots or behind them} */
    public CoinbaseRules withAcknowledgedFirst(boolean value) {
        return new CoinbaseRules(
                connectionsPerSecond,
                messagesPerSecond,
                level2Products,
                firstSubscribe,
                quietLimit,
                unknownRefused,
                value,
                strangeRemovals);
    }

    private static void check(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
