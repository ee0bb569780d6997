package io.holdfast.benchmarks.endtoend;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One client on one connection: warms it up, then measures it at one rate after the other. */
final class Run implements AutoCloseable {

    private static final int WARM_RATE = 50_000;
    private static final long SETTLE_MILLIS = 100;
    private static final int PATIENCE = 20; // times that long

    private final PriceSource source = new PriceSource();
    private final PricePath path;
    private final Socket client;
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final com.sun.management.OperatingSystemMXBean system =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    // of the thread that delivers; the one that measures looks when all is at rest
    private volatile long received;
    private volatile long lastReceived;
    private volatile boolean recording;

    /** What a stretch of sending gave. */
    record Stretch(
            long sent,
            long received,
            long nanos,
            Histogram latency,
            Histogram lateness,
            double bytes,
            double cpuNanos) {}

    Run(PricePath path) throws Exception {
        this.path = path;
        path.start(source.stream(), source.http(), this::onPrice);
        client = source.awaitClient();
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    }

    /** Sends for a while and forgets it. */
    void warmUp(long millis) throws Exception {
        source.send(client, WARM_RATE, TimeUnit.MILLISECONDS.toNanos(millis), new Histogram(3));
        settle();
        if (received == 0) {
            throw new IllegalStateException("no price was delivered");
        }
    }

    /** Sends at a rate, or as fast as possible where that is 0. */
    Stretch measure(int perSecond, long millis) throws Exception {
        latency.reset();
        final Histogram lateness = new Histogram(3);
        final long receivedBefore = received;
        final long bytesBefore = allocated();
        final long cpuBefore = system.getProcessCpuTime();
        final long start = System.nanoTime();
        recording = perSecond > 0;
        final long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        final long sent =
                perSecond > 0 ? source.send(client, perSecond, nanos, lateness) : source.sendAll(client, nanos);
        final long took = System.nanoTime() - start;
        final long receivedMeanwhile = received - receivedBefore;
        settle();
        recording = false;
        final long delivered = received - receivedBefore;
        if (delivered > sent) {
            throw new IllegalStateException("received: " + delivered + " (expected: at most " + sent + ")");
        }
        return new Stretch(
                sent,
                perSecond > 0 ? delivered : receivedMeanwhile,
                took,
                latency.copy(),
                lateness,
                (double) (allocated() - bytesBefore) / Math.max(1, delivered),
                (double) (system.getProcessCpuTime() - cpuBefore) / Math.max(1, delivered));
    }

    @Override
    public void close() throws IOException {
        path.close();
        client.close();
        source.close();
    }

    private void onPrice(long updateId) {
        final long before = received; // one thread writes
        received = before + 1;
        lastReceived = updateId;
        if (recording) {
            latency.recordValue(Math.min(source.latencyNanos(updateId), latency.getHighestTrackableValue()));
        }
    }

    /** Until the last price has come, which none replaces; or, from a client that drops even that, nothing for long. */
    private void settle() throws InterruptedException {
        long before = received;
        int idle = 0;
        while (lastReceived != source.lastId() && idle < PATIENCE) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            idle = received == before ? idle + 1 : 0;
            before = received;
        }
    }

    private long allocated() {
        long bytes = 0;
        for (final long thread : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            bytes += Math.max(0, thread);
        }
        return bytes;
    }
}
