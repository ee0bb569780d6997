package io.holdfast.transport.netty.loop;

import io.holdfast.time.Scheduler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that is due at some time on an I/O thread; logs what it throws, for Netty would keep it in the future. */
final class LoopTimer implements Scheduler.Timer, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopTimer.class);

    private final Runnable task;
    private volatile boolean cancelled; // any thread may call a timer off
    private volatile @Nullable Future<?> future;

    LoopTimer(Runnable task) {
        this.task = task;
    }

    void start(EventLoop eventLoop, long delayNanos) {
        future = eventLoop.schedule(this, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel() {
        cancelled = true;
        final Future<?> started = future;
        if (started != null) {
            started.cancel(false);
        }
    }

    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a timer's task failed", e);
        }
    }
}
