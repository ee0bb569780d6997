package io.holdfast.benchmarks.scale;

import io.holdfast.Holdfast;
import io.holdfast.benchmarks.wire.TinyBinance;
import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.EventKind;
import io.holdfast.market.Channel;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.resilience.RatePolicy;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holdfast with so many instruments that it needs so many connections, and when the last of them had a fresh price. */
final class ManySessions implements AutoCloseable {

    private static final RateLimit UNLIMITED = new RateLimit(1_000, Duration.ofMillis(1));
    private static final BackoffPolicy AT_ONCE =
            new BackoffPolicy(Duration.ofNanos(1), Duration.ofNanos(1), 1.0, Jitter.NONE, BackoffPolicy.UNLIMITED);
    private static final int LIMIT_SECONDS = 60;

    private final int instruments;
    private final NettyTransport transport =
            new NettyTransport(NettyTransportConfig.builder().build());
    private final Holdfast holdfast;
    private final long startedNanos = System.nanoTime();
    private final BitSet fresh = new BitSet(); // under its own lock
    private volatile CountDownLatch allFresh = new CountDownLatch(1);
    private volatile long allFreshNanos;

    ManySessions(int port, int instruments, int instrumentsEach) {
        this.instruments = instruments;
        holdfast = Holdfast.builder()
                .transport(transport)
                .handler((event, endOfBatch) -> {
                    if (event.kind() == EventKind.TOP_OF_BOOK) {
                        onPrice(event.instrumentId());
                    }
                })
                .exchange("binance", options -> {
                    for (int i = 0; i < instruments; i++) {
                        options.subscribe(TinyBinance.instrument(i), Channel.TOP_OF_BOOK);
                    }
                    options.profile(profile -> profile.toBuilder()
                            .streams(List.of(Endpoint.of("ws://localhost:" + port)))
                            .http(Endpoint.of("http://localhost:" + port))
                            .connectionAttempts(UNLIMITED)
                            .outgoingMessages(UNLIMITED)
                            .maxSubscriptionsPerConnection(instrumentsEach)
                            .build());
                    options.breaker(CircuitBreakerPolicy.DEFAULT
                            .withConsecutiveFailures(CircuitBreakerPolicy.NEVER)
                            .withRates(RatePolicy.OFF));
                    options.backoff(AT_ONCE);
                })
                .start();
    }

    long startedNanos() {
        return startedNanos;
    }

    int sessions() {
        return holdfast.status().size();
    }

    /** Counts anew. */
    void forget() {
        synchronized (fresh) {
            fresh.clear();
            allFresh = new CountDownLatch(1);
        }
    }

    /** Waits until every instrument has had a price. {@return how long after that instant the last one came} */
    long untilAllFresh(long sinceNanos) throws InterruptedException {
        if (!allFresh.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not all of " + instruments + " fresh within " + LIMIT_SECONDS + " s: "
                    + holdfast.status().get(0));
        }
        return allFreshNanos - sinceNanos;
    }

    @Override
    public void close() {
        holdfast.close();
        transport.close();
    }

    private void onPrice(int instrument) {
        synchronized (fresh) {
            if (!fresh.get(instrument)) {
                fresh.set(instrument);
                if (fresh.cardinality() == instruments) {
                    allFreshNanos = System.nanoTime();
                    allFresh.countDown();
                }
            }
        }
    }
}
