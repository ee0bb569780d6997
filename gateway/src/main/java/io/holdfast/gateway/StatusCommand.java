package io.holdfast.gateway;

import io.holdfast.gateway.dashboard.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running process how its exchanges stand. */
@Command(
        name = "status",
        description =
                "Asks a running holdfast, by the address of its dashboard, how its exchanges stand. Exit code 0 if"
                        + " all of them are connected.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int OK = 200;

    @Option(names = "--url", paramLabel = "URL", description = "address of the dashboard; ${DEFAULT-VALUE} unless set")
    private String url = "http://127.0.0.1:8080";

    @Option(names = "--token-file", paramLabel = "FILE", description = "file whose first line is the token")
    private @Nullable Path tokenFile;

    @Option(names = "--json", description = "the answer as it comes; docs/http-api.md is its schema")
    private boolean json;

    StatusCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        final String body = ask();
        if (json) {
            System.out.println(body);
            return 0;
        }
        final Map<?, ?> status = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(body);
        print(System.out, status);
        return list(status, "disconnected").isEmpty() ? 0 : Main.FAILED;
    }

    private String ask() throws ConfigException, InterruptedException {
        try {
            final HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(url.endsWith("/") ? url + "api/status" : url + "/api/status"))
                    .timeout(LIMIT);
            if (tokenFile != null) {
                request.header(
                        "Authorization",
                        "Bearer " + Files.readAllLines(tokenFile).get(0).strip());
            }
            final HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(LIMIT)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new ConfigException("status: " + url + " answered " + answer.statusCode() + " "
                        + Json.harmless(answer.body().strip()));
            }
            return answer.body();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--url: \"" + url + "\" (expected: such as http://127.0.0.1:8080)");
        } catch (IndexOutOfBoundsException | IOException e) {
            throw new ConfigException(
                    "status: no answer from " + url + " (" + e + "; is holdfast running, and its dashboard there?)");
        }
    }

    private static void print(PrintStream out, Map<?, ?> status) {
        out.println("connected: " + status.get("connected"));
        out.println("disconnected: " + status.get("disconnected"));
        for (final Object element : list(status, "exchanges")) {
            final Map<?, ?> exchange = (Map<?, ?>) element;
            final Map<?, ?> gate = exchange.get("gate") instanceof final Map<?, ?> known ? known : Map.of();
            final Object next = exchange.get("nextAttemptInMs");
            out.println(String.format(
                    Locale.ROOT,
                    "%-12s %-10s for %s, gate %s, reliability 5m %s, reason %s%s%s",
                    exchange.get("id"),
                    exchange.get("state"),
                    seconds(exchange.get("stateSinceMs")),
                    Boolean.TRUE.equals(gate.get("open")) ? "open" : "shut",
                    share(exchange),
                    exchange.get("reason"),
                    next == null ? "" : ", attempt " + exchange.get("attempt") + ", next in " + seconds(next),
                    String.valueOf(exchange.get("detail")).isEmpty() ? "" : " (" + exchange.get("detail") + ")"));
        }
        for (final Object element : list(status, "alerts")) {
            final Map<?, ?> alert = (Map<?, ?>) element;
            out.println("alert: " + alert.get("exchange") + " " + alert.get("rule") + ": " + alert.get("message"));
        }
    }

    private static String share(Map<?, ?> exchange) {
        for (final Object element : list(exchange, "windows")) {
            final Map<?, ?> window = (Map<?, ?>) element;
            if ("5m".equals(window.get("window")) && window.get("reliability") instanceof final Number share) {
                return String.format(Locale.ROOT, "%.2f %%", 100 * share.doubleValue());
            }
        }
        return "unknown";
    }

    private static List<?> list(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof final List<?> list ? list : List.of();
    }

    private static String seconds(@Nullable Object millis) {
        return millis instanceof final Number number
                ? String.format(Locale.ROOT, "%.1f s", number.doubleValue() / 1_000)
                : "unknown";
    }
}
