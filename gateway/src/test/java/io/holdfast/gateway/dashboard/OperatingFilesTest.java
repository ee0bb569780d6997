package io.holdfast.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.AlertPolicy;
import io.holdfast.health.AlertRule;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for those who run it, in {@code ops} and {@code docs/operations.md}: that they fit the program. */
class OperatingFilesTest {

    private static final Path OPS = Path.of("..", "ops"); // tests run in the module's folder
    private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");
    private static final Path METRICS =
            Path.of("src", "main", "java", "io", "holdfast", "gateway", "metrics", "MetricsText.java");
    private static final Pattern METRIC = Pattern.compile("(marketdata_[a-z_]+?)(?:_bucket)?(?![a-z_])");
    private static final String TOKEN = "correct-horse-battery";

    @TempDir
    private Path folder;

    @Test
    void theProbeSaysWhetherAnExchangeIsLive() throws Exception {
        assertThat(probe(FakeView.ofEveryState(), "")).isEqualTo("0 200 OK");
        assertThat(probe(new FakeView(), "")).isEqualTo("1 503 Service Unavailable");
        assertThat(probe(FakeView.ofEveryState(), TOKEN)).isEqualTo("0 200 OK");
    }

    @Test
    void theProbeFailsWhereNobodyAnswers() throws Exception {
        final int port;
        try (DashboardServer server = server(FakeView.ofEveryState(), "")) {
            port = URI.create(server.url()).getPort();
        }
        assertThat(probe(port, "")).startsWith("1 ");
    }

    @Test
    void everyAlertLeadsToItsParagraph() throws IOException {
        final Set<String> anchors = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE)
                .matcher(Files.readString(OPERATIONS))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.toSet());
        final String alerts = Files.readString(OPS.resolve("alerts.yml"));

        final Pattern alert =
                Pattern.compile("- alert: (\\w+)(?s:(?!- alert:).)*?runbook: \"docs/operations.md#([a-z-]+)\"");
        assertThat(alert.matcher(alerts).results())
                .as("each has its own")
                .hasSameSizeAs(
                        Pattern.compile("- alert:").matcher(alerts).results().toList());
        assertThat(found(alerts, alert))
                .allSatisfy(anchor -> assertThat(anchors).contains(anchor));
        assertThat(AlertPolicy.DEFAULT.rules())
                .as("the process's own")
                .extracting(AlertRule::name)
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(anchors).anyMatch(rule::startsWith)); // burn-rate-1h-5m
    }

    @Test
    void alertsAndBoardAskForMetricsThatThereAre() throws Exception {
        final Set<String> offered = found(Files.readString(METRICS), METRIC);

        assertThat(found(Files.readString(OPS.resolve("alerts.yml")), METRIC))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(offered).contains(metric));
        assertThat(found(Files.readString(OPS.resolve("grafana-dashboard.json")), METRIC))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(offered).contains(metric));
    }

    @Test
    void theUnitMayDoNothingThatTheProgramDoesNotNeed() throws IOException {
        assertThat(Files.readAllLines(OPS.resolve("holdfast.service")))
                .contains(
                        "DynamicUser=yes",
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "ProtectHome=yes",
                        "CapabilityBoundingSet=",
                        "Restart=on-failure",
                        "RestartPreventExitStatus=2",
                        "ExecStart=/opt/holdfast/holdfast.sh run --config /etc/holdfast/holdfast.yaml");
    }

    private static Set<String> found(String text, Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(match.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String probe(DashboardView view, String token) throws Exception {
        try (DashboardServer server = server(view, token)) {
            return probe(URI.create(server.url()).getPort(), token);
        }
    }

    /** {@return the probe's exit code and what it prints} */
    private String probe(int port, String token) throws Exception {
        final ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        OPS.resolve("ready.sh").toAbsolutePath().normalize().toString())
                .redirectErrorStream(true);
        final Map<String, String> environment = builder.environment();
        environment.put("HOLDFAST_PORT", Integer.toString(port));
        if (!token.isEmpty()) {
            environment.put(
                    "HOLDFAST_TOKEN_FILE",
                    Files.writeString(folder.resolve("token"), token).toString());
        }
        final Process process = builder.start();
        final String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + printed.strip();
    }

    private static DashboardServer server(DashboardView view, String token) {
        final DashboardConfig usual = DashboardConfig.DEFAULT;
        return DashboardServer.start(new DashboardConfig(usual.host(), 0, token, List.of()), view, FaultSwitch.NONE);
    }
}
