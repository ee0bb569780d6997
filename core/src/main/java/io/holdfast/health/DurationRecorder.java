package io.holdfast.health;

import java.util.Arrays;

/** Keeps the last thousand durations. Recording costs one store; reading sorts what is kept. Not thread-safe. */
final class DurationRecorder {

    static final int KEPT = 1_000;

    private final long[] kept = new long[KEPT];
    private long count;
    private long total;
    private DurationStats stats = DurationStats.NONE;
    private boolean current = true;

    void record(long nanos) {
        kept[(int) (count % KEPT)] = nanos;
        count++;
        total += nanos;
        current = false;
    }

    DurationStats stats() {
        if (!current) {
            final long[] sorted = Arrays.copyOf(kept, (int) Math.min(count, KEPT));
            Arrays.sort(sorted);
            stats = statsOf(sorted, count, total);
            current = true;
        }
        return stats;
    }

    /** {@return what is kept, oldest first} */
    long[] recent() {
        final int size = (int) Math.min(count, KEPT);
        final long[] recent = new long[size];
        for (int i = 0; i < size; i++) {
            recent[i] = kept[(int) ((count - size + i) % KEPT)];
        }
        return recent;
    }

    static DurationStats statsOf(long[] sorted, long count, long total) {
        return sorted.length == 0
                ? DurationStats.NONE
                : new DurationStats(
                        count, rank(sorted, 50), rank(sorted, 90), rank(sorted, 99), sorted[sorted.length - 1], total);
    }

    /** Nearest rank: the smallest value that at least so many in a hundred do not exceed. */
    private static long rank(long[] sorted, int percent) {
        return sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
    }
}
