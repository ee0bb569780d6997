package io.holdfast.gateway;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code holdfast}. Exit codes: 0 done or stopped, 1 failed, 2 the command line or configuration is wrong. */
@Command(
        name = "holdfast",
        description = "Keeps market-data connections to crypto exchanges alive.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            SimulateCommand.class,
            TapCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            CheckCommand.class,
            ExchangesCommand.class,
            StatusCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "holdfast 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    static final int FAILED = 1;
    static final int REFUSED = 2;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandLine.Model.CommandSpec spec;

    Main() {}

    /** Runs the program. Ends the JVM itself only with an exit code that is not 0. */
    public static void main(String[] arguments) {
        final int code = commandLine().execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    static CommandLine commandLine() {
        final CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof ConfigException) {
                command.getErr().println("holdfast: " + failure.getMessage());
                return REFUSED;
            }
            throw failure;
        });
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "holdfast: expected a command: demo, run, simulate, tap, check, exchanges, status");
    }
}
