package io.holdfast.testkit.server;

import io.holdfast.time.Scheduler;
import io.holdfast.time.SystemClock;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An event loop and the machine's clocks as a {@link Scheduler}. */
final class LoopScheduler implements Scheduler {

    private final EventLoop loop;
    private final SystemClock clock = new SystemClock();

    LoopScheduler(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        final Future<?> timer = loop.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    @Override
    public boolean inThread() {
        return loop.inEventLoop();
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public long epochNanos() {
        return clock.epochNanos();
    }

    @Override
    public long epochNanosAt(long nanos) {
        return clock.epochNanosAt(nanos);
    }
}
