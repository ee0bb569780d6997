package io.holdfast.testkit.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** How times and frames stand in reports: the same on every machine and in every locale. */
final class Lines {

    private static final int LONGEST_FRAME = 160;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long MILLIS_PER_SECOND = 1_000L;

    private Lines() {}

    /** {@return seconds since the beginning, such as {@code 12.345}} */
    static String time(Duration sinceBeginning) {
        final long millis = sinceBeginning.toNanos() / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, "%d.%03d", millis / MILLIS_PER_SECOND, millis % MILLIS_PER_SECOND);
    }

    /** {@return a duration in the unit that suits it} */
    static String duration(long nanos) {
        if (nanos < 1_000L * NANOS_PER_MILLI) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    static String describe(Packet packet) {
        final String payload = new String(packet.payload, StandardCharsets.UTF_8);
        final String text = payload.isEmpty() ? packet.text : payload;
        return packet.kind
                + (packet.number == 0 ? "" : " " + packet.number)
                + (text.isEmpty() ? "" : " " + text.substring(0, Math.min(text.length(), LONGEST_FRAME)));
    }
}
