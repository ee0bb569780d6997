package io.holdfast.exchange.kraken;

import static io.holdfast.exchange.kraken.KrakenHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every line of {@code frames/kraken.jsonl}, value by value. Numbers in names are those of the lines. */
class KrakenFramesTest {

    private static final Decimal TENTH = Decimal.parse("0.1");
    private static final Decimal EIGHT_DECIMALS = Decimal.parse("0.00000001");

    private final List<String> frames = KrakenHarness.frames();
    private final KrakenHarness kraken = new KrakenHarness();
    private final WireSubscription algoTop = wire(0, "ALGO/USD", Channel.TOP_OF_BOOK);
    private final WireSubscription maticTrades = wire(1, "MATIC/USD", Channel.TRADES);
    private final WireSubscription algoBook = wire(2, "ALGO/USD", Channel.BOOK);
    private final WireSubscription maticBook =
            wire(3, "MATIC/USD", Channel.BOOK, Decimal.parse("0.0001"), EIGHT_DECIMALS);
    private final WireSubscription btcTop = wire(4, "BTC/USD", Channel.TOP_OF_BOOK);
    private final WireSubscription btcTrades = wire(5, "BTC/USD", Channel.TRADES);
    private final WireSubscription btcBook = wire(6, "BTC/USD", Channel.BOOK, TENTH, EIGHT_DECIMALS);

    @Test
    void line1And28And29AreStatusesWithIdsBeyondASignedLong() {
        assertThat(line(1)).containsExactly("ONLINE: connection 13834774380200032777, system online, version 2.0.0");
        assertThat(line(28)).containsExactly("ONLINE: version 2.0.10, system online, connection 18125794168470749634");
        assertThat(line(29))
                .containsExactly("ONLINE: version 2.0.10, system online, connection 3364750901719990046, maintenance "
                        + "\"Order Entry System Maintenance\" announced 2026-10-05T09:00:00.000000Z to "
                        + "2026-10-05T10:00:00.000000Z");
    }

    @Test
    void line2IsAHeartbeat() {
        assertThat(line(2)).containsExactly("heartbeat");
    }

    @Test
    void lines3And7And9And15And17And21And25And39AreRequestsAndOursHaveTheirForm() {
        assertThat(KrakenRequests.subscribe(List.of(algoTop), 10, 7))
                .isEqualTo(frames.get(3)
                        .replace("\"]}}", "\"],\"event_trigger\":\"bbo\",\"snapshot\":true},\"req_id\":7}"));
        assertThat(KrakenRequests.unsubscribe(List.of(algoTop), 10, 8))
                .isEqualTo(frames.get(7).replace("\"]}}", "\"],\"event_trigger\":\"bbo\"},\"req_id\":8}"));
        assertThat(KrakenRequests.subscribe(List.of(algoBook, maticBook), 25, 9))
                .isEqualTo(frames.get(9).replace("\"]}}", "\"],\"depth\":25,\"snapshot\":true},\"req_id\":9}"));
        assertThat(KrakenRequests.unsubscribe(List.of(algoBook, maticBook), 25, 10))
                .isEqualTo(frames.get(15).replace("\"]}}", "\"],\"depth\":25},\"req_id\":10}"));
        assertThat(KrakenRequests.subscribe(List.of(maticTrades), 10, 11))
                .isEqualTo(frames.get(17).replace("}}", "},\"req_id\":11}"));
        assertThat(KrakenRequests.instruments(79))
                .isEqualTo(frames.get(21).replace("\"instrument\"", "\"instrument\",\"snapshot\":false"));
        assertThat(KrakenRequests.ping(42)).isEqualTo(frames.get(39));
        for (final int line : new int[] {3, 7, 9, 15, 17, 21, 25, 39}) { // no exchange says that
            assertThat(line(line)).as("line %d", line).containsExactly("UNKNOWN_TYPE");
        }
    }

    @Test
    void lines4And8And10And11And16And18AreAcknowledgements() {
        kraken.subscribed(algoTop, maticTrades, algoBook, maticBook);
        assertThat(line(4)).containsExactly("ack 0");
        assertThat(line(10)).containsExactly("ack 2");
        assertThat(line(11)).containsExactly("ack 3");
        assertThat(line(18)).containsExactly("ack 1");
        kraken.protocol.unsubscribe(List.of(algoTop), kraken.out);
        kraken.protocol.unsubscribe(List.of(algoBook), kraken.out);
        assertThat(line(8)).isEmpty();
        assertThat(line(16)).isEmpty();
        assertThat(line(6)).containsExactly("NOT_SUBSCRIBED");
    }

    @Test
    void lines5And6And31And32AreTopsOfBookWithTheirExactDigits() {
        kraken.subscribed(algoTop, btcTop);
        assertThat(line(5))
                .containsExactly(
                        "top 0 740.0 @ 0.10025 / 1361.44813783 @ 0.10036 at " + nanos("2023-09-25T09:04:31.742648Z"));
        assertThat(line(6))
                .containsExactly("top 0 740.0 @ 0.10025 / 740.0 @ 0.10035 at " + nanos("2023-09-25T09:04:31.742648Z"));
        assertThat(line(31))
                .containsExactly("top 0 329.06250000 @ 0.13099 / 1771.75027615 @ 0.13108 at "
                        + nanos("2026-10-03T20:58:33.794283Z"));
        assertThat(line(32))
                .containsExactly(
                        "top 4 0.56251979 @ 83744.2 / 0.00044780 @ 83744.3 at " + nanos("2026-09-25T17:48:26.844359Z"));
    }

    @Test
    void lines12And13AreABookThatChecksOutWithTheListedDecimals() {
        kraken.subscribed(maticBook);
        final String at = " at " + nanos("2023-10-06T17:35:55.440295Z");
        assertThat(line(12))
                .containsExactlyElementsOf(Stream.of(
                                "BID 4831.75496356 @ 0.5666",
                                "BID 6658.22734739 @ 0.5665",
                                "BID 18724.91513344 @ 0.5664",
                                "BID 11563.92544914 @ 0.5663",
                                "BID 14006.65365711 @ 0.5662",
                                "BID 17454.85679807 @ 0.5661",
                                "BID 18097.1547 @ 0.566",
                                "BID 33644.89175666 @ 0.5659",
                                "BID 148.3464 @ 0.5658",
                                "BID 606.70854372 @ 0.5657",
                                "ASK 4410.79769741 @ 0.5668",
                                "ASK 4655.40412487 @ 0.5669",
                                "ASK 49844.89424998 @ 0.567",
                                "ASK 24306.41678 @ 0.5671",
                                "ASK 29783.25223475 @ 0.5672",
                                "ASK 57234.71239278 @ 0.5673",
                                "ASK 45065.04744 @ 0.5674",
                                "ASK 5912.76380354 @ 0.5675",
                                "ASK 42514.92434778 @ 0.5676",
                                "ASK 36304.0847022 @ 0.5677")
                        .map(level -> "snapshot 3 " + level + at + (level.endsWith("0.5677") ? " last" : ""))
                        .toList());
        assertThat(line(13)).containsExactly("level 3 BID 1098.3947558 @ 0.5657" + at + " last");
    }

    @Test
    void line14IsTheWorkedExampleOfTheChecksum() {
        kraken.subscribed(btcBook);
        final List<String> reported = line(14);
        assertThat(reported).hasSize(20);
        assertThat(reported.get(0)).isEqualTo("snapshot 6 BID 0.10000000 @ 45283.5 at 0");
        assertThat(reported.get(9)).isEqualTo("snapshot 6 BID 0.15445238 @ 45276.6 at 0");
        assertThat(reported.get(10)).isEqualTo("snapshot 6 ASK 0.00100000 @ 45285.2 at 0");
        assertThat(reported.get(19)).isEqualTo("snapshot 6 ASK 0.18772827 @ 45299.5 at 0 last");
        assertThat(kraken.receive(frames.get(14).replace("3310070434", "3310070435")))
                .containsExactly("CHECKSUM_MISMATCH 6");
    }

    @Test
    void lines19And20AreTradesOfTheTakersSideAndOnlyNewOnesAreDelivered() {
        kraken.subscribed(maticTrades);
        assertThat(line(19)).containsExactly("quiet 1", "quiet 1");
        assertThat(line(20))
                .containsExactly(
                        "SEQUENCE_GAP 1", // from 4665847, in a documentation that leaves out what is between
                        "trade 1 #4665906 ASK 40.0 @ 0.5117 at " + nanos("2023-09-25T07:49:37.708706Z"));
        assertThat(kraken.receive(frames.get(19).replace("snapshot", "update")))
                .containsExactly("REPEATED", "REPEATED");
    }

    @Test
    void line19SaysOfEachTradeWhatItWas() {
        kraken.subscribed(maticTrades);
        assertThat(kraken.receive(frames.get(19).replace("snapshot", "update")))
                .containsExactly(
                        "trade 1 #4665846 BID 6423.46326 @ 0.5147 at " + nanos("2023-09-25T07:48:36.925533Z"),
                        "trade 1 #4665847 BID 1136.19677815 @ 0.5147 at " + nanos("2023-09-25T07:49:36.925603Z"));
    }

    @Test
    void lines22To24AreInstrumentsAndReadAsAListToo() throws CatalogException {
        kraken.subscribed(btcBook, btcTop);
        assertThat(line(22)).isEmpty(); // acknowledges no subscription of a pair
        assertThat(line(23)).containsExactly("instrument 4 TRADING: online", "instrument 6 TRADING: online");
        assertThat(line(24)).isEmpty(); // of an asset alone
        assertThat(new KrakenAdapter()
                        .readCatalog(KrakenProfile.SPOT, frames.get(23).getBytes(StandardCharsets.UTF_8)))
                .containsExactly(
                        new ListedInstrument(
                                Instrument.of("BTC/USD"), "BTC/USD", InstrumentStatus.TRADING, TENTH, EIGHT_DECIMALS),
                        new ListedInstrument(
                                Instrument.of("MATIC/GBP"),
                                "MATIC/GBP",
                                InstrumentStatus.TRADING,
                                Decimal.parse("0.0001"),
                                EIGHT_DECIMALS));
    }

    @Test
    void lines26And27And38AreOfAChannelThatIsNotOurs() {
        kraken.subscribed(maticTrades);
        assertThat(line(26)).containsExactly("UNKNOWN_TYPE");
        assertThat(line(27)).containsExactly("UNKNOWN_TYPE");
        assertThat(line(38)).containsExactly("UNKNOWN_TYPE");
    }

    @Test
    void line30AcknowledgesATickerThatFollowsTradesAndIsNotTakenForOne() {
        kraken.subscribed(btcTop);
        assertThat(line(30)).containsExactly("rejected 4: event_trigger: trades (expected: bbo)");
        assertThat(line(32)).containsExactly("NOT_SUBSCRIBED");
    }

    @Test
    void line33IsATrade() {
        kraken.subscribed(btcTrades);
        assertThat(line(33))
                .containsExactly(
                        "trade 5 #109116693 BID 0.00044780 @ 83744.3 at " + nanos("2026-09-25T17:48:26.844359Z"));
    }

    @Test
    void line34IsAnUpdateThatRemovesALevelAndAddsOne() {
        kraken.subscribed(btcBook);
        assertThat(line(34)).as("no snapshot before it").containsExactly("NOT_SUBSCRIBED");
        final List<String> levels = new ArrayList<>(List.of("62807.0 1.00000000"));
        kraken.receive(Books.snapshot("BTC/USD", List.of(), levels));
        levels.set(0, "62818.8 0.65540712");
        final long checksum = Books.checksum(List.of(), levels);

        assertThat(kraken.receive(frames.get(34).replace("4249465476", Long.toString(checksum))))
                .containsExactly(
                        "level 6 ASK 0.00000000 @ 62807.0 at " + nanos("2026-08-16T23:37:03.745044Z"),
                        "level 6 ASK 0.65540712 @ 62818.8 at " + nanos("2026-08-16T23:37:03.745044Z") + " last");
        assertThat(line(34)).containsExactly("CHECKSUM_MISMATCH 6");
    }

    @Test
    void lines35To37And41To43AreRefusals() {
        kraken.protocol.subscribe(List.of(btcTop, wire(7, "XBT/USD", Channel.TOP_OF_BOOK)), kraken.out);
        assertThat(line(35)).containsExactly("rejected 7 for good: Currency pair not supported XBT/USD");
        kraken.receive(ack("ticker", "BTC/USD"));

        kraken.subscribed(btcBook);
        final int request = kraken.sent.size();
        assertThat(withId(36, request)).containsExactly("rejected 6 for good: Subscription depth not supported");
        kraken.subscribed(btcTrades);
        assertThat(withId(37, request + 1))
                .containsExactly("rejected 5 for good: Private data and trading are unavailable on this endpoint. "
                        + "Try ws-auth.kraken.com");
        assertThat(line(41)).containsExactly("UNKNOWN_TYPE");
        assertThat(line(43)).containsExactly("rate limited: Exceeded msg rate");
    }

    @Test
    void line42SaysThatNoSnapshotWillCome() {
        kraken.subscribed(btcTop, btcTrades, algoTop, algoBook, maticBook, maticTrades, btcBook);
        assertThat(line(42)).as("request 7").containsExactly("SNAPSHOT_UNUSABLE 6");
    }

    @Test
    void line40IsAPong() {
        assertThat(line(40)).containsExactly("heartbeat");
    }

    private List<String> line(int number) {
        return kraken.receive(frames.get(number));
    }

    private List<String> withId(int number, int requestId) {
        return kraken.receive(frames.get(number).replaceFirst("\\{", "{\"req_id\":" + requestId + ","));
    }

    private static String ack(String channel, String symbol) {
        return "{\"method\":\"subscribe\",\"result\":{\"channel\":\"" + channel + "\",\"symbol\":\"" + symbol
                + "\"},\"success\":true}";
    }

    private static long nanos(String instant) {
        final Instant parsed = Instant.parse(instant);
        return parsed.getEpochSecond() * 1_000_000_000L + parsed.getNano();
    }
}
