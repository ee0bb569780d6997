package io.holdfast.testkit.simulation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * One fault of a schedule.
 *
 * @param kind      what
 * @param exchange  which exchange, counted from 0; {@link #ALL} for all at once
 * @param at        when, since the beginning
 * @param lasting   for how long; zero for instant faults
 * @param magnitude as the kind says
 */
public record FaultEvent(FaultKind kind, int exchange, Duration at, Duration lasting, long magnitude) {

    /** All exchanges at once. */
    public static final int ALL = -1;

    /** Checks that the parts agree. */
    public FaultEvent {
        requireNonNull(kind, "kind");
        requireNonNull(at, "at");
        if (requireNonNull(lasting, "lasting").isNegative() || !kind.isLasting() && !lasting.isZero()) {
            throw new IllegalArgumentException("lasting: " + lasting + " (expected: >= 0, and 0 for " + kind + ")");
        }
        if (magnitude < kind.least() || magnitude > kind.most()) {
            throw new IllegalArgumentException("magnitude of " + kind + ": " + magnitude + " (expected: " + kind.least()
                    + " .. " + kind.most() + ")");
        }
    }

    /** {@return when it is over} */
    public Duration end() {
        return switch (kind) {
            case PAUSE, SLEEP, CHURN -> at.plusMillis(magnitude);
            default -> at.plus(lasting);
        };
    }

    /** {@return a line such as {@code 12.345 s PARTITION of exchange 0 for 4.200 s}} */
    @Override
    public String toString() {
        return Lines.time(at) + " s " + kind
                + (kind.least() == kind.most() ? "" : "(" + magnitude + ")")
                + (exchange == ALL ? " of all exchanges" : " of exchange " + exchange)
                + (kind.isLasting() ? " for " + Lines.time(lasting) + " s" : "");
    }
}
