package io.holdfast.resilience;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
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

    /** As new: the first failures race to open it. */
    public static final class Closed extends BreakerCalls {}

    /** At its third outcome of four, one failure short of opening. */
    public static final class NearlyOpen extends BreakerCalls {
        public NearlyOpen() {
            breaker.onFailure(breaker.tryAcquire(0), 0);
            breaker.onSuccess(breaker.tryAcquire(0), 0);
            breaker.onFailure(breaker.tryAcquire(0), 0);
            startWith(breaker.tryAcquire(0));
        }
    }

    /** The open time is over: whoever comes next takes the first probe. */
    public static final class HalfOpen extends BreakerCalls {
        public HalfOpen() {
            startWith(breaker.tryAcquire(0));
            breaker.onFailure(breaker.tryAcquire(0), 0);
            breaker.onFailure(breaker.tryAcquire(0), 0);
            breaker.advance(10);
        }
    }

    /** One probe is out, and every thread has its permit. */
    public static final class Probing extends BreakerCalls {
        public Probing() {
            breaker.onFailure(breaker.tryAcquire(0), 0);
            breaker.onFailure(breaker.tryAcquire(0), 0);
            startWith(breaker.tryAcquire(10));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Closed.class, NearlyOpen.class, HalfOpen.class, Probing.class})
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
    @ValueSource(classes = {Closed.class, NearlyOpen.class, HalfOpen.class, Probing.class})
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
}
