package io.holdfast.testkit.simulation;

import static java.util.Objects.requireNonNull;

import io.holdfast.resilience.BackoffPolicy;
import java.time.Duration;
import java.util.List;

/**
 * What is simulated.
 *
 * @param seed         where all chance comes from
 * @param exchanges    who takes part; at least one
 * @param schedule     what goes wrong
 * @param atLeast      how much time passes at least
 * @param settleWithin how long after the last fault every session must be live again, or have failed for good
 * @param ringCapacity slots of the ring; a power of two, 64 to 2^24
 * @param backoff      waits between attempts
 * @param stableAfter  see {@link io.holdfast.session.SessionSettings}
 */
public record SimulationSettings(
        long seed,
        List<SimulatedExchange> exchanges,
        FaultSchedule schedule,
        Duration atLeast,
        Duration settleWithin,
        int ringCapacity,
        BackoffPolicy backoff,
        Duration stableAfter) {

    private static final Duration SETTLE_WITHIN = Duration.ofMinutes(10);
    private static final int RING = 1_024;

    /** Checks that nothing is missing. */
    public SimulationSettings {
        exchanges = List.copyOf(exchanges);
        requireNonNull(schedule, "schedule");
        requireNonNull(atLeast, "atLeast");
        requireNonNull(settleWithin, "settleWithin");
        requireNonNull(backoff, "backoff");
        requireNonNull(stableAfter, "stableAfter");
        if (exchanges.isEmpty()) {
            throw new IllegalArgumentException("exchanges: none (expected: at least one)");
        }
    }

    /** {@return settings with the engine's defaults} */
    public static SimulationSettings of(
            long seed, List<SimulatedExchange> exchanges, FaultSchedule schedule, Duration atLeast) {
        return new SimulationSettings(
                seed,
                exchanges,
                schedule,
                atLeast,
                SETTLE_WITHIN,
                RING,
                BackoffPolicy.DEFAULT,
                io.holdfast.session.SessionSettings.DEFAULT_STABLE_AFTER);
    }

    /** {@return the same with another schedule} */
    public SimulationSettings with(FaultSchedule other) {
        return new SimulationSettings(
                seed, exchanges, other, atLeast, settleWithin, ringCapacity, backoff, stableAfter);
    }

    /** {@return the same with another size of the ring} */
    public SimulationSettings withRing(int slots) {
        return new SimulationSettings(seed, exchanges, schedule, atLeast, settleWithin, slots, backoff, stableAfter);
    }
}
