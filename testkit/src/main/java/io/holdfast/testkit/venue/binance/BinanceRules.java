package io.holdfast.testkit.venue.binance;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What Binance holds its clients to.
 *
 * @param messagesPerSecond   requests, pings and pongs of one connection in any second; more ends it with 1008
 * @param streamsPerConnection at most; more is refused with code 4
 * @param connectionAttempts  of one address in any five minutes; more is answered with 429
 * @param weightPerMinute     HTTP request weight of one address; more is answered with 429, then 418
 * @param pingInterval        between the server's pings
 * @param pongLimit           for the answer to a ping; later ends the connection with 1008
 * @param lifetime            after which a connection is closed
 * @param unknownStreams      how streams of unknown symbols are answered
 */
public record BinanceRules(
        int messagesPerSecond,
        int streamsPerConnection,
        int connectionAttempts,
        int weightPerMinute,
        Duration pingInterval,
        Duration pongLimit,
        Duration lifetime,
        UnknownStreams unknownStreams) {

    /** As documented in 2026. */
    public static final BinanceRules DOCUMENTED = new BinanceRules(
            5,
            1_024,
            300,
            6_000,
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofHours(24),
            UnknownStreams.ACKNOWLEDGED);

    /** Checks that nothing is null or without meaning. */
    public BinanceRules {
        checkPositive(messagesPerSecond, "messagesPerSecond");
        checkPositive(streamsPerConnection, "streamsPerConnection");
        checkPositive(connectionAttempts, "connectionAttempts");
        checkPositive(weightPerMinute, "weightPerMinute");
        checkPositive(pingInterval.toNanos(), "pingInterval");
        checkPositive(pongLimit.toNanos(), "pongLimit");
        checkPositive(lifetime.toNanos(), "lifetime");
        requireNonNull(unknownStreams, "unknownStreams");
    }

    /** {@return the same with another answer to unknown streams} */
    public BinanceRules withUnknownStreams(UnknownStreams value) {
        return new BinanceRules(
                messagesPerSecond,
                streamsPerConnection,
                connectionAttempts,
                weightPerMinute,
                pingInterval,
                pongLimit,
                lifetime,
                value);
    }

    /** {@return the same with another number of attempts in five minutes; tests connect more often than clients may} */
    public BinanceRules withConnectionAttempts(int value) {
        return new BinanceRules(
                messagesPerSecond,
                streamsPerConnection,
                value,
                weightPerMinute,
                pingInterval,
                pongLimit,
                lifetime,
                unknownStreams);
    }

    /** {@return the same with another HTTP weight in a minute} */
    public BinanceRules withWeightPerMinute(int value) {
        return new BinanceRules(
                messagesPerSecond,
                streamsPerConnection,
                connectionAttempts,
                value,
                pingInterval,
                pongLimit,
                lifetime,
                unknownStreams);
    }

    /** {@return the same with another lifetime of connections} */
    public BinanceRules withLifetime(Duration value) {
        return new BinanceRules(
                messagesPerSecond,
                streamsPerConnection,
                connectionAttempts,
                weightPerMinute,
                pingInterval,
                pongLimit,
                value,
                unknownStreams);
    }

    private static void checkPositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
