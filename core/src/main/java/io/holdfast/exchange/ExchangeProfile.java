package io.holdfast.exchange;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Channel;
import io.holdfast.transport.Endpoint;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Facts about an exchange: endpoints, limits, heartbeats, lifetime. Data alone; the engine enforces it, and the user's
 * configuration may override it ({@link #toBuilder}).
 *
 * @param name how users call it where an exchange has several; lower case
 * @param streams WebSocket endpoints, tried in turn; at least one
 * @param http where HTTP requests go; their targets are appended to its path
 * @param channels what the plugin delivers from it; not empty
 * @param connectionAttempts connection attempts for each source address
 * @param outgoingMessages messages that we send on one connection, pings and pongs among them
 * @param outgoingMessagesPerAddress whether the exchange counts those of all connections of a source address together
 * @param httpWeight weight of HTTP requests for each source address
 * @param maxSubscriptionsPerConnection most subscriptions that one connection carries; at least 1
 * @param maxMessageBytes largest message that the exchange sends; 125 to 2^30
 * @param silenceLimit longest time without any byte before the connection is given up
 * @param pingInterval how long nothing may arrive before we send a WebSocket ping; zero for never
 * @param pongTimeout how long a pong may take before the connection is given up
 * @param suspectTimeout how long after a ping nothing at all may arrive before the epochs end, although the connection is
 *     kept; half of {@code pongTimeout} where zero, and never more ({@link #untilSuspected})
 * @param roundTripInterval how often a WebSocket ping is sent although data comes, to see that what we send arrives; zero
 *     for never
 * @param applicationPingInterval how often the protocol sends its own ping; zero for never
 * @param heartbeatLimit longest time without the exchange's own heartbeat and without data before the connection is
 *     given up; zero where it promises none
 * @param subscribeTimeout how long the exchange may take to acknowledge a subscription
 * @param maxConnectionAge when the exchange ends a connection by itself; zero where it does not
 * @param rateLimitPenalty how long to stay away after a rate limit that names no time
 */
public record ExchangeProfile(
        String name,
        List<Endpoint> streams,
        Endpoint http,
        Set<Channel> channels,
        RateLimit connectionAttempts,
        RateLimit outgoingMessages,
        boolean outgoingMessagesPerAddress,
        RateLimit httpWeight,
        int maxSubscriptionsPerConnection,
        int maxMessageBytes,
        Duration silenceLimit,
        Duration pingInterval,
        Duration pongTimeout,
        Duration suspectTimeout,
        Duration roundTripInterval,
        Duration applicationPingInterval,
        Duration heartbeatLimit,
        Duration subscribeTimeout,
        Duration maxConnectionAge,
        Duration rateLimitPenalty) {

    /** Copies the collections and checks every figure. */
    public ExchangeProfile {
        requireNonNull(name, "name");
        requireNonNull(http, "http");
        requireNonNull(connectionAttempts, "connectionAttempts");
        requireNonNull(outgoingMessages, "outgoingMessages");
        requireNonNull(httpWeight, "httpWeight");
        streams = List.copyOf(streams);
        channels = Set.copyOf(channels);
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("streams: [] (expected: at least one endpoint)");
        }
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("channels: [] (expected: at least one channel)");
        }
        if (maxSubscriptionsPerConnection < 1) {
            throw new IllegalArgumentException(
                    "maxSubscriptionsPerConnection: " + maxSubscriptionsPerConnection + " (expected: >= 1)");
        }
        if (maxMessageBytes < 125 || maxMessageBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "maxMessageBytes: " + maxMessageBytes + " (expected: 125 .. " + (1 << 30) + ")");
        }
        checkPositive(silenceLimit, "silenceLimit");
        checkPositive(pongTimeout, "pongTimeout");
        checkPositive(subscribeTimeout, "subscribeTimeout");
        checkPositive(rateLimitPenalty, "rateLimitPenalty");
        checkNotNegative(pingInterval, "pingInterval");
        checkNotNegative(suspectTimeout, "suspectTimeout");
        checkNotNegative(roundTripInterval, "roundTripInterval");
        checkNotNegative(applicationPingInterval, "applicationPingInterval");
        checkNotNegative(heartbeatLimit, "heartbeatLimit");
        checkNotNegative(maxConnectionAge, "maxConnectionAge");
    }

    /**
     * {@return a builder with the given name, all channels, and cautious figures for all that it can have figures for}
     * Endpoints must be set.
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** {@return a builder that holds this profile's figures} */
    public Builder toBuilder() {
        final Builder builder = new Builder(name);
        builder.streams = streams;
        builder.http = http;
        builder.channels = channels;
        builder.connectionAttempts = connectionAttempts;
        builder.outgoingMessages = outgoingMessages;
        builder.outgoingMessagesPerAddress = outgoingMessagesPerAddress;
        builder.httpWeight = httpWeight;
        builder.maxSubscriptionsPerConnection = maxSubscriptionsPerConnection;
        builder.maxMessageBytes = maxMessageBytes;
        builder.silenceLimit = silenceLimit;
        builder.pingInterval = pingInterval;
        builder.pongTimeout = pongTimeout;
        builder.suspectTimeout = suspectTimeout;
        builder.roundTripInterval = roundTripInterval;
        builder.applicationPingInterval = applicationPingInterval;
        builder.heartbeatLimit = heartbeatLimit;
        builder.subscribeTimeout = subscribeTimeout;
        builder.maxConnectionAge = maxConnectionAge;
        builder.rateLimitPenalty = rateLimitPenalty;
        return builder;
    }

    /** {@return how long after a ping nothing at all may arrive before the epochs end} */
    public Duration untilSuspected() {
        final Duration most = pongTimeout.dividedBy(2);
        return suspectTimeout.isZero() || suspectTimeout.compareTo(most) > 0 ? most : suspectTimeout;
    }

    private static void checkPositive(Duration value, String name) {
        checkNotNegative(value, name);
        if (value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    private static void checkNotNegative(Duration value, String name) {
        if (requireNonNull(value, name).isNegative() || value.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: PT0S .. PT168H)");
        }
    }

    /** Gathers a profile. Not thread-safe. What is wrong is said by {@link #build}. */
    public static final class Builder {

        private final String name;
        private List<Endpoint> streams = List.of();
        private Endpoint http = new Endpoint(true, "unset.invalid", 443, "/");
        private Set<Channel> channels = EnumSet.allOf(Channel.class);
        private RateLimit connectionAttempts = new RateLimit(30, Duration.ofMinutes(5));
        private RateLimit outgoingMessages = new RateLimit(3, Duration.ofSeconds(1));
        private boolean outgoingMessagesPerAddress;
        private RateLimit httpWeight = new RateLimit(60, Duration.ofMinutes(1));
        private int maxSubscriptionsPerConnection = 100;
        private int maxMessageBytes = 1 << 20;
        private Duration silenceLimit = Duration.ofSeconds(30);
        private Duration pingInterval = Duration.ofSeconds(10);
        private Duration pongTimeout = Duration.ofSeconds(5);
        private Duration suspectTimeout = Duration.ZERO;
        private Duration roundTripInterval = Duration.ofSeconds(30);
        private Duration applicationPingInterval = Duration.ZERO;
        private Duration heartbeatLimit = Duration.ZERO;
        private Duration subscribeTimeout = Duration.ofSeconds(5);
        private Duration maxConnectionAge = Duration.ZERO;
        private Duration rateLimitPenalty = Duration.ofMinutes(5);

        private Builder(String name) {
            this.name = name;
        }

        /** Sets WebSocket endpoints, tried in turn. */
        public Builder streams(List<Endpoint> value) {
            this.streams = value;
            return this;
        }

        /** Sets WebSocket endpoints, tried in turn, by their URLs: {@code wss://host/path}. */
        public Builder streams(String... urls) {
            return streams(Stream.of(urls).map(Endpoint::of).toList());
        }

        /** Sets where HTTP requests go. */
        public Builder http(Endpoint value) {
            this.http = value;
            return this;
        }

        /** Sets where HTTP requests go, by its URL: {@code https://host/path}. */
        public Builder http(String url) {
            return http(Endpoint.of(url));
        }

        /** Sets what the plugin delivers from it, if that is not every channel. */
        public Builder channels(Set<Channel> value) {
            this.channels = value;
            return this;
        }

        /** Sets connection attempts for each source address. */
        public Builder connectionAttempts(RateLimit value) {
            this.connectionAttempts = value;
            return this;
        }

        /** Sets messages that we send on one connection, pings and pongs among them. */
        public Builder outgoingMessages(RateLimit value) {
            this.outgoingMessages = value;
            return this;
        }

        /** Sets whether messages of all connections of a source address count together; unless set, each connection's do. */
        public Builder outgoingMessagesPerAddress(boolean value) {
            this.outgoingMessagesPerAddress = value;
            return this;
        }

        /** Sets weight of HTTP requests for each source address. */
        public Builder httpWeight(RateLimit value) {
            this.httpWeight = value;
            return this;
        }

        /** Sets most subscriptions that one connection carries. */
        public Builder maxSubscriptionsPerConnection(int value) {
            this.maxSubscriptionsPerConnection = value;
            return this;
        }

        /** Sets largest message that the exchange sends. */
        public Builder maxMessageBytes(int value) {
            this.maxMessageBytes = value;
            return this;
        }

        /** Sets longest time without any byte before the connection is given up. */
        public Builder silenceLimit(Duration value) {
            this.silenceLimit = value;
            return this;
        }

        /** Sets how long nothing may arrive before we send a WebSocket ping. */
        public Builder pingInterval(Duration value) {
            this.pingInterval = value;
            return this;
        }

        /** Sets how long a pong may take before the connection is given up. */
        public Builder pongTimeout(Duration value) {
            this.pongTimeout = value;
            return this;
        }

        /** Sets how long after a ping nothing at all may arrive before the epochs end; zero for half of a pong's time. */
        public Builder suspectTimeout(Duration value) {
            this.suspectTimeout = value;
            return this;
        }

        /** Sets how often a WebSocket ping is sent although data comes; zero for never. */
        public Builder roundTripInterval(Duration value) {
            this.roundTripInterval = value;
            return this;
        }

        /** Sets how often the protocol sends its own ping. */
        public Builder applicationPingInterval(Duration value) {
            this.applicationPingInterval = value;
            return this;
        }

        /** Sets longest time without the exchange's own heartbeat and without data; zero where it promises none. */
        public Builder heartbeatLimit(Duration value) {
            this.heartbeatLimit = value;
            return this;
        }

        /** Sets how long the exchange may take to acknowledge a subscription. */
        public Builder subscribeTimeout(Duration value) {
            this.subscribeTimeout = value;
            return this;
        }

        /** Sets when the exchange ends a connection by itself. */
        public Builder maxConnectionAge(Duration value) {
            this.maxConnectionAge = value;
            return this;
        }

        /** Sets how long to stay away after a rate limit that names no time. */
        public Builder rateLimitPenalty(Duration value) {
            this.rateLimitPenalty = value;
            return this;
        }

        /**
         * {@return the profile}
         *
         * @throws IllegalArgumentException naming what is wrong
         */
        public ExchangeProfile build() {
            return new ExchangeProfile(
                    name,
                    streams,
                    http,
                    channels,
                    connectionAttempts,
                    outgoingMessages,
                    outgoingMessagesPerAddress,
                    httpWeight,
                    maxSubscriptionsPerConnection,
                    maxMessageBytes,
                    silenceLimit,
                    pingInterval,
                    pongTimeout,
                    suspectTimeout,
                    roundTripInterval,
                    applicationPingInterval,
                    heartbeatLimit,
                    subscribeTimeout,
                    maxConnectionAge,
                    rateLimitPenalty);
        }
    }
}
