package io.holdfast.gateway;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.gateway.check.Check;
import io.holdfast.market.Instrument;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The doctor. */
@Command(
        name = "check",
        description = "Connects to EXCHANGE once and prints each step up to the first price with its time; where one"
                + " fails, why, and what to do. Exit code 0 if a price came.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    private static final int MAX_SECONDS = 600;
    private static final List<String> USUAL = List.of("BTC/USDT", "BTC/USD", "BTC/EUR");

    @Parameters(index = "0", paramLabel = "EXCHANGE", description = "plugin, such as binance; see holdfast exchanges")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String exchange;

    @Parameters(
            index = "1..*",
            paramLabel = "INSTRUMENT",
            description = "such as BTC/USDT; unless given, Bitcoin against the usual currencies")
    private List<String> instruments = new ArrayList<>();

    @Option(names = "--stream", paramLabel = "URL", description = "WebSocket endpoint instead of the plugin's")
    private @Nullable String stream;

    @Option(names = "--http", paramLabel = "URL", description = "HTTP endpoint instead of the plugin's")
    private @Nullable String http;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM file of the certificates to trust")
    private @Nullable Path ca;

    @Option(names = "--seconds", paramLabel = "N", description = "patience with each step; ${DEFAULT-VALUE} unless set")
    private int seconds = 20;

    CheckCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        final Map<String, ExchangeAdapter> found = new TreeMap<>();
        ServiceLoader.load(ExchangeAdapter.class).forEach(adapter -> found.put(adapter.id(), adapter));
        final ExchangeAdapter adapter = found.get(exchange.toLowerCase(Locale.ROOT));
        if (adapter == null) {
            throw new ConfigException("exchange: \"" + exchange + "\" (expected one of: " + found.keySet() + ")");
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new ConfigException("--seconds: " + seconds + " (expected: 1 .. " + MAX_SECONDS + ")");
        }
        try (Transport transport = Transports.open(ca)) {
            final List<String> wanted = instruments.isEmpty() ? USUAL : instruments;
            wanted.forEach(Instrument::of);
            final ExchangeProfile usual = adapter.profiles().get(0);
            final List<Endpoint> streams = stream == null ? usual.streams() : List.of(Endpoint.of(stream));
            final Endpoint requests = http == null ? usual.http() : Endpoint.of(http);
            final Check check = new Check(
                    adapter,
                    profile ->
                            profile.toBuilder().streams(streams).http(requests).build(),
                    wanted,
                    System.out);
            return check.run(transport, Duration.ofSeconds(seconds)) ? 0 : Main.FAILED;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}
