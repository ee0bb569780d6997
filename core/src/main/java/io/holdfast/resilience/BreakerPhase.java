package io.holdfast.resilience;

import org.jspecify.annotations.Nullable;

/**
 * One stay of a {@link CircuitBreaker} in one state. What decides its end does not change, or is lock-free and belongs
 * to this phase alone; so nothing that is late can touch a later phase.
 */
final class BreakerPhase {

    /** What the machine is in; never {@link CircuitBreakerState#METRICS_ONLY}, which is {@link #shadow}. */
    final CircuitBreakerState state;

    /** Whether the machine only works out what it would do. */
    final boolean shadow;

    final CircuitBreakerReason reason;
    final long epoch;
    final long sinceNanos;

    /** Openings in a row, this one included. */
    final int opens;

    /** When the open time ends; in {@link CircuitBreakerState#OPEN} alone. */
    final long openUntilNanos;

    /** Whether the other side has ever named a time, which may have passed; kept until a reset. */
    final boolean told;

    final long toldUntilNanos;

    private final @Nullable OutcomeWindow outcomes;
    private final @Nullable Probes probes;

    /** The phase that followed; set by the thread that moved, once. */
    volatile @Nullable BreakerPhase next;

    BreakerPhase(
            CircuitBreakerState state,
            boolean shadow,
            CircuitBreakerReason reason,
            long epoch,
            long sinceNanos,
            int opens,
            long openUntilNanos,
            boolean told,
            long toldUntilNanos,
            @Nullable OutcomeWindow outcomes,
            @Nullable Probes probes) {
        this.state = state;
        this.shadow = shadow;
        this.reason = reason;
        this.epoch = epoch;
        this.sinceNanos = sinceNanos;
        this.opens = opens;
        this.openUntilNanos = openUntilNanos;
        this.told = told;
        this.toldUntilNanos = toldUntilNanos;
        this.outcomes = outcomes;
        this.probes = probes;
    }

    /** {@return the state as the user sees it} */
    CircuitBreakerState visibleState() {
        return shadow ? CircuitBreakerState.METRICS_ONLY : state;
    }

    /** {@return whether somebody ordered the state} */
    boolean isOrdered() {
        return shadow || state == CircuitBreakerState.FORCED_OPEN || state == CircuitBreakerState.DISABLED;
    }

    /** {@return the outcomes; of a closed phase} */
    OutcomeWindow outcomes() {
        if (outcomes == null) {
            throw new AssertionError("no outcomes in state " + state);
        }
        return outcomes;
    }

    /** {@return the probes; of a half-open phase} */
    Probes probes() {
        if (probes == null) {
            throw new AssertionError("no probes in state " + state);
        }
        return probes;
    }
}
