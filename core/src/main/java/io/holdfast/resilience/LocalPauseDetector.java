package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Notices that this process stood still or that its clocks were moved, so that nobody else is blamed for the silence.
 *
 * <p>A timer calls {@link #tick} at a steady interval. A garbage collection, a stopped process or a starved machine
 * shows as a tick that comes late by the monotonic clock. A suspended machine shows so where that clock runs on, and
 * where it stands still (Linux) as a wall clock that has moved away from it; a wall clock that somebody set looks the
 * same. Each tick is compared with the one before, so that a wall clock which is slewed adds up to nothing.
 *
 * <p>Holds no clock. Not thread-safe; does not allocate after construction.
 */
public final class LocalPauseDetector {

    /** What a tick showed. */
    public enum Finding {
        /** Nothing unusual. */
        NONE,
        /** The tick came late: this process did not run for a while. */
        PAUSE,
        /** The wall clock has moved against the monotonic one: the machine slept, or somebody set the clock. */
        SUSPEND_OR_CLOCK_STEP,
        /** Both. */
        PAUSE_AND_CLOCK_STEP
    }

    private final long intervalNanos;
    private final long pauseNanos;
    private final long driftNanos;

    private boolean ticked;
    private long lastNanos;
    private long lastWallNanos;
    private long lateNanos;
    private long lastDriftNanos;

    /**
     * Makes a detector.
     *
     * @param interval of the ticks; above zero, at most 1 hour
     * @param pause how late a tick must be to count; above zero, at most 1 hour
     * @param drift how far the wall clock must move between two ticks to count; above zero, at most 1 hour
     */
    public LocalPauseDetector(Duration interval, Duration pause, Duration drift) {
        intervalNanos = nanos("interval", interval);
        pauseNanos = nanos("pause", pause);
        driftNanos = nanos("drift", drift);
    }

    /** A tick every 100 ms; 500 ms late is a pause, 1 s of drift a step. */
    public LocalPauseDetector() {
        this(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    /**
     * Looks at both clocks. The first call shows nothing.
     *
     * @param nowNanos of a monotonic clock with any origin
     * @param wallNanos of the wall clock, in nanoseconds since any moment
     */
    public Finding tick(long nowNanos, long wallNanos) {
        final long elapsedNanos = nowNanos - lastNanos;
        final long wallElapsedNanos = wallNanos - lastWallNanos;
        final boolean first = !ticked;
        ticked = true;
        lastNanos = nowNanos;
        lastWallNanos = wallNanos;
        lateNanos = first ? 0 : Math.max(0, elapsedNanos - intervalNanos);
        lastDriftNanos = first ? 0 : wallElapsedNanos - elapsedNanos;
        final boolean paused = lateNanos >= pauseNanos;
        final boolean stepped = lastDriftNanos >= driftNanos || lastDriftNanos <= -driftNanos;
        if (stepped) {
            return paused ? Finding.PAUSE_AND_CLOCK_STEP : Finding.SUSPEND_OR_CLOCK_STEP;
        }
        return paused ? Finding.PAUSE : Finding.NONE;
    }

    /** {@return how late the last tick was, in nanoseconds; never negative} */
    public long lateNanos() {
        return lateNanos;
    }

    /** {@return how far the wall clock moved against the monotonic one before the last tick; negative if back} */
    public long driftNanos() {
        return lastDriftNanos;
    }

    private static long nanos(String name, Duration value) {
        requireNonNull(value, name);
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: above zero, at most PT1H)");
        }
        return value.toNanos();
    }
}
