package io.holdfast.testkit.server;

import io.netty.channel.EventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls into the exchange's thread from others, which wait until they are done. Thread-safe. */
final class LoopCalls {

    private static final long LIMIT_SECONDS = 10;

    private final EventLoop loop;

    LoopCalls(EventLoop loop) {
        this.loop = loop;
    }

    void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    @SuppressWarnings("NullAway") // Callable and Future do not say whether their value may be null; callers do
    <T extends @Nullable Object> T call(Callable<T> action) {
        return await(loop.submit(action), LIMIT_SECONDS);
    }

    <T> T await(Future<T> future, long limitSeconds) {
        try {
            return future.get(limitSeconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("simulated exchange: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("simulated exchange: no answer within " + limitSeconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("simulated exchange: interrupted", e);
        }
    }
}
