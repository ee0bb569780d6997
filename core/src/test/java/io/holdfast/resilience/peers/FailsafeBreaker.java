package io.holdfast.resilience.peers;

import static org.awaitility.Awaitility.await;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Failsafe with its count window. It reads its own clock, so time passes for real. */
final class FailsafeBreaker implements BreakerAdapter {

    private final CircuitBreaker<Object> breaker;

    FailsafeBreaker(Settings settings) {
        breaker = CircuitBreaker.builder()
                .withFailureThreshold(settings.failures(), settings.window())
                .withSuccessThreshold(settings.probes())
                .withDelay(settings.openTime())
                .onOpen(event -> settings.listener().changed(State.OPEN))
                .onHalfOpen(event -> settings.listener().changed(State.HALF_OPEN))
                .onClose(event -> settings.listener().changed(State.CLOSED))
                .build();
    }

    @Override
    public Set<Feature> features() {
        return EnumSet.noneOf(Feature.class);
    }

    @Override
    public Object tryAcquire() {
        return breaker.tryAcquirePermit() ? "permit" : null;
    }

    @Override
    public void onSuccess(Object permit) {
        breaker.recordSuccess();
    }

    @Override
    public void onFailure(Object permit) {
        breaker.recordFailure();
    }

    @Override
    public void onCancelled(Object permit) {
        throw new UnsupportedOperationException("CANCEL");
    }

    @Override
    public State state() {
        return State.valueOf(breaker.getState().name());
    }

    @Override
    public void pass(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    @Override
    public void stepWallClock(Duration step) {
        throw new UnsupportedOperationException("CLOCK");
    }

    @Override
    public void openFor(Duration time) {
        throw new UnsupportedOperationException("OPEN_FOR");
    }

    @Override
    public boolean opensAt(Settings settings, int outcomes, int failures) {
        return failures >= settings.failures(); // there is no minimum beside the number of failures
    }
}
