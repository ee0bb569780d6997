package io.holdfast.feed;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;

/** How a handler's thread waits for the next event: processor time against latency. */
public enum WaitStrategyKind {

    /** Sleeps on a lock until it is woken. Least processor time, most latency; publishing costs a little more. */
    BLOCKING,
    /** Spins, yields, then naps of about 100 µs. */
    SLEEPING,
    /** Spins, then yields to other threads. Keeps one core busy. */
    YIELDING,
    /** Spins. Least latency; wants a core to itself for each handler. */
    BUSY_SPIN;

    WaitStrategy create() {
        return switch (this) {
            case BLOCKING -> new BlockingWaitStrategy();
            case SLEEPING -> new SleepingWaitStrategy();
            case YIELDING -> new YieldingWaitStrategy();
            case BUSY_SPIN -> new BusySpinWaitStrategy();
        };
    }
}
