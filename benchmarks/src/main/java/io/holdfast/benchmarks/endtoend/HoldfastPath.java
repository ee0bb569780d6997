package io.holdfast.benchmarks.endtoend;

import io.holdfast.Holdfast;
import io.holdfast.benchmarks.wire.TinyBinance;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Holdfast at its defaults but for the way in which its handler waits. */
final class HoldfastPath implements PricePath {

    private static final int RING = 1 << 16;

    private final WaitStrategyKind waiting;
    private final boolean isWatched;
    private final NettyTransport transport =
            new NettyTransport(NettyTransportConfig.builder().build());
    private final ScheduledExecutorService watchers = Executors.newSingleThreadScheduledExecutor();
    private @Nullable Recording recording;
    private Holdfast holdfast;

    /** @param isWatched whether a JFR recording runs, and status, health and gates are read ten times a second */
    HoldfastPath(WaitStrategyKind waiting, boolean isWatched) {
        this.waiting = waiting;
        this.isWatched = isWatched;
    }

    @Override
    public void start(URI stream, String http, LongConsumer updateIds) {
        holdfast = Holdfast.builder()
                .transport(transport)
                .waitStrategy(waiting)
                .ringCapacity(RING)
                .handler((event, endOfBatch) -> {
                    if (event.kind() == EventKind.TOP_OF_BOOK) {
                        updateIds.accept(event.sequence());
                    }
                })
                .exchange(
                        "binance",
                        options -> options.subscribe(TinyBinance.instrument(0), Channel.TOP_OF_BOOK)
                                .profile(profile -> profile.toBuilder()
                                        .streams(List.of(Endpoint.of("ws://" + stream.getAuthority())))
                                        .http(Endpoint.of(http))
                                        .build()))
                .start();
        if (isWatched) {
            final Recording started = new Recording();
            started.enable("io.holdfast.*");
            started.start();
            recording = started;
            watchers.scheduleAtFixedRate(this::watch, 100, 100, TimeUnit.MILLISECONDS);
        }
    }

    private void watch() {
        if (holdfast.status().isEmpty() || holdfast.gates("binance").isEmpty()) {
            throw new IllegalStateException("nothing to see");
        }
        holdfast.health();
        holdfast.feedStatus();
    }

    @Override
    public void close() {
        watchers.shutdownNow();
        if (recording != null) {
            recording.close();
        }
        holdfast.close();
        transport.close();
    }
}
