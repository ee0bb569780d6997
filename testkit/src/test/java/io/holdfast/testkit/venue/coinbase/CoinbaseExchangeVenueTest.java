package io.holdfast.testkit.venue.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FakeClient;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.Shape;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoinbaseExchangeVenueTest {

    private static final Instrument ETH = Instrument.of("ETH/USD");

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final CoinbaseExchangeVenue venue = new CoinbaseExchangeVenue(
            new MarketModel(CoinbaseVenue.USUAL_MARKETS, 1), Duration.ZERO, CoinbaseRules.EXCHANGE);
    private FakeClient client;

    @BeforeEach
    void connect() {
        venue.start(scheduler);
        client = FakeClient.connect(venue, "/");
    }

    @Test
    void messagesLookAsCaptured() {
        venue.step(ETH, 50);
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],\"channels\":[\"matches\",\"ticker\","
                + "\"level2_batch\",{\"name\":\"heartbeat\",\"product_ids\":[\"BTC-USD\"]}]}");
        final List<String> first = client.take();
        assertSameShape(
                first.get(0),
                "{\"type\":\"last_match\",\"trade_id\":1081862674,\"maker_order_id\":\"f0\",\"taker_order_id\":\"55\","
                        + "\"side\":\"sell\",\"size\":\"0.00000001\",\"price\":\"80691.53\","
                        + "\"product_id\":\"BTC-USD\",\"sequence\":134905859981,"
                        + "\"time\":\"2026-08-25T03:35:57.096368Z\"}");
        assertSameShape(
                first.get(1),
                "{\"type\":\"ticker\",\"sequence\":137212619516,\"product_id\":\"BTC-USD\",\"price\":\"84737.58\","
                        + "\"open_24h\":\"84430.55\",\"volume_24h\":\"1836.96781750\",\"low_24h\":\"84400\","
                        + "\"high_24h\":\"85021.57\",\"volume_30d\":\"175984.53012145\",\"best_bid\":\"84737.58\","
                        + "\"best_bid_size\":\"0.19921154\",\"best_ask\":\"84737.59\",\"best_ask_size\":\"0.05223077\","
                        + "\"side\":\"sell\",\"time\":\"2026-10-03T20:58:31.127510Z\",\"trade_id\":1102042811,"
                        + "\"last_size\":\"0.00000025\"}");
        assertThat(first.get(2)).startsWith("{\"type\":\"snapshot\",\"product_id\":\"ETH-USD\",\"asks\":[[\"");
        assertThat(first.get(3))
                .isEqualTo("{\"type\":\"subscriptions\",\"channels\":["
                        + "{\"name\":\"matches\",\"product_ids\":[\"ETH-USD\"],\"account_ids\":null},"
                        + "{\"name\":\"ticker\",\"product_ids\":[\"ETH-USD\"],\"account_ids\":null},"
                        + "{\"name\":\"level2_50\",\"product_ids\":[\"ETH-USD\"],\"account_ids\":null},"
                        + "{\"name\":\"heartbeat\",\"product_ids\":[\"ETH-USD\",\"BTC-USD\"],\"account_ids\":null}]}");
        venue.step(ETH, 50);
        scheduler.advance(Duration.ofMillis(50));
        final List<String> updates = client.take();
        assertThat(updates).filteredOn(text -> text.contains("\"l2update\"")).hasSize(1);
        assertSameShape(
                updates.get(updates.size() - 1),
                "{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":[[\"buy\",\"80688.08\",\"0.59153273\"]],"
                        + "\"time\":\"2026-08-25T03:35:57.300000Z\"}");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(client.take())
                .hasSize(2)
                .allSatisfy(text -> assertSameShape(
                        text,
                        "{\"type\":\"heartbeat\",\"last_trade_id\":20,\"product_id\":\"BTC-USD\",\"sequence\":90,"
                                + "\"time\":\"2014-11-07T08:19:28.464459Z\"}"));
    }

    @Test
    void aMatchNamesTheMakersSideAndATickerTheTakersOfTheSameTrade() {
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],\"channels\":[\"matches\",\"ticker\"]}");
        client.take();
        int pairs = 0;
        String match = "";
        for (int i = 0; i < 300; i++) {
            venue.step(ETH, 1);
            for (final String text : client.take()) {
                if (text.contains("\"type\":\"match\"")) {
                    match = text;
                } else {
                    final Object maker = Shape.parse(match);
                    final Object taker = Shape.parse(text);
                    assertThat(RequestJson.field(taker, "sequence")).isEqualTo(RequestJson.field(maker, "sequence"));
                    assertThat(RequestJson.field(taker, "trade_id")).isEqualTo(RequestJson.field(maker, "trade_id"));
                    assertThat(RequestJson.field(taker, "side")).isNotEqualTo(RequestJson.field(maker, "side"));
                    final Market market = venue.model().market(ETH);
                    assertThat(RequestJson.field(taker, "side"))
                            .isEqualTo(market.trades().aggressor(0) == Side.BID ? "buy" : "sell");
                    pairs++;
                }
            }
        }
        assertThat(pairs).isGreaterThan(20);
    }

    @Test
    void snapshotAndUpdatesMakeTheBook() {
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],\"channels\":[\"level2_batch\"]}");
        for (int i = 0; i < 40; i++) {
            venue.step(ETH, 10);
            scheduler.advance(Duration.ofMillis(25));
        }
        venue.flushBooks();
        final Map<String, String> bids = new TreeMap<>();
        final Map<String, String> asks = new TreeMap<>();
        for (final String text : client.take()) {
            final Object message = Shape.parse(text);
            if (text.contains("\"snapshot\"")) {
                ((List<?>) RequestJson.field(message, "bids")).forEach(level -> set(bids, RequestJson.strings(level)));
                ((List<?>) RequestJson.field(message, "asks")).forEach(level -> set(asks, RequestJson.strings(level)));
            } else if (text.contains("\"l2update\"")) {
                for (final Object change : (List<?>) RequestJson.field(message, "changes")) {
                    final List<String> values = RequestJson.strings(change);
                    set(values.get(0).equals("buy") ? bids : asks, values.subList(1, 3));
                }
            }
        }
        final Map<String, String> ourBids = new TreeMap<>(bids);
        final Map<String, String> ourAsks = new TreeMap<>(asks);
        bids.clear();
        asks.clear();
        final Object now = Shape.parse(
                venue.get(ClientRequest.of("/products/ETH-USD/book?level=2")).text());
        ((List<?>) RequestJson.field(now, "bids")).forEach(level -> set(bids, RequestJson.strings(level)));
        ((List<?>) RequestJson.field(now, "asks")).forEach(level -> set(asks, RequestJson.strings(level)));
        assertThat(ourBids).isEqualTo(bids).isNotEmpty();
        assertThat(ourAsks).isEqualTo(asks).isNotEmpty();
    }

    @Test
    void oneBadProductOrChannelDoesNotStopTheOthers() {
        venue.status(Instrument.of("BTC/USD"), InstrumentStatus.CLOSED);
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"NO-USD\",\"ETH-USD\",\"BTC-USD\"],"
                + "\"channels\":[\"level2\",\"ticker\"]}");
        assertThat(client.take())
                .containsExactly(
                        "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"level2, level3, and full"
                                + " channels now require authentication. "
                                + "https://docs.cloud.coinbase.com/exchange/docs/websocket-auth\"}",
                        "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"NO-USD is not a valid"
                                + " product\"}",
                        "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"BTC-USD is delisted\"}",
                        "{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"ticker\",\"product_ids\":[\"ETH-USD\"],"
                                + "\"account_ids\":null}]}");
    }

    @Test
    void unsubscribingWithoutProductsMeansTheWholeChannel() {
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\",\"BTC-USD\"],\"channels\":[\"matches\"]}");
        client.send("{\"type\":\"unsubscribe\",\"channels\":[\"matches\"]}");
        assertThat(client.take()).last().isEqualTo("{\"type\":\"subscriptions\",\"channels\":[]}");
        venue.step(200);
        assertThat(client.take()).isEmpty();
    }

    @Test
    void productsAndStatusAreListed() {
        assertThat(venue.get(ClientRequest.of("/products")).text())
                .startsWith("[{\"id\":\"BTC-USD\",\"base_currency\":\"BTC\",\"quote_currency\":\"USD\","
                        + "\"base_increment\":\"0.00000001\",\"quote_increment\":\"0.01\"");
        client.send("{\"type\":\"subscribe\",\"channels\":[\"status\"]}");
        assertThat(client.take().get(0)).startsWith("{\"type\":\"status\",\"products\":[{\"id\":\"BTC-USD\"");
        assertThat(venue.get(ClientRequest.of("/products/NO/book")).status()).isEqualTo(404);
    }

    private static void set(Map<String, String> side, List<String> level) {
        if (level.get(1).equals("0.00000000")) {
            side.remove(level.get(0));
        } else {
            side.put(level.get(0), level.get(1));
        }
    }

    private static void assertSameShape(String actual, String documented) {
        assertThat(Shape.of(actual)).isEqualTo(Shape.of(documented));
    }
}
