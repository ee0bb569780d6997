package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code run} and {@code tap} as a user calls them, against a simulated exchange with TLS. */
class ProgramTest {

    private static SimulatedExchange<BinanceVenue> exchange;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        exchange = SimulatedExchange.start(BinanceVenue.usual());
    }

    @AfterAll
    static void close() {
        exchange.close();
    }

    @Test
    void tapPrintsEveryEventAsJsonAndTheLossInItsPlace() throws Exception {
        try (Program tap = Program.start(
                folder,
                "tap",
                "--exchange",
                "binance",
                "--subscribe",
                "BTC/USDT:trades",
                "--subscribe",
                "BTC/USDT:top_of_book",
                "--stream",
                exchange.streamUrl(),
                "--http",
                exchange.httpUrl(),
                "--ca",
                authority().toString())) {
            tap.awaitLine("\"kind\":\"TRADE\"");
            exchange.reset();
            tap.awaitLine("\"reason\":\"RESET\"");
            tap.awaitLine("\"epoch\":2");
            tap.interrupt();

            assertThat(tap.awaitExit()).isZero();
            final List<Map<String, Object>> events =
                    tap.lines().stream().map(ProgramTest::parse).toList();
            assertThat(events.get(0)).containsEntry("kind", "STATUS").containsEntry("status", "LIVE");
            long next = 0;
            for (final Map<String, Object> event : events) {
                assertThat(event.get("ringSequence")).hasToString(Long.toString(next++));
            }
            assertThat(events).anyMatch(event -> "TOP_OF_BOOK".equals(event.get("kind")));
        }
    }

    @Test
    void runTellsALossOnOneLineAndEndsInOrder() throws Exception {
        try (Program run =
                Program.start(folder, "run", "--config", config("BTC/USDT").toString())) {
            run.awaitLine("RESTORING -> LIVE");
            exchange.reset();
            run.awaitLine("LIVE -> WAITING reason=RESET");
            run.interrupt();

            assertThat(run.awaitExit()).isZero();
        }
    }

    @Test
    void anInstrumentThatIsNotListedIsNamedAndTheOthersGoOn() throws Exception {
        try (Program run = Program.start(
                folder, "run", "--config", config("NO/SUCH, BTC/USDT").toString())) {
            run.awaitLine("NO/SUCH");
            run.awaitLine("NOT_LISTED");
            run.awaitLine("RESTORING -> LIVE");
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsTheReason() throws Exception {
        final Path file = folder.resolve("untrusted.yaml");
        Files.writeString(
                file,
                "exchanges:\n  - {id: binance, instruments: [BTC/USDT], channels: [trades], streams: ['"
                        + exchange.streamUrl() + "'], http: '" + exchange.httpUrl() + "'}\nseconds: 2\n");
        try (Program run = Program.start(folder, "run", "--config", file.toString())) {
            run.awaitLine("reason=CERTIFICATE_REFUSED");
        }
    }

    @Test
    void statusTellsHowARunningProcessStandsAndByItsExitCodeWhetherAllAreConnected() throws Exception {
        final int port = freePort();
        final Path file = config("BTC/USDT");
        Files.writeString(file, Files.readString(file) + "dashboard:\n  port: " + port + "\n");
        final String url = "http://127.0.0.1:" + port;
        try (Program run = Program.start(folder, "run", "--config", file.toString())) {
            run.awaitLine("RESTORING -> LIVE");
            run.awaitLine("dashboard " + url);
            try (Program status = Program.start(folder, "status", "--url", url)) {
                assertThat(status.awaitExit())
                        .as(String.join("\n", status.errors()))
                        .isZero();
                assertThat(status.lines()).contains("connected: [binance]", "disconnected: []");
                assertThat(status.lines()).anyMatch(line -> line.matches("binance +LIVE +for .*"));
            }
            exchange.refuseConnections();
            exchange.reset();
            run.awaitLine("reason=CONNECT_FAILED");
            try (Program status = Program.start(folder, "status", "--url", url)) {
                assertThat(status.awaitExit()).isEqualTo(Main.FAILED);
                assertThat(status.lines()).contains("disconnected: [binance]");
            }
        } finally {
            exchange.accept();
        }
        try (Program status = Program.start(folder, "status", "--url", url)) {
            assertThat(status.awaitExit()).isEqualTo(Main.REFUSED);
            assertThat(String.join("\n", status.errors())).contains("no answer from " + url);
        }
    }

    @Test
    void exchangesListsEveryPluginWithChannelsEndpointsAndLimits() throws Exception {
        try (Program exchanges = Program.start(folder, "exchanges")) {
            assertThat(exchanges.awaitExit()).isZero();
            assertThat(exchanges.lines())
                    .contains("binance (spot)", "coinbase (advanced-trade)", "kraken (spot)")
                    .contains("  channels          [TOP_OF_BOOK, TRADES, BOOK]")
                    .anyMatch(line -> line.startsWith("  attempts "))
                    .anyMatch(line -> line.contains("ws.kraken.com"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aPortWhereNothingListensIsTheReason() throws Exception {
        final int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        final Path file = folder.resolve("refused.yaml");
        Files.writeString(
                file,
                "exchanges:\n  - {id: binance, instruments: [BTC/USDT], channels: [trades], streams: ['ws://127.0.0.1:"
                        + port + "'], http: 'http://127.0.0.1:" + port + "'}\nseconds: 2\n");
        try (Program run = Program.start(folder, "run", "--config", file.toString())) {
            run.awaitLine("reason=CONNECT_FAILED");
            run.awaitLine("127.0.0.1:" + port);
        }
    }

    @Test
    void anUnknownExchangeIsRefusedWithThoseThatAreKnown() throws Exception {
        final Path file = folder.resolve("unknown.yaml");
        Files.writeString(file, "exchanges:\n  - {id: binanse, instruments: [BTC/USDT], channels: [trades]}\n");
        try (Program run = Program.start(folder, "run", "--config", file.toString())) {
            assertThat(run.awaitExit()).isEqualTo(2);
            assertThat(String.join("\n", run.errors()))
                    .contains("unknown.yaml")
                    .contains("binanse")
                    .contains("binance");
        }
    }

    private Path config(String instruments) throws IOException {
        final Path file = folder.resolve("holdfast.yaml");
        Files.writeString(
                file,
                "exchanges:\n"
                        + "  - id: binance\n"
                        + "    instruments: [" + instruments + "]\n"
                        + "    channels: [top_of_book, trades]\n"
                        + "    streams: ['" + exchange.streamUrl() + "']\n"
                        + "    http: '" + exchange.httpUrl() + "'\n"
                        + "tls:\n"
                        + "  ca: " + authority().getFileName() + "\n");
        return file;
    }

    private Path authority() throws IOException {
        return Files.writeString(folder.resolve("ca.pem"), exchange.authorityPem());
    }

    /** JSON is YAML. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(String line) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(line);
    }
}
