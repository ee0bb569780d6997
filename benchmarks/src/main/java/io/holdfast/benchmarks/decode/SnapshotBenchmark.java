package io.holdfast.benchmarks.decode;

import com.alibaba.fastjson2.JSON;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * A Binance depth snapshot, read whole: every price and size as a number. Ours is the general reader, which snapshots go
 * through; it leaves the numbers in columns, the others make objects.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SnapshotBenchmark {

    /** Levels of each side. */
    @Param({"5000"})
    public int levels;

    private final JsonReader reader = new JsonReader();
    private final ObjectReader jackson = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readerFor(Snapshot.class);
    private byte[] document;
    private long expected;

    /** What a mapper fills. */
    public static final class Snapshot {
        public long lastUpdateId;
        public BigDecimal[][] bids;
        public BigDecimal[][] asks;
    }

    /** Writes the snapshot. */
    @Setup(Level.Trial)
    public void write() {
        final SplittableRandom random = new SplittableRandom(3);
        final StringBuilder text = new StringBuilder("{\"lastUpdateId\":160,\"bids\":[");
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < levels; i++) {
                final long price = 6_400_000L + (side == 0 ? -1 - i : i);
                final long size = 1L + random.nextInt(900_000_000);
                expected += price * 1_000_000 + size;
                text.append(i == 0 ? "[\"" : ",[\"")
                        .append(BigDecimal.valueOf(price, 2))
                        .append("000000\",\"")
                        .append(BigDecimal.valueOf(size, 8).toPlainString())
                        .append("\"]");
            }
            text.append(side == 0 ? "],\"asks\":[" : "]}");
        }
        document = text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Our reader. */
    @Benchmark
    public long holdfast() {
        long sum = 0;
        reader.wrap(document, 0, document.length);
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.peek() != JsonType.ARRAY) {
                continue;
            }
            reader.beginArray();
            while (reader.nextElement()) {
                reader.beginArray();
                while (reader.nextElement()) {
                    reader.readDecimal();
                    sum += reader.mantissa();
                }
            }
        }
        if (!reader.finish() || sum != expected) {
            throw new IllegalStateException("sum: " + sum + " (expected: " + expected + ")");
        }
        return sum;
    }

    /** Jackson, databind. */
    @Benchmark
    public Snapshot jacksonDatabind() throws IOException {
        return checked(jackson.readValue(document));
    }

    /** fastjson2, into the same objects. */
    @Benchmark
    public Snapshot fastjson2() {
        return checked(JSON.parseObject(document, Snapshot.class));
    }

    /** Says how large it was. */
    @TearDown(Level.Trial)
    public void say() {
        System.out.println("a snapshot has " + document.length + " bytes: GB/s is that over the nanoseconds");
    }

    private Snapshot checked(Snapshot snapshot) {
        if (snapshot.bids.length != levels || snapshot.asks.length != levels) {
            throw new IllegalStateException("levels: " + snapshot.bids.length + " (expected: " + levels + ")");
        }
        return snapshot;
    }
}
