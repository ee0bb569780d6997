package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateBudgetTest {

    private record Grant(long atNanos, int weight) {}

    // B24; the clock starts just below Long.MAX_VALUE, so that every run crosses the wrap (B20)
    @Property(tries = 2_000, seed = "20261124")
    void noWindowEverHoldsMoreThanTheLimit(
            @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll @IntRange(min = 1, max = 1_000) int windowNanos,
            @ForAll long seed) {
        final RateBudget budget = new RateBudget(limit, Duration.ofNanos(windowNanos));
        final SplittableRandom random = new SplittableRandom(seed);
        final long start = Long.MAX_VALUE - 500;
        final List<Grant> grants = new ArrayList<>();
        long elapsed = 0;
        for (int i = 0; i < 300; i++) {
            final int weight = random.nextInt(1, limit + 1);
            final long waitNanos = budget.tryAcquire(start + elapsed, weight);
            assertThat(waitNanos).isBetween(0L, (long) windowNanos);
            if (waitNanos == 0) {
                grants.add(new Grant(elapsed, weight));
            }
            elapsed += random.nextInt(3) == 0 ? waitNanos : random.nextInt(windowNanos / 4 + 1);
        }

        for (final Grant first : grants) {
            final int sum = grants.stream()
                    .filter(other -> other.atNanos >= first.atNanos && other.atNanos < first.atNanos + windowNanos)
                    .mapToInt(Grant::weight)
                    .sum();
            assertThat(sum).isLessThanOrEqualTo(limit);
        }
    }

    @Property(tries = 2_000, seed = "20261124")
    void theWaitItNamesIsExactlyEnough(
            @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll @IntRange(min = 2, max = 1_000) int windowNanos,
            @ForAll long seed) {
        final RateBudget budget = new RateBudget(limit, Duration.ofNanos(windowNanos));
        final SplittableRandom random = new SplittableRandom(seed);
        long now = seed;
        for (int i = 0; i < 100; i++) {
            final int weight = random.nextInt(1, limit + 1);
            final long waitNanos = budget.tryAcquire(now, weight);
            if (waitNanos > 0) {
                assertThat(budget.nanosUntilAvailable(now + waitNanos - 1, weight))
                        .isEqualTo(1);
                now += waitNanos;
                assertThat(budget.tryAcquire(now, weight)).isZero();
            }
            now += random.nextInt(windowNanos / 4 + 1);
        }
    }

    @Test
    void theLimitIsNotDoubledAroundABoundary() {
        final RateBudget budget = new RateBudget(3, Duration.ofNanos(100));
        for (int i = 0; i < 3; i++) {
            assertThat(budget.tryAcquire(99)).isZero();
        }

        assertThat(budget.tryAcquire(100)).isEqualTo(99);
        assertThat(budget.tryAcquire(198)).isEqualTo(1);
        assertThat(budget.available(198)).isZero();
        assertThat(budget.available(199)).isEqualTo(3);
        assertThat(budget.tryAcquire(199)).isZero();
    }

    @Test
    void aRefusalTakesNothing() {
        final RateBudget budget = new RateBudget(5, Duration.ofSeconds(1));
        budget.tryAcquire(0, 3);

        assertThat(budget.tryAcquire(0, 3)).isPositive();
        assertThat(budget.available(0)).isEqualTo(2);
        assertThat(budget.tryAcquire(0, 2)).isZero();
    }

    @Test
    void aTimeThatRunsBackGivesNothingBack() {
        final RateBudget budget = new RateBudget(1, Duration.ofNanos(10));
        assertThat(budget.tryAcquire(0)).isZero();
        assertThat(budget.available(10)).isEqualTo(1);

        // Went wrong once: with nothing outstanding the older time was taken over, and 0 and 5 shared a window.
        assertThat(budget.tryAcquire(5)).isZero();
        assertThat(budget.tryAcquire(15)).isEqualTo(5);
        assertThat(budget.tryAcquire(20)).isZero();
    }

    @Test
    void severalThreadsTogetherGetNoMoreThanTheLimit() throws InterruptedException {
        final int limit = 100;
        final RateBudget budget = new RateBudget(limit, Duration.ofNanos(1_000));
        final AtomicLong clock = new AtomicLong();
        final ConcurrentLinkedQueue<Long> granted = new ConcurrentLinkedQueue<>();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            final Thread thread = new Thread(() -> {
                for (int k = 0; k < 50_000; k++) {
                    final long now = clock.get() / 1_000 * 1_000; // the same window for a thousand calls
                    if (budget.tryAcquire(now) == 0) {
                        granted.add(now);
                    }
                    clock.incrementAndGet();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (final Thread thread : threads) {
            thread.join();
        }

        assertThat((long) granted.size()).isBetween((long) limit, limit * (clock.get() / 1_000 + 1));
    }

    @Test
    void noWindowHoldsMoreThanTheLimitHoweverThreadsRaceForIt() throws InterruptedException {
        final int limit = 7;
        final int window = 5;
        final int steps = 4_000;
        final RateBudget budget = new RateBudget(limit, Duration.ofNanos(window), 2);
        final long start = Long.MAX_VALUE - steps / 2;
        final AtomicIntegerArray granted = new AtomicIntegerArray(steps);
        final CyclicBarrier together = new CyclicBarrier(4);
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            final int weight = i % 3 + 1;
            final boolean recovers = i > 1;
            final Thread thread = new Thread(() -> {
                for (int step = 0; step < steps; step++) {
                    await(together); // all ask at one time; the next begins when the last has been answered
                    for (int ask = 0; ask < 3; ask++) {
                        final long waitNanos = recovers
                                ? budget.tryAcquireForRecovery(start + step, weight)
                                : budget.tryAcquire(start + step, weight);
                        if (waitNanos == 0) {
                            granted.addAndGet(step, weight);
                        }
                    }
                    await(together);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (final Thread thread : threads) {
            thread.join();
        }

        int total = 0;
        for (int first = 0; first < steps; first++) {
            total += granted.get(first);
            int within = 0;
            for (int step = first; step < Math.min(steps, first + window); step++) {
                within += granted.get(step);
            }
            assertThat(within).as("from step %d", first).isLessThanOrEqualTo(limit);
        }
        assertThat(total).as("nor does the race cost permits").isGreaterThan(steps / window * (limit - 3));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theReserveIsLeftToRecovery() {
        final RateBudget budget = new RateBudget(10, Duration.ofNanos(100), 3);
        assertThat(budget.tryAcquire(0, 7)).isZero();
        assertThat(budget.tryAcquire(40)).isEqualTo(60);
        assertThat(budget.nanosUntilAvailable(40, 1)).isEqualTo(60);
        assertThat(budget.nanosUntilAvailableForRecovery(40, 3)).isZero();
        assertThat(budget.tryAcquireForRecovery(40, 3)).isZero();
        assertThat(budget.tryAcquireForRecovery(40, 1)).isEqualTo(60);
        assertThat(budget.nanosUntilAvailableForRecovery(40, 8)).isEqualTo(100);

        assertThat(budget.tryAcquire(100, 4)).isZero(); // what recovery took counts for everybody
        assertThat(budget.tryAcquire(100, 1)).isEqualTo(40);
        assertThat(budget.reserve()).isEqualTo(3);
        assertThat(budget.limit()).isEqualTo(10);
    }

    @Property(tries = 1_000, seed = "20261124")
    void ordinaryUseNeverTouchesTheReserve(
            @ForAll @IntRange(min = 2, max = 20) int limit,
            @ForAll @IntRange(min = 0, max = 19) int kept,
            @ForAll long seed) {
        final int reserve = Math.min(kept, limit - 1);
        final RateBudget budget = new RateBudget(limit, Duration.ofNanos(1_000), reserve);
        final SplittableRandom random = new SplittableRandom(seed);
        long now = seed;
        for (int i = 0; i < 300; i++) {
            final int before = budget.available(now);
            if (random.nextInt(3) > 0) {
                final int weight = random.nextInt(1, limit - reserve + 1);
                final boolean granted = budget.tryAcquire(now, weight) == 0;
                assertThat(granted).isEqualTo(before - weight >= reserve);
            } else {
                final int weight = random.nextInt(1, limit + 1);
                final boolean granted = budget.tryAcquireForRecovery(now, weight) == 0;
                assertThat(granted).isEqualTo(before >= weight);
            }
            now += random.nextInt(100);
        }
    }

    @Property(tries = 1_000, seed = "20261124")
    void aRestoredBudgetGoesOnWhereTheOtherStopped(
            @ForAll @IntRange(min = 1, max = 20) int limit, @ForAll long seed, @ForAll long laterOrigin) {
        final RateBudget earlier = new RateBudget(limit, Duration.ofNanos(1_000));
        final SplittableRandom random = new SplittableRandom(seed);
        long now = seed;
        for (int i = 0; i < 100; i++) {
            earlier.tryAcquire(now, random.nextInt(1, limit + 1));
            now += random.nextInt(200);
        }
        final RateBudget later = new RateBudget(limit, Duration.ofNanos(1_000));
        final int taken = later.restore(earlier.grants(now), laterOrigin);
        assertThat(taken).isEqualTo(limit - earlier.available(now));
        for (int elapsed = 0; elapsed < 2_000; elapsed += 37) {
            final int weight = random.nextInt(1, limit + 1);
            assertThat(later.tryAcquire(laterOrigin + elapsed, weight))
                    .isEqualTo(earlier.tryAcquire(now + elapsed, weight));
        }
    }

    @Test
    void whatIsRestoredNeverFreesMoreThanTheLimit() {
        final RateBudget budget = new RateBudget(5, Duration.ofNanos(100));
        final int taken = budget.restore(
                List.of(
                        new RateBudget.Grant(100, 5), // passed over
                        new RateBudget.Grant(90, 2),
                        new RateBudget.Grant(10, 2),
                        new RateBudget.Grant(-50, 2)), // from a clock that was set back since
                1_000);
        assertThat(taken).isEqualTo(5);
        assertThat(budget.grants(1_000))
                .containsExactly(new RateBudget.Grant(90, 1), new RateBudget.Grant(10, 2), new RateBudget.Grant(0, 2));
        assertThat(budget.available(1_010)).isEqualTo(1);
        assertThat(budget.available(1_090)).isEqualTo(3);
        assertThat(budget.available(1_100)).isEqualTo(5);
        budget.tryAcquire(1_100);
        assertThatThrownBy(() -> budget.restore(List.of(), 1_100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("grants: 1 (expected: none before restore)");
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> new RateBudget(0, Duration.ofSeconds(1)))
                .hasMessage("limit: 0 (expected: 1 .. 1048576)");
        assertThatThrownBy(() -> new RateBudget(3, Duration.ofSeconds(1), 3))
                .hasMessage("reserve: 3 (expected: 0 .. below limit 3)");
        assertThatThrownBy(() -> new RateBudget(3, Duration.ofSeconds(1), -1)).hasMessageStartingWith("reserve: ");
        assertThatThrownBy(() -> new RateBudget(3, Duration.ofSeconds(1), 1).tryAcquire(0, 3))
                .hasMessage("weight: 3 (expected: 1 .. limit 2)");
        assertThatThrownBy(() -> new RateBudget.Grant(0, 0)).hasMessage("weight: 0 (expected: 1 or above)");
        assertThat(new RateBudget(RateBudget.MAX_LIMIT, Duration.ofDays(1)).windowNanos())
                .isEqualTo(Duration.ofDays(1).toNanos());
        assertThatThrownBy(() -> new RateBudget(RateBudget.MAX_LIMIT + 1, Duration.ofDays(1)))
                .hasMessageStartingWith("limit: ");
        assertThatThrownBy(() -> new RateBudget(1, Duration.ofDays(1).plusNanos(1)))
                .hasMessageStartingWith("window: ");
        assertThatThrownBy(() -> new RateBudget(1, Duration.ZERO)).hasMessage("window: PT0S (expected: 1 ns .. PT24H)");
        assertThatThrownBy(() -> new RateBudget(1, Duration.ofNanos(-1))).hasMessageStartingWith("window: ");
        assertThatThrownBy(() -> new RateBudget(3, Duration.ofSeconds(1)).tryAcquire(0, 4))
                .hasMessage("weight: 4 (expected: 1 .. limit 3)");
        assertThatThrownBy(() -> new RateBudget(3, Duration.ofSeconds(1)).tryAcquire(0, 0))
                .hasMessageStartingWith("weight: ");
    }
}
