package io.holdfast.testkit.venue.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FakeClient;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.Shape;
import io.holdfast.time.VirtualScheduler;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CoinbaseVenueTest {

    private static final Instrument ETH = Instrument.of("ETH/USD");
    private static final String LEVEL2 =
            "{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],\"channel\":\"level2\"}";

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private CoinbaseVenue venue = start(new MarketModel(CoinbaseVenue.USUAL_MARKETS, 1), CoinbaseRules.ADVANCED_TRADE);

    @Test
    void theSnapshotComesBeforeTheAcknowledgementAndEveryFrameIsNumbered() {
        final FakeClient client = FakeClient.connect(venue, "/");
        client.send(LEVEL2);
        client.send("{\"type\":\"subscribe\",\"channel\":\"heartbeats\"}");
        scheduler.advance(Duration.ofSeconds(2));
        venue.step(ETH, 3);
        final List<String> messages = client.take();
        for (int i = 0; i < messages.size(); i++) {
            assertThat(number(messages.get(i))).isEqualTo((long) i);
        }
        assertSameShape(
                messages.get(0),
                "{\"channel\":\"l2_data\",\"client_id\":\"\",\"timestamp\":\"2026-09-07T01:57:58.894355Z\","
                        + "\"sequence_num\":0,\"events\":[{\"type\":\"snapshot\",\"product_id\":\"BTC-PERP-INTX\","
                        + "\"updates\":[{\"side\":\"offer\",\"event_time\":\"2026-09-07T01:57:58.894355Z\","
                        + "\"price_level\":\"79944.1\",\"new_quantity\":\"1.2\"}]}]}");
        assertSameShape(
                messages.get(1),
                "{\"channel\":\"subscriptions\",\"timestamp\":\"2026-09-07T23:37:22.278662782Z\",\"sequence_num\":1,"
                        + "\"events\":[{\"subscriptions\":{\"level2\":[\"BTC-PERP-INTX\"]}}]}");
        assertThat(messages.get(2))
                .contains("{\"subscriptions\":{\"heartbeats\":[\"heartbeats\"],\"level2\":[\"ETH-USD\"]}}");
        assertSameShape(
                messages.get(3),
                "{\"channel\":\"heartbeats\",\"timestamp\":\"2026-09-07T23:37:22.675755362Z\",\"sequence_num\":3,"
                        + "\"events\":[{\"current_time\":\"2026-09-07 23:37:22.674409 +0000 UTC m=+139651.272674714\","
                        + "\"heartbeat_counter\":139651}]}");
        assertThat(messages.get(5)).contains("\"type\":\"update\",\"product_id\":\"ETH-USD\"", "\"side\":\"");
    }

    @Test
    void tradesAreGatheredOverAQuarterOfASecondAndNameTheMakersSide() {
        final FakeClient client = FakeClient.connect(venue, "/");
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],\"channel\":\"market_trades\"}");
        assertThat(client.take()).first().asString().contains("\"type\":\"snapshot\",\"trades\":[]");
        final Market market = venue.model().market(ETH);
        final long before = market.tradeId();
        venue.step(ETH, 40);
        assertThat(client.take()).isEmpty();
        scheduler.advance(Duration.ofMillis(250));
        final String message = client.takeOne();
        assertSameShape(
                message,
                "{\"channel\":\"market_trades\",\"client_id\":\"\",\"timestamp\":\"2026-09-30T01:41:27.834Z\","
                        + "\"sequence_num\":5,\"events\":[{\"type\":\"update\",\"trades\":[{\"product_id\":\"ETH-USD\","
                        + "\"trade_id\":\"846149798\",\"price\":\"2668.35\",\"size\":\"0.03710506\","
                        + "\"time\":\"2026-09-30T01:41:25.375232Z\",\"side\":\"SELL\"}]}]}");
        final List<?> trades = (List<?>) RequestJson.field(event(message), "trades");
        assertThat(trades).hasSize((int) (market.tradeId() - before));
        for (int i = 0; i < trades.size(); i++) {
            final int back = trades.size() - 1 - i;
            assertThat(RequestJson.field(trades.get(i), "trade_id")).isEqualTo(Long.toString(before + 1 + i));
            assertThat(RequestJson.field(trades.get(i), "side"))
                    .isEqualTo(market.trades().aggressor(back) == Side.BID ? "SELL" : "BUY");
        }
    }

    @Property(tries = 40)
    void snapshotAndUpdatesMakeTheBook(@ForAll long seed) {
        final CoinbaseVenue other = start(
                new MarketModel(List.of(MarketSpec.of("ETH/USD", "30.00").withDepth(60)), seed),
                CoinbaseRules.ADVANCED_TRADE);
        final FakeClient client = FakeClient.connect(other, "/");
        other.step(20);
        client.send(LEVEL2);
        other.step(300);
        final Map<BigDecimal, BigDecimal> bids = new TreeMap<>();
        final Map<BigDecimal, BigDecimal> offers = new TreeMap<>();
        for (final String message : client.take()) {
            if (message.contains("l2_data")) {
                for (final Object update : (List<?>) RequestJson.field(event(message), "updates")) {
                    final boolean bid = "bid".equals(RequestJson.field(update, "side"));
                    final BigDecimal size = new BigDecimal((String) RequestJson.field(update, "new_quantity"));
                    final BigDecimal price = new BigDecimal((String) RequestJson.field(update, "price_level"));
                    if (size.signum() == 0) {
                        (bid ? bids : offers).remove(price.stripTrailingZeros());
                    } else {
                        (bid ? bids : offers).put(price.stripTrailingZeros(), size.stripTrailingZeros());
                    }
                }
            }
        }
        final Market market = other.model().markets().get(0);
        assertThat(bids).isEqualTo(contents(market.bids()));
        assertThat(offers).isEqualTo(contents(market.asks()));
    }

    @Test
    void aLostFrameLeavesAHoleInTheNumbersOfItsConnection() {
        final FakeClient client = FakeClient.connect(venue, "/");
        client.send(LEVEL2);
        final Subscription book = new Subscription(ETH, Channel.BOOK);
        venue.faults().next(book, Fate.LOST);
        venue.faults().next(book, Fate.DUPLICATED);
        venue.faults().next(book, Fate.DELAYED);
        client.take();
        venue.step(ETH, 5);
        final List<Long> numbers = new ArrayList<>();
        client.take().forEach(message -> numbers.add(number(message)));
        assertThat(numbers).containsExactly(3L, 3L, 5L, 4L, 6L);
    }

    @Test
    void anUnknownProductIsMissingInTheAcknowledgementOrFailsTheRequest() {
        final FakeClient client = FakeClient.connect(venue, "/");
        venue.faults().refuse(ETH);
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"NO-USD\",\"ETH-USD\",\"BTC-USD\"],"
                + "\"channel\":\"market_trades\"}");
        assertThat(client.take()).last().asString().contains("{\"subscriptions\":{\"market_trades\":[\"BTC-USD\"]}}");

        venue = start(
                new MarketModel(CoinbaseVenue.USUAL_MARKETS, 1), CoinbaseRules.ADVANCED_TRADE.withUnknownRefused(true));
        final FakeClient other = FakeClient.connect(venue, "/");
        other.send("{\"type\":\"subscribe\",\"product_ids\":[\"NO-USD\",\"BTC-USD\"],\"channel\":\"level2\"}");
        assertThat(other.takeOne()).isEqualTo("{\"type\":\"error\",\"message\":\"failure to subscribe\"}");
    }

    @Test
    void errorsHaveNeitherChannelNorNumber() {
        final FakeClient client = FakeClient.connect(venue, "/");
        client.send("{\"type\":\"subscribe\",\"channel\":\"heartbeat\"}");
        assertThat(client.takeOne()).isEqualTo("{\"type\":\"error\",\"message\":\"authentication failure\"}");
        client.send("{\"type\":\"subscribe\",\"channel\":\"heartbeats\"}");
        assertThat(number(client.takeOne())).isZero();
    }

    @Test
    void moreThanThirtyBooksOnOneConnectionAreRefused() {
        venue = start(
                new MarketModel(
                        IntStream.range(0, 31)
                                .mapToObj(i ->
                                        MarketSpec.of("A" + i + "/USD", "10.00").withDepth(8))
                                .toList(),
                        1),
                CoinbaseRules.ADVANCED_TRADE);
        final FakeClient client = FakeClient.connect(venue, "/");
        for (int i = 0; i < 30; i++) {
            client.send("{\"type\":\"subscribe\",\"product_ids\":[\"A" + i + "-USD\"],\"channel\":\"level2\"}");
            scheduler.advance(Duration.ofMillis(200));
        }
        assertThat(client.take()).hasSize(60);
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"A30-USD\"],\"channel\":\"level2\"}");
        assertThat(client.takeOne())
                .isEqualTo("{\"type\":\"error\",\"message\":\"too many L2 streams requested in a single session\"}");
        client.send("{\"type\":\"unsubscribe\",\"product_ids\":[\"A3-USD\"],\"channel\":\"level2\"}");
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"A30-USD\"],\"channel\":\"level2\"}");
        assertThat(client.take()).hasSize(3).noneMatch(text -> text.contains("error"));
    }

    @Test
    void whoAsksForNothingOrHearsNothingIsDropped() {
        final FakeClient idle = FakeClient.connect(venue, "/");
        final FakeClient quiet = FakeClient.connect(venue, "/");
        final FakeClient beating = FakeClient.connect(venue, "/");
        quiet.send(LEVEL2);
        beating.send("{\"type\":\"subscribe\",\"channel\":\"heartbeats\"}");
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(idle.ended()).isEqualTo("dropped");
        scheduler.advance(Duration.ofSeconds(80));
        assertThat(quiet.ended()).isEqualTo("dropped");
        assertThat(beating.ended()).isEmpty();
    }

    @Test
    void subscribingAgainBringsNoSnapshotAndAliasesAreTheSameProduct() {
        final FakeClient client = FakeClient.connect(venue, "/");
        client.send(LEVEL2);
        client.take();
        client.send(LEVEL2.replace("ETH-USD", "ETH-USDC"));
        assertThat(client.takeOne()).contains("{\"subscriptions\":{\"level2\":[\"ETH-USD\"]}}");
        client.send(LEVEL2.replace("subscribe", "unsubscribe"));
        client.send(LEVEL2);
        assertThat(client.take()).hasSize(3).anyMatch(text -> text.contains("\"type\":\"snapshot\""));
    }

    @Test
    void tooManyMessagesAndConnectionsOfOneAddressAreRefused() {
        final FakeClient client = FakeClient.connect(venue, "/");
        for (int i = 0; i < 7; i++) {
            FakeClient.connect(venue, "/");
        }
        assertThat(FakeClient.tryToConnect(venue, ClientRequest.of("/"))
                        .refusal()
                        .status())
                .isEqualTo(429);
        IntStream.range(0, 8).forEach(i -> client.send("{\"type\":\"subscribe\",\"channel\":\"heartbeats\"}"));
        assertThat(client.take()).hasSize(8).noneMatch(text -> text.contains("error"));
        client.send("{\"type\":\"subscribe\",\"channel\":\"heartbeats\"}");
        assertThat(client.takeOne()).contains("rate limit exceeded");
    }

    @Test
    void productsAreListedWithTheirAliases() {
        final String products =
                venue.get(ClientRequest.of("/api/v3/brokerage/market/products")).text();
        assertThat(products)
                .contains("\"product_id\":\"BTC-USD\"", "\"alias_to\":[\"BTC-USDC\"]")
                .contains("\"product_id\":\"BTC-USDC\"", "\"alias\":\"BTC-USD\"")
                .contains("\"quote_increment\":\"0.01\"", "\"num_products\":7}");
        assertThat(Shape.parse(products)).isNotNull();
        assertThat(venue.get(ClientRequest.of("/api/v3/brokerage/market/products/ETH-EUR"))
                        .text())
                .startsWith("{\"product_id\":\"ETH-EUR\"");
        assertThat(venue.get(ClientRequest.of("/api/v3/brokerage/market/products/NO"))
                        .status())
                .isEqualTo(404);
        assertThat(Shape.of(
                        venue.get(ClientRequest.of("/api/v3/brokerage/market/product_book?product_id=ETH-EUR&limit=2"))
                                .text()))
                .startsWith("{pricebook:{product_id:string,bids:[{price:string,size:string}]");
    }

    private CoinbaseVenue start(MarketModel model, CoinbaseRules rules) {
        final CoinbaseVenue started = new CoinbaseVenue(model, Duration.ZERO, rules);
        started.start(scheduler);
        return started;
    }

    private static Map<BigDecimal, BigDecimal> contents(PriceLadder ladder) {
        final Map<BigDecimal, BigDecimal> levels = new TreeMap<>();
        for (int i = 0; i < ladder.levels(); i++) {
            levels.put(
                    BigDecimal.valueOf(ladder.price(i), 2).stripTrailingZeros(),
                    BigDecimal.valueOf(ladder.size(i), 8).stripTrailingZeros());
        }
        return levels;
    }

    private static Long number(String message) {
        return (Long) RequestJson.field(Shape.parse(message), "sequence_num");
    }

    private static Object event(String message) {
        return ((List<?>) RequestJson.field(Shape.parse(message), "events")).get(0);
    }

    private static void assertSameShape(String actual, String documented) {
        assertThat(Shape.of(actual)).isEqualTo(Shape.of(documented));
    }
}
