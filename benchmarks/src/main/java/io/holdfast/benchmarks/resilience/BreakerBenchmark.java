package io.holdfast.benchmarks.resilience;

import dev.failsafe.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.CircuitBreakerState;
import java.time.Duration;
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

/**
 * A permit and its success on a closed breaker, uncontended, and a read of the state. Ours is handed the time; the
 * others read a clock of their own where they need one, which is part of what they cost.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class BreakerBenchmark {

    private final io.holdfast.resilience.CircuitBreaker holdfast =
            new io.holdfast.resilience.CircuitBreaker(CircuitBreakerPolicy.of(3, Duration.ofSeconds(10)), 1);
    private final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4j =
            io.github.resilience4j.circuitbreaker.CircuitBreaker.of("b", CircuitBreakerConfig.ofDefaults());
    private final CircuitBreaker<Object> failsafe = CircuitBreaker.builder()
            .withFailureThreshold(50, 100)
            .withDelay(Duration.ofSeconds(10))
            .build();
    private long now;

    /** Ours. */
    @Benchmark
    public long holdfast() {
        final long permit = holdfast.tryAcquire(++now);
        holdfast.onSuccess(permit, now);
        return permit;
    }

    /** Our state. */
    @Benchmark
    public CircuitBreakerState holdfastState() {
        return holdfast.state();
    }

    /** resilience4j at its defaults. */
    @Benchmark
    public boolean resilience4j() {
        final boolean permitted = resilience4j.tryAcquirePermission();
        resilience4j.onSuccess(1, TimeUnit.MILLISECONDS);
        return permitted;
    }

    /** Failsafe, fifty failures of a hundred. */
    @Benchmark
    public boolean failsafe() {
        final boolean permitted = failsafe.tryAcquirePermit();
        failsafe.recordSuccess();
        return permitted;
    }
}
