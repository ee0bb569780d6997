package io.holdfast.testkit.simulation;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sweeps over many fault schedules, from the command line:
 *
 * <pre>
 * java -cp … io.holdfast.testkit.simulation.SimulationMain --seed 1 --schedules 100000
 * </pre>
 *
 * <p>{@code --faults PARTITION,RST} names what may go wrong, everything unless given; {@code --keep 0,3} runs some of a
 * single schedule's faults, {@code --keep none} none of them. Ends with 1 if a promise was broken, 2 if the command is wrong.
 */
public final class SimulationMain {

    private static final int MOST_FAILURES = 10;
    private static final int PROGRESS = 10_000;

    private SimulationMain() {}

    /** Runs the sweep. */
    public static void main(String[] arguments) {
        final Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        final int failures;
        try {
            failures = sweep(options);
        } catch (IllegalArgumentException e) {
            System.err.println("simulation: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (failures > 0) {
            System.exit(1);
        }
    }

    private static int sweep(Map<String, String> options) {
        final long seed = number(options, "--seed", 1);
        final long schedules = number(options, "--schedules", 10_000);
        final String faults = options.get("--faults");
        final ScheduleSweep sweep = faults == null
                ? ScheduleSweep.overAll()
                : ScheduleSweep.overAll()
                        .of(Stream.of(faults.split(",")).map(FaultKind::valueOf).toList());
        final String keep = options.get("--keep");
        if (keep != null) {
            final BitSet kept = new BitSet();
            if (!keep.equals("none")) {
                Stream.of(keep.split(",")).map(Integer::valueOf).forEach(kept::set);
            }
            final SimulationSettings settings = sweep.settings(seed);
            final SimulationReport report =
                    Simulation.run(settings.with(settings.schedule().keeping(kept)));
            System.out.print(report.failure());
            return report.isClean() ? 0 : 1;
        }
        int failures = 0;
        for (long i = 0; i < schedules && failures < MOST_FAILURES; i++) {
            final String failure = sweep.run(seed + i);
            if (failure != null) {
                failures++;
                System.out.println(failure);
            }
            if (sweep.schedules() % PROGRESS == 0) {
                System.out.println("… " + sweep.summary());
            }
        }
        System.out.println(sweep.summary() + ", " + failures + " failures (seeds " + seed + " .. "
                + (seed + sweep.schedules() - 1) + ")");
        return failures;
    }

    private static long number(Map<String, String> options, String name, long otherwise) {
        final String text = options.get(name);
        return text == null ? otherwise : Long.parseLong(text);
    }
}
