package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Grants at most {@code limit} permits in any window of a given length, wherever that window begins.
 *
 * <p>Exact, since it keeps the time of each grant until the window has passed over it; a counter that is cleared at
 * fixed times would let through twice the limit around each boundary, a token bucket the limit plus what flows in
 * meanwhile. A window is half-open: a permit granted at t is back at t + window.
 *
 * <p>A part of the permits may be kept as a reserve: ordinary use leaves it alone, recovery may draw on it. What
 * anybody takes counts for everybody.
 *
 * <p>Holds no clock. Thread-safe by a lock that is held for a few steps: meant for connection attempts and requests,
 * not for the data path. Never blocks for a permit, does not allocate after construction, needs 12 bytes for each
 * permit of the limit.
 */
public final class RateBudget {

    /**
     * Permits that were granted at one time.
     *
     * @param ageNanos how long ago, in nanoseconds
     * @param weight how many; 1 or above
     */
    public record Grant(long ageNanos, int weight) {

        public Grant {
            if (weight < 1) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: 1 or above)");
            }
        }
    }

    /** The most permits that a budget may keep account of. */
    public static final int MAX_LIMIT = 1 << 20;

    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private final int limit;
    private final int reserve;
    private final long windowNanos;

    // Grants that the window still covers, oldest first, around a ring; all guarded by this.
    private final long[] grantedAtNanos;
    private final int[] weights;
    private int oldest;
    private int grants;
    private int used;
    private long latestNanos;
    private boolean started;

    /** Makes an unspent budget without reserve; see {@link #RateBudget(int, Duration, int)}. */
    public RateBudget(int limit, Duration window) {
        this(limit, window, 0);
    }

    /**
     * Makes an unspent budget.
     *
     * @param limit permits in a window; 1 to {@link #MAX_LIMIT}
     * @param window 1 ns to 1 day
     * @param reserve permits of the limit that only recovery may take; 0 to {@code limit - 1}
     */
    public RateBudget(int limit, Duration window, int reserve) {
        requireNonNull(window, "window");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 .. " + MAX_LIMIT + ")");
        }
        if (window.isNegative() || window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException("window: " + window + " (expected: 1 ns .. " + LONGEST_WINDOW + ")");
        }
        if (reserve < 0 || reserve >= limit) {
            throw new IllegalArgumentException("reserve: " + reserve + " (expected: 0 .. below limit " + limit + ")");
        }
        this.limit = limit;
        this.reserve = reserve;
        windowNanos = window.toNanos();
        grantedAtNanos = new long[limit];
        weights = new int[limit];
    }

    /** As {@link #tryAcquire(long, int)} with a weight of 1. */
    public long tryAcquire(long nowNanos) {
        return tryAcquire(nowNanos, 1);
    }

    /**
     * Takes permits for ordinary use if the budget has them beside its reserve.
     *
     * @param nowNanos of a monotonic clock with any origin; a time before one already seen counts as that one
     * @param weight how many permits; 1 to the limit less the reserve
     * @return 0 if granted; else nothing was taken, and this is the wait in nanoseconds until it could be granted,
     *     provided that nobody else takes any
     */
    public long tryAcquire(long nowNanos, int weight) {
        return take(nowNanos, weight, limit - reserve);
    }

    /**
     * As {@link #tryAcquire(long, int)} for recovery, which may draw on the reserve.
     *
     * @param weight how many permits; 1 to the limit
     */
    public long tryAcquireForRecovery(long nowNanos, int weight) {
        return take(nowNanos, weight, limit);
    }

    /** {@return the wait until so many permits are free for ordinary use, in nanoseconds; 0 if they are; takes none} */
    public synchronized long nanosUntilAvailable(long nowNanos, int weight) {
        return waitNanos(nowNanos, weight, limit - reserve);
    }

    /** {@return the wait until so many permits are free for recovery, in nanoseconds; 0 if they are; takes none} */
    public synchronized long nanosUntilAvailableForRecovery(long nowNanos, int weight) {
        return waitNanos(nowNanos, weight, limit);
    }

    /** {@return how many permits are free at this time, the reserve included} */
    public synchronized int available(long nowNanos) {
        expire(nowNanos);
        return limit - used;
    }

    /**
     * {@return what the window still covers, oldest first} For {@link #restore} in a later process; allocates.
     */
    public synchronized List<Grant> grants(long nowNanos) {
        expire(nowNanos);
        final List<Grant> copy = new ArrayList<>(grants);
        for (int grant = 0; grant < grants; grant++) {
            final int slot = slot(grant);
            copy.add(new Grant(latestNanos - grantedAtNanos[slot], weights[slot]));
        }
        return copy;
    }

    /**
     * Counts what an earlier process was granted, as if it had been granted here. For a budget that is not in use yet.
     *
     * <p>What the window has passed over is left out. What lies ahead counts as of now, and of more than the limit the
     * newest are kept: where the past is in doubt, less is free and never more.
     *
     * @return how many permits are taken now
     * @throws IllegalStateException if anything was granted here before
     */
    public synchronized int restore(List<Grant> earlier, long nowNanos) {
        if (grants > 0) {
            throw new IllegalStateException("grants: " + grants + " (expected: none before restore)");
        }
        expire(nowNanos);
        final List<Grant> byAge = new ArrayList<>(earlier);
        byAge.sort(Comparator.comparingLong(Grant::ageNanos));
        int kept = 0;
        for (final Grant grant : byAge) {
            if (grant.ageNanos < windowNanos && used < limit) {
                used += Math.min(grant.weight, limit - used);
                kept++;
            }
        }
        int left = used;
        for (int i = 0; i < kept; i++) { // the newest comes first here, and last in the ring
            final int weight = Math.min(byAge.get(i).weight, left);
            grantedAtNanos[kept - 1 - i] = latestNanos - Math.max(0, byAge.get(i).ageNanos);
            weights[kept - 1 - i] = weight;
            left -= weight;
        }
        oldest = 0;
        grants = kept;
        return used;
    }

    /** {@return permits in a window} */
    public int limit() {
        return limit;
    }

    /** {@return permits of the limit that only recovery may take} */
    public int reserve() {
        return reserve;
    }

    /** {@return length of the window in nanoseconds} */
    public long windowNanos() {
        return windowNanos;
    }

    private synchronized long take(long nowNanos, int weight, int most) {
        final long waitNanos = waitNanos(nowNanos, weight, most);
        if (waitNanos == 0) {
            final int slot = slot(grants);
            grantedAtNanos[slot] = latestNanos;
            weights[slot] = weight;
            grants++;
            used += weight;
        }
        return waitNanos;
    }

    private long waitNanos(long nowNanos, int weight, int most) {
        if (weight < 1 || weight > most) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 1 .. limit " + most + ")");
        }
        expire(nowNanos);
        int missing = weight - (most - used);
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
