package io.holdfast.resilience;

/** Where a {@link CircuitBreaker} stands. Codes are stable: metrics and recordings store them. */
public enum CircuitBreakerState {

    /** Everything is permitted; outcomes are counted. */
    CLOSED(0),
    /** Nothing is permitted until a certain time. */
    OPEN(1),
    /** A few probes are permitted; what becomes of them decides. */
    HALF_OPEN(2),
    /** Nothing is permitted until somebody says otherwise. */
    FORCED_OPEN(3),
    /** Everything is permitted and nothing is counted. */
    DISABLED(4),
    /** Everything is permitted; what the breaker would have done is worked out and told. */
    METRICS_ONLY(5);

    private final int code;

    CircuitBreakerState(int code) {
        this.code = code;
    }

    /** {@return the number that stands for this state outside the process; never reused} */
    public int code() {
        return code;
    }

    /** {@return whether this may be followed by the other; the whole transition table} */
    public boolean mayBecome(CircuitBreakerState next) {
        return switch (this) {
            case CLOSED -> next == OPEN || isOrdered(next);
            case OPEN -> next == HALF_OPEN || next == CLOSED || isOrdered(next);
            case HALF_OPEN -> next == CLOSED || next == OPEN || isOrdered(next);
            case FORCED_OPEN, DISABLED, METRICS_ONLY ->
                next == CLOSED || next == OPEN || (next != this && isOrdered(next));
        };
    }

    private static boolean isOrdered(CircuitBreakerState state) {
        return state == FORCED_OPEN || state == DISABLED || state == METRICS_ONLY;
    }
}
