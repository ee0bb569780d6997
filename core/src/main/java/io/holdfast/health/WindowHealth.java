package io.holdfast.health;

import java.util.OptionalDouble;

/**
 * What one window holds. Immutable. Time is counted only while the feed was wanted:
 * {@code upNanos + downNanos + unknownNanos} is exactly the time observed.
 *
 * @param window       which window
 * @param upNanos      time in which every session was live
 * @param downNanos    time in which one was not
 * @param unknownNanos time in which this process stood still and cannot say
 * @param disconnects  connections that were open and were lost
 * @param frames       messages received
 * @param gaps         epochs that ended for a hole, a bad checksum or unreadable data
 * @param dropped      trades and book levels that did not fit the ring, and tops of book that a newer one replaced there
 */
public record WindowHealth(
        HealthWindow window,
        long upNanos,
        long downNanos,
        long unknownNanos,
        long disconnects,
        long frames,
        long gaps,
        long dropped) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** {@return the time observed, in nanoseconds} */
    public long observedNanos() {
        return upNanos + downNanos + unknownNanos;
    }

    /** {@return the share of known time that was up, 0 to 1; empty where nothing is known} */
    public OptionalDouble reliability() {
        final long known = upNanos + downNanos;
        return known == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) upNanos / known);
    }

    /** {@return messages a second over the time observed; empty where nothing was observed} */
    public OptionalDouble framesPerSecond() {
        final long observed = observedNanos();
        return observed == 0 ? OptionalDouble.empty() : OptionalDouble.of(frames * NANOS_PER_SECOND / observed);
    }
}
