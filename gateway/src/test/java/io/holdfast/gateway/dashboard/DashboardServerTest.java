package io.holdfast.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the server answers, and whom, and what it does not. */
class DashboardServerTest {

    private static final String TOKEN = "correct-horse-battery";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Socket> sockets = new ArrayList<>();
    private DashboardServer server;

    @BeforeEach
    void start() {
        server = DashboardServer.start(DashboardConfig.DEFAULT.withPort(0), FakeView.ofEveryState(), FaultSwitch.NONE);
    }

    @AfterEach
    void stop() throws IOException {
        for (final Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/app.css",
                "/app.js",
                "/render.js",
                "/favicon.svg",
                "/api/status",
                "/api/prices",
                "/metrics",
                "/health",
                "/ready"
            })
    void everyAnswerKeepsABrowserFromBeingTurnedAgainstUs(String path) throws Exception {
        final HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none';")
                        .contains("script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                        .doesNotContain("unsafe"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void thePageUsesNothingFromElsewhere() throws Exception {
        for (final String path : List.of("/", "/app.css", "/app.js", "/render.js")) {
            assertThat(get(path).body().replace("http://www.w3.org/2000/svg", ""))
                    .doesNotContain("http://", "https://", "//cdn", "innerHTML", "eval(", "style=\"");
        }
    }

    @Test
    void theStatusIsTheJsonThatIsDocumented() throws Exception {
        final Map<?, ?> status = (Map<?, ?>) json(get("/api/status").body());

        assertThat(status.get("schema")).isEqualTo(1);
        assertThat((List<?>) status.get("connected")).isEqualTo(List.of("binance", "kraken", "bitfinex"));
        final Map<?, ?> coinbase = (Map<?, ?>) ((List<?>) status.get("exchanges")).get(3);
        final Map<?, ?> bitfinex = (Map<?, ?>) ((List<?>) status.get("exchanges")).get(2);
        assertThat(bitfinex.get("maintenance")).isEqualTo(true);
        final Map<?, ?> data = (Map<?, ?>) bitfinex.get("subscriptions");
        assertThat(data.get("live")).isEqualTo(0);
        assertThat(data.get("silent")).isEqualTo(1);
        assertThat(((Map<?, ?>) ((List<?>) data.get("stale")).get(0)).get("reason"))
                .isEqualTo("EXCHANGE_MAINTENANCE");
        assertThat(coinbase.get("id")).isEqualTo("coinbase");
        assertThat(coinbase.get("state")).isEqualTo("WAITING");
        assertThat(coinbase.get("reason")).isEqualTo("RESET");
        assertThat(((Number) coinbase.get("nextAttemptInMs")).doubleValue()).isBetween(1.0, 600_000.0);
        assertThat(((Map<?, ?>) coinbase.get("gate")).get("open")).isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection_state",
                "connection_attempts_total",
                "disconnects_total",
                "connected_seconds_total",
                "observed_seconds_total",
                "availability_ratio",
                "recovery_duration_seconds",
                "backoff_delay_seconds",
                "circuit_state",
                "circuit_transitions_total",
                "trading_allowed",
                "sequence_gaps_total",
                "messages_dropped_total",
                "subscriptions",
                "ring_remaining",
                "local_pause_seconds",
                "alert_active"
            })
    void everyMetricThatOperatorsAreToldOfIsThere(String name) throws Exception {
        assertThat(get("/metrics").body()).contains("\n# TYPE marketdata_" + name + " ");
    }

    @Test
    void metricsHaveOneTypeEachAndStandTogether() throws Exception {
        final List<String> lines = get("/metrics").body().lines().toList();

        assertThat(lines).contains("marketdata_trading_allowed{exchange=\"binance\"} 1");
        assertThat(lines).contains("marketdata_circuit_state{exchange=\"okx\",state=\"OPEN\"} 1");
        assertThat(lines)
                .anyMatch(line -> line.matches(
                        "marketdata_availability_ratio\\{exchange=\"coinbase\",window=\"1m\"} 0\\.[0-9]+"));
        assertThat(lines)
                .anyMatch(line -> line.startsWith(
                        "marketdata_recovery_duration_seconds_bucket{exchange=\"coinbase\",le=\"+Inf\"} "));
        assertThat(lines)
                .contains("marketdata_circuit_transitions_total{exchange=\"okx\",from=\"CLOSED\",to=\"OPEN\"} 1");
        assertThat(lines)
                .contains(
                        "marketdata_local_pause_seconds_bucket{exchange=\"okx\",le=\"2.5\"} 0",
                        "marketdata_local_pause_seconds_bucket{exchange=\"okx\",le=\"5\"} 1",
                        "marketdata_local_pause_seconds_sum{exchange=\"okx\"} 3",
                        "marketdata_local_pause_seconds_count{exchange=\"okx\"} 1");
        assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")).toList())
                .doesNotHaveDuplicates();
        assertThat(lines)
                .allMatch(line -> line.startsWith("#")
                        || line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? -?[0-9.E+-]+"));
    }

    @Test
    void onlyThisHostIsAnswered() throws Exception {
        assertThat(raw("GET /api/status HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GET /api/status HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 421");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 200");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void nothingButReadingIsAllowed(String method) throws Exception {
        assertThat(raw(method + " /api/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void noPathLeadsToAFile() throws Exception {
        for (final String path : List.of(
                "/../pom.xml",
                "/%2e%2e/logback.xml",
                "/app.css/../../x",
                "/META-INF/MANIFEST.MF",
                "/api",
                "/demo/fault")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void whatIsTooLargeOrNotHttpIsRefused() throws Exception {
        assertThat(raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void anAddressThatOthersCanReachWantsAToken() {
        assertThatThrownBy(() -> new DashboardConfig("0.0.0.0", 0, "", List.of()))
                .hasMessage("token: none for 0.0.0.0 (expected: one, for every address that others can reach)");
        assertThatThrownBy(() -> new DashboardConfig("0.0.0.0", 0, "short", List.of()))
                .hasMessageStartingWith("token: 5 characters (expected: at least 16");
    }

    @Test
    void withoutTheTokenNothingIsTold() throws Exception {
        restart(new DashboardConfig("127.0.0.1", 0, TOKEN, List.of()), FaultSwitch.NONE);

        assertThat(get("/api/status").statusCode()).isEqualTo(401);
        assertThat(get("/events").statusCode()).isEqualTo(401);
        assertThat(get("/?token=wrong-token-wrong-token").statusCode()).isEqualTo(401);
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/metrics", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(get("/metrics", "Authorization", "Bearer " + TOKEN + "x").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenInTheAddressBecomesACookieThatScriptsCannotRead() throws Exception {
        restart(new DashboardConfig("127.0.0.1", 0, TOKEN, List.of()), FaultSwitch.NONE);

        final HttpResponse<String> answer = get("/?token=" + TOKEN);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("/");
        final String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
        assertThat(get("/api/status", "Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aButtonOfAnotherPageIsNotPressed() throws Exception {
        final List<String> pressed = new ArrayList<>();
        restart(DashboardConfig.DEFAULT.withPort(0), new FaultSwitch() {
            @Override
            public List<String> faults(String exchange) {
                return List.of("RST");
            }

            @Override
            public void inject(String exchange, String fault) {
                if (!fault.equals("RST")) {
                    throw new IllegalArgumentException("fault: " + fault);
                }
                pressed.add(exchange + fault);
            }
        });

        assertThat(post("/demo/fault?exchange=binance&fault=RST").statusCode()).isEqualTo(403);
        assertThat(post("/demo/fault?exchange=binance&fault=NONE", RequestHandler.BUTTON_HEADER, "1")
                        .statusCode())
                .isEqualTo(404);
        assertThat(pressed).isEmpty();
        assertThat(post("/demo/fault?exchange=binance&fault=RST", RequestHandler.BUTTON_HEADER, "1")
                        .statusCode())
                .isEqualTo(200);
        assertThat(pressed).containsExactly("binanceRST");
    }

    @Test
    void aPageIsSentStatusAndPrices() throws Exception {
        final Socket socket = ask("/events");

        final String head = read(socket, "event: prices");

        assertThat(head)
                .startsWith("HTTP/1.1 200")
                .contains("text/event-stream")
                .contains("\"whole\":true");
        assertThat(read(socket, "event: status")).contains("\"schema\":1");
    }

    @Test
    void streamsAreBoundedAndOneThatEndsMakesRoom() throws Exception {
        for (int i = 0; i < Subscribers.MOST; i++) {
            assertThat(read(ask("/events"), "\r\n\r\n")).startsWith("HTTP/1.1 200");
        }
        assertThat(read(ask("/events"), "\r\n\r\n")).startsWith("HTTP/1.1 503");

        sockets.get(0).close();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(read(ask("/events"), "\r\n\r\n")).startsWith("HTTP/1.1 200"));
    }

    @Test
    void readyMeansThatAtLeastOneExchangeIsLive() throws Exception {
        assertThat(get("/ready").body()).contains("\"ready\":true");
        server.close();
        server = DashboardServer.start(DashboardConfig.DEFAULT.withPort(0), new FakeView(), FaultSwitch.NONE);

        assertThat(get("/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatIsTakenIsSaidToBe() {
        final DashboardConfig taken = DashboardConfig.DEFAULT.withPort(server.port());

        assertThatThrownBy(() -> DashboardServer.start(taken, new FakeView(), FaultSwitch.NONE))
                .hasMessageStartingWith("dashboard: cannot listen on 127.0.0.1:" + server.port());
    }

    private void restart(DashboardConfig config, FaultSwitch faults) {
        server.close();
        server = DashboardServer.start(config, FakeView.ofEveryState(), faults);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)), headers);
    }

    private HttpResponse<String> post(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()), headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        request.timeout(Duration.ofSeconds(10));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(server.url()).resolve(path);
    }

    /** {@return the whole answer to a request that an HTTP client would not send} */
    private String raw(String request) throws IOException {
        final Socket socket = open();
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return read(socket, "\r\n\r\n");
    }

    private Socket ask(String path) throws IOException {
        final Socket socket = open();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Socket open() throws IOException {
        final Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        sockets.add(socket);
        return socket;
    }

    /** {@return what comes, up to the line after some words} */
    private static String read(Socket socket, String until) throws IOException {
        final StringBuilder text = new StringBuilder();
        final InputStream in = socket.getInputStream();
        final byte[] buffer = new byte[4_096];
        while (text.indexOf(until) < 0 || text.indexOf("\n", text.indexOf(until) + until.length()) < 0) {
            final int count = in.read(buffer);
            if (count < 0 || until.equals("\r\n\r\n") && text.indexOf(until) >= 0) {
                break;
            }
            text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            if (until.equals("\r\n\r\n") && text.indexOf(until) >= 0) {
                break;
            }
        }
        return text.toString();
    }

    private static Object json(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }
}
