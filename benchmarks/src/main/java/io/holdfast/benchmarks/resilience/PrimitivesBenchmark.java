package io.holdfast.benchmarks.resilience;

import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.resilience.Backoff;
import io.holdfast.resilience.BackoffPolicy;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long to wait before the next attempt: one decision of the first ten after a loss. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PrimitivesBenchmark {

    private static final int ATTEMPTS = 10;

    private final Backoff backoff = new Backoff(BackoffPolicy.DEFAULT, new SplittableRandom(5));
    private final IntervalFunction resilience4j = IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5);
    private int attempt;

    /** Ours. */
    @Benchmark
    public long holdfastBackoff() {
        if (backoff.attempt() == ATTEMPTS) {
            backoff.reset();
        }
        return backoff.nextDelayNanos();
    }

    /** resilience4j's. */
    @Benchmark
    public long resilience4jBackoff() {
        attempt = attempt % ATTEMPTS + 1;
        return resilience4j.apply(attempt);
    }
}
