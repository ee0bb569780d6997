package io.holdfast.transport.netty;

import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport.Attempt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A transport with one scheduler, and what tests do with it. */
final class TransportFixture implements AutoCloseable {

    final NettyTransport transport;
    final Scheduler scheduler;

    TransportFixture() {
        this(NettyTransportConfig.builder().trust(TestPki.root()).build());
    }

    TransportFixture(NettyTransportConfig config) {
        transport = new NettyTransport(config);
        scheduler = transport.newScheduler();
    }

    RecordingListener connect(String url) {
        return connect(url, ConnectionLimits.DEFAULT);
    }

    RecordingListener connect(String url, ConnectionLimits limits) {
        final RecordingListener listener = new RecordingListener();
        connect(ConnectRequest.of(Endpoint.allowingCleartext(url), limits), listener);
        return listener;
    }

    Attempt connect(ConnectRequest request, ConnectionListener listener) {
        return onThread(() -> transport.connect(request, scheduler, listener));
    }

    void with(RecordingListener listener, Consumer<Connection> action) {
        final Connection connection = listener.awaitOpen();
        onThread(() -> {
            action.accept(connection);
            return "";
        });
    }

    <T> T onThread(Callable<T> task) {
        final CompletableFuture<T> result = new CompletableFuture<>();
        scheduler.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
