package io.holdfast.gateway;

import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.gateway.GatewayConfig.ExchangeConfig;
import io.holdfast.health.AlertPolicy;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import io.holdfast.transport.Endpoint;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes every event of the ring to standard output, one JSON object a line. */
@Command(
        name = "tap",
        description = "Prints every event as one JSON object a line; see docs/tap.md.",
        mixinStandardHelpOptions = true)
final class TapCommand implements Callable<Integer> {

    private static final int BUFFER_BYTES = 1 << 16;

    private final MonotonicClock clock = new SystemClock();

    @Option(names = "--config", paramLabel = "FILE", description = "YAML; see docs/configuration.md")
    private @Nullable Path config;

    @Option(names = "--exchange", paramLabel = "ID", description = "instead of a file: the exchange, such as binance")
    private @Nullable String exchange;

    @Option(
            names = "--subscribe",
            paramLabel = "INSTRUMENT:CHANNEL",
            description = "such as BTC/USDT:trades; repeatable")
    private List<String> subscribe = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "which of the plugin's profiles; its first unless given")
    private String profile = "";

    @Option(names = "--stream", paramLabel = "URL", description = "WebSocket endpoint; repeatable")
    private List<String> streams = new ArrayList<>();

    @Option(names = "--http", paramLabel = "URL", description = "HTTP endpoint")
    private @Nullable String http;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM file of the certificates to trust")
    private @Nullable Path ca;

    @Option(names = "--seconds", paramLabel = "N", description = "end after N seconds")
    private int seconds;

    TapCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        final GatewayConfig wanted = wanted(Gateway.exchangesFound());
        final PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.US_ASCII);
        final LineQueue lines = new LineQueue();
        try (Stop stop = Stop.onSignal();
                Gateway gateway =
                        Gateway.start(wanted, new Printer(out, stop), transition -> lines.add(transition.toString()))) {
            return follow(gateway, wanted, lines, stop);
        }
    }

    private int follow(Gateway gateway, GatewayConfig wanted, LineQueue lines, Stop stop) throws InterruptedException {
        final long startNanos = clock.nanos();
        final long lastsNanos = Duration.ofSeconds(wanted.seconds()).toNanos();
        while (!stop.isAsked() && (lastsNanos == 0 || clock.nanos() - startNanos < lastsNanos)) {
            lines.print(System.err, Long.MAX_VALUE);
            if (gateway.hasEnded()) {
                lines.print(System.err, 0);
                return Main.FAILED;
            }
        }
        gateway.close(); // the last events and transitions belong to the output
        lines.print(System.err, 0);
        return 0;
    }

    private GatewayConfig wanted(Set<String> found) throws ConfigException {
        if ((config == null) == (exchange == null)) {
            throw new ConfigException("expected either --config or --exchange");
        }
        if (config != null) {
            if (!subscribe.isEmpty() || !profile.isEmpty() || !streams.isEmpty() || http != null || ca != null) {
                throw new ConfigException(
                        "--config: \"" + config
                                + "\" (expected: without --subscribe, --profile, --stream, --http and --ca, which the file says)");
            }
            final GatewayConfig read = ConfigReader.read(config, found);
            return seconds == 0 ? read : read.withSeconds(seconds);
        }
        return wanted(found, exchange, profile, subscribe, streams, http, ca, seconds);
    }

    /** {@return what options ask for, checked} */
    static GatewayConfig wanted(
            Set<String> found,
            @Nullable String exchange,
            String profile,
            List<String> subscribe,
            List<String> streams,
            @Nullable String http,
            @Nullable Path ca,
            int seconds)
            throws ConfigException {
        if (exchange == null || !found.contains(exchange)) {
            throw new ConfigException("--exchange: \"" + exchange + "\" (expected one of: " + found + ")");
        }
        if (subscribe.isEmpty()) {
            throw new ConfigException("--subscribe: nothing (expected: INSTRUMENT:CHANNEL, such as BTC/USDT:trades)");
        }
        if (ca != null && !Files.isReadable(ca)) {
            throw new ConfigException("--ca: \"" + ca + "\" (expected: a readable PEM file)");
        }
        final ExchangeConfig only = new ExchangeConfig(
                exchange,
                profile,
                all("--stream", streams, Endpoint::of),
                http == null ? null : all("--http", List.of(http), Endpoint::of).get(0),
                all("--subscribe", subscribe, TapCommand::subscription),
                null,
                null,
                null);
        return new GatewayConfig(
                List.of(only),
                GatewayConfig.DEFAULT_RING_CAPACITY,
                WaitStrategyKind.BLOCKING,
                BackoffPolicy.DEFAULT,
                ca,
                null,
                null,
                false,
                AlertPolicy.DEFAULT,
                null,
                seconds);
    }

    static <T> List<T> all(String option, List<String> texts, Function<String, T> parser) throws ConfigException {
        final List<T> values = new ArrayList<>();
        for (final String text : texts) {
            try {
                values.add(parser.apply(text));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(option + ": " + e.getMessage());
            }
        }
        return values;
    }

    static Subscription subscription(String text) {
        final int colon = text.lastIndexOf(':');
        for (final Channel channel : Channel.values()) {
            if (colon > 0 && channel.name().equalsIgnoreCase(text.substring(colon + 1))) {
                return new Subscription(Instrument.of(text.substring(0, colon)), channel);
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: INSTRUMENT:CHANNEL, such as BTC/USDT:trades,"
                + " with a channel of " + Arrays.toString(Channel.values()) + ")");
    }

    /** On the handler's thread. */
    private static final class Printer implements MarketHandler {

        private final StringBuilder line = new StringBuilder(512);
        private final PrintStream out;
        private final Stop stop;

        Printer(PrintStream out, Stop stop) {
            this.out = out;
            this.stop = stop;
        }

        @Override
        public void onEvent(MarketEvent event, boolean endOfBatch) {
            line.setLength(0);
            TapLine.append(line, event);
            out.append(line).append('\n');
            if (endOfBatch && out.checkError()) { // flushes; an error says that nobody reads any more
                stop.ask();
            }
        }
    }
}
