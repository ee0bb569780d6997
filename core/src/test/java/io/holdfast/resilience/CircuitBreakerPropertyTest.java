package io.holdfast.resilience;

import static io.holdfast.resilience.CircuitBreakerState.CLOSED;
import static io.holdfast.resilience.CircuitBreakerState.DISABLED;
import static io.holdfast.resilience.CircuitBreakerState.FORCED_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.HALF_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.METRICS_ONLY;
import static io.holdfast.resilience.CircuitBreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.resilience.BreakerRun.Kind;
import io.holdfast.resilience.BreakerRun.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Invariants of the circuit breaker; the letter and number that a name begins with is its name in the project's
 * catalogue. C8, C9, C10, C12 and C13 under several threads are in CircuitBreakerConcurrencyTest, C26 is in
 * LocalOutageDetectorTest.
 */
class CircuitBreakerPropertyTest {

    /** A tick of the breaker's measure of slowness: in whole ticks it is exact. */
    private static final long TICK = 1 << 16;

    private static final long ORIGIN = (Long.MAX_VALUE >> 16 << 16) - 100 * TICK; // runs cross the wrap

    // C1, C20; BreakerRun compares every event with the model's, and every edge with the table
    @Property(tries = 2_000, seed = "20261124")
    void c1OnlyListedTransitionsOccurAndEachIsToldOnceAndInOrder(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final BreakerRun run = run(policy, steps, seed);
        for (int i = 1; i < run.events.size(); i++) {
            if (!run.events.get(i).startsWith("would") && !run.events.get(i - 1).startsWith("would")) {
                assertThat(from(run.events.get(i))).isEqualTo(to(run.events.get(i - 1)));
            }
        }
    }

    @Property(tries = 1_000, seed = "20261124")
    void c2EachStatePermitsWhatItShould(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final BreakerRun run = new BreakerRun(policy, seed, ORIGIN);
        for (final Step step : steps) {
            run.take(step);
            final CircuitBreakerState state = run.breaker.state(run.now);
            final long untilPermitted = run.breaker.nanosUntilPermitted(run.now);
            final long refused = run.breaker.refusals();
            run.take(new Step(Kind.ACQUIRE, 0, 0));
            final boolean permitted = run.breaker.refusals() == refused;
            switch (state) {
                case CLOSED, DISABLED, METRICS_ONLY -> assertThat(permitted).isTrue();
                case OPEN, FORCED_OPEN -> assertThat(permitted).isFalse();
                case HALF_OPEN -> {} // as many as the policy says: C8
            }
            assertThat(permitted).isEqualTo(untilPermitted == 0);
        }
    }

    @Property(tries = 5_000, seed = "20261124")
    void c3ItTripsExactlyAtTheMinimumAndTheThreshold(
            @ForAll @IntRange(min = 1, max = 100) int outcomes,
            @ForAll @IntRange(min = 1, max = 100) int threshold,
            @ForAll @IntRange(min = 0, max = 100) int failures) {
        final double rate = (double) Math.min(threshold, outcomes) / outcomes;
        final CircuitBreaker breaker = breaker(rates(RatePolicy.overOutcomes(outcomes, outcomes, rate)));
        final int failed = Math.min(failures, outcomes);
        for (int i = 0; i < outcomes; i++) {
            assertThat(breaker.state(0)).isEqualTo(CLOSED);
            report(breaker, i < failed, 0);
        }
        assertThat(breaker.state(0) == OPEN).isEqualTo(failed >= Math.min(threshold, outcomes));
    }

    @Property(tries = 1_000, seed = "20261124")
    void c3WithoutOutcomesItNeverTrips(@ForAll("policies") CircuitBreakerPolicy policy) {
        final CircuitBreaker breaker = breaker(policy);
        for (int i = 0; i < 10; i++) {
            breaker.onCancelled(breaker.tryAcquire(i * TICK), i * TICK);
            assertThat(breaker.state(i * TICK)).isEqualTo(CLOSED);
            assertThat(breaker.status(i * TICK).failureRate()).isZero();
            assertThat(breaker.status(i * TICK).slowRate()).isZero();
        }
    }

    // BreakerRun compares the counts with a naive list after every step
    @Property(tries = 2_000, seed = "20261124")
    void c4TheWindowCountsAsANaiveListDoes(
            @ForAll("tolerantPolicies") CircuitBreakerPolicy policy,
            @ForAll("outcomes") List<Step> steps,
            @ForAll long seed) {
        run(policy, steps, seed);
    }

    @Property(tries = 1_000, seed = "20261124")
    void c5ACountWindowForgetsExactlyTheOldest(@ForAll @IntRange(min = 1, max = 1_000) int size, @ForAll long seed) {
        final CircuitBreaker breaker = breaker(rates(RatePolicy.overOutcomes(size, 1, RatePolicy.NEVER)));
        final SplittableRandom random = new SplittableRandom(seed);
        final Deque<Boolean> naive = new ArrayDeque<>();
        for (int i = 0; i < 2 * size + 3; i++) {
            final boolean failed = random.nextBoolean();
            report(breaker, failed, 0);
            naive.addLast(failed);
            if (naive.size() > size) {
                naive.removeFirst();
            }
        }
        assertThat(breaker.status(0).remembered()).isEqualTo(naive.size());
        assertThat(breaker.status(0).failures())
                .isEqualTo((int) naive.stream().filter(failed -> failed).count());
    }

    @Property(tries = 1_000, seed = "20261124")
    void c5ATimeWindowForgetsAtExactlyItsAge(
            @ForAll @IntRange(min = 1, max = 1_000_000) int ageNanos, @ForAll long origin, @ForAll long seed) {
        final CircuitBreaker breaker =
                breaker(rates(RatePolicy.overTime(Duration.ofNanos(ageNanos), 1, RatePolicy.NEVER)));
        final SplittableRandom random = new SplittableRandom(seed);
        final Deque<Long> naive = new ArrayDeque<>();
        long elapsed = 0;
        for (int i = 0; i < 100; i++) {
            report(breaker, true, origin + elapsed);
            naive.addLast(elapsed);
            final long oldest = naive.getFirst();
            if (random.nextBoolean() && oldest + ageNanos - 1 >= elapsed) {
                elapsed = oldest + ageNanos - 1; // the last nanosecond at which the oldest is known
                assertThat(breaker.status(origin + elapsed).failures()).isEqualTo(naive.size());
                elapsed++;
            } else {
                elapsed += random.nextInt(ageNanos);
            }
            final long now = elapsed;
            naive.removeIf(at -> now - at >= ageNanos);
            assertThat(breaker.status(origin + elapsed).failures()).isEqualTo(naive.size());
            if (naive.isEmpty()) {
                elapsed += random.nextInt(ageNanos);
            }
        }
    }

    @Property(tries = 1_000, seed = "20261124")
    void c6RatesAreSharesAndCountsBelongTogether(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final BreakerRun run = new BreakerRun(policy, seed, ORIGIN);
        for (final Step step : steps) {
            run.take(step);
            final CircuitBreakerStatus status = run.breaker.status(run.now);
            assertThat(status.failureRate()).isBetween(0.0, 1.0);
            assertThat(status.slowRate()).isBetween(0.0, 1.0);
            assertThat(status.failures()).isBetween(0, status.remembered());
            assertThat(status.slow()).isBetween(0, status.remembered());
            assertThat(status.remembered()).isBetween(0, policy.rates().outcomes());
        }
    }

    @Property(tries = 2_000, seed = "20261124")
    void c7ItIsHalfOpenByTheFirstCallAfterTheOpenTimeAndNotBefore(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll long seed, @ForAll long origin) {
        final CircuitBreaker breaker = new CircuitBreaker(policy.withConsecutiveFailures(1), seed);
        report(breaker, true, origin);
        final long openNanos = breaker.nanosUntilPermitted(origin);
        assertThat(openNanos).isPositive();
        assertThat(breaker.tryAcquire(origin + openNanos - 1)).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.state(origin + openNanos - 1)).isEqualTo(OPEN);
        assertThat(breaker.tryAcquire(origin + openNanos)).isNotNegative();
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    }

    // C8, C9: late, doubled and cancelled permits among them; the concurrency test has the races
    @Property(tries = 2_000, seed = "20261124")
    void c8OutstandingAndSucceededProbesNeverExceedTheLimit(
            @ForAll @IntRange(min = 1, max = 16) int probes, @ForAll long seed) {
        final CircuitBreakerPolicy policy =
                CircuitBreakerPolicy.of(1, Duration.ofNanos(10)).withProbes(probes);
        final CircuitBreaker breaker = breaker(policy);
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Long> everyPermit = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            everyPermit.add(breaker.tryAcquire(0));
        }
        breaker.onFailure(breaker.tryAcquire(0), 0);
        final List<Long> out = new ArrayList<>();
        int succeeded = 0;
        for (int i = 0; i < 200 && breaker.state(10) == HALF_OPEN; i++) {
            if (random.nextInt(3) == 0) {
                final long any = everyPermit.get(random.nextInt(everyPermit.size()));
                if (!out.contains(any)) { // reported before, or from before the outage
                    breaker.onCancelled(any, 10);
                    breaker.onSuccess(any, 10);
                }
            } else if (!out.isEmpty() && random.nextInt(3) == 0) {
                final long one = out.remove(random.nextInt(out.size()));
                if (random.nextBoolean()) {
                    breaker.onSuccess(one, 10);
                    succeeded++;
                } else {
                    breaker.onCancelled(one, 10);
                }
            } else {
                final long permit = breaker.tryAcquire(10);
                if (permit >= 0) {
                    everyPermit.add(permit);
                    out.add(permit);
                }
            }
            assertThat(out.size() + succeeded).isLessThanOrEqualTo(probes);
        }
    }

    @Property(tries = 1_000, seed = "20261124")
    void c9APermitReportedTwiceStandsForNothingTheSecondTime(
            @ForAll @IntRange(min = 2, max = 16) int probes, @ForAll @IntRange(min = 0, max = 1) int first) {
        final CircuitBreaker breaker =
                breaker(CircuitBreakerPolicy.of(1, Duration.ofNanos(10)).withProbes(probes));
        report(breaker, true, 0);
        final long probe = breaker.tryAcquire(10);
        if (first == 0) {
            breaker.onSuccess(probe, 10);
        } else {
            breaker.onCancelled(probe, 10);
        }
        for (int i = 0; i < probes; i++) {
            breaker.onSuccess(probe, 10);
            breaker.onFailure(probe, 10);
            breaker.onCancelled(probe, 10);
        }
        assertThat(breaker.state(10)).isEqualTo(HALF_OPEN);
        assertThat(breaker.lateReports()).isEqualTo(3L * probes);
        int granted = 0;
        while (breaker.tryAcquire(10) >= 0) {
            granted++;
        }
        assertThat(granted).isEqualTo(probes - 1);
    }

    // C10: whatever became of the breaker since, a permit of another epoch changes nothing but the count of late ones
    @Property(tries = 2_000, seed = "20261124")
    void c10AResultOfAnotherEpochChangesNothing(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final BreakerRun run = new BreakerRun(policy, seed, ORIGIN);
        final long old = run.breaker.tryAcquire(run.now);
        final long epoch = run.breaker.phase().epoch;
        for (final Step step : steps) {
            run.take(step);
        }
        if (run.breaker.phase().epoch == epoch) {
            return;
        }
        final CircuitBreakerStatus before = run.breaker.status(run.now);
        final long late = run.breaker.lateReports();
        run.breaker.onFailure(old, run.now);
        run.breaker.onSuccess(old, run.now);
        run.breaker.onCancelled(old, run.now);
        assertThat(run.breaker.status(run.now)).isEqualTo(before);
        assertThat(run.breaker.lateReports()).isEqualTo(late + 3);
    }

    @Property(tries = 1_000, seed = "20261124")
    void c11HalfOpenAlwaysEndsThoughNoProbeEverReports(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll long seed, @ForAll long origin) {
        final CircuitBreaker breaker = new CircuitBreaker(policy.withConsecutiveFailures(1), seed);
        report(breaker, true, origin);
        final long halfOpenAt = origin + breaker.nanosUntilPermitted(origin);
        while (breaker.tryAcquire(halfOpenAt) >= 0) {
            assertThat(breaker.state()).isEqualTo(HALF_OPEN);
        }
        final long lease = policy.probeLease().toNanos();
        assertThat(breaker.nanosUntilPermitted(halfOpenAt)).isEqualTo(lease);
        assertThat(breaker.state(halfOpenAt + lease - 1)).isEqualTo(HALF_OPEN);
        assertThat(breaker.state(halfOpenAt + lease)).isEqualTo(OPEN);
    }

    @Test
    void c12ExactlyOneThreadMakesEachTransition() throws InterruptedException {
        final CircuitBreaker breaker = breaker(CircuitBreakerPolicy.of(1, Duration.ofNanos(1)));
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            final Thread thread = new Thread(() -> {
                for (int k = 0; k < 20_000; k++) {
                    final long permit = breaker.tryAcquire(k);
                    if (permit >= 0) {
                        if (k % 3 == 0) {
                            breaker.onSuccess(permit, k);
                        } else {
                            breaker.onFailure(permit, k);
                        }
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        // A transition that two threads had both made, or that was told twice, would not balance.
        final long in = breaker.transitions(CLOSED, OPEN) + breaker.transitions(HALF_OPEN, OPEN);
        final long out = breaker.transitions(OPEN, HALF_OPEN);
        assertThat(in - out).isEqualTo(breaker.state() == OPEN ? 1 : 0);
        assertThat(breaker.transitions(HALF_OPEN, CLOSED) - breaker.transitions(CLOSED, OPEN))
                .isEqualTo(breaker.state() == CLOSED ? 0 : -1);
        assertThat(breaker.listenerFailures()).isZero();
    }

    @Property(tries = 500, seed = "20261124")
    void c13AllProbesCloseItAndOneFailureOpensItWhicheverComesFirst(
            @ForAll @IntRange(min = 1, max = 16) int probes, @ForAll @IntRange(min = 0, max = 16) int failing) {
        final CircuitBreaker breaker =
                breaker(CircuitBreakerPolicy.of(1, Duration.ofNanos(10)).withProbes(probes));
        report(breaker, true, 0);
        final List<Long> permits = new ArrayList<>();
        for (int i = 0; i < probes; i++) {
            permits.add(breaker.tryAcquire(10));
        }
        for (int i = 0; i < probes; i++) {
            assertThat(breaker.state(10)).isEqualTo(HALF_OPEN);
            if (i == failing) {
                breaker.onFailure(permits.get(i), 10);
                assertThat(breaker.state(10)).isEqualTo(OPEN);
                return;
            }
            breaker.onSuccess(permits.get(i), 10);
        }
        assertThat(breaker.state(10)).isEqualTo(CLOSED);
    }

    @Property(tries = 1_000, seed = "20261124")
    void c14TheOpenTimeGrowsInsideItsCapUntilTheBreakerWasStable(
            @ForAll("openTimes") BackoffPolicy openTime, @ForAll long seed, @ForAll long origin) {
        final Duration stable = Duration.ofMinutes(1);
        final CircuitBreaker breaker = new CircuitBreaker(
                CircuitBreakerPolicy.of(1, Duration.ofSeconds(1))
                        .withOpenTime(openTime)
                        .withStableAfter(stable),
                seed);
        final SplittableRandom random = new SplittableRandom(seed);
        long now = origin;
        int opens = 0;
        for (int i = 0; i < 30; i++) {
            report(breaker, true, now); // closed or half-open
            opens++;
            assertThat(breaker.status(now).opensInARow()).isEqualTo(opens);
            final long ceiling = openTime.ceilingNanos(opens);
            final long openNanos = breaker.nanosUntilPermitted(now);
            assertThat(openNanos)
                    .isBetween(openTime.floorNanos(ceiling), ceiling)
                    .isLessThanOrEqualTo(openTime.maxDelay().toNanos());
            now += openNanos;
            if (random.nextInt(3) == 0) {
                report(breaker, false, now); // the probe closes it
                final boolean wasStable = random.nextBoolean();
                now += stable.toNanos() - (wasStable ? 0 : 1);
                opens = wasStable ? 0 : opens;
            }
        }
    }

    // C14: the open times are spread over their whole range, and no two breakers keep step
    @Property(tries = 20, seed = "20261124")
    void c14OpenTimesFillTheirRange(@ForAll long seed) {
        final BackoffPolicy openTime = new BackoffPolicy(
                Duration.ofSeconds(30), Duration.ofSeconds(30), 1.0, Jitter.EQUAL, BackoffPolicy.UNLIMITED);
        final CircuitBreakerPolicy policy =
                CircuitBreakerPolicy.of(1, Duration.ofSeconds(1)).withOpenTime(openTime);
        final int count = 2_000;
        final double[] shares = new double[count];
        for (int i = 0; i < count; i++) {
            final CircuitBreaker breaker = new CircuitBreaker(policy, seed + i);
            report(breaker, true, 0);
            shares[i] = (breaker.nanosUntilPermitted(0) - 15e9) / 15e9;
        }
        Arrays.sort(shares);
        double distance = 0;
        for (int i = 0; i < count; i++) {
            distance = Math.max(distance, Math.abs(shares[i] - (i + 0.5) / count));
        }
        assertThat(distance).isLessThan(1.95 / Math.sqrt(count));
    }

    @Property(tries = 2_000, seed = "20261124")
    void c15NoOrderToWaitShortensAnother(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("waits") List<Long> waits, @ForAll long origin) {
        final CircuitBreaker breaker = breaker(policy);
        long until = origin;
        long now = origin;
        for (final long wait : waits) {
            breaker.openFor(Duration.ofNanos(wait), now);
            until = now + wait - until > 0 ? now + wait : until;
            assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(until - now);
            now += Math.min(wait / 7, until - now - 1);
            assertThat(breaker.tryAcquire(now)).isEqualTo(CircuitBreaker.REFUSED);
        }
        assertThat(breaker.tryAcquire(until - 1)).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.tryAcquire(until)).isNotNegative();
    }

    @Property(tries = 300, seed = "20261124")
    void c16AnOrderedStateOutlivesEveryResultAndTimer(
            @ForAll("policies") CircuitBreakerPolicy policy,
            @ForAll("outcomes") List<Step> steps,
            @ForAll @IntRange(min = 0, max = 2) int which,
            @ForAll long seed) {
        final BreakerRun run = new BreakerRun(policy, seed, ORIGIN);
        final Kind order =
                List.of(Kind.FORCE_OPEN, Kind.DISABLE, Kind.METRICS_ONLY).get(which);
        run.take(new Step(Kind.ACQUIRE, 0, 0));
        run.take(new Step(order, 0, 0));
        final CircuitBreakerState ordered = run.breaker.state();
        for (final Step step : steps) {
            run.take(step);
            assertThat(run.breaker.state(run.now)).isEqualTo(ordered);
        }
        run.take(new Step(Kind.RESUME, 0, 0));
        assertThat(run.breaker.state(run.now)).isEqualTo(CLOSED);
        assertThat(run.breaker.status(run.now).remembered()).isZero();
        assertThat(run.breaker.status(run.now).opensInARow()).isZero();
    }

    // C17: there is no wall clock to go backwards; a leap of the monotonic one moves it at most one step for each call
    @Property(tries = 1_000, seed = "20261124")
    void c17ALeapOfTheClockNeverSkipsHalfOpen(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final BreakerRun run = new BreakerRun(policy, seed, ORIGIN);
        for (final Step step : steps) {
            final CircuitBreakerState before = run.breaker.state(run.now);
            final int told = run.events.size();
            if (step.kind() != Kind.ADVANCE) {
                run.take(step);
                continue;
            }
            run.take(new Step(Kind.ADVANCE, 0, 100_000_000_000_000L)); // a day's sleep
            assertThat(run.events.size() - told).isLessThanOrEqualTo(1);
            if (before == OPEN) {
                assertThat(run.breaker.state()).isIn(OPEN, HALF_OPEN);
            }
        }
    }

    @Property(tries = 500, seed = "20261124")
    void c18OldFailuresDoNotTripItAgain(
            @ForAll @IntRange(min = 2, max = 50) int size, @ForAll @IntRange(min = 1, max = 50) int threshold) {
        final int needed = Math.min(threshold, size);
        final CircuitBreaker breaker = breaker(rates(RatePolicy.overOutcomes(size, size, (double) needed / size)));
        for (int i = 0; i < size; i++) {
            report(breaker, true, 0);
        }
        final long later = breaker.nanosUntilPermitted(0);
        report(breaker, false, later); // the probe
        assertThat(breaker.state(later)).isEqualTo(CLOSED);
        for (int i = 0; i < size - 1; i++) {
            report(breaker, true, later);
            assertThat(breaker.state(later)).isEqualTo(CLOSED);
        }
    }

    // C19: a listener that calls back and throws, whatever it calls; the events still form one chain
    @Property(tries = 1_000, seed = "20261124")
    void c19AListenerThatThrowsAndCallsBackCannotCorruptIt(@ForAll("steps") List<Step> steps, @ForAll long seed) {
        final CircuitBreaker[] itself = new CircuitBreaker[1];
        final List<CircuitBreakerState> chain = new ArrayList<>(List.of(CLOSED));
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] depth = {0};
        final CircuitBreaker breaker =
                new CircuitBreaker(CircuitBreakerPolicy.of(1, Duration.ofNanos(TICK)), seed, (from, to, reason, at) -> {
                    assertThat(from).isEqualTo(chain.get(chain.size() - 1));
                    assertThat(depth[0]).isZero(); // told one after the other, never from within another
                    chain.add(to);
                    depth[0]++;
                    if (chain.size() < 500) {
                        switch (random.nextInt(6)) {
                            case 0 -> itself[0].forceOpen(at);
                            case 1 -> itself[0].reset(at);
                            case 2 -> itself[0].onFailure(Math.max(0, itself[0].tryAcquire(at)), at);
                            case 3 -> itself[0].openFor(Duration.ofNanos(TICK), at);
                            default -> {}
                        }
                    }
                    depth[0]--;
                    throw new IllegalStateException("listener");
                });
        itself[0] = breaker;
        long now = 0;
        for (final Step step : steps) {
            now += step.nanos();
            final long permit = breaker.tryAcquire(now);
            if (permit >= 0) {
                breaker.onFailure(permit, now);
            }
            if (step.kind() == Kind.RESET) {
                breaker.reset(now);
            }
        }
        assertThat(breaker.state()).isEqualTo(chain.get(chain.size() - 1));
        assertThat(breaker.listenerFailures()).isEqualTo(chain.size() - 1);
    }

    @Test
    void c19AListenerThatBlocksHoldsUpNobodyElse() throws InterruptedException {
        final CountDownLatch blocked = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final List<CircuitBreakerState> told = new ArrayList<>();
        final CircuitBreaker breaker =
                new CircuitBreaker(CircuitBreakerPolicy.of(1, Duration.ofNanos(10)), 1, (from, to, reason, at) -> {
                    told.add(to);
                    blocked.countDown();
                    awaitQuietly(release);
                });
        final Thread telling = new Thread(() -> report(breaker, true, 0));
        telling.start();
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(breaker.state()).isEqualTo(OPEN);
        report(breaker, false, 10);
        assertThat(breaker.state(10)).isEqualTo(CLOSED);
        assertThat(breaker.transitions(CLOSED, OPEN)).isEqualTo(1);

        release.countDown();
        telling.join();
        assertThat(told).containsExactly(OPEN, HALF_OPEN, CLOSED);
    }

    @Property(tries = 1_000, seed = "20261124")
    void c20TheCountsOfTransitionsAreTheEvents(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final BreakerRun run = run(policy, steps, seed);
        for (final CircuitBreakerState from : CircuitBreakerState.values()) {
            for (final CircuitBreakerState to : CircuitBreakerState.values()) {
                final long seen = run.events.stream()
                        .filter(event -> event.startsWith(from + ">" + to + ":"))
                        .count();
                assertThat(run.breaker.transitions(from, to)).isEqualTo(seen);
            }
        }
        final List<String> real =
                run.events.stream().filter(event -> !event.startsWith("would")).toList();
        assertThat(run.breaker.state().name()).isEqualTo(real.isEmpty() ? "CLOSED" : to(real.get(real.size() - 1)));
    }

    @Property(tries = 500, seed = "20261124")
    void c21SlowAndFailedAreCountedApartAndEachOnce(
            @ForAll @IntRange(min = 1, max = 20) int failedQuick,
            @ForAll @IntRange(min = 0, max = 20) int failedSlow,
            @ForAll @IntRange(min = 0, max = 20) int fineSlow) {
        final CircuitBreaker breaker =
                breaker(rates(RatePolicy.overOutcomes(100, 100, 0.5).withSlow(Duration.ofNanos(TICK), 0.5)));
        for (int i = 0; i < failedQuick; i++) {
            report(breaker, true, 0);
        }
        for (int i = 0; i < failedSlow; i++) {
            breaker.onFailure(breaker.tryAcquire(0), TICK);
        }
        for (int i = 0; i < fineSlow; i++) {
            breaker.onSuccess(breaker.tryAcquire(0), TICK);
        }
        assertThat(breaker.status(TICK).remembered()).isEqualTo(failedQuick + failedSlow + fineSlow);
        assertThat(breaker.status(TICK).failures()).isEqualTo(failedQuick + failedSlow);
        assertThat(breaker.status(TICK).slow()).isEqualTo(failedSlow + fineSlow);
    }

    /** The same calls on an enforcing breaker and on one that only watches: what the second tells is what the first did. */
    @Property(tries = 2_000, seed = "20261124")
    void c22MetricsOnlyWouldMoveExactlyWhenTheEnforcingBreakerMoves(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("outcomes") List<Step> steps, @ForAll long seed) {
        final List<String> enforced = new ArrayList<>();
        final List<String> wouldBe = new ArrayList<>();
        final CircuitBreakerPolicy exact = policy.withOpenTime(policy.openTime().withJitter(Jitter.NONE));
        final CircuitBreaker enforcing =
                new CircuitBreaker(exact, seed, (from, to, reason, at) -> enforced.add(at + from.name() + to + reason));
        final CircuitBreaker watching = new CircuitBreaker(exact, seed, new CircuitBreakerListener() {
            @Override
            public void onTransition(
                    CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {}

            @Override
            public void onWouldTransition(
                    CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {
                wouldBe.add(nowNanos + from.name() + to + reason);
            }
        });
        long now = ORIGIN;
        watching.metricsOnly(now);
        final List<long[]> calls = new ArrayList<>(); // the permits that one call had of each
        for (final Step step : steps) {
            switch (step.kind()) {
                case ADVANCE -> now += step.nanos();
                case ACQUIRE -> calls.add(new long[] {enforcing.tryAcquire(now), watching.tryAcquire(now)});
                default -> {
                    if (!calls.isEmpty()) {
                        final long[] call = calls.get(step.which() % calls.size());
                        report(enforcing, call[0], step.kind(), now);
                        report(watching, call[1], step.kind(), now);
                    }
                }
            }
        }
        assertThat(wouldBe).isEqualTo(enforced);
    }

    @Property(tries = 500, seed = "20261124")
    void c23TwoBreakersShareNothing(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final CircuitBreaker untouched = new CircuitBreaker(policy, seed);
        final CircuitBreakerStatus before = untouched.status(ORIGIN);
        run(policy, steps, seed);
        assertThat(untouched.status(ORIGIN)).isEqualTo(before);
    }

    @Property(tries = 500, seed = "20261124")
    void c25TheSameSeedAndCallsGiveTheSameTransitions(
            @ForAll("policies") CircuitBreakerPolicy policy, @ForAll("steps") List<Step> steps, @ForAll long seed) {
        final BreakerRun one = run(policy, steps, seed);
        final BreakerRun other = run(policy, steps, seed);
        assertThat(one.events).isEqualTo(other.events);
        assertThat(one.breaker.status(one.now)).isEqualTo(other.breaker.status(other.now));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return steps(
                Kind.ACQUIRE,
                Kind.ACQUIRE,
                Kind.ACQUIRE,
                Kind.ACQUIRE,
                Kind.SUCCEED,
                Kind.SUCCEED,
                Kind.FAIL,
                Kind.FAIL,
                Kind.FAIL,
                Kind.CANCEL,
                Kind.ADVANCE,
                Kind.ADVANCE,
                Kind.ADVANCE,
                Kind.OPEN_FOR,
                Kind.FORCE_OPEN,
                Kind.DISABLE,
                Kind.METRICS_ONLY,
                Kind.RESUME,
                Kind.RESET);
    }

    @Provide
    Arbitrary<List<Step>> outcomes() {
        return steps(
                Kind.ACQUIRE,
                Kind.ACQUIRE,
                Kind.ACQUIRE,
                Kind.SUCCEED,
                Kind.SUCCEED,
                Kind.FAIL,
                Kind.FAIL,
                Kind.CANCEL,
                Kind.ADVANCE,
                Kind.ADVANCE);
    }

    private static Arbitrary<List<Step>> steps(Kind... kinds) {
        return Combinators.combine(
                        Arbitraries.of(kinds),
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.longs().between(0, 40).map(ticks -> ticks * TICK))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    @Provide
    Arbitrary<List<Long>> waits() {
        return Arbitraries.longs()
                .between(1, 1_000_000_000_000L)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<BackoffPolicy> openTimes() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 30),
                        Arbitraries.longs().between(30, 200),
                        Arbitraries.of(1.0, 1.5, 2.0, 10.0),
                        Arbitraries.of(Jitter.NONE, Jitter.FULL, Jitter.FLOORED_FULL, Jitter.EQUAL))
                .as((initial, most, multiplier, jitter) -> new BackoffPolicy(
                        Duration.ofNanos(initial * TICK),
                        Duration.ofNanos(most * TICK),
                        multiplier,
                        jitter,
                        BackoffPolicy.UNLIMITED));
    }

    @Provide
    Arbitrary<CircuitBreakerPolicy> policies() {
        return Combinators.combine(
                        Arbitraries.of(CircuitBreakerPolicy.NEVER, 1, 2, 3),
                        ratePolicies(Arbitraries.of(0.25, 0.5, 0.6, 1.0, RatePolicy.NEVER)),
                        openTimes(),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.longs().between(1, 100),
                        Arbitraries.longs().between(0, 100))
                .as((failures, rates, openTime, probes, lease, stable) -> new CircuitBreakerPolicy(
                        failures,
                        rates,
                        openTime,
                        probes,
                        Duration.ofNanos(lease * TICK),
                        Duration.ofNanos(stable * TICK)));
    }

    /** Policies that never open, so that the windows fill. */
    @Provide
    Arbitrary<CircuitBreakerPolicy> tolerantPolicies() {
        return ratePolicies(Arbitraries.of(RatePolicy.NEVER)).map(CircuitBreakerPropertyTest::rates);
    }

    private static Arbitrary<RatePolicy> ratePolicies(Arbitrary<Double> limits) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 20),
                        Arbitraries.longs().between(0, 60),
                        Arbitraries.integers().between(1, 20),
                        limits,
                        limits,
                        Arbitraries.longs().between(1, 40))
                .as((outcomes, age, minimum, failureRate, slowRate, slowAfter) -> new RatePolicy(
                        outcomes,
                        Duration.ofNanos(age * TICK),
                        Math.min(minimum, outcomes),
                        failureRate,
                        slowRate,
                        Duration.ofNanos(slowAfter * TICK)));
    }

    private static BreakerRun run(CircuitBreakerPolicy policy, List<Step> steps, long seed) {
        final BreakerRun run = new BreakerRun(policy, seed, ORIGIN);
        steps.forEach(run::take);
        return run;
    }

    private static CircuitBreaker breaker(CircuitBreakerPolicy policy) {
        return new CircuitBreaker(policy, 1);
    }

    private static CircuitBreakerPolicy rates(RatePolicy rates) {
        return CircuitBreakerPolicy.of(1, Duration.ofSeconds(10))
                .withConsecutiveFailures(CircuitBreakerPolicy.NEVER)
                .withRates(rates);
    }

    private static void report(CircuitBreaker breaker, boolean failed, long now) {
        report(breaker, breaker.tryAcquire(now), failed ? Kind.FAIL : Kind.SUCCEED, now);
    }

    private static void report(CircuitBreaker breaker, long permit, Kind kind, long now) {
        if (permit < 0) {
            return;
        }
        switch (kind) {
            case SUCCEED -> breaker.onSuccess(permit, now);
            case FAIL -> breaker.onFailure(permit, now);
            default -> breaker.onCancelled(permit, now);
        }
    }

    private static String from(String event) {
        return event.substring(0, event.indexOf('>'));
    }

    private static String to(String event) {
        return event.substring(event.indexOf('>') + 1, event.indexOf(':'));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
