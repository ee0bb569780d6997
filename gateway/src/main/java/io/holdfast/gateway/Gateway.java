package io.holdfast.gateway;

import io.holdfast.Holdfast;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.MarketHandler;
import io.holdfast.gateway.GatewayConfig.ExchangeConfig;
import io.holdfast.health.HealthMonitor;
import io.holdfast.session.AddressBudgets;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionStatus;
import io.holdfast.transport.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Turns a configuration into a running {@link Holdfast}, and closes both it and its transport. */
final class Gateway implements AutoCloseable {

    private final Transport transport;
    private final Holdfast holdfast;

    private Gateway(Transport transport, Holdfast holdfast) {
        this.transport = transport;
        this.holdfast = holdfast;
    }

    /** {@return ids of the plugins on the path} */
    static Set<String> exchangesFound() {
        final Set<String> ids = new TreeSet<>();
        ServiceLoader.load(ExchangeAdapter.class).forEach(adapter -> ids.add(adapter.id()));
        return ids;
    }

    /** {@return a running gateway} */
    static Gateway start(GatewayConfig config, MarketHandler handler, SessionListener listener) throws ConfigException {
        return start(config, new HealthMonitor(config.alerts()), List.of(handler), listener);
    }

    /** {@return a running gateway} */
    static Gateway start(
            GatewayConfig config, HealthMonitor monitor, List<MarketHandler> handlers, SessionListener listener)
            throws ConfigException {
        return start(config, Transports.open(config.ca()), monitor, handlers, listener);
    }

    /** {@return a running gateway on a transport that it closes} */
    static Gateway start(
            GatewayConfig config,
            Transport transport,
            HealthMonitor monitor,
            List<MarketHandler> handlers,
            SessionListener listener)
            throws ConfigException {
        try {
            final Holdfast.Builder builder = Holdfast.builder()
                    .transport(transport)
                    .ringCapacity(config.ringCapacity())
                    .waitStrategy(config.waitStrategy())
                    .monitor(monitor)
                    .listener(listener);
            handlers.forEach(builder::handler);
            final Path state = config.state();
            if (state != null) {
                builder.catalogDirectory(state).budgets(new AddressBudgets(state));
            }
            for (final ExchangeConfig exchange : config.exchanges()) {
                builder.exchange(exchange.id(), options -> {
                    options.backoff(config.backoff())
                            .profile(exchange.profile())
                            .profile(profile -> profileOf(exchange, profile));
                    exchange.subscriptions()
                            .forEach(wanted ->
                                    options.subscribe(wanted.instrument().toString(), wanted.channel()));
                });
            }
            transport.rehearse(); // or the first reconnect pays for loading classes and for TLS's first use
            return new Gateway(transport, builder.start());
        } catch (IllegalArgumentException e) {
            transport.close();
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    Holdfast holdfast() {
        return holdfast;
    }

    /** {@return whether every session has ended} Not while there is none yet: they are opened on the feeds' threads. */
    boolean hasEnded() {
        final List<SessionStatus> sessions = holdfast.status();
        return !sessions.isEmpty()
                && sessions.stream().allMatch(session -> session.state().isTerminal());
    }

    @Override
    public void close() {
        holdfast.close();
        transport.close();
    }

    private static ExchangeProfile profileOf(ExchangeConfig exchange, ExchangeProfile profile) {
        final ExchangeProfile.Builder builder = profile.toBuilder();
        if (!exchange.streams().isEmpty()) {
            builder.streams(exchange.streams());
        }
        if (exchange.http() != null) {
            builder.http(exchange.http());
        }
        if (exchange.silenceLimit() != null) {
            builder.silenceLimit(exchange.silenceLimit());
        }
        if (exchange.pingInterval() != null) {
            builder.pingInterval(exchange.pingInterval());
        }
        if (exchange.pongTimeout() != null) {
            builder.pongTimeout(exchange.pongTimeout());
        }
        return builder.build();
    }
}
