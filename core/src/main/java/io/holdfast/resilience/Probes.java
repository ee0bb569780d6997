package io.holdfast.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The probes of one half-open phase of a {@link CircuitBreaker}. Lock-free; any thread; does not allocate after
 * construction.
 *
 * <p>Each probe has a slot of its own that is used once in a phase, so that a permit that is reported twice stands for
 * nothing the second time. Always: outstanding + succeeded is at most the limit. What decides against the phase, a failure
 * or the end of a lease, is entered in the same word as the reports, so that a probe has either reported or been given up
 * and never both.
 */
final class Probes {

    /** No slot is free; some probe has yet to report. */
    static final int NONE_FREE = -1;
    /** A probe is out for longer than its lease. */
    static final int LEASE_OVER = -2;
    /** A probe has failed. */
    static final int PROBE_FAILED = -5;
    /** Every probe succeeded. */
    static final int ALL_SUCCEEDED = -3;
    /** No probe is out, and those cancelled have used up the slots: a new phase is needed. */
    static final int USED_UP = -4;

    // The word: lost 1 | failed 1 | slot of what was lost or failed 4 | succeeded 5 | issued 5 | one bit for each slot,
    // 16
    private static final int LOST = 1 << 31;
    private static final int FAILED = 1 << 30;
    private static final int DECIDING = 26;
    private static final int SLOT_MASK = CircuitBreakerPolicy.MOST_PROBES - 1;
    private static final int ISSUED = 16;
    private static final int SUCCEEDED = 21;
    private static final int COUNT_MASK = (1 << 5) - 1;
    private static final int OUT_MASK = (1 << CircuitBreakerPolicy.MOST_PROBES) - 1;

    private final int limit;
    private final long leaseNanos;
    private final AtomicInteger word = new AtomicInteger();
    private final AtomicLongArray leasedAtNanos;
    private final AtomicLongArray endedAtNanos;

    Probes(int limit, long leaseNanos, long nowNanos) {
        this.limit = limit;
        this.leaseNanos = leaseNanos;
        leasedAtNanos = new AtomicLongArray(limit);
        endedAtNanos = new AtomicLongArray(limit);
        for (int slot = 0; slot < limit; slot++) {
            leasedAtNanos.setPlain(slot, nowNanos);
            endedAtNanos.setPlain(slot, nowNanos);
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
            raise(leasedAtNanos, state, nowNanos);
            if (word.compareAndSet(seen, (seen | 1 << state) + (1 << ISSUED))) {
                return state;
            }
        }
    }

    /** {@return the slot that would be taken, or why there is none} */
    int state(long nowNanos) {
        return stateOf(word.get(), nowNanos);
    }

    /** As {@link #state}; a probe that is out for too long is given up for good. */
    int decide(long nowNanos) {
        for (; ; ) {
            final int seen = word.get();
            final int lost = isDecided(seen) ? -1 : firstLost(seen, nowNanos);
            if (lost < 0) {
                return stateOf(seen, nowNanos);
            }
            raise(endedAtNanos, lost, nowNanos);
            if (word.compareAndSet(seen, seen | LOST | lost << DECIDING)) {
                return LEASE_OVER;
            }
        }
    }

    /** {@return when the probe failed or was given up that decided against this phase} */
    long decidedAtNanos() {
        return endedAtNanos.get(word.get() >>> DECIDING & SLOT_MASK);
    }

    /** {@return whether the slot was out; the phase is decided now} */
    boolean fail(int slot, long nowNanos) {
        for (; ; ) {
            final int seen = word.get();
            if (!isOut(seen, slot)) {
                return false;
            }
            raise(endedAtNanos, slot, nowNanos);
            if (word.compareAndSet(seen, seen | FAILED | slot << DECIDING)) {
                return true;
            }
        }
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
        if ((seen & FAILED) != 0) {
            return PROBE_FAILED;
        }
        if ((seen & LOST) != 0 || firstLost(seen, nowNanos) >= 0) {
            return LEASE_OVER;
        }
        final int issued = seen >>> ISSUED & COUNT_MASK;
        if (issued < limit) {
            return issued;
        }
        if ((seen & OUT_MASK) != 0) {
            return NONE_FREE;
        }
        return (seen >>> SUCCEEDED & COUNT_MASK) == limit ? ALL_SUCCEEDED : USED_UP;
    }

    private int firstLost(int seen, long nowNanos) {
        for (int slot = 0; slot < limit; slot++) {
            if ((seen & 1 << slot) != 0 && nowNanos - leasedAtNanos.get(slot) >= leaseNanos) {
                return slot;
            }
        }
        return -1;
    }

    private boolean end(int slot, int gain) {
        for (; ; ) {
            final int seen = word.get();
            if (!isOut(seen, slot)) {
                return false;
            }
            if (word.compareAndSet(seen, (seen & ~(1 << slot)) + gain)) {
                return true;
            }
        }
    }

    private boolean isOut(int seen, int slot) {
        return !isDecided(seen) && slot < limit && (seen & 1 << slot) != 0;
    }

    private static boolean isDecided(int seen) {
        return (seen & (LOST | FAILED)) != 0;
    }

    private static void raise(AtomicLongArray latest, int slot, long nanos) {
        long seen = latest.get(slot);
        while (nanos - seen > 0 && !latest.compareAndSet(slot, seen, nanos)) {
            seen = latest.get(slot);
        }
    }
}
