package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

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
 * <p>Permits are numbered as they are granted, and the time of each stands in a ring as long as the limit: one more may
 * be granted when the permit that it would displace has left the window. So one comparison decides, whatever the weight.
 *
 * <p>Holds no clock. Thread-safe and lock-free; does not allocate after construction; needs 16 bytes for each permit of
 * the limit. A thread that is held up between taking permits and writing their time makes nobody wait for it: until then
 * they count as taken just now.
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

    /** For no time yet: one that a clock shows once in 584 years, and then counts as the next nanosecond. */
    private static final long UNSEEN = 0x8BAD_F00D_0BAD_CAFEL;

    /** How many permits were granted so far: the number of the next. */
    private final AtomicLong granted = new AtomicLong();
    /** When permit n was granted stands at n modulo limit, once its mark does: n + 1. */
    private final AtomicLongArray grantedAtNanos;

    private final AtomicLongArray marks;
    private final AtomicLong latestNanos = new AtomicLong(UNSEEN);

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
        grantedAtNanos = new AtomicLongArray(limit);
        marks = new AtomicLongArray(limit);
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
    public long nanosUntilAvailable(long nowNanos, int weight) {
        return waitNanos(nowNanos, weight, limit - reserve);
    }

    /** {@return the wait until so many permits are free for recovery, in nanoseconds; 0 if they are; takes none} */
    public long nanosUntilAvailableForRecovery(long nowNanos, int weight) {
        return waitNanos(nowNanos, weight, limit);
    }

    /** {@return how many permits are free at this time, the reserve included} */
    public int available(long nowNanos) {
        final long now = seen(nowNanos);
        final long next = granted.get();
        return limit - (int) (next - firstCovered(next, now));
    }

    /**
     * {@return what the window still covers, oldest first; permits of one time are one grant} For {@link #restore} in a
     * later process; allocates.
     */
    public List<Grant> grants(long nowNanos) {
        final long now = seen(nowNanos);
        final long next = granted.get();
        final List<Grant> copy = new ArrayList<>();
        long ageNanos = 0;
        int weight = 0;
        for (long permit = firstCovered(next, now); permit < next; permit++) {
            final long age = Math.max(0, ageNanos(permit, now));
            if (weight > 0 && age != ageNanos) {
                copy.add(new Grant(ageNanos, weight));
                weight = 0;
            }
            ageNanos = age;
            weight++;
        }
        if (weight > 0) {
            copy.add(new Grant(ageNanos, weight));
        }
        return copy;
    }

    /**
     * Counts what an earlier process was granted, as if it had been granted here. For a budget that nobody uses yet, by
     * one thread.
     *
     * <p>What the window has passed over is left out. What lies ahead counts as of now, and of more than the limit the
     * newest are kept: where the past is in doubt, less is free and never more.
     *
     * @return how many permits are taken now
     * @throws IllegalStateException if anything that the window still covers was granted here before
     */
    public int restore(List<Grant> earlier, long nowNanos) {
        final long now = seen(nowNanos);
        final int before = limit - available(nowNanos);
        if (before > 0) {
            throw new IllegalStateException("grants: " + before + " (expected: none before restore)");
        }
        final List<Grant> byAge = new ArrayList<>(earlier);
        byAge.sort(Comparator.comparingLong(Grant::ageNanos));
        final List<Grant> kept = new ArrayList<>(); // the newest first
        int used = 0;
        for (final Grant grant : byAge) {
            final int weight = Math.min(grant.weight, limit - used);
            if (grant.ageNanos < windowNanos && weight > 0) {
                kept.add(new Grant(grant.ageNanos, weight));
                used += weight;
            }
        }
        for (int i = kept.size() - 1; i >= 0; i--) {
            final Grant grant = kept.get(i);
            write(granted.getAndAdd(grant.weight), grant.weight, now - Math.max(0, grant.ageNanos));
        }
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

    private long take(long nowNanos, int weight, int most) {
        for (; ; ) {
            final long next = granted.get();
            final long now = seen(nowNanos); // after the number, so that times rise with the numbers
            final long waitNanos = waitNanos(next, nowNanos, now, weight, most);
            if (waitNanos > 0) {
                if (granted.get() == next) {
                    return waitNanos;
                }
            } else if (granted.compareAndSet(next, next + weight)) {
                write(next, weight, now);
                return 0;
            }
        }
    }

    private long waitNanos(long nowNanos, int weight, int most) {
        return waitNanos(granted.get(), nowNanos, seen(nowNanos), weight, most);
    }

    /** {@return until the last of the permits that must have left the window for so many more has left it} */
    private long waitNanos(long next, long nowNanos, long now, int weight, int most) {
        if (weight < 1 || weight > most) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 1 .. limit " + most + ")");
        }
        final long displaced = next + weight - 1 - most;
        if (displaced < 0) {
            return 0;
        }
        final long ageNanos = ageNanos(displaced, now);
        return ageNanos >= windowNanos ? 0 : windowNanos - ageNanos + (now - nowNanos);
    }

    /** {@return how long ago a permit was granted, one of the newest as many as the limit; 0 while nobody knows} */
    private long ageNanos(long permit, long now) {
        final int slot = (int) (permit % limit);
        return marks.get(slot) == permit + 1 ? now - grantedAtNanos.get(slot) : 0;
    }

    private void write(long first, int weight, long atNanos) {
        for (long permit = first; permit < first + weight; permit++) {
            final int slot = (int) (permit % limit);
            grantedAtNanos.set(slot, atNanos);
            marks.set(slot, permit + 1);
        }
    }

    /** {@return the number of the oldest permit that the window still covers; {@code next} if there is none} */
    private long firstCovered(long next, long now) {
        long low = Math.max(0, next - limit);
        long high = next;
        while (low < high) {
            final long middle = low + (high - low) / 2;
            if (ageNanos(middle, now) >= windowNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** {@return this time, or a later one that was seen before: two threads may arrive in the other order than they looked} */
    private long seen(long nowNanos) {
        final long now = nowNanos == UNSEEN ? UNSEEN + 1 : nowNanos;
        for (; ; ) {
            final long latest = latestNanos.get();
            if (latest != UNSEEN && now - latest <= 0) {
                return latest;
            }
            if (latestNanos.compareAndSet(latest, now)) {
                return now;
            }
        }
    }
}
