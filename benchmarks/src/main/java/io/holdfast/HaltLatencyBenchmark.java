package io.holdfast;

import io.holdfast.feed.Directory;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.Reason;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.CircuitBreaker;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * How long it takes from the circuit breaker's opening until a trading thread on another core reads its gate as shut:
 * breaker, its listener, the keeper that shuts the gates of the exchange and of all its instruments, and one volatile read.
 *
 * <p>JMH's own figure is the way there and back: until the other thread's answer has been seen. The way there alone is
 * written to standard output at the end of each iteration, by {@link System#nanoTime} on both threads. The other thread
 * spins; with fewer than two idle cores the figures are the scheduler's. In this package for the sake of the keeper.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class HaltLatencyBenchmark {

    private static final long NEVER_STALE = Duration.ofDays(1).toNanos();
    private static final long LONGEST = Duration.ofSeconds(1).toNanos();

    /** How many instruments the exchange has; the gate of the last is read. */
    @Param({"1", "1000"})
    public int instruments;

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final Histogram oneWay = new Histogram(LONGEST, 3);
    private MarketBus bus;
    private GateKeeper keeper;
    private CircuitBreaker breaker;
    private TradingGate gate;
    private Thread trader;
    private volatile boolean trading;
    private volatile long round; // written by the benchmark's thread
    private volatile long answeredRound; // written by the trader, behind the next
    private long rounds;
    private long shutNanos; // written before the answer, read behind it

    /** Makes an exchange that is live with all its instruments, and a thread that trades on the last. */
    @Setup
    public void open() {
        bus = new MarketBus(
                new Directory(), 1 << 16, WaitStrategyKind.BLOCKING, true, List.of((event, endOfBatch) -> {}));
        keeper = new GateKeeper(
                "toy", NEVER_STALE, 0, scheduler, bus.newPublisher("toy"), scheduler::nanos, change -> {});
        breaker = new CircuitBreaker(
                CircuitBreakerPolicy.DEFAULT,
                1,
                (from, to, reason, nowNanos) -> keeper.onCircuit("toy", from, to, reason, nowNanos));
        for (int i = 0; i < instruments; i++) {
            final Instrument instrument = Instrument.of("C" + i + "/USD");
            final Subscription subscription = new Subscription(instrument, Channel.TOP_OF_BOOK);
            keeper.want(subscription, bus.directory().instrumentId(instrument));
            keeper.onEpoch(new EpochChange(
                    "toy-1", "toy", subscription, 1, FeedStatus.LIVE, Reason.FIRST_DATA, scheduler.nanos()));
            gate = keeper.gate(instrument);
        }
        keeper.onTransition(new SessionTransition(
                "toy-1",
                "toy",
                1,
                SessionState.RESTORING,
                SessionState.LIVE,
                Reason.RESTORED,
                "",
                0,
                0,
                -1,
                -1,
                scheduler.nanos()));
        reopen();
        trading = true;
        trader = new Thread(this::trade, "trader");
        trader.setDaemon(true);
        trader.start();
    }

    /** Says what the way there took. */
    @TearDown(Level.Iteration)
    public void tell() {
        System.out.printf(
                "%n  breaker open -> gate read as shut, one way: p50 %d ns, p99 %d ns, p99.9 %d ns, max %d ns, n=%d%n",
                oneWay.getValueAtPercentile(50),
                oneWay.getValueAtPercentile(99),
                oneWay.getValueAtPercentile(99.9),
                oneWay.getMaxValue(),
                oneWay.getTotalCount());
        oneWay.reset();
    }

    /** Ends the other thread. */
    @TearDown
    public void close() throws InterruptedException {
        trading = false;
        trader.join();
        keeper.close();
        bus.close();
    }

    /** Opens the gate again, and waits until the other thread reads it. */
    @Setup(Level.Invocation)
    public void reopen() {
        breaker.reset(scheduler.nanos());
        scheduler.advance(Duration.ofMillis(5)); // the keeper's own thread, which is this one
        if (!gate.isOpen()) {
            throw new IllegalStateException("gate: " + gate.status() + " (expected: open)");
        }
        while (bus.remainingCapacity() < bus.capacity() / 2) {
            Thread.onSpinWait(); // gates are told of in the ring, too
        }
        rounds++;
        round = rounds;
    }

    /** From the opening of the breaker to the answer of who reads the gate. */
    @Benchmark
    public long halt() {
        final long openedNanos = System.nanoTime();
        breaker.forceOpen(scheduler.nanos());
        while (answeredRound != round) {
            Thread.onSpinWait();
        }
        final long nanos = shutNanos - openedNanos;
        oneWay.recordValue(Math.max(0, Math.min(LONGEST, nanos)));
        return nanos;
    }

    private void trade() {
        long seen = 0;
        while (trading) {
            final long now = round;
            if (now == seen || gate.isOpen()) {
                Thread.onSpinWait();
                continue;
            }
            shutNanos = System.nanoTime();
            answeredRound = now;
            seen = now;
        }
    }
}
