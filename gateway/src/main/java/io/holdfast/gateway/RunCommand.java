package io.holdfast.gateway;

import io.holdfast.gateway.dashboard.DashboardConfig;
import io.holdfast.gateway.dashboard.DashboardServer;
import io.holdfast.gateway.dashboard.FaultSwitch;
import io.holdfast.gateway.dashboard.LiveView;
import io.holdfast.gateway.dashboard.PriceTable;
import io.holdfast.health.HealthMonitor;
import io.holdfast.session.SessionStatus;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Connects as a file says, and tells what happens to the connections. */
@Command(
        name = "run",
        description = "Connects as FILE says; prints transitions, a status line every 10 s, and shows a web dashboard.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final long STATUS_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final MonotonicClock clock = new SystemClock();
    private final PrintStream out = System.out;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "YAML; see docs/configuration.md")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path config;

    RunCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        final GatewayConfig wanted = ConfigReader.read(config, Gateway.exchangesFound());
        final LineQueue lines = new LineQueue();
        final LongAdder events = new LongAdder();
        final HealthMonitor monitor = new HealthMonitor(wanted.alerts());
        if (wanted.webhook() != null) {
            monitor.addListener(new Webhook(wanted.webhook()));
        }
        final PriceTable prices = new PriceTable();
        try (Stop stop = Stop.onSignal();
                Gateway gateway = Gateway.start(
                        wanted,
                        monitor,
                        List.of((event, endOfBatch) -> events.increment(), prices, monitor.probe()),
                        transition ->
                                lines.add(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + transition))) {
            final DashboardServer dashboard = show(wanted, new LiveView(gateway.holdfast(), prices));
            try {
                if (dashboard != null) {
                    lines.add("dashboard " + dashboard.url());
                }
                return follow(gateway, wanted, lines, events, stop);
            } finally {
                if (dashboard != null) {
                    dashboard.close();
                }
            }
        }
    }

    /** {@return the dashboard; null where none is wanted, or where nobody named its port and that is taken} */
    private static @Nullable DashboardServer show(GatewayConfig wanted, LiveView view) throws ConfigException {
        final DashboardConfig config = wanted.dashboard();
        if (config == null) {
            return null;
        }
        try {
            return DashboardServer.start(config, view, FaultSwitch.NONE);
        } catch (IllegalArgumentException e) {
            if (wanted.dashboardNamed()) {
                throw new ConfigException(String.valueOf(e.getMessage()));
            }
            System.err.println("holdfast: " + e.getMessage() + "; going on without it");
            return null;
        }
    }

    private int follow(Gateway gateway, GatewayConfig wanted, LineQueue lines, LongAdder events, Stop stop)
            throws InterruptedException {
        final long startNanos = clock.nanos();
        final long lastsNanos = Duration.ofSeconds(wanted.seconds()).toNanos();
        long statusNanos = startNanos + STATUS_INTERVAL_NANOS;
        while (!stop.isAsked() && (lastsNanos == 0 || clock.nanos() - startNanos < lastsNanos)) {
            lines.print(out, statusNanos - clock.nanos());
            final List<SessionStatus> status = gateway.holdfast().status();
            if (gateway.hasEnded()) {
                lines.print(out, 0);
                System.err.println("holdfast: every session has ended: " + describe(status, events));
                return Main.FAILED;
            }
            if (clock.nanos() - statusNanos >= 0) {
                statusNanos += STATUS_INTERVAL_NANOS;
                lines.add(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " status " + describe(status, events));
            }
        }
        gateway.close();
        lines.print(out, 0);
        return 0;
    }

    private static String describe(List<SessionStatus> status, LongAdder events) {
        final StringBuilder text = new StringBuilder("events=" + events.sum());
        for (final SessionStatus session : status) {
            text.append(" | ").append(session.session()).append(' ').append(session.state());
            text.append(" reason=").append(session.reason());
            text.append(" active=").append(session.active()).append('/').append(session.wanted());
            text.append(" refused=").append(session.refused());
            text.append(" generation=").append(session.generation());
            text.append(" frames=").append(session.frames());
            text.append(" anomalies=").append(session.anomalies());
            text.append(" conflated=").append(session.conflated());
            text.append(" dropped=").append(session.overflowed());
        }
        return text.toString();
    }
}
