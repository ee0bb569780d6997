package io.holdfast.gateway;

import io.holdfast.gateway.dashboard.DashboardConfig;
import io.holdfast.gateway.demo.Demo;
import io.holdfast.gateway.demo.DemoExchange;
import io.holdfast.gateway.demo.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows losses and recoveries against simulated exchanges. */
@Command(
        name = "demo",
        description = "Connects to simulated exchanges on this machine, and to one that does not exist, cuts the"
                + " connections again and again, and tells what was lost and how long it took.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final String LOG_LEVEL = "holdfast.log";
    private static final int MAX_SECONDS = 24 * 3600;

    @Option(names = "--seconds", paramLabel = "N", description = "end after N seconds; otherwise with Ctrl-C")
    private int seconds;

    @Option(names = "--plain", description = "lines instead of a screen that redraws, on a terminal too")
    private boolean plain;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port of the web dashboard; ${DEFAULT-VALUE} unless set, any free one if that is taken")
    private int port = DashboardConfig.DEFAULT.port();

    @Option(names = "--no-dashboard", description = "no web dashboard")
    private boolean withoutDashboard;

    DemoCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new ConfigException("--seconds: " + seconds + " (expected: 1 .. " + MAX_SECONDS + ")");
        }
        if (Screen.isTerminal() && !plain && System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "OFF"); // lines of the log would tear the screen; it shows the same
        }
        final List<DemoExchange> exchanges = new ArrayList<>();
        try (Stop stop = Stop.onSignal()) {
            ServiceLoader.load(DemoExchange.class).forEach(exchanges::add);
            if (exchanges.isEmpty()) {
                throw new ConfigException("demo: no simulated exchange is part of this build");
            }
            final Demo.Outcome outcome =
                    new Demo(exchanges, System.out, stop, new Demo.Options(seconds, plain, dashboard())).run();
            return outcome.isGood() || stop.isAsked() ? 0 : Main.FAILED;
        } finally {
            exchanges.forEach(DemoExchange::close);
        }
    }

    private @Nullable DashboardConfig dashboard() throws ConfigException {
        try {
            return withoutDashboard ? null : DashboardConfig.DEFAULT.withPort(port);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--" + e.getMessage());
        }
    }
}
