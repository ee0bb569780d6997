package io.holdfast;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.LagPolicy;
import io.holdfast.resilience.StalenessPolicy;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.SessionSettings;
import io.holdfast.transport.ConnectionLimits;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is wanted of one exchange; gathered by {@link Holdfast.Builder#exchange}. Not thread-safe. */
public final class ExchangeOptions {

    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private String profileName = "";
    private UnaryOperator<ExchangeProfile> profileChange = UnaryOperator.identity();
    private BackoffPolicy backoff = BackoffPolicy.DEFAULT;
    private ConnectionLimits limits = ConnectionLimits.DEFAULT;
    private CircuitBreakerPolicy breaker = CircuitBreakerPolicy.DEFAULT;
    private StalenessPolicy staleness = FeedSettings.STALENESS;
    private LagPolicy lag = LagPolicy.DEFAULT;
    private GatePolicy gate = GatePolicy.DEFAULT;
    private Duration stableAfter = SessionSettings.DEFAULT_STABLE_AFTER;

    ExchangeOptions() {}

    /**
     * Wants channels of an instrument.
     *
     * @param instrument such as {@code BTC/USDT}
     * @param channels   at least one
     */
    public ExchangeOptions subscribe(String instrument, Channel... channels) {
        if (channels.length == 0) {
            throw new IllegalArgumentException("channels: [] (expected: at least one for " + instrument + ")");
        }
        final Instrument parsed = Instrument.of(instrument);
        for (final Channel channel : channels) {
            subscriptions.add(new Subscription(parsed, channel));
        }
        return this;
    }

    /** Chooses one of the plugin's profiles by name; its first unless set. */
    public ExchangeOptions profile(String name) {
        profileName = requireNonNull(name, "profile");
        return this;
    }

    /** Changes the chosen profile: other endpoints, other limits. */
    public ExchangeOptions profile(UnaryOperator<ExchangeProfile> change) {
        profileChange = requireNonNull(change, "profile");
        return this;
    }

    /** Sets the waits between attempts; {@link BackoffPolicy#DEFAULT} unless set. */
    public ExchangeOptions backoff(BackoffPolicy value) {
        backoff = requireNonNull(value, "backoff");
        return this;
    }

    /** Sets the bounds of each connection; {@link ConnectionLimits#DEFAULT} unless set. */
    public ExchangeOptions limits(ConnectionLimits value) {
        limits = requireNonNull(value, "limits");
        return this;
    }

    /** Sets how long a connection must have been live, with data, to count as stable; ten seconds unless set. */
    public ExchangeOptions stableAfter(Duration value) {
        stableAfter = requireNonNull(value, "stableAfter");
        return this;
    }

    /** Sets when the circuit breaker opens and for how long; {@link CircuitBreakerPolicy#DEFAULT} unless set. */
    public ExchangeOptions breaker(CircuitBreakerPolicy value) {
        breaker = requireNonNull(value, "breaker");
        return this;
    }

    /** Sets how long a subscription may be silent, by its own rhythm; {@link FeedSettings#STALENESS} unless set. */
    public ExchangeOptions staleness(StalenessPolicy value) {
        staleness = requireNonNull(value, "staleness");
        return this;
    }

    StalenessPolicy staleness() {
        return staleness;
    }

    /**
     * Sets how far data may fall behind the exchange's clock, above the least delay seen, before it is held back and its
     * epochs end; {@link LagPolicy#DEFAULT} unless set, {@link LagPolicy#OFF} for never.
     */
    public ExchangeOptions lag(LagPolicy value) {
        lag = requireNonNull(value, "lag");
        return this;
    }

    LagPolicy lag() {
        return lag;
    }

    CircuitBreakerPolicy breaker() {
        return breaker;
    }

    /** Sets when the trading gates shut and reopen; {@link GatePolicy#DEFAULT} unless set. */
    public ExchangeOptions gate(GatePolicy value) {
        gate = requireNonNull(value, "gate");
        return this;
    }

    GatePolicy gate() {
        return gate;
    }

    Set<Subscription> subscriptions() {
        return subscriptions;
    }

    BackoffPolicy backoff() {
        return backoff;
    }

    ConnectionLimits limits() {
        return limits;
    }

    Duration stableAfter() {
        return stableAfter;
    }

    ExchangeProfile profileOf(ExchangeAdapter adapter) {
        for (final ExchangeProfile profile : adapter.profiles()) {
            if (profileName.isEmpty() || profile.name().equals(profileName)) {
                return profileChange.apply(profile);
            }
        }
        throw new IllegalArgumentException("profile: \"" + profileName + "\" (expected one of: "
                + adapter.profiles().stream().map(ExchangeProfile::name).toList() + " of " + adapter.id() + ")");
    }
}
