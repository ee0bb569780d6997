package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    void argumentsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> new RateBudget(0, Duration.ofSeconds(1)))
                .hasMessage("limit: 0 (expected: 1 .. 1048576)");
        assertThatThrownBy(() -> new RateBudget(1, Duration.ZERO)).hasMessage("window: PT0S (expected: 1 ns .. PT24H)");
        assertThatThrownBy(() -> new RateBudget(1, Duration.ofNanos(-1))).hasMessageStartingWith("window: ");
        assertThatThrownBy(() -> new RateBudget(3, Duration.ofSeconds(1)).tryAcquire(0, 4))
                .hasMessage("weight: 4 (expected: 1 .. limit 3)");
        assertThatThrownBy(() -> new RateBudget(3, Duration.ofSeconds(1)).tryAcquire(0, 0))
                .hasMessageStartingWith("weight: ");
    }
}
