package io.holdfast.health;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Keeps the last thousand durations. Recording costs one store; reading sorts what is kept. Not thread-safe. */
final class DurationRecorder {

    static final int KEPT = 1_000;

    private static final long[] BOUNDS_NANOS =
            DurationStats.BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final long[] kept = new long[KEPT];
    private final long[] inBucket = new long[BOUNDS_NANOS.length]; // longer than the bound before
    private long count;
    private long total;
    private DurationStats stats = DurationStats.NONE;
    private boolean current = true;

    void record(long nanos) {
        kept[(int) (count % KEPT)] = nanos;
        count++;
        total += nanos;
        final int found = Arrays.binarySearch(BOUNDS_NANOS, nanos);
        final int bucket = found >= 0 ? found : -found - 1;
        if (bucket < inBucket.length) {
            inBucket[bucket]++;
        }
        current = false;
    }

    DurationStats stats() {
        if (!current) {
            final long[] sorted = Arrays.copyOf(kept, (int) Math.min(count, KEPT));
            Arrays.sort(sorted);
            stats = statsOf(sorted, count, total, notLonger());
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

    private List<Long> notLonger() {
        final long[] sums = inBucket.clone();
        Arrays.parallelPrefix(sums, Long::sum);
        return Arrays.stream(sums).boxed().toList();
    }

    static DurationStats statsOf(long[] sorted, long count, long total, List<Long> notLonger) {
        return sorted.length == 0
                ? DurationStats.NONE
                : new DurationStats(
                        count,
                        rank(sorted, 50),
                        rank(sorted, 90),
                        rank(sorted, 99),
                        sorted[sorted.length - 1],
                        total,
                        notLonger);
    }

    /** Nearest rank: the smallest value that at least so many in a hundred do not exceed. */
    private static long rank(long[] sorted, int percent) {
        return sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
    }
}
