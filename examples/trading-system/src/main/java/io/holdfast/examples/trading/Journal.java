package io.holdfast.examples.trading;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what happens, with the time since the start. Any thread. */
final class Journal {

    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;
    private volatile long startNanos;

    Journal(PrintStream out) {
        this.out = out;
    }

    /** Times are counted from here. */
    void start(long nowNanos) {
        startNanos = nowNanos;
    }

    void say(long nowNanos, String who, String what) {
        out.println(
                String.format(Locale.ROOT, "%8.3f s  %-9s %s", (nowNanos - startNanos) / NANOS_PER_SECOND, who, what));
    }

    void say(String line) {
        out.println(line);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
    }
}
