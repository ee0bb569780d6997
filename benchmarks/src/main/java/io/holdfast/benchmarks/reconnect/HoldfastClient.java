package io.holdfast.benchmarks.reconnect;

import io.holdfast.Holdfast;
import io.holdfast.benchmarks.peers.ReconnectingClient;
import io.holdfast.benchmarks.peers.Target;
import io.holdfast.benchmarks.peers.TextListener;
import io.holdfast.benchmarks.wire.TinyBinance;
import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.resilience.RatePolicy;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.KeyExchange;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * Holdfast as an application uses it: engine, Binance plugin, ring and handler. Unlike the peers it has decoded the price
 * and opened an epoch when the handler is called. Only the limits are lifted that keep it from being cut so often.
 */
final class HoldfastClient implements ReconnectingClient {

    private static final RateLimit UNLIMITED = new RateLimit(1_000, Duration.ofMillis(1));

    private static final Duration NO_TIME = Duration.ofNanos(1);

    private final X509Certificate authority;
    private final String httpBase;
    private final int instruments;
    private Holdfast holdfast;
    private NettyTransport transport;

    HoldfastClient(X509Certificate authority, String httpBase, int instruments) {
        this.authority = authority;
        this.httpBase = httpBase;
        this.instruments = instruments;
    }

    @Override
    public void start(Target target, TextListener listener) {
        transport = new NettyTransport(NettyTransportConfig.builder()
                .trust(authority)
                .keyExchange(KeyExchange.X25519_FOR_JVM)
                .build());
        transport.rehearse();
        holdfast = Holdfast.builder()
                .transport(transport)
                .waitStrategy(WaitStrategyKind.BLOCKING)
                .exchange("binance", options -> {
                    for (int i = 0; i < instruments; i++) {
                        options.subscribe(TinyBinance.instrument(i), Channel.TOP_OF_BOOK);
                    }
                    options.profile(profile -> profile.toBuilder()
                            .streams(List.of(Endpoint.of(target.uri().getScheme() + "://"
                                    + target.uri().getAuthority())))
                            .http(Endpoint.of(httpBase))
                            .connectionAttempts(UNLIMITED)
                            .outgoingMessages(UNLIMITED)
                            .build());
                    options.breaker(CircuitBreakerPolicy.DEFAULT
                            .withConsecutiveFailures(CircuitBreakerPolicy.NEVER)
                            .withRates(RatePolicy.OFF));
                    options.backoff(new BackoffPolicy(NO_TIME, NO_TIME, 1.0, Jitter.NONE, BackoffPolicy.UNLIMITED));
                })
                .handler((event, endOfBatch) -> {
                    if (event.kind() == EventKind.TOP_OF_BOOK) {
                        listener.onText("");
                    }
                })
                .start();
    }

    @Override
    public void close() {
        holdfast.close();
        transport.close();
    }
}
