package io.holdfast.time;

import java.time.Instant;

/**
 * The machine's clocks.
 *
 * <p>Wall time is derived from the monotonic clock and set against the system's wall clock once a second, so that
 * reading it costs no more than reading the monotonic clock, and successive readings have nanosecond steps. It
 * follows a jump of the system's clock within a second.
 *
 * <p>Confined to one thread: each scheduler has its own. Does not allocate, but for one short-lived object at each
 * setting.
 */
public final class SystemClock implements MonotonicClock, WallClock {

    private static final long SETTING_INTERVAL_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long setAtNanos;
    private long epochNanosWhenSet;

    /** Makes a clock and sets it. */
    public SystemClock() {
        set(System.nanoTime());
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long epochNanos() {
        return epochNanosAt(System.nanoTime());
    }

    /**
     * {@return the wall time of a monotonic reading} Saves a second reading where the caller has just taken one.
     *
     * @param nanos a recent reading of {@link #nanos()}
     */
    public long epochNanosAt(long nanos) {
        if (nanos - setAtNanos >= SETTING_INTERVAL_NANOS) {
            set(nanos);
        }
        return epochNanosWhenSet + (nanos - setAtNanos);
    }

    private void set(long nanos) {
        final Instant now = Instant.now();
        epochNanosWhenSet = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        setAtNanos = nanos;
    }
}
