package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.resilience.BreakerModel.Pass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A breaker and its model, going through the same steps; they are compared after each. */
final class BreakerRun {

    /** One step; {@code which} picks a permit, {@code nanos} is a time to pass or to wait. */
    record Step(Kind kind, int which, long nanos) {}

    enum Kind {
        ACQUIRE,
        SUCCEED,
        FAIL,
        CANCEL,
        ADVANCE,
        OPEN_FOR,
        FORCE_OPEN,
        DISABLE,
        METRICS_ONLY,
        RESUME,
        RESET
    }

    private record Held(long permit, Pass pass) {}

    final CircuitBreaker breaker;
    final BreakerModel model;
    final List<String> events = new ArrayList<>();
    long now;

    private final CircuitBreakerPolicy policy;
    private final List<Held> held = new ArrayList<>();

    BreakerRun(CircuitBreakerPolicy policy, long seed, long origin) {
        this.policy = policy;
        now = origin;
        breaker = new CircuitBreaker(policy, seed, new CircuitBreakerListener() {
            @Override
            public void onTransition(
                    CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {
                assertThat(from.mayBecome(to)).as(from + " to " + to).isTrue();
                events.add(from + ">" + to + ":" + reason);
            }

            @Override
            public void onWouldTransition(
                    CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {
                events.add("would " + from + ">" + to + ":" + reason);
            }
        });
        model = new BreakerModel(policy, this::drawn, origin);
    }

    /** What the breaker drew for its open time: anything between floor and ceiling is right, the model takes it over. */
    private long drawn(int opens) {
        final BackoffPolicy openTime = policy.openTime();
        final long ceiling = openTime.ceilingNanos(opens);
        final long drawn = breaker.phase().openUntilNanos - breaker.phase().sinceNanos;
        assertThat(drawn).as("opening %d", opens).isBetween(openTime.floorNanos(ceiling), ceiling);
        return drawn;
    }

    /** Does a step on both. The breaker goes first, since the model asks it for what it drew. */
    void take(Step step) {
        switch (step.kind) {
            case ACQUIRE -> acquire();
            case SUCCEED, FAIL, CANCEL -> report(step);
            case ADVANCE -> now += step.nanos;
            case OPEN_FOR -> {
                breaker.openFor(Duration.ofNanos(step.nanos + 1), now);
                model.openUntil(now + step.nanos + 1, now);
            }
            case FORCE_OPEN -> order(CircuitBreakerState.FORCED_OPEN);
            case DISABLE -> order(CircuitBreakerState.DISABLED);
            case METRICS_ONLY -> order(CircuitBreakerState.METRICS_ONLY);
            case RESUME -> {
                breaker.resume(now);
                model.resume(now);
            }
            case RESET -> {
                breaker.reset(now);
                model.reset(now);
            }
        }
        compare();
    }

    private void compare() {
        final long untilPermitted = breaker.nanosUntilPermitted(now); // before anything due is done
        final CircuitBreakerStatus status = breaker.status(now);
        model.advance(now);
        assertThat(status.state()).isEqualTo(model.visible());
        assertThat(breaker.state()).isEqualTo(model.visible());
        assertThat(events).isEqualTo(model.events);
        assertThat(status.opensInARow()).isEqualTo(model.opens);
        assertThat(status.remembered()).isEqualTo(model.window.size());
        assertThat(status.failures()).isEqualTo(model.failures());
        assertThat(status.slow()).isEqualTo(model.slow());
        assertThat(status.consecutiveFailures()).isEqualTo(model.consecutive);
        assertThat(status.probesOut()).isEqualTo((int) model.outstanding());
        assertThat(breaker.lateReports()).isEqualTo(model.late);
        assertThat(breaker.refusals()).isEqualTo(model.refused);
        assertThat(untilPermitted).isEqualTo(status.nanosUntilPermitted());
        if (model.visible() == CircuitBreakerState.OPEN) {
            assertThat(untilPermitted).isEqualTo(model.openUntil - now);
        }
        if (model.visible() == CircuitBreakerState.FORCED_OPEN) {
            assertThat(untilPermitted).isEqualTo(Long.MAX_VALUE);
        }
    }

    private void acquire() {
        final long permit = breaker.tryAcquire(now);
        final Pass pass = model.acquire(now);
        assertThat(permit >= 0).as("permitted in %s", model.visible()).isEqualTo(pass != null);
        if (pass != null) {
            held.add(new Held(permit, pass));
        }
    }

    private void report(Step step) {
        if (held.isEmpty()) {
            return;
        }
        // Mostly one of the last few, sometimes any: reported twice, or long ago.
        final int back = step.which % 4 == 0 ? step.which % held.size() : step.which % Math.min(3, held.size());
        final Held one = held.get(held.size() - 1 - back);
        final long slowAfter = policy.rates().slowAfter().toNanos();
        final boolean slow = slowAfter > 0 && now - one.pass.atNanos >= slowAfter;
        switch (step.kind) {
            case SUCCEED -> {
                breaker.onSuccess(one.permit, now);
                model.report(one.pass, false, slow, now);
            }
            case FAIL -> {
                breaker.onFailure(one.permit, now);
                model.report(one.pass, true, slow, now);
            }
            default -> {
                breaker.onCancelled(one.permit, now);
                model.cancel(one.pass, now);
            }
        }
    }

    private void order(CircuitBreakerState state) {
        switch (state) {
            case FORCED_OPEN -> breaker.forceOpen(now);
            case DISABLED -> breaker.disable(now);
            default -> breaker.metricsOnly(now);
        }
        model.order(state, now);
    }
}
