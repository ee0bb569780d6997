package io.holdfast.gateway;

import io.holdfast.testkit.simulation.FaultKind;
import io.holdfast.testkit.simulation.LongRun;
import io.holdfast.testkit.simulation.Simulation;
import io.holdfast.testkit.simulation.SimulationReport;
import io.holdfast.testkit.simulation.SimulationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Simulates hours of faults in seconds, and holds every event against the truth. */
@Command(
        name = "simulate",
        description = "Runs the real engine and plugins in virtual time against simulated exchanges, on a network that"
                + " fails as the seed says. The same seed gives the same output.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

    private static final String LOG_LEVEL = "holdfast.log";
    private static final String ALL = "all";
    private static final String NONE = "none";

    @Option(names = "--seed", paramLabel = "S", description = "where all chance comes from; 1 unless given")
    private long seed = 1;

    @Option(names = "--hours", paramLabel = "H", description = "how long; 24 unless given")
    private int hours = 24;

    @Option(names = "--exchanges", paramLabel = "N", description = "how many; 3 unless given")
    private int exchanges = 3;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            split = ",",
            description = "what may go wrong, such as PARTITION,RST; \"all\" unless given, or \"none\"")
    private List<String> faults = new ArrayList<>(List.of(ALL));

    SimulateCommand() {}

    @Override
    public Integer call() throws ConfigException {
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "ERROR"); // losses are what is simulated, and their times are not the day's
        }
        final SimulationSettings settings;
        try {
            settings = LongRun.settings(seed, hours, exchanges, kinds());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--" + e.getMessage());
        }
        final SimulationReport report = Simulation.run(settings);
        System.out.print(report.summary());
        if (!report.isClean()) {
            System.out.print(report.failure());
        }
        System.out.flush();
        return report.isClean() ? 0 : Main.FAILED;
    }

    private List<FaultKind> kinds() throws ConfigException {
        if (faults.equals(List.of(ALL))) {
            return List.of(FaultKind.values());
        }
        if (faults.equals(List.of(NONE))) {
            return List.of();
        }
        final List<FaultKind> kinds = new ArrayList<>();
        for (final String name : faults) {
            try {
                kinds.add(FaultKind.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new ConfigException("--faults: " + name + " (expected one of: " + List.of(FaultKind.values())
                        + ", or all, or none)");
            }
        }
        return kinds;
    }
}
