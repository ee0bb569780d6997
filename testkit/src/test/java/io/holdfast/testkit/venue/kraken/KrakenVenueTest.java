package io.holdfast.testkit.venue.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FakeClient;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.Shape;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KrakenVenueTest {

    private static final Instrument MATIC = Instrument.of("MATIC/USD");
    private static final String SUBSCRIBE_BOOK =
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"MATIC/USD\"]}}";

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private KrakenVenue venue;
    private FakeClient client;

    @BeforeEach
    void connect() {
        start(KrakenRules.DOCUMENTED);
    }

    @Test
    void theFirstFrameIsTheStatusWithAnUnsignedConnectionId() {
        final String status = client.takeOne();
        assertThat(Shape.of(status))
                .isEqualTo(Shape.of("{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"version\":\"2.0.10\","
                        + "\"system\":\"online\",\"api_version\":\"v2\",\"connection_id\":18125794168470749634,"
                        + "\"upcoming_maintenance\":[],\"emergency\":[]}]}"));
        assertThat(status).contains("\"connection_id\":181");
    }

    @Test
    void messagesLookAsCapturedInOrderOfAcknowledgementAndSnapshot() {
        client.take();
        client.send("{\"method\":\"subscribe\",\"params\":{\"channel\":\"ticker\",\"symbol\":[\"MATIC/USD\"],"
                + "\"event_trigger\":\"bbo\"},\"req_id\":7}");
        final List<String> ticker = client.take();
        assertSameShape(
                ticker.get(0),
                "{\"method\":\"subscribe\",\"req_id\":7,\"result\":{\"channel\":\"ticker\",\"event_trigger\":\"bbo\","
                        + "\"snapshot\":true,\"symbol\":\"BTC/USD\"},\"success\":true,"
                        + "\"time_in\":\"2026-10-03T20:58:30.560234Z\",\"time_out\":\"2026-10-03T20:58:30.560271Z\"}");
        assertSameShape(
                ticker.get(1),
                "{\"channel\":\"ticker\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"ALGO/USD\",\"bid\":0.13099,"
                        + "\"bid_qty\":329.06250000,\"ask\":0.13108,\"ask_qty\":1771.75027615,\"last\":0.13110,"
                        + "\"volume\":9095630.20903971,\"vwap\":0.12882,\"low\":0.12437,\"high\":0.13306,"
                        + "\"change\":0.00654,\"change_pct\":5.25,\"trades\":4606,"
                        + "\"timestamp\":\"2026-10-03T20:58:33.794283Z\"}]}");

        client.send("{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"MATIC/USD\"],"
                + "\"snapshot\":true}}");
        client.take();
        client.send(SUBSCRIBE_BOOK);
        final List<String> book = client.take();
        assertSameShape(
                book.get(0),
                "{\"method\":\"subscribe\",\"result\":{\"channel\":\"book\",\"depth\":10,\"snapshot\":true,"
                        + "\"symbol\":\"ALGO/USD\"},\"success\":true,\"time_in\":\"2023-10-06T17:35:55.219022Z\","
                        + "\"time_out\":\"2023-10-06T17:35:55.219067Z\"}");
        assertSameShape(
                book.get(1),
                "{\"channel\":\"book\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"MATIC/USD\",\"bids\":"
                        + "[{\"price\":0.5666,\"qty\":4831.75496356}],\"asks\":[{\"price\":0.5668,"
                        + "\"qty\":4410.79769741}],\"checksum\":2439117997,"
                        + "\"timestamp\":\"2023-10-06T17:35:55.440295Z\"}]}");
        venue.step(MATIC, 200);
        final List<String> updates = client.take();
        assertSameShape(
                updates.stream()
                        .filter(text -> text.contains("\"trade\""))
                        .findFirst()
                        .orElseThrow(),
                "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"side\":\"buy\","
                        + "\"price\":83744.3,\"qty\":0.00044780,\"ord_type\":\"limit\",\"trade_id\":109116693,"
                        + "\"timestamp\":\"2026-09-25T17:48:26.844359Z\"}]}");
        assertThat(updates).anyMatch(text -> text.startsWith("{\"channel\":\"ticker\",\"type\":\"update\""));
        assertThat(updates)
                .anyMatch(text -> text.startsWith("{\"channel\":\"book\",\"type\":\"update\",\"data\":[{\"symbol\":"
                        + "\"MATIC/USD\",\"bids\":[],\"asks\":[{\"price\":0.5"));
    }

    @Test
    void numbersArePaddedToTheDecimalsOfThePair() {
        client.take();
        client.send(SUBSCRIBE_BOOK);
        assertThat(client.take().get(1)).containsPattern("\"price\":0\\.\\d{4},\"qty\":\\d+\\.\\d{8}}");
    }

    @Test
    void everySymbolIsAnsweredByItselfAndMixedSuccessIsPossible() {
        venue.faults().refuse(Instrument.of("ETH/USD"));
        client.take();
        client.send("{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"MATIC/USD\","
                + "\"XBT/USD\",\"ETH/USD\",\"BTC/USD\"]},\"req_id\":5}");
        final List<String> answers = client.take();
        assertThat(answers).hasSize(4).allMatch(text -> text.contains("\"req_id\":5"));
        assertSameShape(
                answers.get(1),
                "{\"error\":\"Currency pair not supported XBT/USD\",\"method\":\"subscribe\",\"req_id\":5,"
                        + "\"success\":false,\"symbol\":\"XBT/USD\",\"time_in\":\"2026-09-25T17:48:54.701041Z\","
                        + "\"time_out\":\"2026-09-25T17:48:54.701062Z\"}");
        assertThat(answers.get(1)).contains("Currency pair not supported XBT/USD");
        assertThat(answers.get(2)).contains("Currency pair not supported ETH/USD");
        assertThat(answers.get(0)).contains("\"success\":true");
        assertThat(answers.get(3)).contains("\"success\":true");
    }

    @Test
    void refusalsAreWordedAsSeenOnTheWire() {
        assertRefused(
                "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"depth\":11,\"symbol\":[\"BTC/USD\"]}}",
                "Subscription depth not supported");
        assertRefused(
                "{\"method\":\"subscribe\",\"params\":{\"channel\":\"executions\"}}",
                "Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com");
        client.take();
        client.send(SUBSCRIBE_BOOK);
        client.take();
        assertRefused(SUBSCRIBE_BOOK.replace("\"book\"", "\"book\",\"depth\":25"), "Already subscribed");
        final String wrongDepth =
                SUBSCRIBE_BOOK.replace("subscribe", "unsubscribe").replace("\"book\"", "\"book\",\"depth\":25");
        assertThat(assertRefused(wrongDepth, "Subscription Not Found")).contains("\"method\":\"subscribe\"");
    }

    @Test
    void unsubscribingAndSubscribingBringsAFreshSnapshot() {
        client.take();
        client.send(SUBSCRIBE_BOOK);
        client.send(SUBSCRIBE_BOOK.replace("subscribe", "unsubscribe"));
        assertThat(client.take()).hasSize(3);
        venue.step(MATIC, 50);
        assertThat(client.take()).isEmpty();
        client.send(SUBSCRIBE_BOOK);
        assertThat(client.take()).hasSize(2).last().asString().contains("\"snapshot\"");
    }

    @Test
    void heartbeatsComeOnceASecondAfterTheFirstRequestEvenIfItWasRefused() {
        client.take();
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(client.take()).isEmpty();
        client.send("{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"NO/NO\"]}}");
        client.take();
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(client.take()).hasSize(5).containsOnly("{\"channel\":\"heartbeat\"}");
    }

    @Test
    void aPingIsAnsweredWithItsId() {
        client.take();
        client.send("{\"method\":\"ping\",\"req_id\":42}");
        assertSameShape(
                client.takeOne(),
                "{\"method\":\"pong\",\"req_id\":42,\"time_in\":\"2023-09-25T09:05:00.123456Z\","
                        + "\"time_out\":\"2023-09-25T09:05:00.123500Z\"}");
    }

    @Test
    void tooManyRequestsAreAnsweredByTheErrorWithTheCapitalE() {
        client.take();
        IntStream.range(0, 30).forEach(i -> client.send("{\"method\":\"ping\"}"));
        assertThat(client.take()).hasSize(30).allMatch(text -> text.contains("pong"));
        client.send("{\"method\":\"ping\"}");
        assertThat(client.takeOne()).isEqualTo("{\"Error\":\"Exceeded msg rate\"}");
        scheduler.advance(Duration.ofSeconds(1));
        client.send("{\"method\":\"ping\"}");
        assertThat(client.takeOne()).contains("pong");
    }

    @Test
    void anIdleConnectionIsClosedAndAPingKeepsItOpen() {
        final FakeClient other = FakeClient.connect(venue, "/v2");
        for (int i = 0; i < 4; i++) {
            scheduler.advance(Duration.ofSeconds(30));
            other.send("{\"method\":\"ping\"}");
        }
        assertThat(client.ended()).isEqualTo("1000");
        assertThat(other.ended()).isEmpty();
    }

    @Test
    void thePairsAreListedUnderBothKindsOfNames() {
        client.take();
        client.send("{\"method\":\"subscribe\",\"params\":{\"channel\":\"instrument\"},\"req_id\":79}");
        final List<String> answers = client.take();
        assertSameShape(
                answers.get(0),
                "{\"method\":\"subscribe\",\"req_id\":79,\"result\":{\"channel\":\"instrument\",\"snapshot\":true,"
                        + "\"warnings\":[\"tick_size is deprecated, use price_increment\"]},\"success\":true,"
                        + "\"time_in\":\"2023-09-26T16:49:20.962586Z\",\"time_out\":\"2023-09-26T16:49:20.962630Z\"}");
        assertThat(answers.get(1))
                .contains("\"symbol\":\"BTC/USD\"", "\"qty_increment\":1e-08", "\"price_increment\":0.1,");
        assertThat(venue.get(ClientRequest.of("/0/public/AssetPairs")).text())
                .contains("\"XXBTZUSD\":{\"altname\":\"XBTUSD\",\"wsname\":\"XBT/USD\"", "\"pair_decimals\":1");
        venue.status(MATIC, InstrumentStatus.RESTRICTED);
        assertThat(client.takeOne())
                .startsWith("{\"channel\":\"instrument\",\"type\":\"update\",\"data\":{\"assets\":[],\"pairs\":[{"
                        + "\"symbol\":\"MATIC/USD\"")
                .contains("\"status\":\"post_only\"");
    }

    @Test
    void nothingMovesDuringMaintenanceAndEverybodyIsTold() {
        client.take();
        client.send(SUBSCRIBE_BOOK);
        client.take();
        venue.system(KrakenSystem.MAINTENANCE);
        assertThat(client.takeOne()).contains("\"system\":\"maintenance\"");
        venue.step(MATIC, 100);
        assertThat(client.take()).isEmpty();
        assertThat(venue.get(ClientRequest.of("/0/public/SystemStatus")).text()).contains("\"maintenance\"");
        venue.system(KrakenSystem.ONLINE);
        client.take();
        venue.step(MATIC, 100);
        assertThat(client.take()).isNotEmpty();
    }

    @Test
    void aLostUpdateAndAWrongChecksumAreNoticedByTheChecksum() {
        client.take();
        client.send(SUBSCRIBE_BOOK);
        final Subscription book = new Subscription(MATIC, Channel.BOOK);
        final KrakenClientBook held = new KrakenClientBook(10);
        held.apply(client.take().get(1));
        venue.faults().next(book, Fate.MISCHECKED);
        venue.step(MATIC, 5);
        client.take().forEach(held::apply);
        assertThat(held.bad).isEqualTo(1);

        venue.faults().next(book, Fate.LOST);
        while (held.bad == 1) {
            venue.step(MATIC, 1);
            client.take().forEach(held::apply);
        }
        assertThat(held.bad).isEqualTo(2);
    }

    @Test
    void snapshotsMayComeAWhileAfterTheAcknowledgements() {
        start(KrakenRules.DOCUMENTED.withSnapshotDelay(Duration.ofMillis(100)));
        client.take();
        client.send(SUBSCRIBE_BOOK);
        assertThat(client.takeOne()).contains("\"success\":true");
        venue.step(MATIC, 100);
        assertThat(client.take()).isEmpty();
        scheduler.advance(Duration.ofMillis(100));
        assertThat(client.takeOne()).contains("\"snapshot\"");
    }

    @Test
    void tooManyAttemptsBanTheAddressForTenMinutes() {
        for (int i = 0; i < 149; i++) {
            FakeClient.connect(venue, "/v2").leave();
        }
        assertThat(FakeClient.tryToConnect(venue, ClientRequest.of("/v2"))
                        .refusal()
                        .status())
                .isEqualTo(429);
        scheduler.advance(Duration.ofMinutes(9));
        assertThat(FakeClient.tryToConnect(venue, ClientRequest.of("/v2"))
                        .refusal()
                        .status())
                .isEqualTo(429);
        scheduler.advance(Duration.ofMinutes(10));
        FakeClient.connect(venue, "/v2");
    }

    private String assertRefused(String request, String error) {
        client.take();
        client.send(request);
        final String answer = client.takeOne();
        assertThat(answer).contains("\"error\":\"" + error + "\"", "\"success\":false");
        return answer;
    }

    private void start(KrakenRules rules) {
        venue = new KrakenVenue(new MarketModel(KrakenVenue.USUAL_MARKETS, 1), Duration.ZERO, rules);
        venue.start(scheduler);
        client = FakeClient.connect(venue, "/v2");
    }

    private static void assertSameShape(String actual, String documented) {
        assertThat(Shape.of(actual)).isEqualTo(Shape.of(documented));
    }
}
