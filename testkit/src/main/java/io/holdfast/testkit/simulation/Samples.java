package io.holdfast.testkit.simulation;

import java.util.Arrays;

/** Durations, and exact quantiles of them. */
final class Samples {

    private long[] nanos = new long[16];
    private int count;

    void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = value;
    }

    void addAll(Samples other) {
        for (int i = 0; i < other.count; i++) {
            add(other.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** {@return the smallest sample that at least this part of them does not exceed; 0 if there is none} */
    long quantile(double part) {
        if (count == 0) {
            return 0;
        }
        final long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(part * count) - 1)];
    }

    /** {@return p50, p90, p99 and the largest, or "none"} */
    @Override
    public String toString() {
        return count == 0
                ? "none"
                : "p50 " + Lines.duration(quantile(0.5)) + ", p90 " + Lines.duration(quantile(0.9)) + ", p99 "
                        + Lines.duration(quantile(0.99)) + ", max " + Lines.duration(quantile(1)) + " (" + count + ")";
    }
}
