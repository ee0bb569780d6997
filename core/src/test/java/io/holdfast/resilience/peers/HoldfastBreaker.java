package io.holdfast.resilience.peers;

import io.holdfast.resilience.CircuitBreaker;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.RatePolicy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

final class HoldfastBreaker implements BreakerAdapter {

    private final CircuitBreaker breaker;
    private long now = Long.MAX_VALUE - 1_000; // soon crosses the wrap

    HoldfastBreaker(Settings settings) {
        final CircuitBreakerPolicy policy = CircuitBreakerPolicy.of(1, settings.openTime())
                .withConsecutiveFailures(CircuitBreakerPolicy.NEVER)
                .withRates(RatePolicy.overOutcomes(
                        settings.window(), settings.window(), (double) settings.failures() / settings.window()))
                .withProbes(settings.probes())
                .withProbeLease(settings.openTime());
        breaker = new CircuitBreaker(
                policy, 1, (from, to, reason, at) -> settings.listener().changed(State.valueOf(to.name())));
    }

    @Override
    public Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    public Object tryAcquire() {
        final long permit = breaker.tryAcquire(now);
        return permit == CircuitBreaker.REFUSED ? null : permit;
    }

    @Override
    public void onSuccess(Object permit) {
        breaker.onSuccess((Long) permit, now);
    }

    @Override
    public void onFailure(Object permit) {
        breaker.onFailure((Long) permit, now);
    }

    @Override
    public void onCancelled(Object permit) {
        breaker.onCancelled((Long) permit, now);
    }

    @Override
    public State state() {
        return State.valueOf(breaker.state(now).name());
    }

    @Override
    public void pass(Duration time) {
        now += time.toNanos();
    }

    @Override
    public void stepWallClock(Duration step) {
        // There is none to step.
    }

    @Override
    public void openFor(Duration time) {
        breaker.openFor(time, now);
    }

    @Override
    public boolean opensAt(Settings settings, int outcomes, int failures) {
        return outcomes == settings.window() && failures >= settings.failures();
    }
}
