package io.holdfast.resilience;

import java.time.Duration;
import java.util.Arrays;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * The calls on a breaker that Lincheck combines. Each thread reports the permit that it has: its own, or that of the
 * start, which several have; perhaps twice, perhaps long after the breaker has moved.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "time", gen = IntGen.class, conf = "0:2")
public abstract class BreakerCalls {

    /** Opens at two failures in a row or three of the last four outcomes; two probes. */
    private static final CircuitBreakerPolicy POLICY = CircuitBreakerPolicy.of(2, Duration.ofNanos(10))
            .withRates(RatePolicy.overOutcomes(4, 4, 0.75))
            .withProbes(2)
            .withProbeLease(Duration.ofNanos(1_000));

    /** Before the open time ends; after it; after every lease. */
    private static final long[] TIMES = {0, 10, 2_000};

    private static final int MOST_THREADS = 8;

    final CircuitBreaker breaker = new CircuitBreaker(POLICY, 1);
    private final long[] permits = new long[MOST_THREADS];

    /** As if each thread had taken this permit. */
    final void startWith(long permit) {
        Arrays.fill(permits, permit);
    }

    @Operation
    public final boolean tryAcquire(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        final long permit = breaker.tryAcquire(TIMES[time]);
        if (permit >= 0) {
            permits[thread] = permit;
        }
        return permit >= 0;
    }

    @Operation
    public final void succeed(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        breaker.onSuccess(permits[thread], TIMES[time]);
    }

    @Operation
    public final void fail(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        breaker.onFailure(permits[thread], TIMES[time]);
    }

    @Operation
    public final void cancel(@Param(name = "thread") int thread, @Param(name = "time") int time) {
        breaker.onCancelled(permits[thread], TIMES[time]);
    }

    @Operation
    public final void openUntil() {
        breaker.openUntil(15, 0);
    }

    @Operation
    public final void reset() {
        breaker.reset(0);
    }

    @Operation
    public final CircuitBreakerState state(@Param(name = "time") int time) {
        return breaker.state(TIMES[time]);
    }
}
