package io.holdfast.testkit.growth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.feed.EventKind;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What an event costs in garbage on its whole way: socket, frame, engine, plugin, ring, handler. */
class SocketToHandlerAllocationTest {

    private static final int WARM_UP_EVENTS = 200_000;
    private static final int MEASURED_EVENTS = 500_000;
    private static final int ORDERS_AT_ONCE = 2_000;
    /** For the timers of the engine, which tick several times a second however many events come. */
    private static final double MOST_BYTES_EACH = 1.0;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private volatile long events;
    private volatile long handlerThread;

    @Test
    void topOfBookAndTradesAllocateNothingOnTheirWay() {
        try (RunningFeed feed = new RunningFeed(false, (event, endOfBatch) -> {
            if (event.kind() != EventKind.STATUS) {
                handlerThread = Thread.currentThread().getId();
                events = events + 1;
            }
        })) {
            publishUntil(feed, WARM_UP_EVENTS);
            final long ioThread = threadNamed("holdfast-io-1");
            final long eventsBefore = events;
            final long before = threads.getThreadAllocatedBytes(ioThread);
            final long handlerBefore = threads.getThreadAllocatedBytes(handlerThread);
            publishUntil(feed, eventsBefore + MEASURED_EVENTS);
            final long allocated = threads.getThreadAllocatedBytes(ioThread) - before;
            final long handlerAllocated = threads.getThreadAllocatedBytes(handlerThread) - handlerBefore;
            final double measured = events - eventsBefore;

            assertThat(allocated / measured).as("bytes an event, I/O thread").isLessThan(MOST_BYTES_EACH);
            assertThat(handlerAllocated / measured)
                    .as("bytes an event, handler's thread")
                    .isLessThan(MOST_BYTES_EACH);
        }
    }

    private void publishUntil(RunningFeed feed, long wanted) {
        while (events < wanted) {
            feed.exchange.publish(ORDERS_AT_ONCE);
        }
    }

    private static long threadNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getId();
    }
}
