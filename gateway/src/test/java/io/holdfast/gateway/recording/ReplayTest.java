package io.holdfast.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real engine and plugins on recordings that the tests write. */
class ReplayTest {

    private static final long TIME = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final String DEPTH_TARGET = "/api/v3/depth?symbol=LRCBTC&limit=1000";
    private static final String SNAPSHOT_100 =
            "{\"lastUpdateId\":100,\"bids\":[[\"10\",\"1\"]],\"asks\":[[\"11\",\"2\"]]}";

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final EventTally tally = new EventTally();

    @TempDir
    private Path folder;

    @Test
    void rawFramesAndASnapshotGivenByOptionMakeABook() throws IOException {
        final Replay replay = replay("binance", "LRC/BTC", Channel.BOOK);
        replay.answer("/api/v3/depth", SNAPSHOT_100.getBytes(StandardCharsets.UTF_8));
        final ReplayCounts counts = run(
                replay,
                "not json",
                "{\"stream\":\"lrcbtc@depth@100ms\",\"data\":{}}",
                depth(99, 100, "9", "1"),
                depth(101, 101, "10", "7"),
                depth(102, 102, "10.5", "3"));

        assertThat(counts.frames()).isEqualTo(5);
        assertThat(counts.decodeErrors()).containsEntry("MALFORMED", 2L);
        assertThat(replay.isCatalogMissing()).isTrue();
        assertThat(replay.symbolOf(Instrument.of("LRC/BTC"))).isEqualTo("LRCBTC");
        assertThat(summary()).contains("BOOK: ", "trusted, epoch", "3 @ 10.5 / 2 @ 11.0 (2 bids, 1 asks)");
    }

    @Test
    void aRecordingWithTimesItsCatalogAndItsSnapshotIsReplayedInItsOrder() throws IOException {
        final Replay replay = replay("binance", "LRC/BTC", Channel.BOOK);
        final ReplayCounts counts = run(
                replay,
                TIME
                        + "\t@http 200 /api/v3/exchangeInfo?permissions=SPOT&showPermissionSets=false\t{\"symbols\":[{\"symbol\":"
                        + "\"LRCBTC\",\"status\":\"TRADING\",\"baseAsset\":\"LRC\",\"quoteAsset\":\"BTC\"}]}",
                at(10, "@opened 1 wss://stream.example/"),
                at(110, depth(101, 101, "10", "7")),
                at(160, "@http 200 " + DEPTH_TARGET + "\t" + SNAPSHOT_100),
                at(210, depth(102, 102, "10", "8")),
                at(310, depth(104, 104, "10", "9")), // 103 is missing
                at(330, "@http 200 " + DEPTH_TARGET + "\t" + SNAPSHOT_100.replace("100", "103")),
                at(400, "@closed 1 RESET"),
                at(500, "@opened 2 wss://stream.example/"),
                at(700, "@http 200 " + DEPTH_TARGET + "\t" + SNAPSHOT_100.replace("100", "200")));

        assertThat(counts.gaps()).isEqualTo(1);
        assertThat(counts.undelivered()).isZero();
        assertThat(replay.isCatalogMissing()).isFalse();
        assertThat(events.stream()
                        .filter(event -> event.contains("LIVE") || event.contains("STALE"))
                        .toList())
                .containsExactly(
                        "binance LRC/BTC BOOK epoch 1 LIVE FIRST_DATA",
                        "binance LRC/BTC BOOK epoch 1 STALE SEQUENCE_GAP",
                        "binance LRC/BTC BOOK epoch 2 LIVE FIRST_DATA",
                        "binance LRC/BTC BOOK epoch 2 STALE RESET",
                        "binance LRC/BTC BOOK epoch 3 LIVE FIRST_DATA",
                        "binance LRC/BTC BOOK epoch 3 STALE STOPPED");
        assertThat(events)
                .contains("binance LRC/BTC BOOK epoch 1 BID 8 @ 10", "binance LRC/BTC BOOK epoch 2 BID 9 @ 10");
        assertThat(summary()).contains("epoch 3 (LIVE FIRST_DATA)");
    }

    @Test
    void theSameRecordingGivesTheSameEvents() throws IOException {
        final String[] lines = {depth(101, 101, "10", "7"), depth(102, 102, "9", "7"), depth(103, 103, "8", "7")};
        final Replay first = replay("binance", "LRC/BTC", Channel.BOOK);
        first.answer("/api/v3/depth", SNAPSHOT_100.getBytes(StandardCharsets.UTF_8));
        run(first, lines);
        final List<String> once = List.copyOf(events);
        events.clear();
        final Replay second = replay("binance", "LRC/BTC", Channel.BOOK);
        second.answer("/api/v3/depth", SNAPSHOT_100.getBytes(StandardCharsets.UTF_8));
        run(second, lines);
        assertThat(events).isEqualTo(once).isNotEmpty();
    }

    /** The worked example of Kraken's documentation, and the same with a digit changed. */
    @Test
    void checksumsAreCountedGoodAndBad() throws IOException {
        final String book = resource("/frames/kraken-book.json");
        final ReplayCounts good = run(replay("kraken", "BTC/USD", Channel.BOOK), book);
        assertThat(good.checksumsGood()).isEqualTo(1);
        assertThat(good.checksumsBad()).isZero();
        assertThat(summary()).contains("trusted", "0.10000000 @ 45283.5 / 0.00100000 @ 45285.2 (10 bids, 10 asks)");

        final ReplayCounts bad =
                run(replay("kraken", "BTC/USD", Channel.BOOK), book.replace("1.54582015", "1.54582016"));
        assertThat(bad.checksumsGood()).isZero();
        assertThat(bad.checksumsBad()).isEqualTo(1);
    }

    private ReplayCounts run(Replay replay, String... lines) throws IOException {
        final Path file = Files.write(folder.resolve("recording.tsv"), List.of(lines));
        try (RecordingReader reader = new RecordingReader(List.of(file))) {
            return replay.run(
                    reader,
                    (event, endOfBatch) -> {
                        tally.add(event);
                        events.add(event.toString());
                    },
                    transition -> {});
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReplayTest.class.getResourceAsStream(name)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String summary() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tally.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Replay replay(String exchange, String instrument, Channel channel) {
        final ExchangeAdapter adapter = ServiceLoader.load(ExchangeAdapter.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.id().equals(exchange))
                .findFirst()
                .orElseThrow();
        return new Replay(
                adapter, adapter.profiles().get(0), List.of(new Subscription(Instrument.of(instrument), channel)));
    }

    private static String at(long millis, String text) {
        return TIME + millis * MILLI + "\t" + text;
    }

    private static String depth(long first, long last, String price, String size) {
        return "{\"stream\":\"lrcbtc@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1,\"s\":\"LRCBTC\",\"U\":"
                + first + ",\"u\":" + last + ",\"b\":[[\"" + price + "\",\"" + size + "\"]],\"a\":[]}}";
    }
}
