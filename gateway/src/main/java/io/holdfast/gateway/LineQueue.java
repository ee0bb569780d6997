package io.holdfast.gateway;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines on their way from the connections' threads, which must not block, to the terminal, which may. Lines that find
 * the queue full are counted and dropped. Any thread may add; one prints.
 */
public final class LineQueue {

    private static final int CAPACITY = 4_096;
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();

    /** Makes an empty queue. */
    public LineQueue() {}

    /** Adds a line; what could harm a terminal is replaced. */
    public void add(String line) {
        if (!lines.offer(line.replaceAll("\\p{Cntrl}", "·"))) {
            dropped.incrementAndGet();
        }
    }

    /** Waits for a line for some time at most, and lets what is there go unprinted: it is shown in another way. */
    public void discard(long atMostNanos) throws InterruptedException {
        lines.poll(Math.max(0, atMostNanos), TimeUnit.NANOSECONDS);
        lines.clear();
    }

    /** Prints what is there, and waits for a line for 50 ms or the given time, whichever is less. */
    public void print(PrintStream out, long atMostNanos) throws InterruptedException {
        String line = lines.poll(Math.max(0, Math.min(SLICE_NANOS, atMostNanos)), TimeUnit.NANOSECONDS);
        while (line != null) {
            out.println(line);
            line = lines.poll();
        }
        final long lost = dropped.getAndSet(0);
        if (lost > 0) {
            out.println("(" + lost + " lines dropped)");
        }
        out.flush();
    }
}
