package io.holdfast.testkit.growth;

import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.loop.IoLoop;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;

/** A transport that knows how many timers are set on its threads: the engine's, its own, and Netty's. */
final class TimerCount implements Transport {

    private final Transport transport;
    private final Set<IoLoop> loops = new CopyOnWriteArraySet<>();

    TimerCount(Transport transport) {
        this.transport = transport;
    }

    /** {@return timers that are set and neither due nor called off} */
    int pending() {
        return loops.stream().mapToInt(TimerCount::pending).sum();
    }

    /** Netty says so to nobody outside its package. */
    private static int pending(IoLoop loop) {
        final CompletableFuture<Integer> count = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                final Method queue = AbstractScheduledEventExecutor.class.getDeclaredMethod("scheduledTaskQueue");
                queue.setAccessible(true);
                count.complete(((Collection<?>) queue.invoke(loop.eventLoop())).size());
            } catch (ReflectiveOperationException e) {
                count.completeExceptionally(e);
            }
        });
        return count.join();
    }

    @Override
    public Scheduler newScheduler() {
        final Scheduler scheduler = transport.newScheduler();
        loops.add((IoLoop) scheduler);
        return scheduler;
    }

    @Override
    public int threads() {
        return transport.threads();
    }

    @Override
    public Attempt connect(ConnectRequest request, Scheduler on, ConnectionListener listener) {
        return transport.connect(request, on, listener);
    }

    @Override
    public Attempt get(HttpRequest request, Scheduler on, HttpListener listener) {
        return transport.get(request, on, listener);
    }

    @Override
    public void close() {
        transport.close();
    }
}
