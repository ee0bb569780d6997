package io.holdfast.resilience;

import static io.holdfast.resilience.CircuitBreakerState.CLOSED;
import static io.holdfast.resilience.CircuitBreakerState.DISABLED;
import static io.holdfast.resilience.CircuitBreakerState.FORCED_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.HALF_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.METRICS_ONLY;
import static io.holdfast.resilience.CircuitBreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitBreakerTest {

    private static final long SECOND = 1_000_000_000;
    private static final long RESET = 10 * SECOND;
    private static final CircuitBreakerPolicy CLASSIC = CircuitBreakerPolicy.of(3, Duration.ofSeconds(10));

    private final List<String> told = new ArrayList<>();
    private long now = Long.MAX_VALUE - 5 * SECOND; // every test crosses the wrap

    @Test
    void theClassicBreakerOpensAtTheThirdFailureInARowAndClosesWhenAProbeSucceeds() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        fail(breaker);
        fail(breaker);
        succeed(breaker);
        fail(breaker);
        fail(breaker);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);

        fail(breaker);
        assertThat(breaker.state(now)).isEqualTo(OPEN);
        assertThat(breaker.tryAcquire(now)).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(RESET);

        now += RESET - 1;
        assertThat(breaker.tryAcquire(now)).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(1);

        now += 1;
        assertThat(breaker.nanosUntilPermitted(now)).isZero();
        final long probe = breaker.tryAcquire(now);
        assertThat(probe).isNotNegative();
        assertThat(breaker.state(now)).isEqualTo(HALF_OPEN);
        assertThat(breaker.tryAcquire(now)).isEqualTo(CircuitBreaker.REFUSED);

        breaker.onSuccess(probe, now);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        assertThat(told)
                .containsExactly(
                        "CLOSED>OPEN:CONSECUTIVE_FAILURES",
                        "OPEN>HALF_OPEN:OPEN_TIME_OVER",
                        "HALF_OPEN>CLOSED:PROBES_SUCCEEDED");
        assertThat(breaker.refusals()).isEqualTo(3);
    }

    @Test
    void aProbeThatFailsOpensItAgain() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        trip(breaker);
        now += RESET;

        fail(breaker);

        assertThat(breaker.state(now)).isEqualTo(OPEN);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(RESET);
        assertThat(told).endsWith("OPEN>HALF_OPEN:OPEN_TIME_OVER", "HALF_OPEN>OPEN:PROBE_FAILED");
    }

    @Test
    void aProbeThatNeverReportsHasFailedWhenItsLeaseEnds() {
        final CircuitBreaker breaker = breaker(CLASSIC.withProbeLease(Duration.ofSeconds(30)));
        trip(breaker);
        now += RESET;
        final long lost = breaker.tryAcquire(now);

        now += 30 * SECOND - 1;
        assertThat(breaker.state(now)).isEqualTo(HALF_OPEN);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(1);
        now += 1;
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(RESET);
        assertThat(breaker.state(now)).isEqualTo(OPEN);
        assertThat(told).endsWith("HALF_OPEN>OPEN:PROBE_LEASE_OVER");

        breaker.onSuccess(lost, now);
        assertThat(breaker.state(now)).isEqualTo(OPEN);
        assertThat(breaker.lateReports()).isEqualTo(1);
    }

    @Test
    void eachProbeHasALeaseOfItsOwn() {
        final CircuitBreaker breaker = breaker(CLASSIC.withProbes(2).withProbeLease(Duration.ofSeconds(30)));
        trip(breaker);
        now += RESET;
        final long first = breaker.tryAcquire(now);
        now += 5 * SECOND;
        breaker.tryAcquire(now);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(25 * SECOND);

        breaker.onSuccess(first, now);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(30 * SECOND);
        now += 30 * SECOND - 1;
        assertThat(breaker.state(now)).isEqualTo(HALF_OPEN);
        now += 1;
        assertThat(breaker.state(now)).isEqualTo(OPEN);
        assertThat(breaker.status(now).sinceNanos()).isEqualTo(now);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(RESET);
    }

    @Test
    void aCancelledProbeMakesRoomForAnother() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        trip(breaker);
        now += RESET;
        final long unused = breaker.tryAcquire(now);
        breaker.onCancelled(unused, now);
        assertThat(breaker.nanosUntilPermitted(now)).isZero();

        final long probe = breaker.tryAcquire(now);
        breaker.onFailure(unused, now); // given back already
        assertThat(breaker.state(now)).isEqualTo(HALF_OPEN);
        breaker.onSuccess(probe, now);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
    }

    @Test
    void cancelledSlotsAreIssuedAgainWhenTheOtherProbesHaveReported() {
        final CircuitBreaker breaker = breaker(CLASSIC.withProbes(2));
        trip(breaker);
        now += RESET;
        final long first = breaker.tryAcquire(now);
        final long second = breaker.tryAcquire(now);
        assertThat(breaker.tryAcquire(now)).isEqualTo(CircuitBreaker.REFUSED);

        breaker.onCancelled(first, now);
        breaker.onSuccess(second, now);
        assertThat(breaker.state(now)).isEqualTo(HALF_OPEN);

        final long third = breaker.tryAcquire(now);
        assertThat(third).isNotNegative();
        assertThat(breaker.tryAcquire(now)).isEqualTo(CircuitBreaker.REFUSED);
        breaker.onSuccess(third, now);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        assertThat(told).hasSize(3); // beginning anew within half-open is no transition
    }

    @Test
    void anOutcomeFromBeforeTheOutageNeitherClosesNorFailsTheProbe() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        final long old = breaker.tryAcquire(now);
        final long older = breaker.tryAcquire(now);
        trip(breaker);
        now += RESET;
        breaker.tryAcquire(now);

        breaker.onSuccess(old, now);
        breaker.onFailure(older, now);

        assertThat(breaker.state(now)).isEqualTo(HALF_OPEN);
        assertThat(breaker.lateReports()).isEqualTo(2);
    }

    @Test
    void aFailureRateOpensOnceEnoughOutcomesAreKnown() {
        final CircuitBreaker breaker = breaker(rates(RatePolicy.overOutcomes(10, 4, 0.5)));
        fail(breaker);
        fail(breaker);
        fail(breaker);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        assertThat(breaker.status(now).failureRate()).isEqualTo(1.0);

        succeed(breaker);
        assertThat(told).containsExactly("CLOSED>OPEN:FAILURE_RATE");
    }

    @Test
    void anOutcomeIsForgottenAtExactlyItsAge() {
        final CircuitBreaker breaker = breaker(rates(RatePolicy.overTime(Duration.ofMinutes(1), 2, 1.0)));
        fail(breaker);
        now += 60 * SECOND - 1;
        assertThat(breaker.status(now).failures()).isEqualTo(1);
        now += 1;
        assertThat(breaker.status(now).remembered()).isZero();

        fail(breaker);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        now += 60 * SECOND - 1;
        fail(breaker);
        assertThat(breaker.state(now)).isEqualTo(OPEN);
    }

    @Test
    void aWindowThatSleptForYearsRemembersNothing() {
        final CircuitBreaker breaker = breaker(rates(RatePolicy.overTime(Duration.ofDays(1), 2, 1.0)));
        fail(breaker);
        now += 1L << 52; // what a cell keeps of the time comes round
        assertThat(breaker.status(now).remembered()).isZero();
    }

    @Test
    void theFirstWindowSleepsAsWellOnAClockBelowZero() {
        now = Long.MIN_VALUE + SECOND;
        final CircuitBreaker breaker = breaker(rates(RatePolicy.overTime(Duration.ofDays(1), 2, 1.0)));
        fail(breaker);
        assertThat(breaker.status(now).remembered()).isEqualTo(1);
        now += 1L << 52;
        assertThat(breaker.status(now).remembered()).isZero();
    }

    @Test
    void anOrderToWaitThatHasPassedChangesNothing() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        breaker.openUntil(now, now);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        breaker.openUntil(now + 1, now);
        assertThat(breaker.state(now)).isEqualTo(OPEN);
        breaker.openFor(Duration.ofDays(30), now);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(Backoff.LONGEST_HINT.toNanos());
    }

    @Test
    void anOrderToWaitThatEndsWithTheOrderedStateIsOver() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        breaker.forceOpen(now);
        breaker.openFor(Duration.ofSeconds(1), now);
        now += SECOND;
        breaker.resume(now);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        breaker.resume(now); // nothing to end
        breaker.forceOpen(now);
        breaker.forceOpen(now); // forced already
        assertThat(told)
                .containsExactly(
                        "CLOSED>FORCED_OPEN:ORDERED", "FORCED_OPEN>CLOSED:RESUMED", "CLOSED>FORCED_OPEN:ORDERED");
    }

    @Test
    void theShareOfSlowOutcomesIsTold() {
        final CircuitBreaker breaker =
                breaker(rates(RatePolicy.overOutcomes(4, 4, 1.0).withSlow(Duration.ofSeconds(1), 1.0)));
        breaker.onSuccess(breaker.tryAcquire(now), now + 2 * SECOND);
        succeed(breaker);
        assertThat(breaker.status(now).slowRate()).isEqualTo(0.5);
        assertThat(breaker.status(now).failureRate()).isZero();
    }

    @Test
    void slowOutcomesCanOpenAlone() {
        final CircuitBreaker breaker =
                breaker(rates(RatePolicy.overOutcomes(4, 2, RatePolicy.NEVER).withSlow(Duration.ofSeconds(1), 0.5)));
        final long quick = breaker.tryAcquire(now);
        breaker.onSuccess(quick, now + SECOND - 1_000_000);
        final long slow = breaker.tryAcquire(now);
        breaker.onSuccess(slow, now + SECOND + 1_000_000);
        assertThat(told).containsExactly("CLOSED>OPEN:SLOW_RATE");
    }

    @Test
    void theOpenTimeGrowsUntilItHasBeenStable() {
        final CircuitBreaker breaker = breaker(CLASSIC.withStableAfter(Duration.ofSeconds(60))
                .withOpenTime(new BackoffPolicy(
                        Duration.ofSeconds(10), Duration.ofSeconds(35), 2.0, Jitter.NONE, BackoffPolicy.UNLIMITED)));
        trip(breaker);
        for (final long seconds : new long[] {10, 20, 35, 35}) {
            assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(seconds * SECOND);
            now += seconds * SECOND;
            fail(breaker);
        }
        now += 35 * SECOND;
        succeed(breaker);
        now += 60 * SECOND - 1;
        trip(breaker);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(35 * SECOND);

        now += 35 * SECOND;
        succeed(breaker);
        now += 60 * SECOND;
        trip(breaker);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(10 * SECOND);
    }

    @Test
    void aShorterOrderToWaitDoesNotShortenALonger() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        breaker.openFor(Duration.ofHours(2), now);
        breaker.openFor(Duration.ofHours(1), now);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(7_200 * SECOND);
        breaker.openFor(Duration.ofHours(3), now);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(10_800 * SECOND);
        assertThat(told).containsExactly("CLOSED>OPEN:TOLD_TO_WAIT");

        now += 10_800 * SECOND;
        assertThat(breaker.state(now)).isEqualTo(HALF_OPEN);
    }

    @Test
    void anOrderToWaitOutlivesAnOrderedState() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        breaker.forceOpen(now);
        breaker.openFor(Duration.ofHours(1), now);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(Long.MAX_VALUE);
        breaker.disable(now);
        now += SECOND;
        breaker.resume(now);
        assertThat(breaker.state(now)).isEqualTo(OPEN);
        assertThat(breaker.nanosUntilPermitted(now)).isEqualTo(3_599 * SECOND);
        assertThat(told)
                .containsExactly(
                        "CLOSED>FORCED_OPEN:ORDERED", "FORCED_OPEN>DISABLED:ORDERED", "DISABLED>OPEN:TOLD_TO_WAIT");

        breaker.reset(now);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = CircuitBreakerState.class,
            names = {"FORCED_OPEN", "DISABLED", "METRICS_ONLY"})
    void anOrderedStateOutlivesEveryOutcomeAndTimer(CircuitBreakerState state) {
        final CircuitBreaker breaker = breaker(CLASSIC);
        final LongConsumer order = switch (state) {
            case FORCED_OPEN -> breaker::forceOpen;
            case DISABLED -> breaker::disable;
            case METRICS_ONLY -> breaker::metricsOnly;
            default -> throw new AssertionError(state);
        };
        order.accept(now);
        for (int i = 0; i < 10; i++) {
            final long permit = breaker.tryAcquire(now);
            assertThat(permit >= 0).isEqualTo(state != FORCED_OPEN);
            if (permit >= 0) {
                breaker.onFailure(permit, now);
            }
            now += RESET;
            assertThat(breaker.state(now)).isEqualTo(state);
        }
        breaker.resume(now);
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        assertThat(breaker.status(now).remembered()).isZero();
    }

    @Test
    void metricsOnlyTellsWhatItWouldHaveDone() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        breaker.metricsOnly(now);
        trip(breaker);
        assertThat(breaker.tryAcquire(now)).isNotNegative();
        now += RESET;
        succeed(breaker);
        assertThat(told)
                .containsExactly(
                        "CLOSED>METRICS_ONLY:ORDERED",
                        "would CLOSED>OPEN:CONSECUTIVE_FAILURES",
                        "would OPEN>HALF_OPEN:OPEN_TIME_OVER",
                        "would HALF_OPEN>CLOSED:PROBES_SUCCEEDED");
        assertThat(breaker.state()).isEqualTo(METRICS_ONLY);
    }

    @Test
    void aListenerThatThrowsOrCallsBackDoesNoHarm() {
        final CircuitBreaker[] itself = new CircuitBreaker[1];
        final CircuitBreaker breaker = new CircuitBreaker(CLASSIC, 1, (from, to, reason, at) -> {
            told.add(from + ">" + to + ":" + reason);
            if (to == OPEN) {
                itself[0].forceOpen(at);
                itself[0].reset(at);
                throw new IllegalStateException("listener");
            }
        });
        itself[0] = breaker;
        trip(breaker);

        assertThat(told)
                .containsExactly(
                        "CLOSED>OPEN:CONSECUTIVE_FAILURES", "OPEN>FORCED_OPEN:ORDERED", "FORCED_OPEN>CLOSED:RESET");
        assertThat(breaker.state(now)).isEqualTo(CLOSED);
        assertThat(breaker.listenerFailures()).isEqualTo(1);
        assertThat(breaker.lastListenerFailure()).hasMessage("listener");
        assertThat(breaker.transitions(CLOSED, OPEN)).isEqualTo(1);
        assertThat(breaker.transitions(OPEN, FORCED_OPEN)).isEqualTo(1);
    }

    @Test
    void whatIsNoPermitCannotBeReported() {
        final CircuitBreaker breaker = breaker(CLASSIC);
        assertThatThrownBy(() -> breaker.onSuccess(CircuitBreaker.REFUSED, now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permit: -1 (expected: one that tryAcquire granted)");
        assertThatThrownBy(() -> breaker.onCancelled(CircuitBreaker.REFUSED, now))
                .hasMessageStartingWith("permit: -1");
        assertThatThrownBy(() -> breaker.openFor(Duration.ZERO, now))
                .hasMessage("duration: PT0S (expected: above zero)");
    }

    // C24
    @Test
    void permitsAndReportsAllocateNothing() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        final CircuitBreaker breaker = breaker(
                rates(RatePolicy.overTime(Duration.ofSeconds(1), 100, 0.9).withSlow(Duration.ofSeconds(1), 0.9)));
        useFor(breaker, 100_000);
        final long before = threads.getThreadAllocatedBytes(self);
        useFor(breaker, 100_000);
        final long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(breaker.state()).isEqualTo(CLOSED);
        assertThat(allocated).isLessThan(4_096);
    }

    private void useFor(CircuitBreaker breaker, int rounds) {
        for (int i = 0; i < rounds; i++) {
            now += 1_000_000;
            final long permit = breaker.tryAcquire(now);
            if (i % 3 == 0) {
                breaker.onFailure(permit, now);
            } else {
                breaker.onSuccess(permit, now);
            }
        }
    }

    private CircuitBreaker breaker(CircuitBreakerPolicy policy) {
        return new CircuitBreaker(policy, 1, new CircuitBreakerListener() {
            @Override
            public void onTransition(
                    CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {
                told.add(from + ">" + to + ":" + reason);
            }

            @Override
            public void onWouldTransition(
                    CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {
                told.add("would " + from + ">" + to + ":" + reason);
            }
        });
    }

    private static CircuitBreakerPolicy rates(RatePolicy rates) {
        return CLASSIC.withConsecutiveFailures(CircuitBreakerPolicy.NEVER).withRates(rates);
    }

    private void trip(CircuitBreaker breaker) {
        fail(breaker);
        fail(breaker);
        fail(breaker);
    }

    private void fail(CircuitBreaker breaker) {
        breaker.onFailure(breaker.tryAcquire(now), now);
    }

    private void succeed(CircuitBreaker breaker) {
        breaker.onSuccess(breaker.tryAcquire(now), now);
    }
}
