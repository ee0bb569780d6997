package io.holdfast.resilience;

/**
 * What a permit of a {@link CircuitBreaker} says, in one long that is not negative: the epoch it was given in, what it
 * is good for, and when it was given.
 */
final class Permit {

    /** Given by a closed breaker. Lower slots are those of probes. */
    static final int CLOSED_SLOT = CircuitBreakerPolicy.MOST_PROBES;
    /** Its outcome is of no interest. */
    static final int UNCOUNTED_SLOT = (1 << 5) - 1;

    // 0 | epoch 24 | slot 5 | time 34, in ticks of 65.5 us: 13 days
    private static final int EPOCH = 39;
    private static final long EPOCH_MASK = (1L << 24) - 1;
    private static final int SLOT = 34;
    private static final int SLOT_MASK = (1 << 5) - 1;
    private static final int TICK_SHIFT = 16;
    private static final int TICK_BITS = 34;
    private static final long TICK_MASK = (1L << TICK_BITS) - 1;

    private Permit() {}

    static long of(long epoch, int slot, long nowNanos) {
        return (epoch & EPOCH_MASK) << EPOCH | (long) slot << SLOT | (nowNanos >> TICK_SHIFT & TICK_MASK);
    }

    static int slot(long permit) {
        return (int) (permit >>> SLOT) & SLOT_MASK;
    }

    /** {@return whether it was given in this phase} */
    static boolean isOf(long permit, BreakerPhase phase) {
        final CircuitBreakerState given =
                slot(permit) == CLOSED_SLOT ? CircuitBreakerState.CLOSED : CircuitBreakerState.HALF_OPEN;
        return permit >>> EPOCH == (phase.epoch & EPOCH_MASK) && phase.state == given;
    }

    /** {@return so many nanoseconds in ticks, rounded up} */
    static long ticks(long nanos) {
        return (nanos + (1L << TICK_SHIFT) - 1) >> TICK_SHIFT;
    }

    /** {@return ticks since the permit was given; negative if that lies ahead} */
    static long age(long permit, long nowNanos) {
        return ((nowNanos >> TICK_SHIFT) - permit) << (Long.SIZE - TICK_BITS) >> (Long.SIZE - TICK_BITS);
    }
}
