package io.holdfast.testkit.simulation;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many short simulations, each with a schedule of its own: the schedule of number n is drawn from the seed n alone, so
 * that one that fails can be run again by itself.
 */
public final class ScheduleSweep {

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration LONGEST_FAULT = Duration.ofSeconds(40);
    private static final int MOST_FAULTS = 8;
    /** Now and then more, so that one repair closes upon another. */
    private static final int MOST_IN_A_STORM = 30;

    private static final int STORM_IN = 10;
    private static final int[] RINGS = {64, 256, 1_024};

    private final List<SimulatedExchange> exchanges;
    private final List<FaultKind> kinds;
    private long run;
    private long events;
    private Duration simulated = Duration.ZERO;
    private long losses;

    /**
     * Makes a sweep.
     *
     * @param exchanges they take turns; not empty
     * @param kinds     what may go wrong; not empty
     */
    public ScheduleSweep(List<SimulatedExchange> exchanges, List<FaultKind> kinds) {
        this.exchanges = List.copyOf(exchanges);
        this.kinds = List.copyOf(kinds);
    }

    /** {@return a sweep over all exchanges that are on the path, and everything that may go wrong} */
    public static ScheduleSweep overAll() {
        final List<SimulatedExchange> available =
                List.copyOf(SimulatedExchanges.available(TICK, 1).values());
        if (available.isEmpty()) {
            throw new IllegalStateException("exchanges: none can be simulated (expected: a plugin on the path)");
        }
        return new ScheduleSweep(available, List.of(FaultKind.values()));
    }

    /** {@return the same over other kinds of faults} */
    public ScheduleSweep of(List<FaultKind> others) {
        return new ScheduleSweep(exchanges, others);
    }

    /** {@return the simulation of one seed} */
    public SimulationSettings settings(long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int first = (int) Math.floorMod(seed, (long) exchanges.size());
        final boolean two = exchanges.size() > 1 && random.nextInt(8) == 0;
        final List<SimulatedExchange> some = two
                ? List.of(exchanges.get(first), exchanges.get((first + 1) % exchanges.size()))
                : List.of(exchanges.get(first));
        final Duration until = Duration.ofSeconds(random.nextLong(10, 90));
        final int most = random.nextInt(STORM_IN) == 0 ? MOST_IN_A_STORM : MOST_FAULTS;
        final FaultSchedule schedule = FaultSchedule.draw(
                random, kinds, some.size(), 1 + random.nextInt(most), Duration.ZERO, until, LONGEST_FAULT);
        return SimulationSettings.of(seed, some, schedule, until).withRing(RINGS[random.nextInt(RINGS.length)]);
    }

    /** Runs one seed. {@return the report of its smallest failing schedule; null if nothing was broken} */
    public @Nullable String run(long seed) {
        final SimulationSettings settings = settings(seed);
        final SimulationReport report = Simulation.run(settings);
        run++;
        events += report.events();
        simulated = simulated.plus(report.simulated());
        losses += report.exchanges().stream()
                .mapToLong(exchange -> exchange.losses().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .sum();
        return report.isClean() ? null : explain(settings);
    }

    private static String explain(SimulationSettings settings) {
        final BitSet kept = settings.schedule()
                .shrink(tried -> !Simulation.run(settings.with(tried)).isClean());
        final SimulationReport least =
                Simulation.run(settings.with(settings.schedule().keeping(kept)));
        return least.failure() + "again with: SimulationMain --seed " + settings.seed() + " --schedules 1 --keep "
                + (kept.isEmpty()
                        ? "none"
                        : kept.stream().mapToObj(Integer::toString).collect(Collectors.joining(",")))
                + '\n';
    }

    /** {@return simulations run so far} */
    public long schedules() {
        return run;
    }

    /** {@return losses of open connections in them} */
    public long losses() {
        return losses;
    }

    /** {@return what they came to, in one line} */
    public String summary() {
        return run + " schedules, " + simulated.toHours() + " simulated hours, " + losses + " losses, " + events
                + " events checked";
    }
}
