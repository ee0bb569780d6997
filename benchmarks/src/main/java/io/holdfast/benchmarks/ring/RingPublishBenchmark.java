package io.holdfast.benchmarks.ring;

import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Side;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs the connection's thread to hand one trade over, with a handler at the other end that keeps up.
 *
 * <p>Not end-to-end latency. Where the handler falls behind, the ring refuses, which is told by the return value and is
 * as dear as a success or cheaper; {@link #queue} is the baseline, the plainest thing that one would write instead, with
 * a fresh object for each trade.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class RingPublishBenchmark {

    private static final int CAPACITY = 65_536;

    /** How the handler waits. */
    @Param({"BLOCKING", "YIELDING"})
    public WaitStrategyKind waitStrategy;

    /** Whether one thread alone publishes. */
    @Param({"true", "false"})
    public boolean singleProducer;

    private final ArrayBlockingQueue<Trade> queue = new ArrayBlockingQueue<>(CAPACITY);
    private MarketBus bus;
    private MarketPublisher publisher;
    private long price = 6_400_000;
    private long read;

    record Trade(int instrument, long price, long size) {}

    /** Opens the ring. */
    @Setup
    public void open() {
        bus = new MarketBus(
                new Directory(),
                CAPACITY,
                waitStrategy,
                singleProducer,
                List.of((event, endOfBatch) -> read += event.price()));
        publisher = bus.newPublisher("binance");
    }

    /** Closes the ring. */
    @TearDown
    public void close() {
        bus.close();
        if (bus.handlerFailures() > 0) {
            throw new IllegalStateException("the handler failed");
        }
    }

    /** The ring. */
    @Benchmark
    public boolean ring() {
        return publisher.tryTrade(7, 1, ++price, 0, 0, 0, Side.BID, price, 2, 1_000, 3);
    }

    /** Baseline: a queue, written and read by the same thread. */
    @Benchmark
    public Object queue() {
        queue.offer(new Trade(7, ++price, 1_000));
        return queue.poll();
    }
}
