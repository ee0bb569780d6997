package io.holdfast.testkit.venue;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * No more than so much within any window of time: how an exchange counts against a client. Holds no clock. Not
 * thread-safe.
 */
public final class SlidingLimit {

    private final long most;
    private final long windowNanos;
    private final ArrayDeque<long[]> taken = new ArrayDeque<>();
    private long used;

    /** Makes a limit of {@code most} within any {@code window}. */
    public SlidingLimit(long most, Duration window) {
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " (expected: >= 1)");
        }
        this.most = most;
        this.windowNanos = window.toNanos();
    }

    /** Counts, also what is too much. {@return whether the limit is kept} */
    public boolean count(long amount, long nowNanos) {
        expire(nowNanos);
        used += amount;
        taken.add(new long[] {nowNanos, amount});
        return used <= most;
    }

    /** {@return what counts now} */
    public long used(long nowNanos) {
        expire(nowNanos);
        return used;
    }

    /** {@return nanoseconds until the oldest of what counts is forgotten; 0 if nothing counts} */
    public long nanosUntilLess(long nowNanos) {
        expire(nowNanos);
        final long[] oldest = taken.peek();
        return oldest == null ? 0 : windowNanos - (nowNanos - oldest[0]);
    }

    private void expire(long nowNanos) {
        for (long[] oldest = taken.peek();
                oldest != null && nowNanos - oldest[0] >= windowNanos;
                oldest = taken.peek()) {
            used -= oldest[1];
            taken.remove();
        }
    }
}
