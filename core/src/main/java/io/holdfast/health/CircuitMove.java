package io.holdfast.health;

import io.holdfast.resilience.CircuitBreakerState;

/** From one state of a circuit breaker to another. */
public record CircuitMove(CircuitBreakerState from, CircuitBreakerState to) {}
