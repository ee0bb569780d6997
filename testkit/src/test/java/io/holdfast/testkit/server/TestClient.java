package io.holdfast.testkit.server;

import static org.awaitility.Awaitility.await;

import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client of a simulated exchange, on the transport that the exchange is meant to try. */
final class TestClient implements AutoCloseable {

    private static final Duration SOON = Duration.ofMillis(2);

    private final NettyTransport transport;
    private final Scheduler scheduler;
    private final SimulatedExchange<?> exchange;

    TestClient(SimulatedExchange<?> exchange) {
        this.exchange = exchange;
        final NettyTransportConfig.Builder config = NettyTransportConfig.builder();
        if (exchange.streamUrl().startsWith("wss")) {
            config.trust(exchange.authority());
        }
        transport = new NettyTransport(config.build());
        scheduler = transport.newScheduler();
    }

    Socket connect(String target) {
        return connect(target, ConnectionLimits.DEFAULT);
    }

    Socket connect(String target, ConnectionLimits limits) {
        return connectTo(exchange.streamUrl() + target, limits);
    }

    Socket connectTo(String url, ConnectionLimits limits) {
        final Socket socket = new Socket();
        scheduler.execute(() -> transport.connect(ConnectRequest.of(Endpoint.of(url), limits), scheduler, socket));
        return socket;
    }

    /** {@return status, retry-after if any, and body, with spaces between them} */
    String get(String target) {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        final Endpoint endpoint = Endpoint.of(exchange.httpUrl() + target);
        scheduler.execute(() -> transport.get(
                new HttpRequest(endpoint, Duration.ofSeconds(5), 16_000_000), scheduler, new HttpListener() {
                    @Override
                    public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
                        answer.complete(status + " " + (retryAfter == null ? "" : retryAfter + " ")
                                + new String(body, StandardCharsets.UTF_8));
                    }

                    @Override
                    public void onFailed(Disconnect disconnect) {
                        answer.complete("failed: " + disconnect);
                    }
                }));
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        transport.close();
    }

    /** One WebSocket and what came of it. */
    final class Socket implements ConnectionListener {

        final List<String> messages = new CopyOnWriteArrayList<>();
        final AtomicInteger received = new AtomicInteger();
        final AtomicInteger pings = new AtomicInteger();
        final AtomicInteger pongs = new AtomicInteger();
        private final CompletableFuture<Connection> opened = new CompletableFuture<>();
        private final CompletableFuture<Disconnect> ended = new CompletableFuture<>();
        volatile @Nullable ConnectPhase phase;
        volatile boolean keepMessages = true;

        Socket awaitOpen() {
            opened.orTimeout(30, TimeUnit.SECONDS).join();
            return this;
        }

        Disconnect awaitEnd() {
            return ended.orTimeout(30, TimeUnit.SECONDS).join();
        }

        boolean hasEnded() {
            return ended.isDone();
        }

        void awaitMessages(int count) {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(SOON)
                    .until(() -> received.get() >= count || ended.isDone());
            if (received.get() < count) {
                throw new AssertionError("ended after " + received + " messages: " + awaitEnd());
            }
        }

        void send(String text) {
            final Connection connection = opened.orTimeout(30, TimeUnit.SECONDS).join();
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            scheduler.execute(() -> connection.send(FrameKind.TEXT, bytes, 0, bytes.length));
        }

        void ping() {
            final Connection connection = opened.orTimeout(30, TimeUnit.SECONDS).join();
            scheduler.execute(() -> connection.ping(7));
        }

        @Override
        public void onPhase(ConnectPhase entered) {
            phase = entered;
        }

        @Override
        public void onOpen(Connection connection) {
            opened.complete(connection);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
            if (keepMessages) {
                messages.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
            }
            received.incrementAndGet();
        }

        @Override
        public void onPing(long receivedNanos) {
            pings.incrementAndGet();
        }

        @Override
        public void onPong(long pingId, long receivedNanos) {
            pongs.incrementAndGet();
        }

        @Override
        public void onClosed(Disconnect disconnect) {
            ended.complete(disconnect);
            opened.completeExceptionally(new AssertionError("not opened: " + disconnect));
        }
    }
}
