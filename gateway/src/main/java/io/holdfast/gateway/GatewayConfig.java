package io.holdfast.gateway;

import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.gateway.dashboard.DashboardConfig;
import io.holdfast.health.AlertPolicy;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.transport.Endpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} and {@code tap} are told to do. Immutable; null stands for what the plugin or the system says.
 *
 * @param exchanges    at least one
 * @param ringCapacity slots; a power of two
 * @param waitStrategy how handlers wait
 * @param backoff      waits between connection attempts, for every exchange
 * @param ca           PEM file of the certificates to trust; null for the system's
 * @param state        directory of what is kept over a restart; null to keep nothing
 * @param dashboard    where to show it; null for nowhere
 * @param dashboardNamed whether its port was asked for, so that another one will not do
 * @param alerts       when to call for a person
 * @param webhook      whom to tell; null for nobody
 * @param seconds      how long to run; 0 until stopped
 */
record GatewayConfig(
        List<ExchangeConfig> exchanges,
        int ringCapacity,
        WaitStrategyKind waitStrategy,
        BackoffPolicy backoff,
        @Nullable Path ca,
        @Nullable Path state,
        @Nullable DashboardConfig dashboard,
        boolean dashboardNamed,
        AlertPolicy alerts,
        @Nullable URI webhook,
        int seconds) {

    static final int DEFAULT_RING_CAPACITY = 1 << 16;

    GatewayConfig {
        exchanges = List.copyOf(exchanges);
    }

    GatewayConfig withSeconds(int value) {
        return new GatewayConfig(
                exchanges,
                ringCapacity,
                waitStrategy,
                backoff,
                ca,
                state,
                dashboard,
                dashboardNamed,
                alerts,
                webhook,
                value);
    }

    /**
     * One exchange.
     *
     * @param id            the plugin's
     * @param profile       the plugin's name of it; empty for its first
     * @param streams       WebSocket endpoints; empty for the plugin's
     * @param http          HTTP endpoint
     * @param subscriptions at least one
     * @param silenceLimit  longest time without any byte
     * @param pingInterval  how long nothing may arrive before a ping is sent
     * @param pongTimeout   how long a pong may take
     */
    record ExchangeConfig(
            String id,
            String profile,
            List<Endpoint> streams,
            @Nullable Endpoint http,
            List<Subscription> subscriptions,
            @Nullable Duration silenceLimit,
            @Nullable Duration pingInterval,
            @Nullable Duration pongTimeout) {

        ExchangeConfig {
            streams = List.copyOf(streams);
            subscriptions = List.copyOf(subscriptions);
        }
    }
}
