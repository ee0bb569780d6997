package io.holdfast.testkit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A simulation of many hours, with a fault about every ten minutes. */
public final class LongRun {

    /** Most hours that one run may take: a month. */
    public static final int MOST_HOURS = 24 * 31;
    /** Most exchanges that one run may hold. */
    public static final int MOST_EXCHANGES = 50;

    private static final int FAULTS_PER_HOUR = 6;
    private static final Duration LONGEST_FAULT = Duration.ofMinutes(2);
    private static final Duration TICK = Duration.ofSeconds(1);

    private LongRun() {}

    /**
     * {@return the settings of a run}
     *
     * @param seed      where all chance comes from
     * @param hours     1 to {@value #MOST_HOURS}
     * @param exchanges 1 to {@value #MOST_EXCHANGES}; the exchanges on the path take turns
     * @param kinds     what may go wrong; empty for nothing
     */
    public static SimulationSettings settings(long seed, int hours, int exchanges, List<FaultKind> kinds) {
        check("hours", hours, MOST_HOURS);
        check("exchanges", exchanges, MOST_EXCHANGES);
        final Duration length = Duration.ofHours(hours);
        final FaultSchedule schedule = kinds.isEmpty()
                ? FaultSchedule.NONE
                : FaultSchedule.draw(
                        new SplittableRandom(seed),
                        kinds,
                        exchanges,
                        hours * exchanges * FAULTS_PER_HOUR,
                        Duration.ofMinutes(1),
                        length,
                        LONGEST_FAULT);
        return SimulationSettings.of(seed, SimulatedExchanges.inTurn(exchanges, TICK, 1), schedule, length);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 .. " + most + ")");
        }
    }
}
