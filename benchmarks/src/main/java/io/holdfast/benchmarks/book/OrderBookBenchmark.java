package io.holdfast.benchmarks.book;

import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Updates of a book: changed, added and removed levels, most of them near the top as in real markets. Nanoseconds an
 * update. The {@code TreeMap} is the usual way; it is given finished {@code BigDecimal}s, whose making is not measured.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class OrderBookBenchmark {

    private static final int UPDATES = 10_000;
    private static final long MIDDLE = 6_400_000;

    /** Levels of each side. */
    @Param({"1000", "5000", "40000"})
    public int levels;

    /** How far from the top updates fall: half of them within so many levels. */
    @Param({"5", "500"})
    public int spread;

    private final Side[] sides = new Side[UPDATES];
    private final long[] prices = new long[UPDATES];
    private final long[] sizes = new long[UPDATES];
    private final BigDecimal[] bigPrices = new BigDecimal[UPDATES];
    private final BigDecimal[] bigSizes = new BigDecimal[UPDATES];
    private OrderBook book;
    private TreeMap<BigDecimal, BigDecimal> bids;
    private TreeMap<BigDecimal, BigDecimal> asks;

    /** Draws the updates. */
    @Setup(Level.Trial)
    public void draw() {
        final SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < UPDATES; i++) {
            final boolean bid = random.nextBoolean();
            final long depth = Math.min(levels - 1, (long) (-Math.log(1 - random.nextDouble()) * spread * 1.443));
            sides[i] = bid ? Side.BID : Side.ASK;
            prices[i] = bid ? MIDDLE - 1 - depth : MIDDLE + depth;
            sizes[i] = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(1_000_000);
            bigPrices[i] = BigDecimal.valueOf(prices[i], 2);
            bigSizes[i] = BigDecimal.valueOf(sizes[i], 8);
        }
    }

    /** Fills both books alike. */
    @Setup(Level.Iteration)
    public void fill() {
        book = new OrderBook();
        bids = new TreeMap<>(Comparator.reverseOrder());
        asks = new TreeMap<>();
        for (int i = 0; i < levels; i++) {
            book.set(Side.BID, MIDDLE - 1 - i, 2, 1_000 + i, 8);
            book.set(Side.ASK, MIDDLE + i, 2, 1_000 + i, 8);
            bids.put(BigDecimal.valueOf(MIDDLE - 1 - i, 2), BigDecimal.valueOf(1_000 + i, 8));
            asks.put(BigDecimal.valueOf(MIDDLE + i, 2), BigDecimal.valueOf(1_000 + i, 8));
        }
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(UPDATES)
    public long orderBook() {
        for (int i = 0; i < UPDATES; i++) {
            book.set(sides[i], prices[i], 2, sizes[i], 8);
        }
        return book.levels(Side.BID);
    }

    /** The usual way. */
    @Benchmark
    @OperationsPerInvocation(UPDATES)
    public long treeMap() {
        for (int i = 0; i < UPDATES; i++) {
            final TreeMap<BigDecimal, BigDecimal> side = sides[i] == Side.BID ? bids : asks;
            if (sizes[i] == 0) {
                side.remove(bigPrices[i]);
            } else {
                side.put(bigPrices[i], bigSizes[i]);
            }
        }
        return bids.size();
    }
}
