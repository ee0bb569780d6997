package io.holdfast.health;

import java.util.Locale;
import java.util.OptionalDouble;

/** How figures are written for people. */
final class Text {

    static final String UNKNOWN = "unknown";
    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;

    private Text() {}

    /** {@return such as {@code 12.3 ms}, {@code 4.56 s}, {@code 7m 08s}, {@code 3h 05m}} */
    static String duration(long nanos) {
        final double size = Math.abs((double) nanos);
        if (size < MILLI) {
            return String.format(Locale.ROOT, "%.0f µs", nanos / MICRO);
        }
        if (size < SECOND) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / MILLI);
        }
        if (size < SECONDS_PER_MINUTE * SECOND) {
            return String.format(Locale.ROOT, "%.2f s", nanos / SECOND);
        }
        final long seconds = nanos / (long) SECOND;
        return Math.abs(seconds) < SECONDS_PER_HOUR
                ? String.format(Locale.ROOT, "%dm %02ds", seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE)
                : String.format(
                        Locale.ROOT,
                        "%dh %02dm",
                        seconds / SECONDS_PER_HOUR,
                        seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE);
    }

    static String percent(OptionalDouble share) {
        return share.isEmpty() ? UNKNOWN : String.format(Locale.ROOT, "%.3f %%", 100 * share.getAsDouble());
    }

    static String stats(DurationStats stats) {
        return stats.count() == 0
                ? UNKNOWN
                : "p50 " + duration(stats.p50Nanos()) + ", p99 " + duration(stats.p99Nanos()) + ", max "
                        + duration(stats.maxNanos()) + " (" + stats.count() + ")";
    }
}
