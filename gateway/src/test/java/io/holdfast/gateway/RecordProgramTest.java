package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.gateway.recording.RecordedLine;
import io.holdfast.gateway.recording.RecordingReader;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code record} and {@code replay} as a user calls them: what was recorded is what is replayed. */
class RecordProgramTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void whatWasRecordedOverALossIsReplayedAsItCame() throws Exception {
        final Path prefix = folder.resolve("btc");
        try (SimulatedExchange<BinanceVenue> exchange = SimulatedExchange.start(BinanceVenue.usual())) {
            final Path authority = folder.resolve("ca.pem");
            Files.writeString(authority, exchange.authorityPem());
            try (Program record = Program.start(
                    folder,
                    "record",
                    "--exchange",
                    "binance",
                    "--subscribe",
                    "BTC/USDT:trades",
                    "--subscribe",
                    "BTC/USDT:book",
                    "--out",
                    prefix.toString(),
                    "--file-bytes",
                    "20000",
                    "--stream",
                    exchange.streamUrl(),
                    "--http",
                    exchange.httpUrl(),
                    "--ca",
                    authority.toString())) {
                record.awaitLine("RESTORING -> LIVE");
                awaitSnapshots(1);
                exchange.reset();
                record.awaitLine("LIVE -> WAITING reason=RESET");
                awaitSnapshots(2);
                record.interrupt();
                assertThat(record.awaitExit()).isZero();
                assertThat(record.errors()).anyMatch(line -> line.matches("recorded: \\d+ frames"));
            }
        }

        final List<Path> files = recordings();
        assertThat(files).isNotEmpty().allMatch(file -> file.toString().endsWith(".tsv"));
        final String[] arguments = Stream.concat(
                        Stream.of(
                                "replay",
                                "--exchange",
                                "binance",
                                "--subscribe",
                                "BTC/USDT:trades",
                                "--subscribe",
                                "BTC/USDT:book"),
                        files.stream().map(Path::toString))
                .toArray(String[]::new);
        try (Program replay = Program.start(folder, arguments)) {
            assertThat(replay.awaitExit()).isZero();
            assertThat(replay.lines()).anyMatch(line -> line.contains("\"kind\":\"TRADE\""));
            assertThat(replay.lines()).anyMatch(line -> line.contains("\"kind\":\"BOOK_LEVEL\""));
            assertThat(replay.errors())
                    .anyMatch(line -> line.contains("BTC/USDT BOOK: trusted, epoch 2 (LIVE FIRST_DATA)"));
            assertThat(replay.lines()).anyMatch(line -> line.contains("\"reason\":\"RESET\""));
            assertThat(replay.errors()).contains("decode errors: none", "gaps: 0", "checksums: good 0, bad 0");
            assertThat(replay.errors()).noneMatch(line -> line.contains("no list of instruments"));
        }
    }

    @Test
    void aCommandLineThatIsWrongIsRefusedWithWhatWasExpected() throws Exception {
        try (Program replay =
                Program.start(folder, "replay", "--exchange", "nowhere", "--subscribe", "BTC/USD:book", "file.jsonl")) {
            assertThat(replay.awaitExit()).isEqualTo(Main.REFUSED);
            assertThat(replay.errors()).first().asString().contains("\"nowhere\" (expected one of: [binance");
        }
    }

    /** A second book is joined once two snapshots have been fetched, and a frame came after it. */
    private void awaitSnapshots(int count) {
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
            int seen = 0;
            boolean frameAfter = false;
            for (final RecordedLine line : recorded()) {
                final boolean snapshot =
                        line.kind() == RecordedLine.Kind.HTTP && line.name().contains("/depth");
                seen += snapshot ? 1 : 0;
                frameAfter = !snapshot && (frameAfter || line.kind() == RecordedLine.Kind.FRAME && seen == count);
            }
            assertThat(seen).isGreaterThanOrEqualTo(count);
            assertThat(frameAfter).isTrue();
        });
    }

    private List<RecordedLine> recorded() throws IOException {
        final List<RecordedLine> lines = new ArrayList<>();
        try (RecordingReader reader = new RecordingReader(recordings())) {
            for (RecordedLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private List<Path> recordings() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.getFileName().toString().startsWith("btc-"))
                    .sorted()
                    .toList();
        }
    }
}
