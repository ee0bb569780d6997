package io.holdfast.health;

/**
 * Sums of several lanes over a sliding window: a ring of buckets and their running totals.
 *
 * <p>Time is an offset in nanoseconds from when the observation began, 0 or more. A stretch of time is spread over the
 * buckets that it touches, so sums are exact. An update costs one step for each bucket that it touches; reading costs
 * one. Not thread-safe.
 */
final class BucketRing {

    private final long widthNanos;
    private final int buckets;
    private final int lanes;
    private final long[] cells;
    private final long[] totals;
    private long newest; // ordinal of the bucket that is being filled: offset / width

    BucketRing(HealthWindow window, int lanes) {
        this(window.bucketNanos(), window.buckets(), lanes);
    }

    BucketRing(long widthNanos, int buckets, int lanes) {
        this.widthNanos = widthNanos;
        this.buckets = buckets;
        this.lanes = lanes;
        this.cells = new long[buckets * lanes];
        this.totals = new long[lanes];
    }

    /** Forgets what lies before the window that ends at an offset. Earlier offsets do nothing. */
    void advanceTo(long offset) {
        final long ordinal = offset / widthNanos;
        final long steps = Math.min(ordinal - newest, buckets);
        for (long step = 1; step <= steps; step++) {
            final int cell = cellOf(ordinal - steps + step);
            for (int lane = 0; lane < lanes; lane++) {
                totals[lane] -= cells[cell + lane];
                cells[cell + lane] = 0;
            }
        }
        newest = Math.max(newest, ordinal);
    }

    /** {@return the offset from which on the window counts} */
    long from() {
        return Math.max(0, (newest - buckets + 1) * widthNanos);
    }

    /** Adds to the bucket of an offset; what lies before the window has been forgotten already. */
    void count(int lane, long offset, long amount) {
        advanceTo(offset);
        if (offset >= from()) {
            cells[cellOf(offset / widthNanos) + lane] += amount;
            totals[lane] += amount;
        }
    }

    /** Adds the time between two offsets, to the buckets to which it belongs. */
    void spread(int lane, long fromOffset, long toOffset) {
        advanceTo(toOffset);
        long at = Math.max(fromOffset, from());
        while (at < toOffset) {
            final long ordinal = at / widthNanos;
            final long end = Math.min(toOffset, (ordinal + 1) * widthNanos);
            cells[cellOf(ordinal) + lane] += end - at;
            totals[lane] += end - at;
            at = end;
        }
    }

    long total(int lane) {
        return totals[lane];
    }

    private int cellOf(long ordinal) {
        return (int) (ordinal % buckets) * lanes;
    }
}
