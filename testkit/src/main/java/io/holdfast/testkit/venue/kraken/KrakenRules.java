package io.holdfast.testkit.venue.kraken;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What Kraken holds its clients to, and how it does what its documentation leaves open.
 *
 * @param connectionAttempts of one address in any ten minutes; more is answered by HTTP for ten minutes
 * @param requestsPerSecond  of one connection; more is answered with {@code Exceeded msg rate} and not carried out
 * @param idleLimit          without a request from the client and without data for it; longer ends the connection
 * @param snapshotDelay      between the acknowledgements of a request and the snapshots that follow
 * @param bboOnSizes         whether a ticker with trigger {@code bbo} also comes when only a size has changed
 */
public record KrakenRules(
        int connectionAttempts, int requestsPerSecond, Duration idleLimit, Duration snapshotDelay, boolean bboOnSizes) {

    /** As documented in 2026, or as observed. */
    public static final KrakenRules DOCUMENTED = new KrakenRules(150, 30, Duration.ofMinutes(1), Duration.ZERO, true);

    /** Checks every bound. */
    public KrakenRules {
        if (connectionAttempts < 1) {
            throw new IllegalArgumentException("connectionAttempts: " + connectionAttempts + " (expected: >= 1)");
        }
        if (requestsPerSecond < 1) {
            throw new IllegalArgumentException("requestsPerSecond: " + requestsPerSecond + " (expected: >= 1)");
        }
        if (idleLimit.isZero() || idleLimit.isNegative()) {
            throw new IllegalArgumentException("idleLimit: " + idleLimit + " (expected: > 0)");
        }
        if (requireNonNull(snapshotDelay, "snapshotDelay").isNegative()) {
            throw new IllegalArgumentException("snapshotDelay: " + snapshotDelay + " (expected: >= 0)");
        }
    }

    /** {@return the same with another number of attempts in ten minutes; tests connect more often than clients may} */
    public KrakenRules withConnectionAttempts(int value) {
        return new KrakenRules(value, requestsPerSecond, idleLimit, snapshotDelay, bboOnSizes);
    }

    /** {@return the same with another limit on requests} */
    public KrakenRules withRequestsPerSecond(int value) {
        return new KrakenRules(connectionAttempts, value, idleLimit, snapshotDelay, bboOnSizes);
    }

    /** {@return the same with another time between acknowledgements and snapshots} */
    public KrakenRules withSnapshotDelay(Duration value) {
        return new KrakenRules(connectionAttempts, requestsPerSecond, idleLimit, value, bboOnSizes);
    }

    /** {@return the same with tickers for changed sizes or without} */
    public KrakenRules withBboOnSizes(boolean value) {
        return new KrakenRules(connectionAttempts, requestsPerSecond, idleLimit, snapshotDelay, value);
    }
}
