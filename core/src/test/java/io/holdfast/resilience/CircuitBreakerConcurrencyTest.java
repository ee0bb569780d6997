package io.holdfast.resilience;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * C8, C9, C10, C12 and C13 where threads meet: whatever the interleaving, the results are those of the same calls in
 * some order one after the other, and no thread waits for another. Each thread reports the permit that it has, perhaps
 * twice, perhaps long after the breaker has moved. The build tries a few programs of calls;
 * {@code -Dio.holdfast.lincheck.iterations=500} tries more.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "time", gen = IntGen.class, conf = "0:2")
public class CircuitBreakerConcurrencyTest {

    /** Opens at two failures in a row or three of the last four outcomes; two probes. */
    private static final CircuitBreakerPolicy POLICY = CircuitBreakerPolicy.of(2, Duration.ofNanos(10))
            .withRates(RatePolicy.overOutcomes(4, 4, 0.75))
            .withProbes(2)
            .withProbeLease(Duration.ofNanos(1_000));

    /** Before the open time ends; after it; after every lease. */
    private static final long[] TIMES = {0, 10, 2_000};

    private static final int MOST_THREADS = 8;

    private final CircuitBreaker breaker = new CircuitBreaker(POLICY, 1);
    private final long[] permits = new long[MOST_THREADS]; // the first permit of all, until the thread has its own

    @Operation
    public boolean tryAcquire(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        final long permit = breaker.tryAcquire(TIMES[time]);
        if (permit >= 0) {
            permits[thread] = permit;
        }
        return permit >= 0;
    }

    @Operation
    public void succeed(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        breaker.onSuccess(permits[thread], TIMES[time]);
    }

    @Operation
    public void fail(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        breaker.onFailure(permits[thread], TIMES[time]);
    }

    @Operation
    public void cancel(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        breaker.onCancelled(permits[thread], TIMES[time]);
    }

    @Operation
    public void openUntil() {
        breaker.openUntil(15, 0);
    }

    @Operation
    public void reset() {
        breaker.reset(0);
    }

    @Operation
    public CircuitBreakerState state(@Param(name = "time") int time) {
        return breaker.state(TIMES[time]);
    }

    @Test
    void everyInterleavingIsAsIfOneCallCameAfterTheOther() {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("io.holdfast.lincheck.iterations", 6))
                .invocationsPerIteration(80)
                .threads(2)
                .actorsBefore(6)
                .actorsPerThread(3)
                .actorsAfter(3)
                .checkObstructionFreedom(true)
                .check(CircuitBreakerConcurrencyTest.class);
    }

    @Test
    void threeThreadsAtFullSpeedAreAsIfOneCallCameAfterTheOther() {
        new StressOptions()
                .iterations(Integer.getInteger("io.holdfast.lincheck.iterations", 6))
                .invocationsPerIteration(300)
                .threads(3)
                .actorsBefore(6)
                .actorsPerThread(3)
                .actorsAfter(3)
                .check(CircuitBreakerConcurrencyTest.class);
    }
}
