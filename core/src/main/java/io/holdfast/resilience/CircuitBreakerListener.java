package io.holdfast.resilience;

/**
 * Told of every change of a {@link CircuitBreaker}, once, in order, by one thread at a time.
 *
 * <p>Runs on a thread that called the breaker, so it should be quick; other callers do not wait for it. What it throws
 * is counted and goes no further. It may call the breaker: a change that it causes is told after it has returned.
 */
@FunctionalInterface
public interface CircuitBreakerListener {

    /** Told nothing. */
    CircuitBreakerListener NONE = (from, to, reason, nowNanos) -> {};

    /** The breaker moved; the two states differ. */
    void onTransition(CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos);

    /** The breaker is {@link CircuitBreakerState#METRICS_ONLY} and would have moved. */
    default void onWouldTransition(
            CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {}
}
