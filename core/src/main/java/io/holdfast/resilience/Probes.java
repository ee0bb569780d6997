package io.holdfast.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The probes of one half-open phase of a {@link CircuitBreaker}. Lock-free; any thread; does not allocate after
 * construction.
 *
 * <p>Each probe has a slot of its own that is used once in a phase, so that a permit that is reported twice stands for
 * nothing the second time. Always: outstanding + succeeded is at most the limit.
 */
final class Probes {

    /** No slot is free; some probe has yet to report. */
    static final int NONE_FREE = -1;
    /** A probe is out for longer than its lease. */
    static final int LEASE_OVER = -2;
    /** Every probe succeeded. */
    static final int ALL_SUCCEEDED = -3;
    /** No probe is out, and those cancelled have used up the slots: a new phase is needed. */
    static final int USED_UP = -4;

    // The word: succeeded 5 | issued 5 | one bit for each slot that is out, 16
    private static final int ISSUED = 16;
    private static final int SUCCEEDED = 21;
    private static final int COUNT_MASK = (1 << 5) - 1;
    private static final int OUT_MASK = (1 << CircuitBreakerPolicy.MOST_PROBES) - 1;

    private final int limit;
    private final long leaseNanos;
    private final AtomicInteger word = new AtomicInteger();
    private final AtomicLongArray leasedAtNanos;

    Probes(int limit, long leaseNanos, long nowNanos) {
        this.limit = limit;
        this.leaseNanos = leaseNanos;
        leasedAtNanos = new AtomicLongArray(limit);
        for (int slot = 0; slot < limit; slot++) {
            leasedAtNanos.setPlain(slot, nowNanos);
        }
    }

    /** {@return the slot taken, or why there is none} */
    int take(long nowNanos) {
        for (; ; ) {
            final int seen = word.get();
            final int state = stateOf(seen, nowNanos);
            if (state < 0) {
                return state;
            }
            // Before the slot is out, or another might find it out with no lease. It only ever rises, so a thread
            // that lost this slot and slept does not shorten the lease of the one that has it.
            raise(state, nowNanos);
            if (word.compareAndSet(seen, (seen | 1 << state) + (1 << ISSUED))) {
                return state;
            }
        }
    }

    /** {@return the slot that would be taken, or why there is none} */
    int state(long nowNanos) {
        return stateOf(word.get(), nowNanos);
    }

    boolean isOut(int slot) {
        return slot < limit && (word.get() & 1 << slot) != 0;
    }

    /** {@return whether the slot was out; it has succeeded now} */
    boolean succeed(int slot) {
        return end(slot, 1 << SUCCEEDED);
    }

    /** {@return whether the slot was out; it stands for nothing now} */
    boolean cancel(int slot) {
        return end(slot, 0);
    }

    /** {@return how many have yet to succeed} */
    int missing() {
        return limit - (word.get() >>> SUCCEEDED & COUNT_MASK);
    }

    int outstanding() {
        return Integer.bitCount(word.get() & OUT_MASK);
    }

    /** {@return nanoseconds until the first lease ends; {@link Long#MAX_VALUE} if no probe is out} */
    long nanosUntilLeaseOver(long nowNanos) {
        final int seen = word.get();
        long least = Long.MAX_VALUE;
        for (int slot = 0; slot < limit; slot++) {
            if ((seen & 1 << slot) != 0) {
                least = Math.min(least, leaseNanos - (nowNanos - leasedAtNanos.get(slot)));
            }
        }
        return Math.max(0, least);
    }

    private int stateOf(int seen, long nowNanos) {
        final int out = seen & OUT_MASK;
        for (int slot = 0; slot < limit; slot++) {
            if ((out & 1 << slot) != 0 && nowNanos - leasedAtNanos.get(slot) >= leaseNanos) {
                return LEASE_OVER;
            }
        }
        final int issued = seen >>> ISSUED & COUNT_MASK;
        if (issued < limit) {
            return issued;
        }
        if (out != 0) {
            return NONE_FREE;
        }
        return (seen >>> SUCCEEDED & COUNT_MASK) == limit ? ALL_SUCCEEDED : USED_UP;
    }

    private boolean end(int slot, int gain) {
        for (; ; ) {
            final int seen = word.get();
            if (slot >= limit || (seen & 1 << slot) == 0) {
                return false;
            }
            if (word.compareAndSet(seen, (seen & ~(1 << slot)) + gain)) {
                return true;
            }
        }
    }

    private void raise(int slot, long nanos) {
        long seen = leasedAtNanos.get(slot);
        while (nanos - seen > 0 && !leasedAtNanos.compareAndSet(slot, seen, nanos)) {
            seen = leasedAtNanos.get(slot);
        }
    }
}
