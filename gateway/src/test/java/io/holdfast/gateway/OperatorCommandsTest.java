package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.gateway.check.Check;
import io.holdfast.health.Alert;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The doctor and the webhook. */
class OperatorCommandsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void aCheckWalksEveryStepToTheFirstPrice() throws InterruptedException {
        try (SimulatedExchange<BinanceVenue> exchange = SimulatedExchange.start(BinanceVenue.usual());
                Transport transport = new NettyTransport(NettyTransportConfig.builder()
                        .trust(exchange.authority())
                        .build())) {
            final Report report = check(exchange, transport);

            assertThat(report.good).as(report.text).isTrue();
            assertThat(report.text.lines().map(line -> line.strip().split("  ")[0]))
                    .containsSubsequence(
                            "list of instruments", "name resolution", "TCP", "TLS", "upgrade", "first price");
            assertThat(report.text).doesNotContain("FAILED");
        }
    }

    @Test
    void aCheckSaysAtWhichStepItFailsAndWhatToDo() throws InterruptedException {
        try (SimulatedExchange<BinanceVenue> exchange = SimulatedExchange.start(BinanceVenue.usual());
                Transport trusting = new NettyTransport(NettyTransportConfig.builder()
                        .trust(exchange.authority())
                        .build());
                Transport distrusting =
                        new NettyTransport(NettyTransportConfig.builder().build())) {
            exchange.refuseUpgrades(451, Map.of(), "not where you are");
            final Report refused = check(exchange, trusting);
            assertThat(refused.good).isFalse();
            assertThat(refused.text)
                    .containsPattern("upgrade +FAILED")
                    .contains("does not serve this address, often by region");

            final Report untrusted = check(exchange, distrusting);
            assertThat(untrusted.good).isFalse();
            assertThat(untrusted.text)
                    .containsPattern("list of instruments +FAILED")
                    .contains("trust its authority with --ca");
        }
    }

    @Test
    void anAlertIsPostedAndTriedAgainWhereItIsNotTaken() throws IOException {
        final List<String> posted = new CopyOnWriteArrayList<>();
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            posted.add(exchange.getRequestMethod() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(posted.size() == 1 ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
        try {
            new Webhook(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                    .onAlert(new Alert(7, "kraken", "reliability", "80 % \"over\" 5m", 0, 1_000_000_000L, false, 0));

            await().atMost(PATIENCE).until(() -> posted.size() == 2);
        } finally {
            server.stop(0);
        }
        assertThat(posted.get(1))
                .isEqualTo("POST {\"id\":7,\"status\":\"raised\",\"exchange\":\"kraken\",\"rule\":\"reliability\","
                        + "\"message\":\"80 % \\\"over\\\" 5m\",\"raisedAt\":1000}");
    }

    @Test
    void aWebhookMustBeSecureOrOnThisMachine() {
        assertThat(Webhook.address("https://hooks.example/x")).hasHost("hooks.example");
        for (final String bad : List.of("http://hooks.example/", "ftp://x/", "https://me:secret@hooks.example/", "x")) {
            assertThatThrownBy(() -> Webhook.address(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private record Report(boolean good, String text) {}

    private static Report check(SimulatedExchange<?> exchange, Transport transport) throws InterruptedException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        final ExchangeAdapter adapter = ServiceLoader.load(ExchangeAdapter.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.id().equals("binance"))
                .findFirst()
                .orElseThrow();
        final boolean good = new Check(
                        adapter,
                        profile -> profile.toBuilder()
                                .streams(List.of(Endpoint.of(exchange.streamUrl())))
                                .http(Endpoint.of(exchange.httpUrl()))
                                .build(),
                        List.of("BTC/USDT"),
                        out)
                .run(transport, PATIENCE);
        return new Report(good, bytes.toString(StandardCharsets.UTF_8));
    }
}
