package io.holdfast.resilience;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * C8, C9, C10, C12 and C13 where threads meet: whatever the interleaving, the results are those of the same calls in
 * some order one after the other, and no thread waits for another. The build tries a few programs of calls;
 * {@code -Dio.holdfast.lincheck.iterations=500} tries more.
 */
class CircuitBreakerConcurrencyTest {

    private static final int PROGRAMS = Integer.getInteger("io.holdfast.lincheck.iterations", 5);

    /** With new permits, and orders from outside, among the calls. */
    public abstract static class Ordered extends BreakerCalls {
        Ordered(long time) {
            super(time);
        }

        @Operation
        public final boolean tryAcquire(@Param(name = "thread") int thread) {
            return acquire(thread);
        }

        @Operation
        public final void openUntil() {
            breaker.openUntil(times[0] + 5, times[0]);
        }

        @Operation
        public final void reset() {
            breaker.reset(times[0]);
        }
    }

    /** As new: the first failures race to open it. */
    public static final class Closed extends Ordered {
        public Closed() {
            super(0);
        }
    }

    /** At its third outcome of four, one failure short of opening. */
    public static final class NearlyOpen extends Ordered {
        public NearlyOpen() {
            super(0);
            breaker.onFailure(breaker.tryAcquire(0), 0);
            breaker.onSuccess(breaker.tryAcquire(0), 0);
            breaker.onFailure(breaker.tryAcquire(0), 0);
            startWith(breaker.tryAcquire(0));
        }
    }

    /** The open time is over: whoever comes next makes it half-open. */
    public static final class Due extends Ordered {
        public Due() {
            super(10);
            startWith(breaker.tryAcquire(0));
            trip(breaker);
        }
    }

    /** One probe is out, and every thread has its permit. */
    public static final class Probing extends Ordered {
        public Probing() {
            super(10);
            trip(breaker);
            startWith(breaker.tryAcquire(10));
        }
    }

    /** The same, and somebody looks when the lease is over: a probe has reported or is lost, never both. */
    public static final class NearlyLost extends BreakerCalls {
        public NearlyLost() {
            super(10, 2_000);
            trip(breaker);
            startWith(breaker.tryAcquire(10));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Closed.class, NearlyOpen.class, Due.class, Probing.class, NearlyLost.class})
    void everyInterleavingIsAsIfOneCallCameAfterTheOther(Class<?> start) {
        new ModelCheckingOptions()
                .iterations(PROGRAMS)
                .invocationsPerIteration(40)
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(2)
                .checkObstructionFreedom(true)
                .check(start);
    }

    @ParameterizedTest
    @ValueSource(classes = {Closed.class, NearlyOpen.class, Due.class, Probing.class})
    void threeThreadsAtFullSpeedAreAsIfOneCallCameAfterTheOther(Class<?> start) {
        new StressOptions()
                .iterations(PROGRAMS)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(2)
                .check(start);
    }

    private static void trip(CircuitBreaker breaker) {
        breaker.onFailure(breaker.tryAcquire(0), 0);
        breaker.onFailure(breaker.tryAcquire(0), 0);
    }
}
