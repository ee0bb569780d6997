package io.holdfast.gateway;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.gateway.recording.EventTally;
import io.holdfast.gateway.recording.RecordingReader;
import io.holdfast.gateway.recording.Replay;
import io.holdfast.gateway.recording.ReplayCounts;
import io.holdfast.market.Instrument;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an exchange's plugin on recorded frames: events to standard output, a summary to standard error. */
@Command(
        name = "replay",
        description = "Runs the plugin on recorded frames, and prints events as tap does; see docs/replay.md.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    private static final int BUFFER_BYTES = 1 << 16;

    @Option(names = "--exchange", paramLabel = "ID", required = true, description = "the exchange, such as binance")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String exchange;

    @Option(names = "--profile", paramLabel = "NAME", description = "the exchange's profile, where it has several")
    private @Nullable String profile;

    @Option(
            names = "--subscribe",
            paramLabel = "INSTRUMENT:CHANNEL",
            required = true,
            description = "such as BTC/USDT:book; repeatable")
    private List<String> subscribe = new ArrayList<>();

    @Option(
            names = "--http",
            paramLabel = "FILE=TARGET",
            description = "answers HTTP requests whose path and query begin with TARGET; repeatable")
    private List<String> answers = new ArrayList<>();

    @Option(
            names = "--symbol",
            paramLabel = "INSTRUMENT=SYMBOL",
            description = "the exchange's name of an instrument, for recordings without its list; repeatable")
    private List<String> symbols = new ArrayList<>();

    @Option(names = "--quiet", description = "prints the summary alone")
    private boolean quiet;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "recordings, in order; gzip too")
    private List<Path> files = new ArrayList<>();

    ReplayCommand() {}

    @Override
    public Integer call() throws ConfigException {
        final Replay replay = replay();
        final EventTally tally = new EventTally();
        final PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.US_ASCII);
        final Printer printer = new Printer(quiet ? null : out, tally);
        try (RecordingReader recording = new RecordingReader(files)) {
            final ReplayCounts counts = replay.run(recording, printer, transition -> {});
            out.flush();
            if (replay.isCatalogMissing()) {
                System.err.println("no list of instruments in the recording: symbols as given, or guessed");
            }
            counts.print(System.err);
            tally.print(System.err);
            return 0;
        } catch (IOException e) {
            out.flush();
            System.err.println("holdfast: " + e.getMessage());
            return Main.FAILED;
        }
    }

    private Replay replay() throws ConfigException {
        final ExchangeAdapter adapter = adapter();
        final Replay replay = new Replay(
                adapter, profileOf(adapter), TapCommand.all("--subscribe", subscribe, TapCommand::subscription));
        for (final String answer : answers) {
            final int split = split("--http", answer, "FILE=TARGET");
            try {
                replay.answer(answer.substring(split + 1), Files.readAllBytes(Path.of(answer.substring(0, split))));
            } catch (IOException e) {
                throw new ConfigException("--http: \"" + answer + "\" cannot be read: " + e);
            }
        }
        for (final String symbol : symbols) {
            final int split = split("--symbol", symbol, "INSTRUMENT=SYMBOL");
            try {
                replay.symbol(Instrument.of(symbol.substring(0, split)), symbol.substring(split + 1));
            } catch (IllegalArgumentException e) {
                throw new ConfigException("--symbol: " + e.getMessage());
            }
        }
        return replay;
    }

    private ExchangeAdapter adapter() throws ConfigException {
        for (final ExchangeAdapter adapter : ServiceLoader.load(ExchangeAdapter.class)) {
            if (adapter.id().equals(exchange)) {
                return adapter;
            }
        }
        throw new ConfigException(
                "--exchange: \"" + exchange + "\" (expected one of: " + Gateway.exchangesFound() + ")");
    }

    private ExchangeProfile profileOf(ExchangeAdapter adapter) throws ConfigException {
        if (profile == null) {
            return adapter.profiles().get(0);
        }
        for (final ExchangeProfile each : adapter.profiles()) {
            if (each.name().equals(profile)) {
                return each;
            }
        }
        throw new ConfigException("--profile: \"" + profile + "\" (expected one of: "
                + adapter.profiles().stream().map(ExchangeProfile::name).toList() + ")");
    }

    private static int split(String option, String text, String form) throws ConfigException {
        final int split = text.indexOf('=');
        if (split <= 0 || split == text.length() - 1) {
            throw new ConfigException(option + ": \"" + text + "\" (expected: " + form + ")");
        }
        return split;
    }

    /** On the handler's thread. */
    private static final class Printer implements MarketHandler {

        private final StringBuilder line = new StringBuilder(512);
        private final @Nullable PrintStream out;
        private final EventTally tally;

        Printer(@Nullable PrintStream out, EventTally tally) {
            this.out = out;
            this.tally = tally;
        }

        @Override
        public void onEvent(MarketEvent event, boolean endOfBatch) {
            tally.add(event);
            if (out != null) {
                line.setLength(0);
                TapLine.append(line, event);
                out.append(line).append('\n');
            }
        }
    }
}
