package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How far data may fall behind the clock of whoever sends it. Immutable.
 *
 * @param suspect lag from which data is suspect, above the least that was seen; 1 ms to 1 hour, or {@link #NEVER}
 * @param convict lag from which the connection is to blame; {@code suspect} to 1 hour, or {@link #NEVER}
 * @param persistence how long every frame must lag so much before either is said; 1 ms to 1 minute
 */
public record LagPolicy(Duration suspect, Duration convict, Duration persistence) {

    /** As a lag: not looked at. */
    public static final Duration NEVER = Duration.ZERO;

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofHours(1);
    private static final Duration MOST_PERSISTENCE = Duration.ofMinutes(1);

    /** Suspect from 3 s, convicted from 10 s, after a second of it. */
    public static final LagPolicy DEFAULT =
            new LagPolicy(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(1));

    /** Data may come as late as it likes. */
    public static final LagPolicy OFF = new LagPolicy(NEVER, NEVER, LEAST);

    public LagPolicy {
        requireNonNull(suspect, "suspect");
        requireNonNull(convict, "convict");
        requireNonNull(persistence, "persistence");
        if (!suspect.isZero() && !isBetween(suspect, LEAST, MOST)) {
            throw new IllegalArgumentException(
                    "suspect: " + suspect + " (expected: " + LEAST + " .. " + MOST + ", or PT0S for never)");
        }
        if (!convict.isZero() && (suspect.isZero() || !isBetween(convict, suspect, MOST))) {
            throw new IllegalArgumentException(
                    "convict: " + convict + " (expected: suspect " + suspect + " .. " + MOST + ", or PT0S for never)");
        }
        if (!isBetween(persistence, LEAST, MOST_PERSISTENCE)) {
            throw new IllegalArgumentException(
                    "persistence: " + persistence + " (expected: " + LEAST + " .. " + MOST_PERSISTENCE + ")");
        }
    }

    private static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }
}
