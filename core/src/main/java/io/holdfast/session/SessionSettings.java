package io.holdfast.session;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.transport.ConnectionLimits;
import java.time.Duration;

/**
 * What a session is to do: immutable.
 *
 * @param name        the session's name in logs and status, such as {@code kraken-1}
 * @param adapter     the exchange's plugin
 * @param profile     the profile in force
 * @param limits      bounds of each connection; its message size is taken from the profile
 * @param backoff     waits between attempts
 * @param stableAfter how long a connection must have been live, with data, before its end is followed by an immediate
 *                    retry and the waits begin anew; 1 ms to 1 day
 */
public record SessionSettings(
        String name,
        ExchangeAdapter adapter,
        ExchangeProfile profile,
        ConnectionLimits limits,
        BackoffPolicy backoff,
        Duration stableAfter) {

    /** Ten seconds. */
    public static final Duration DEFAULT_STABLE_AFTER = Duration.ofSeconds(10);

    /** Checks that nothing is missing. */
    public SessionSettings {
        requireNonNull(name, "name");
        requireNonNull(adapter, "adapter");
        requireNonNull(profile, "profile");
        requireNonNull(backoff, "backoff");
        limits = limits.withMaxMessageBytes(profile.maxMessageBytes());
        if (requireNonNull(stableAfter, "stableAfter").compareTo(Duration.ofMillis(1)) < 0
                || stableAfter.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("stableAfter: " + stableAfter + " (expected: PT0.001S .. PT24H)");
        }
    }
}
