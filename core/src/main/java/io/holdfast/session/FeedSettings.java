package io.holdfast.session;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.LagPolicy;
import io.holdfast.resilience.StalenessPolicy;
import io.holdfast.transport.ConnectionLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the feed of one exchange is to behave: immutable.
 *
 * @param adapter          the exchange's plugin
 * @param profile          the profile in force
 * @param limits           bounds of each connection; the message size is taken from the profile
 * @param backoff          waits between a session's attempts
 * @param breaker          when the exchange's circuit breaker opens
 * @param staleness        how long a subscription may be silent, measured by its own rhythm
 * @param lag              how far data may fall behind the exchange's clock
 * @param stableAfter      as of {@link SessionSettings}
 * @param catalogDirectory where the last list of instruments is kept for a start while the exchange's HTTP is down;
 *                         null to keep none
 */
public record FeedSettings(
        ExchangeAdapter adapter,
        ExchangeProfile profile,
        ConnectionLimits limits,
        BackoffPolicy backoff,
        CircuitBreakerPolicy breaker,
        StalenessPolicy staleness,
        LagPolicy lag,
        Duration stableAfter,
        @Nullable Path catalogDirectory) {

    /**
     * Suspect after four times the longest gap of the last ten minutes or 500 gaps, 5 s to 5 min; after a minute while
     * fewer than 50 gaps are known. Convicted after twice as long. More patient than a detector need be: what follows
     * upon it costs an epoch.
     */
    public static final StalenessPolicy STALENESS = new StalenessPolicy(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            50,
            Duration.ofMinutes(10),
            4.0,
            2.0,
            Duration.ofMinutes(10));

    /** Checks that nothing is missing. */
    public FeedSettings {
        requireNonNull(adapter, "adapter");
        requireNonNull(profile, "profile");
        requireNonNull(limits, "limits");
        requireNonNull(backoff, "backoff");
        requireNonNull(breaker, "breaker");
        requireNonNull(staleness, "staleness");
        requireNonNull(lag, "lag");
        requireNonNull(stableAfter, "stableAfter");
    }

    /** {@return the usual settings for a plugin and one of its profiles} */
    public static FeedSettings of(ExchangeAdapter adapter, ExchangeProfile profile) {
        return new FeedSettings(
                adapter,
                profile,
                ConnectionLimits.DEFAULT,
                BackoffPolicy.DEFAULT,
                CircuitBreakerPolicy.DEFAULT,
                STALENESS,
                LagPolicy.DEFAULT,
                SessionSettings.DEFAULT_STABLE_AFTER,
                null);
    }

    /** {@return these settings with other bounds of each connection} */
    public FeedSettings withLimits(ConnectionLimits value) {
        return new FeedSettings(
                adapter, profile, value, backoff, breaker, staleness, lag, stableAfter, catalogDirectory);
    }

    /** {@return these settings with other waits} */
    public FeedSettings withBackoff(BackoffPolicy value) {
        return new FeedSettings(
                adapter, profile, limits, value, breaker, staleness, lag, stableAfter, catalogDirectory);
    }

    /** {@return these settings with another circuit breaker} */
    public FeedSettings withBreaker(CircuitBreakerPolicy value) {
        return new FeedSettings(
                adapter, profile, limits, backoff, value, staleness, lag, stableAfter, catalogDirectory);
    }

    /** {@return these settings with other limits of silence} */
    public FeedSettings withStaleness(StalenessPolicy value) {
        return new FeedSettings(adapter, profile, limits, backoff, breaker, value, lag, stableAfter, catalogDirectory);
    }

    /** {@return these settings with other limits of lag} */
    public FeedSettings withLag(LagPolicy value) {
        return new FeedSettings(
                adapter, profile, limits, backoff, breaker, staleness, value, stableAfter, catalogDirectory);
    }

    /** {@return these settings with another time until a connection counts as stable} */
    public FeedSettings withStableAfter(Duration value) {
        return new FeedSettings(adapter, profile, limits, backoff, breaker, staleness, lag, value, catalogDirectory);
    }

    /** {@return these settings with a directory for the list of instruments} */
    public FeedSettings withCatalogDirectory(@Nullable Path value) {
        return new FeedSettings(adapter, profile, limits, backoff, breaker, staleness, lag, stableAfter, value);
    }

    SessionSettings session(String name) {
        return new SessionSettings(name, adapter, profile, limits, backoff, stableAfter);
    }
}
