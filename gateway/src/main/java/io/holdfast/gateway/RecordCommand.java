package io.holdfast.gateway;

import io.holdfast.gateway.recording.EventTally;
import io.holdfast.gateway.recording.Recorder;
import io.holdfast.gateway.recording.RecordingFiles;
import io.holdfast.gateway.recording.RecordingTransport;
import io.holdfast.health.HealthMonitor;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Connects to an exchange and writes down all that it sends, for {@code replay}. */
@Command(
        name = "record",
        description = "Writes what an exchange sends into files for replay; see docs/replay.md.",
        mixinStandardHelpOptions = true)
final class RecordCommand implements Callable<Integer> {

    private final MonotonicClock clock = new SystemClock();

    @Option(names = "--exchange", paramLabel = "ID", required = true, description = "the exchange, such as binance")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String exchange;

    @Option(
            names = "--subscribe",
            paramLabel = "INSTRUMENT:CHANNEL",
            required = true,
            description = "such as BTC/USDT:book; repeatable")
    private List<String> subscribe = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "PREFIX",
            required = true,
            description = "files are PREFIX-00001.tsv and so on; none is overwritten")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path prefix;

    @Option(names = "--gzip", description = "compresses the files")
    private boolean compress;

    @Option(
            names = "--file-bytes",
            paramLabel = "N",
            defaultValue = "268435456",
            description = "when the next file begins, before compression; ${DEFAULT-VALUE}")
    private long fileBytes;

    @Option(
            names = "--total-bytes",
            paramLabel = "N",
            defaultValue = "10737418240",
            description = "when recording ends, before compression; ${DEFAULT-VALUE}")
    private long totalBytes;

    @Option(names = "--profile", paramLabel = "NAME", defaultValue = "", description = "the exchange's profile")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String profile;

    @Option(names = "--stream", paramLabel = "URL", description = "WebSocket endpoint; repeatable")
    private List<String> streams = new ArrayList<>();

    @Option(names = "--http", paramLabel = "URL", description = "HTTP endpoint")
    private @Nullable String http;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM file of the certificates to trust")
    private @Nullable Path ca;

    @Option(names = "--seconds", paramLabel = "N", description = "end after N seconds")
    private int seconds;

    RecordCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        final GatewayConfig wanted =
                TapCommand.wanted(Gateway.exchangesFound(), exchange, profile, subscribe, streams, http, ca, seconds);
        final Recorder recorder = new Recorder(files());
        final EventTally tally = new EventTally();
        final LineQueue lines = new LineQueue();
        try (Stop stop = Stop.onSignal()) { // the process lives until this is closed: the report belongs inside
            final int code;
            try (recorder;
                    Gateway gateway = Gateway.start(
                            wanted,
                            new RecordingTransport(Transports.open(wanted.ca()), recorder),
                            new HealthMonitor(wanted.alerts()),
                            List.of((event, endOfBatch) -> tally.add(event)),
                            transition -> lines.add(transition.toString()))) {
                code = follow(gateway, wanted, recorder, lines, stop);
            }
            lines.print(System.err, 0);
            return report(recorder, tally) ? code : Main.FAILED;
        }
    }

    /** {@return whether everything was recorded} */
    private static boolean report(Recorder recorder, EventTally tally) {
        System.err.println("recorded: " + recorder.frames() + " frames");
        tally.print(System.err);
        if (recorder.dropped() > 0) {
            System.err.println("holdfast: " + recorder.dropped() + " lines dropped: the disk was too slow");
        }
        if (recorder.failure() != null) {
            System.err.println("holdfast: cannot write: " + recorder.failure());
        }
        return recorder.dropped() == 0 && recorder.failure() == null;
    }

    private int follow(Gateway gateway, GatewayConfig wanted, Recorder recorder, LineQueue lines, Stop stop)
            throws InterruptedException {
        final long startNanos = clock.nanos();
        final long lastsNanos = Duration.ofSeconds(wanted.seconds()).toNanos();
        while (!stop.isAsked() && (lastsNanos == 0 || clock.nanos() - startNanos < lastsNanos)) {
            lines.print(System.err, Long.MAX_VALUE);
            if (recorder.hasEnded()) {
                return 0;
            }
            if (gateway.hasEnded()) {
                return Main.FAILED;
            }
        }
        return 0;
    }

    private RecordingFiles files() throws ConfigException {
        final Path directory = prefix.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new ConfigException("--out: \"" + prefix + "\" (expected: in a directory that can be written to)");
        }
        try {
            return new RecordingFiles(prefix, compress, fileBytes, totalBytes);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--file-bytes, --total-bytes: " + e.getMessage());
        }
    }
}
