package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Grants at most {@code limit} permits in any window of a given length, wherever that window begins.
 *
 * <p>Exact, since it keeps the time of each grant until the window has passed over it; a counter that is cleared at
 * fixed times would let through twice the limit around each boundary, a token bucket the limit plus what flows in
 * meanwhile. A window is half-open: a permit granted at t is back at t + window.
 *
 * <p>Holds no clock. Thread-safe by a lock that is held for a few steps: meant for connection attempts and requests,
 * not for the data path. Never blocks for a permit, does not allocate after construction, needs 12 bytes for each
 * permit of the limit.
 */
public final class RateBudget {

    /** The most permits that a budget may keep account of. */
    public static final int MAX_LIMIT = 1 << 20;

    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private final int limit;
    private final long windowNanos;

    // Grants that the window still covers, oldest first, around a ring; all guarded by this.
    private final long[] grantedAtNanos;
    private final int[] weights;
    private int oldest;
    private int grants;
    private int used;
    private long latestNanos;
    private boolean started;

    /**
     * Makes an unspent budget.
     *
     * @param limit permits in a window; 1 to {@link #MAX_LIMIT}
     * @param window 1 ns to 1 day
     */
    public RateBudget(int limit, Duration window) {
        requireNonNull(window, "window");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 .. " + MAX_LIMIT + ")");
        }
        if (window.isNegative() || window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException("window: " + window + " (expected: 1 ns .. " + LONGEST_WINDOW + ")");
        }
        this.limit = limit;
        windowNanos = window.toNanos();
        grantedAtNanos = new long[limit];
        weights = new int[limit];
    }

    /** As {@link #tryAcquire(long, int)} with a weight of 1. */
    public long tryAcquire(long nowNanos) {
        return tryAcquire(nowNanos, 1);
    }

    /**
     * Takes permits if the budget has them.
     *
     * @param nowNanos of a monotonic clock with any origin; a time before one already seen counts as that one
     * @param weight how many permits; 1 to the limit
     * @return 0 if granted; else nothing was taken, and this is the wait in nanoseconds until it could be granted,
     *     provided that nobody else takes any
     */
    public synchronized long tryAcquire(long nowNanos, int weight) {
        final long waitNanos = nanosUntilAvailable(nowNanos, weight);
        if (waitNanos == 0) {
            final int slot = slot(grants);
            grantedAtNanos[slot] = latestNanos;
            weights[slot] = weight;
            grants++;
            used += weight;
        }
        return waitNanos;
    }

    /** {@return the wait until so many permits are free, in nanoseconds; 0 if they are; takes none} */
    public synchronized long nanosUntilAvailable(long nowNanos, int weight) {
        if (weight < 1 || weight > limit) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 1 .. limit " + limit + ")");
        }
        expire(nowNanos);
        int missing = weight - (limit - used);
        if (missing <= 0) {
            return 0;
        }
        int grant = -1;
        while (missing > 0) {
            grant++;
            missing -= weights[slot(grant)];
        }
        return grantedAtNanos[slot(grant)] - nowNanos + windowNanos;
    }

    /** {@return how many permits are free at this time} */
    public synchronized int available(long nowNanos) {
        expire(nowNanos);
        return limit - used;
    }

    /** {@return permits in a window} */
    public int limit() {
        return limit;
    }

    /** {@return length of the window in nanoseconds} */
    public long windowNanos() {
        return windowNanos;
    }

    /** Forgets the grants that the window has passed over, and takes over the time. */
    private void expire(long nowNanos) {
        if (!started || nowNanos - latestNanos > 0) { // two threads may arrive in the other order than they looked
            latestNanos = nowNanos;
            started = true;
        }
        while (grants > 0 && latestNanos - grantedAtNanos[oldest] >= windowNanos) {
            used -= weights[oldest];
            oldest = slot(1);
            grants--;
        }
    }

    private int slot(int grant) {
        final int slot = oldest + grant;
        return slot < limit ? slot : slot - limit;
    }
}
