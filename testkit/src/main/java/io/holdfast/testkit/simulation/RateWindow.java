package io.holdfast.testkit.simulation;

import java.util.ArrayDeque;

/** Counts events within any window of a given length. */
final class RateWindow {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final ArrayDeque<Long> times = new ArrayDeque<>();
    private final long windowNanos;

    RateWindow() {
        this(NANOS_PER_SECOND);
    }

    RateWindow(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** Counts one. {@return how many lie within the window that ends with it} */
    int add(long nowNanos) {
        while (!times.isEmpty() && nowNanos - times.peek() >= windowNanos) {
            times.remove();
        }
        times.add(nowNanos);
        return times.size();
    }
}
