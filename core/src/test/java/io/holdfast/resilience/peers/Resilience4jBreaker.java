package io.holdfast.resilience.peers;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** resilience4j with its default, synchronized count window, on a clock that the test moves. */
final class Resilience4jBreaker implements BreakerAdapter {

    private final CircuitBreaker breaker;
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");

    Resilience4jBreaker(Settings settings) {
        final CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindow(settings.window(), settings.window(), CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(100f * settings.failures() / settings.window())
                .permittedNumberOfCallsInHalfOpenState(settings.probes())
                .waitDurationInOpenState(settings.openTime())
                .clock(new WallClock())
                .build();
        breaker = CircuitBreaker.of("peer", config);
        breaker.getEventPublisher()
                .onStateTransition(event -> settings.listener()
                        .changed(State.valueOf(
                                event.getStateTransition().getToState().name())));
    }

    @Override
    public Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    public Object tryAcquire() {
        return breaker.tryAcquirePermission() ? "permit" : null;
    }

    @Override
    public void onSuccess(Object permit) {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onFailure(Object permit) {
        breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException("failed"));
    }

    @Override
    public void onCancelled(Object permit) {
        breaker.releasePermission();
    }

    @Override
    public State state() {
        return State.valueOf(breaker.getState().name());
    }

    @Override
    public void pass(Duration time) {
        wall = wall.plus(time);
    }

    @Override
    public void stepWallClock(Duration step) {
        wall = wall.plus(step);
    }

    @Override
    public void openFor(Duration time) {
        breaker.transitionToOpenStateFor(time);
    }

    @Override
    public boolean opensAt(Settings settings, int outcomes, int failures) {
        return outcomes == settings.window() && failures >= settings.failures();
    }

    private final class WallClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return wall;
        }
    }
}
