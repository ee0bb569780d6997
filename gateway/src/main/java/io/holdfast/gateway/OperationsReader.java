package io.holdfast.gateway;

import io.holdfast.gateway.dashboard.DashboardConfig;
import io.holdfast.health.AlertPolicy;
import io.holdfast.health.AlertRule;
import io.holdfast.health.HealthWindow;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a configuration file that are for those who watch: dashboard and alerts. */
final class OperationsReader {

    private static final int MAX_PORT = 65_535;
    private static final Duration STALE_FOR = Duration.ofMinutes(1);

    private final Path file;
    private final @Nullable ConfigNode dashboard;
    private final Map<String, ConfigNode> dashboardKeys;
    private final Map<String, ConfigNode> alertKeys;
    private final @Nullable ConfigNode alerts;

    OperationsReader(Path file, @Nullable ConfigNode dashboard, @Nullable ConfigNode alerts) throws ConfigException {
        this.file = file;
        this.dashboard = dashboard;
        this.dashboardKeys = dashboard == null ? Map.of() : dashboard.children();
        this.alerts = alerts;
        this.alertKeys = alerts == null ? Map.of() : alerts.children();
    }

    /** {@return where to show it; null for nowhere} */
    @Nullable
    DashboardConfig dashboard() throws ConfigException {
        final ConfigNode enabled = dashboardKeys.get("enabled");
        if (enabled != null && !truth(enabled)) {
            return null;
        }
        final DashboardConfig usual = DashboardConfig.DEFAULT;
        final ConfigNode host = dashboardKeys.get("host");
        final ConfigNode port = dashboardKeys.get("port");
        final List<String> hosts = new ArrayList<>();
        final ConfigNode allowed = dashboardKeys.get("allowedHosts");
        if (allowed != null) {
            for (final ConfigNode name : allowed.elements("names")) {
                hosts.add(name.text());
            }
        }
        try {
            return new DashboardConfig(
                    host == null ? usual.host() : host.text(),
                    port == null ? usual.port() : port.integer(0, MAX_PORT),
                    token(),
                    hosts);
        } catch (IllegalArgumentException e) {
            throw refused(dashboard, e);
        }
    }

    boolean isDashboardNamed() {
        return dashboardKeys.containsKey("port");
    }

    AlertPolicy alerts() throws ConfigException {
        final ConfigNode raise = alertKeys.get("raiseBelow");
        final ConfigNode clear = alertKeys.get("clearFrom");
        final ConfigNode stale = alertKeys.get("staleFor");
        final ConfigNode hold = alertKeys.get("hold");
        final AlertPolicy usual = AlertPolicy.DEFAULT;
        try {
            return new AlertPolicy(
                    List.of(
                            AlertRule.reliability(
                                    HealthWindow.FIVE_MINUTES,
                                    raise == null ? 0.95 : raise.number(),
                                    clear == null ? 0.97 : clear.number(),
                                    Duration.ofMinutes(1)),
                            AlertRule.burnRate(0.95, 14.4, HealthWindow.HOUR, HealthWindow.FIVE_MINUTES),
                            AlertRule.staleFor(stale == null ? STALE_FOR : stale.duration()),
                            AlertRule.breakerOpen()),
                    usual.looksToRaise(),
                    usual.looksToClear(),
                    hold == null ? usual.leastHold() : hold.duration());
        } catch (IllegalArgumentException e) {
            throw refused(alerts, e);
        }
    }

    /** {@return whom to tell of alerts; null for nobody} */
    @Nullable
    URI webhook() throws ConfigException {
        final ConfigNode node = alertKeys.get("webhook");
        return node == null ? null : node.parsed(Webhook::address);
    }

    private String token() throws ConfigException {
        final ConfigNode node = dashboardKeys.get("tokenFile");
        if (node == null) {
            return "";
        }
        final Path path = file.toAbsolutePath()
                .resolveSibling(node.parsed(text -> Path.of(text)).toString());
        try {
            final List<String> lines = Files.readAllLines(path);
            if (lines.isEmpty() || lines.get(0).isBlank()) {
                throw node.refused("a file whose first line is the token");
            }
            return lines.get(0).strip();
        } catch (IOException e) {
            throw node.refused("a readable file; looked at " + path);
        }
    }

    private static boolean truth(ConfigNode node) throws ConfigException {
        return switch (node.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw node.refused("true or false");
        };
    }

    private static ConfigException refused(@Nullable ConfigNode node, IllegalArgumentException cause) {
        final String message = String.valueOf(cause.getMessage());
        return node == null ? new ConfigException(message) : node.refusedBecause(message);
    }
}
