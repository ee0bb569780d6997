package io.holdfast.resilience;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of one closed phase of a {@link CircuitBreaker}, and whether they have tripped it. Lock-free; any
 * thread; does not allocate after construction.
 *
 * <p>All counts stand in one word, so that whoever reads it sees counts that belong together, and a trip happens in the
 * same step as the outcome that causes it. An outcome is recorded in two steps, as in a Michael-Scott queue: it claims
 * its cell of the ring, then the word moves over the cell. Whoever finds a claimed cell before it moves the word
 * itself, so that no thread waits for another. A cell carries the lap of the ring that it was written in, which keeps a
 * thread that slept in between from writing into a later lap.
 */
final class OutcomeWindow {

    static final int FAILED = 1;
    static final int SLOW = 2;

    // The word: tripped 1 | sequence 23 | remembered 10 | failures 10 | slow 10 | consecutive failures 10
    private static final int REMEMBERED = 30;
    private static final int FAILURES = 20;
    private static final int SLOWS = 10;
    private static final int SEQUENCE = 40;
    private static final long COUNT_MASK = (1 << 10) - 1;
    private static final int SEQUENCE_MASK = (1 << 23) - 1;
    private static final long TRIPPED = Long.MIN_VALUE;

    // A cell: lap 10 | outcome 2 | time 52, the low bits of nanoseconds: 52 days, against a window of 1 day at most
    private static final int LAP = 54;
    private static final int OUTCOME = 52;
    private static final int LAP_MASK = (1 << 10) - 1;
    private static final int TIME_BITS = 52;
    private static final long TIME_MASK = (1L << TIME_BITS) - 1;

    private final int consecutiveLimit;
    private final RatePolicy rates;
    private final int limit;
    private final long ageNanos; // 0 for no limit by age
    private final int indexMask;
    private final int lapShift;
    private final AtomicLongArray cells;
    private final AtomicLong word = new AtomicLong();
    private final long startNanos;
    private final AtomicLong newestNanos; // at or after the newest outcome; tells a window that slept for weeks

    OutcomeWindow(CircuitBreakerPolicy policy, long nowNanos) {
        consecutiveLimit = policy.consecutiveFailures() == CircuitBreakerPolicy.NEVER
                ? Integer.MAX_VALUE
                : policy.consecutiveFailures();
        rates = policy.rates();
        limit = rates.outcomes();
        ageNanos = rates.age().toNanos();
        final int capacity = Integer.highestOneBit(limit) << 1; // above the limit: the oldest outlives a new claim
        indexMask = capacity - 1;
        lapShift = Integer.numberOfTrailingZeros(capacity);
        cells = new AtomicLongArray(capacity);
        startNanos = nowNanos;
        newestNanos = new AtomicLong(nowNanos);
    }

    /**
     * Records one outcome.
     *
     * @param outcome 0, {@link #FAILED}, {@link #SLOW} or both
     * @return false if the window had tripped before; then nothing was recorded
     */
    boolean record(int outcome, long nowNanos) {
        for (; ; ) {
            final long seen = word.get();
            if (seen < 0) {
                return false;
            }
            final int sequence = sequence(seen);
            final int index = sequence & indexMask;
            final long cell = cells.get(index);
            if (word.get() != seen) {
                continue;
            }
            if (lap(cell) == lapOf(sequence)) {
                moveOver(sequence, cell); // claimed by another, who has not come further yet
            } else if (!forgetOldest(seen, nowNanos)) {
                raiseNewest(sequence, nowNanos);
                final long claim =
                        ((long) lapOf(sequence) << LAP) | ((long) outcome << OUTCOME) | (nowNanos & TIME_MASK);
                if (cells.compareAndSet(index, cell, claim)) {
                    moveOver(sequence, claim);
                    return true;
                }
            }
        }
    }

    /** {@return whether an outcome has tripped it; it records no more then} */
    boolean isTripped() {
        return word.get() < 0;
    }

    /** {@return what tripped it; null if nothing has} */
    @Nullable
    CircuitBreakerReason tripReason() {
        final long seen = word.get();
        return seen < 0 ? reason(seen) : null;
    }

    /** {@return when the outcome that tripped it was recorded; only if it has tripped} */
    long trippedAtNanos(long nowNanos) {
        final long cell = cells.get((sequence(word.get()) - 1) & indexMask);
        return nowNanos - since(cell, nowNanos);
    }

    /** {@return the counts at this time, all of one moment; for the methods below} */
    long counts(long nowNanos) {
        long seen = word.get();
        while (seen >= 0 && forgetOldest(seen, nowNanos)) {
            seen = word.get();
        }
        return seen;
    }

    static int remembered(long counts) {
        return (int) (counts >>> REMEMBERED & COUNT_MASK);
    }

    static int failures(long counts) {
        return (int) (counts >>> FAILURES & COUNT_MASK);
    }

    static int slow(long counts) {
        return (int) (counts >>> SLOWS & COUNT_MASK);
    }

    static int consecutiveFailures(long counts) {
        return (int) (counts & COUNT_MASK);
    }

    /** Moves the word over a claimed cell, unless another did. */
    private void moveOver(int sequence, long cell) {
        for (; ; ) {
            final long seen = word.get();
            if (sequence(seen) != sequence || word.compareAndSet(seen, withNewest(seen, sequence, cell))) {
                return;
            }
        }
    }

    private long withNewest(long seen, int sequence, long cell) {
        final int outcome = outcome(cell);
        int remembered = remembered(seen);
        int failures = failures(seen);
        int slow = slow(seen);
        if (remembered == limit) {
            final int oldest = outcome(cells.get((sequence - limit) & indexMask));
            remembered--;
            failures -= oldest & FAILED;
            slow -= oldest >> 1;
        }
        remembered++;
        failures += outcome & FAILED;
        slow += outcome >> 1;
        final int consecutive = (outcome & FAILED) == 0 ? 0 : Math.min(consecutiveFailures(seen) + 1, (int) COUNT_MASK);
        final long next = pack(sequence + 1, remembered, failures, slow, consecutive);
        return reason(next) == null ? next : next | TRIPPED;
    }

    /** Forgets the oldest outcome if its time is over. {@return whether it was; the word has changed then} */
    private boolean forgetOldest(long seen, long nowNanos) {
        final int remembered = remembered(seen);
        if (ageNanos == 0 || remembered == 0) {
            return false;
        }
        final long oldest = cells.get((sequence(seen) - remembered) & indexMask);
        if (since(oldest, nowNanos) < ageNanos && nowNanos - newestNanos.get() < ageNanos) {
            return false;
        }
        final int outcome = outcome(oldest);
        word.compareAndSet(
                seen,
                pack(
                        sequence(seen),
                        remembered - 1,
                        failures(seen) - (outcome & FAILED),
                        slow(seen) - (outcome >> 1),
                        consecutiveFailures(seen)));
        return true;
    }

    private @Nullable CircuitBreakerReason reason(long counts) {
        if (consecutiveFailures(counts) >= consecutiveLimit) {
            return CircuitBreakerReason.CONSECUTIVE_FAILURES;
        }
        final int remembered = remembered(counts);
        if (remembered < rates.minimum()) {
            return null;
        }
        // The quotient, not the product: 7 of 100 is the double nearest to 0.07, 100 times 0.07 is above 7.
        if ((double) failures(counts) / remembered >= rates.failureRate()) {
            return CircuitBreakerReason.FAILURE_RATE;
        }
        return (double) slow(counts) / remembered >= rates.slowRate() ? CircuitBreakerReason.SLOW_RATE : null;
    }

    private int lapOf(int sequence) {
        return ((sequence >>> lapShift) + 1) & LAP_MASK; // from 1, since a cell never written reads 0
    }

    private static long pack(int sequence, int remembered, int failures, int slow, int consecutive) {
        return (long) (sequence & SEQUENCE_MASK) << SEQUENCE
                | (long) remembered << REMEMBERED
                | (long) failures << FAILURES
                | (long) slow << SLOWS
                | consecutive;
    }

    private static int sequence(long counts) {
        return (int) (counts >>> SEQUENCE) & SEQUENCE_MASK;
    }

    private static int lap(long cell) {
        return (int) (cell >>> LAP);
    }

    private static int outcome(long cell) {
        return (int) (cell >>> OUTCOME) & (FAILED | SLOW);
    }

    /** {@return nanoseconds from the cell's time until now; negative if it lies ahead} */
    private static long since(long cell, long nowNanos) {
        return (nowNanos - cell) << (Long.SIZE - TIME_BITS) >> (Long.SIZE - TIME_BITS);
    }

    private void raiseNewest(int sequence, long nowNanos) {
        long seen = newestNanos.get();
        // The first window of a breaker was made before any time was known: its start may lie ahead.
        while ((nowNanos - seen > 0 || (sequence == 0 && seen == startNanos && seen != nowNanos))
                && !newestNanos.compareAndSet(seen, nowNanos)) {
            seen = newestNanos.get();
        }
    }
}
