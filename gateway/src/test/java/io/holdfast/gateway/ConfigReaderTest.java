package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.gateway.GatewayConfig.ExchangeConfig;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.transport.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    private static final String LEAST = """
            exchanges:
              - id: binance
                instruments: [BTC/USDT]
                channels: [trades]
            """;

    @TempDir
    private Path folder;

    @Test
    void theFileToBeginWithIsRead() throws Exception {
        final Path shipped = Path.of("..", "ops", "holdfast.yaml"); // tests run in the module's folder

        assertThat(ConfigReader.read(shipped, Gateway.exchangesFound()).exchanges())
                .extracting(ExchangeConfig::id)
                .containsExactly("binance", "kraken", "coinbase");
    }

    @Test
    void whatIsNotSaidHasItsDefault() throws Exception {
        final GatewayConfig config = read(LEAST);

        assertThat(config.ringCapacity()).isEqualTo(65_536);
        assertThat(config.waitStrategy()).isEqualTo(WaitStrategyKind.BLOCKING);
        assertThat(config.backoff()).isEqualTo(BackoffPolicy.DEFAULT);
        assertThat(config.ca()).isNull();
        assertThat(config.seconds()).isZero();
        final ExchangeConfig exchange = config.exchanges().get(0);
        assertThat(exchange.id()).isEqualTo("binance");
        assertThat(exchange.profile()).isEmpty();
        assertThat(exchange.streams()).isEmpty();
        assertThat(exchange.http()).isNull();
        assertThat(exchange.subscriptions())
                .containsExactly(new Subscription(Instrument.of("BTC/USDT"), Channel.TRADES));
    }

    @Test
    void everyKeyIsRead() throws Exception {
        Files.writeString(folder.resolve("ca.pem"), "");

        final GatewayConfig config = read("""
                exchanges:
                  - id: binance
                    profile: spot
                    streams: ["wss://localhost:1234", "wss://localhost:1235/x"]
                    http: https://localhost:1236/api
                    instruments: [BTC/USDT, ETH/USDT]
                    channels: [top_of_book, TRADES]
                    silenceLimit: 3s
                    pingInterval: 500ms
                    pongTimeout: 250ms
                ring:
                  capacity: 1024
                  waitStrategy: busy_spin
                backoff:
                  initialDelay: 100ms
                  maxDelay: 1m
                  multiplier: 1.5
                  jitter: equal
                  maxAttempts: 7
                  maxElapsed: 10m
                tls:
                  ca: ca.pem
                stateDirectory: kept/here
                seconds: 12
                """);

        final ExchangeConfig exchange = config.exchanges().get(0);
        assertThat(exchange.profile()).isEqualTo("spot");
        assertThat(exchange.streams())
                .containsExactly(Endpoint.of("wss://localhost:1234"), Endpoint.of("wss://localhost:1235/x"));
        assertThat(exchange.http()).isEqualTo(Endpoint.of("https://localhost:1236/api"));
        assertThat(exchange.subscriptions()).hasSize(4);
        assertThat(exchange.silenceLimit()).isEqualTo(Duration.ofSeconds(3));
        assertThat(exchange.pingInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(exchange.pongTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.ringCapacity()).isEqualTo(1_024);
        assertThat(config.waitStrategy()).isEqualTo(WaitStrategyKind.BUSY_SPIN);
        assertThat(config.backoff())
                .isEqualTo(new BackoffPolicy(
                        Duration.ofMillis(100), Duration.ofMinutes(1), 1.5, Jitter.EQUAL, 7, Duration.ofMinutes(10)));
        assertThat(config.ca()).isEqualTo(folder.resolve("ca.pem"));
        assertThat(config.state()).isEqualTo(folder.resolve("kept/here"));
        assertThat(config.seconds()).isEqualTo(12);
    }

    @Test
    void anUnknownKeyIsRefusedWithTheKnownOnes() {
        refused(
                LEAST + "ring:\n  capcity: 1024\n",
                ":6: unknown key \"ring.capcity\" (expected: capacity, waitStrategy)");
        refused(
                LEAST.replace("channels", "chanels"),
                ":4: unknown key \"exchanges[].chanels\" (expected: id, profile, streams, http, instruments, channels,"
                        + " silenceLimit, pingInterval, pongTimeout)");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        refused(LEAST + "seconds: 1\nseconds: 2\n", ":6: ");
    }

    @Test
    void anUnknownExchangeIsRefusedWithThoseFound() {
        refused(
                LEAST.replace("binance", "binanse"),
                ":2: exchanges[].id: \"binanse\" (expected: an exchange found: binance, kraken)");
    }

    @Test
    void theSameExchangeTwiceIsRefused() {
        refused(LEAST + LEAST.substring(LEAST.indexOf('\n') + 1), ":5: exchanges[]: id \"binance\" stands twice");
    }

    @Test
    void aMissingKeyIsRefused() {
        refused("seconds: 3\n", ":1: key \"exchanges\" is missing");
        refused(
                "exchanges:\n  - id: binance\n    channels: [trades]\n",
                ":2: exchanges[]: key \"instruments\" is missing");
    }

    @Test
    void aBadValueIsRefusedWithWhatWouldBeRight() {
        refused(
                LEAST + "ring: {capacity: 1000}\n",
                ":5: ring.capacity: \"1000\" (expected: a power of two, 64 .. 16777216)");
        refused(LEAST + "ring: {capacity: 32}\n", ":5: ring.capacity: \"32\" (expected: an integer, 64 .. 16777216)");
        refused(
                LEAST + "ring: {waitStrategy: lazy}\n",
                ":5: ring.waitStrategy: \"lazy\" (expected: one of: blocking, sleeping, yielding, busy_spin)");
        refused(LEAST + "seconds: soon\n", ":5: seconds: \"soon\" (expected: an integer, 1 .. 31536000)");
        refused(
                LEAST + "backoff: {initialDelay: 5}\n",
                ":5: backoff.initialDelay: \"5\" (expected: a whole number and a unit of ns, us, ms, s, m, h,"
                        + " such as 250ms)");
        refused(
                LEAST + "backoff: {initialDelay: 5s, maxDelay: 1s}\n",
                ":5: backoff: maxDelay: PT1S (expected: initialDelay PT5S .. PT24H)");
        refused(
                LEAST + "backoff: {multiplier: fast}\n",
                ":5: backoff.multiplier: \"fast\" (expected: a number, such as 2.0)");
        refused(
                LEAST.replace("[trades]", "[quotes]"),
                ":4: exchanges[].channels[]: \"quotes\" (expected: one of: top_of_book, trades, book)");
        refused(
                LEAST.replace("[trades]", "[]"),
                ":4: exchanges[].channels: [] (expected: a list of channels, at least one)");
        refused(
                LEAST.replace("BTC/USDT", "BTCUSDT"),
                ":3: exchanges[].instruments[]: instrument: \"BTCUSDT\" (expected: BASE/QUOTE, such as BTC/USDT)");
        refused(LEAST + "ring: 7\n", ":5: ring: \"7\" (expected: a mapping with capacity, waitStrategy)");
    }

    @Test
    void anEndpointWithoutTlsToAnotherHostIsRefused() {
        refused(
                LEAST + "    streams: [\"ws://example.com\"]\n",
                ":5: exchanges[].streams[]: endpoint: \"ws://example.com\" (expected: wss:// or https://");
    }

    @Test
    void aCertificateFileThatIsNotThereIsRefused() {
        refused(LEAST + "tls: {ca: missing.pem}\n", ":5: tls.ca: \"missing.pem\" (expected: a readable PEM file");
    }

    @Test
    void whatIsNotYamlIsRefusedWithItsLine() {
        refused(LEAST + "ring: {capacity: [\n", ":6: not YAML: ");
        refused("", ": empty (expected: key exchanges");
    }

    @Test
    void controlCharactersAreNotPrinted() {
        refused(LEAST + "seconds: \"1\\e[31m\"\n", ":5: seconds: \"1·[31m\" (expected: ");
    }

    @Test
    void aMissingFileIsRefused() {
        final Path missing = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> ConfigReader.read(missing, Set.of("binance")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": no such file");
    }

    private void refused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(folder.resolve("holdfast.yaml") + message)
                .hasMessageNotContaining("\n");
    }

    private GatewayConfig read(String text) throws IOException, ConfigException {
        final Path file = folder.resolve("holdfast.yaml");
        Files.writeString(file, text);
        return ConfigReader.read(file, Set.of("kraken", "binance"));
    }
}
