package io.holdfast.testkit.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FakeClient;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.Shape;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinanceVenueTest {

    private static final Instrument BTC = Instrument.of("BTC/USDT");
    private static final Duration WINDOW = Duration.ofMillis(100);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private BinanceVenue venue = start(BinanceRules.DOCUMENTED);

    @Test
    void messagesLookAsDocumented() {
        final FakeClient raw = FakeClient.connect(venue, "/ws/btcusdt@bookTicker");
        final FakeClient trades = FakeClient.connect(venue, "/ws/btcusdt@trade");
        final FakeClient depth = FakeClient.connect(venue, "/ws/btcusdt@depth@100ms");
        venue.step(BTC, 200);
        scheduler.advance(WINDOW);

        assertThat(Shape.of(raw.take().get(0)))
                .isEqualTo(Shape.of("{\"u\":400900217,\"s\":\"BNBUSDT\",\"b\":\"25.35190000\",\"B\":\"31.21000000\","
                        + "\"a\":\"25.36520000\",\"A\":\"40.66000000\"}"));
        assertThat(Shape.of(trades.take().get(0)))
                .isEqualTo(Shape.of("{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"t\":12345,\"p\":\"0.001\","
                        + "\"q\":\"100\",\"T\":1672515782136,\"m\":true,\"M\":true}"));
        assertThat(Shape.of(depth.takeOne()))
                .isEqualTo(Shape.of("{\"e\":\"depthUpdate\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"U\":157,\"u\":160,"
                        + "\"b\":[[\"0.0024\",\"10\"]],\"a\":[[\"0.0026\",\"100\"]]}"));
        assertThat(Shape.of(venue.get(ClientRequest.of("/api/v3/depth?symbol=BTCUSDT&limit=1"))
                        .text()))
                .isEqualTo(Shape.of("{\"lastUpdateId\":1027024,\"bids\":[[\"4.00000000\",\"431.00000000\"]],"
                        + "\"asks\":[[\"4.00000200\",\"12.00000000\"]]}"));
    }

    @Test
    void aCombinedConnectionWrapsDataAndNotAnswers() {
        final FakeClient client = FakeClient.connect(venue, "/stream?streams=btcusdt@bookTicker/btcusdt@trade");
        client.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":3}");
        assertThat(client.takeOne()).isEqualTo("{\"result\":[\"btcusdt@bookTicker\",\"btcusdt@trade\"],\"id\":3}");
        venue.step(BTC, 100);
        assertThat(client.take())
                .isNotEmpty()
                .allMatch(text -> text.startsWith("{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":")
                        || text.startsWith("{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\""));
    }

    @Test
    void theBestBidAndAskAreThoseOfTheBook() {
        final FakeClient client = FakeClient.connect(venue, "/ws/btcusdt@bookTicker");
        for (int i = 0; i < 300; i++) {
            venue.step(BTC, 1);
            final List<String> messages = client.take();
            final HttpAnswer snapshot = venue.get(ClientRequest.of("/api/v3/depth?symbol=BTCUSDT&limit=1"));
            if (!messages.isEmpty()) {
                final Object ticker = Shape.parse(messages.get(0));
                assertThat(snapshot.text())
                        .isEqualTo("{\"lastUpdateId\":" + RequestJson.field(ticker, "u") + ",\"bids\":[[\""
                                + RequestJson.field(ticker, "b") + "\",\"" + RequestJson.field(ticker, "B")
                                + "\"]],\"asks\":[[\"" + RequestJson.field(ticker, "a") + "\",\""
                                + RequestJson.field(ticker, "A") + "\"]]}");
            }
            if (i % 100 == 0) {
                scheduler.advance(Duration.ofMinutes(1)); // for the request weight
                client.pong();
            }
        }
    }

    @Test
    void symbolsBeyondAsciiWork() {
        final FakeClient client =
                FakeClient.connect(venue, "/stream?streams=%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456@trade");
        venue.step(400);
        assertThat(client.take()).isNotEmpty().allMatch(text -> text.contains("\"s\":\"这是测试币456\""));
    }

    @Test
    void requestsAreAnsweredInBinancesWords() {
        venue = start(new BinanceRules(
                100,
                3,
                300,
                6_000,
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                Duration.ofHours(24),
                UnknownStreams.REFUSED));
        assertAnswer(
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":1}", "{\"result\":null,\"id\":1}");
        assertAnswer(
                "{\"id\":\"a1\",\"params\":[\"btcusdt@trade\"],\"method\":\"UNSUBSCRIBE\"}",
                "{\"result\":null,\"id\":\"a1\"}");
        assertAnswer(
                "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true],\"id\":5}", "{\"result\":null,\"id\":5}");
        assertAnswer("{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":2}", "{\"result\":false,\"id\":2}");
        assertAnswer(
                "{\"method\":\"GET_PROPERTY\",\"params\":[\"x\"],\"id\":2}",
                "{\"code\":0,\"msg\":\"Unknown property\",\"id\":2}");
        assertAnswer(
                "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",1],\"id\":5}",
                "{\"code\":1,\"msg\":\"Invalid value type: expected Boolean\"}");
        assertAnswer(
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\"]}",
                "{\"code\":2,\"msg\":\"Invalid request: request ID must be an unsigned integer\"}");
        assertAnswer(
                "{\"params\":[\"btcusdt@trade\"],\"id\":1}",
                "{\"code\":2,\"msg\":\"Invalid request: missing field `method` at line 1 column 35\"}");
        assertAnswer(
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"nope@trade\"],\"id\":9}",
                "{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":9}");
        assertAnswer(
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"a@b\",\"b@b\",\"c@b\",\"d@b\"],\"id\":19}",
                "{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"},\"id\":19}");
        assertAnswer("{\"method\":\"sub\"", "{\"code\":3,\"msg\":\"Invalid JSON: expected value at line 1 column 1\"}");
    }

    @Test
    void anUnknownSymbolIsAcknowledgedAndSilentUnlessToldOtherwise() {
        final FakeClient client = FakeClient.connect(venue, "/ws");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"nope@trade\"],\"id\":1}");
        assertThat(client.takeOne()).isEqualTo("{\"result\":null,\"id\":1}");

        venue = start(BinanceRules.DOCUMENTED.withUnknownStreams(UnknownStreams.REFUSED_AND_CLOSED));
        final FakeClient other = FakeClient.connect(venue, "/ws");
        other.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"nope@trade\"],\"id\":1}");
        assertThat(other.takeOne()).contains("invalid stream");
        assertThat(other.ended()).isEqualTo("1008");
    }

    @Test
    void anOversizedRequestIsPassedOverInSilence() {
        final String names = IntStream.range(0, 400)
                .mapToObj(i -> "\"s" + i + "usdt@trade\"")
                .collect(Collectors.joining(","));
        final FakeClient client = FakeClient.connect(venue, "/ws");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[" + names + "],\"id\":1}");
        assertThat(client.take()).isEmpty();
    }

    @Test
    void aSixthMessageWithinASecondEndsTheConnection() {
        final FakeClient client = FakeClient.connect(venue, "/ws");
        for (int i = 0; i < 4; i++) {
            client.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
        }
        client.pong();
        assertThat(client.ended()).isEmpty();
        scheduler.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 5; i++) {
            client.pong();
        }
        assertThat(client.ended()).isEmpty();
        client.pong();
        assertThat(client.ended()).isEqualTo("1008 Too many requests");
        assertThat(venue.connections()).isEmpty();
    }

    @Test
    void aClientThatDoesNotAnswerPingsIsClosedAndOneThatDoesLives() {
        final FakeClient silent = FakeClient.connect(venue, "/ws");
        final FakeClient alive = FakeClient.connect(venue, "/ws");
        for (int i = 0; i < 12; i++) {
            scheduler.advance(Duration.ofSeconds(20));
            alive.pong();
        }
        assertThat(silent.ended()).isEqualTo("1008 Pong timeout");
        assertThat(alive.ended()).isEmpty();
        assertThat(alive.pings()).isEqualTo(12);
    }

    @Test
    void aConnectionLivesForADayAtMost() {
        final FakeClient client = FakeClient.connect(venue, "/ws");
        for (int i = 0; i < 24 * 180 - 1; i++) {
            scheduler.advance(Duration.ofSeconds(20));
            client.pong();
        }
        assertThat(client.ended()).isEmpty();
        scheduler.advance(Duration.ofSeconds(20));
        assertThat(client.ended()).isEqualTo("1001");
    }

    @Test
    void tooManyAttemptsOfOneAddressAreRefusedUntilTheWindowHasPassed() {
        for (int i = 0; i < 300; i++) {
            FakeClient.connect(venue, "/ws").leave();
        }
        final HttpAnswer refusal =
                FakeClient.tryToConnect(venue, ClientRequest.of("/ws")).refusal();
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.headers()).containsEntry("Retry-After", "300");
        scheduler.advance(Duration.ofMinutes(5));
        FakeClient.connect(venue, "/ws");
    }

    @Test
    void tooMuchWeightIsAnsweredWith429ThenWithABanThatCoversUpgrades() {
        final ClientRequest deep = ClientRequest.of("/api/v3/depth?symbol=BTCUSDT&limit=5000");
        for (int i = 0; i < 24; i++) {
            assertThat(venue.get(deep).status()).isEqualTo(200);
        }
        final HttpAnswer refused = venue.get(deep);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "60").containsEntry("x-mbx-used-weight-1m", "6250");
        HttpAnswer last = refused;
        for (int i = 0; i < 6; i++) {
            last = venue.get(deep);
        }
        assertThat(last.status()).isEqualTo(418);
        assertThat(last.headers()).containsEntry("Retry-After", "120");
        assertThat(last.text()).contains("IP banned until ");
        assertThat(FakeClient.tryToConnect(venue, ClientRequest.of("/ws"))
                        .refusal()
                        .status())
                .isEqualTo(418);
        scheduler.advance(Duration.ofMinutes(2));
        assertThat(venue.get(deep).status()).isEqualTo(200);
    }

    @Test
    void aLostTradeLeavesAHoleInItsIds() {
        final FakeClient client = FakeClient.connect(venue, "/ws/btcusdt@trade");
        final Subscription trades = new Subscription(BTC, Channel.TRADES);
        venue.faults().next(trades, Fate.SENT);
        venue.faults().next(trades, Fate.LOST);
        venue.faults().next(trades, Fate.DUPLICATED);
        venue.faults().next(trades, Fate.DELAYED);
        final long before = venue.model().market(BTC).tradeId();
        venue.step(BTC, 200);
        final List<Object> ids = client.take().stream()
                .map(text -> RequestJson.field(Shape.parse(text), "t"))
                .toList();
        assertThat(ids.subList(0, 6))
                .containsExactly(before + 1, before + 3, before + 3, before + 5, before + 4, before + 6);
    }

    @Test
    void aRefusedInstrumentTakesItsWholeRequestDownAndAnIgnoredOneIsAcknowledged() {
        venue.faults().refuse(Instrument.of("ETH/USDT"));
        venue.faults().ignore(new Subscription(BTC, Channel.TRADES));
        final FakeClient client = FakeClient.connect(venue, "/ws");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@bookTicker\",\"ethusdt@trade\"],\"id\":1}");
        assertThat(client.takeOne()).contains("\"error\"");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":2}");
        assertThat(client.takeOne()).isEqualTo("{\"result\":null,\"id\":2}");
        venue.step(300);
        assertThat(client.take()).isEmpty();
    }

    @Test
    void aClosedMarketIsSilentAndListedAsBreak() {
        final FakeClient client = FakeClient.connect(venue, "/ws/btcusdt@bookTicker");
        venue.status(BTC, InstrumentStatus.CLOSED);
        venue.step(BTC, 100);
        assertThat(client.take()).isEmpty();
        assertThat(venue.get(ClientRequest.of("/api/v3/exchangeInfo?symbol=BTCUSDT"))
                        .text())
                .contains("\"status\":\"BREAK\"");
    }

    @Test
    void aShutdownIsAnnouncedInTheFormOfTheConnection() {
        final FakeClient raw = FakeClient.connect(venue, "/ws");
        final FakeClient combined = FakeClient.connect(venue, "/stream");
        venue.announceShutdown();
        assertThat(raw.takeOne()).isEqualTo("{\"e\":\"serverShutdown\",\"E\":1767225600000}");
        assertThat(combined.takeOne())
                .isEqualTo("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1767225600000}}");
    }

    @Test
    void timesComeInMicrosecondsWhereAskedFor() {
        final FakeClient client = FakeClient.connect(venue, "/stream?streams=btcusdt@trade&timeUnit=MICROSECOND");
        venue.step(BTC, 100);
        assertThat(client.take().get(0)).contains("\"E\":1767225600000000,");
    }

    private void assertAnswer(String request, String answer) {
        final FakeClient client = FakeClient.connect(venue, "/ws");
        client.send(request);
        assertThat(client.takeOne()).isEqualTo(answer);
    }

    private BinanceVenue start(BinanceRules rules) {
        final BinanceVenue started =
                new BinanceVenue(new MarketModel(BinanceVenue.USUAL_MARKETS, 1), Duration.ZERO, rules);
        started.start(scheduler);
        return started;
    }
}
