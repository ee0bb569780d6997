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
 *
 * <p>A call first does what is due at its time and then its own part, as two steps; and of two threads that want a slot,
 * the later time counts for its lease. Clocks that disagree would show that, so all calls of a program have one time, and
 * only a look at the state may have another.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "time", gen = IntGen.class, conf = "0:1")
public abstract class BreakerCalls {

    /** Opens at two failures in a row or three of the last four outcomes; two probes. */
    private static final CircuitBreakerPolicy POLICY = CircuitBreakerPolicy.of(2, Duration.ofNanos(10))
            .withRates(RatePolicy.overOutcomes(4, 4, 0.75))
            .withProbes(2)
            .withProbeLease(Duration.ofNanos(1_000));

    private static final int MOST_THREADS = 8;

    final CircuitBreaker breaker = new CircuitBreaker(POLICY, 1);
    final long[] times;
    private final long[] permits = new long[MOST_THREADS];

    /** @param times one or two that the calls have */
    BreakerCalls(long... times) {
        this.times = times;
    }

    final boolean acquire(int thread) {
        final long permit = breaker.tryAcquire(times[0]);
        if (permit >= 0) {
            permits[thread] = permit;
        }
        return permit >= 0;
    }

    /** As if each thread had taken this permit. */
    final void startWith(long permit) {
        Arrays.fill(permits, permit);
    }

    @Operation
    public final void succeed(@Param(name = "thread") int thread) {
        breaker.onSuccess(permits[thread], times[0]);
    }

    @Operation
    public final void fail(@Param(name = "thread") int thread) {
        breaker.onFailure(permits[thread], times[0]);
    }

    @Operation
    public final void cancel(@Param(name = "thread") int thread) {
        breaker.onCancelled(permits[thread], times[0]);
    }

    @Operation
    public final CircuitBreakerState state(@Param(name = "time") int time) {
        return breaker.state(time(time));
    }

    private long time(int index) {
        return times[index % times.length];
    }
}
