package io.holdfast.testkit.venue.coinbase;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Holdfast;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.KeptBook;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketListener;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Coinbase's plugin in the whole machine, over real TLS sockets, against both of its simulated feeds. What a handler
 * knows is compared with the market itself.
 */
class CoinbaseEndToEndTest {

    private static final String ADVANCED = "advanced-trade";
    private static final String EXCHANGE = "exchange";
    private static final Instrument BTC = Instrument.of("BTC/USD");
    private static final Instrument ETH = Instrument.of("ETH/USD");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Ring ring = new Ring();
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private @Nullable SimulatedExchange<? extends SimulatedVenue<?>> exchange;
    private @Nullable NettyTransport transport;
    private @Nullable Holdfast holdfast;

    @AfterEach
    void stop() {
        if (holdfast != null) {
            holdfast.close();
        }
        if (transport != null) {
            transport.close();
        }
        if (exchange != null) {
            final Throwable failure = exchange.firstFailure();
            exchange.close();
            assertThat(failure).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ADVANCED, EXCHANGE})
    void booksTopsAndTradesAreThoseOfTheMarket(String profile) {
        start(profile, 50);
        awaitLive(1);

        for (int i = 0; i < 20; i++) {
            coinbase().onVenue(venue -> venue.step(BTC, 10));
            awaitSameMarket();
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ring.trades).isNotEmpty().isEqualTo(happened));
        assertThat(ring.lines).noneMatch(line -> line.contains("STALE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ADVANCED, EXCHANGE})
    void aCutConnectionIsRestoredWhole(String profile) {
        start(profile, 50);
        awaitLive(1);

        coinbase().reset();
        awaitLive(2);

        assertThat(ring.lines).contains("coinbase BTC/USD BOOK epoch 1 STALE RESET");
        coinbase().onVenue(venue -> venue.step(BTC, 10));
        awaitSameMarket();
        assertThat(coinbase().connectionsEver()).isEqualTo(2);
    }

    /** Lost or late: on one connection either breaks the numbers. */
    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"LOST", "DELAYED"})
    void aFrameOutOfStepReplacesTheConnectionAndEverythingComesAliveAgain(Fate fate) {
        start(ADVANCED, 50);
        awaitLive(1);

        coinbase().onVenue(venue -> {
            venue.faults().next(new Subscription(BTC, Channel.BOOK), fate);
            venue.step(BTC, 20);
        });

        awaitLive(2);
        assertThat(ring.lines)
                .contains(
                        "coinbase BTC/USD BOOK epoch 1 STALE SEQUENCE_GAP",
                        "coinbase BTC/USD TOP_OF_BOOK epoch 1 STALE SEQUENCE_GAP",
                        "coinbase BTC/USD TRADES epoch 1 STALE SEQUENCE_GAP");
        coinbase().onVenue(venue -> venue.step(BTC, 10));
        awaitSameMarket();
        assertThat(coinbase().connectionsEver()).isEqualTo(2);
    }

    @Test
    void aFrameThatComesTwiceIsToldOnceAndCostsNothing() {
        start(ADVANCED, 50);
        awaitLive(1);

        coinbase().onVenue(venue -> {
            venue.faults().next(new Subscription(BTC, Channel.BOOK), Fate.DUPLICATED);
            venue.step(BTC, 20);
        });

        awaitSameMarket();
        assertThat(ring.lines).noneMatch(line -> line.contains("STALE"));
        assertThat(coinbase().connectionsEver()).isEqualTo(1);
    }

    @Test
    void aLostMatchEndsTheEpochOfTradesAlone() {
        start(EXCHANGE, 50);
        awaitLive(1);

        coinbase().onVenue(venue -> {
            venue.faults().next(new Subscription(BTC, Channel.TRADES), Fate.LOST);
            venue.step(BTC, 50);
        });

        await().atMost(SOON).until(() -> ring.has("TRADES epoch 2 LIVE FIRST_DATA"));
        awaitSameMarket();
        assertThat(ring.lines)
                .contains("coinbase BTC/USD TRADES epoch 1 STALE SEQUENCE_GAP")
                .noneMatch(line -> line.contains("BOOK epoch 1 STALE"));
        assertThat(coinbase().connectionsEver()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {ADVANCED, EXCHANGE})
    void endingTheBookLeavesTheTopAliveOnTheirOneStream(String profile) {
        start(profile, 50);
        awaitLive(1);

        holdfast().unsubscribe("coinbase", new Subscription(BTC, Channel.BOOK));
        await().atMost(SOON).until(() -> ring.has("BOOK epoch 1 STALE UNSUBSCRIBED"));
        coinbase().onVenue(venue -> venue.step(BTC, 20));
        await().atMost(SOON).untilAsserted(() -> assertThat(ring.top).isEqualTo(marketTop()));

        holdfast().subscribe("coinbase", new Subscription(BTC, Channel.BOOK));
        await().atMost(SOON).until(() -> ring.has(" BOOK epoch 2 LIVE FIRST_DATA"));
        awaitSameMarket();
        assertThat(ring.lines).noneMatch(line -> line.contains("TOP_OF_BOOK epoch 1 STALE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ADVANCED, EXCHANGE})
    void aRefusedProductDoesNotBringTheOthersDown(String profile) {
        start(profile, 50);
        coinbase().onVenue(venue -> venue.faults().refuse(ETH));
        awaitLive(1);

        holdfast().subscribe("coinbase", new Subscription(ETH, Channel.BOOK));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ring.lines).contains("coinbase ETH/USD BOOK epoch 0 STALE REJECTED"));
        coinbase().onVenue(venue -> venue.step(BTC, 10));
        awaitSameMarket();
        assertThat(ring.lines).noneMatch(line -> line.contains("BTC/USD") && line.contains("STALE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ADVANCED, EXCHANGE})
    void aSnapshotOfMegabytesInOneFrameComesThroughWhole(String profile) {
        start(profile, 22_000);
        awaitLive(1);

        awaitSameMarket();
    }

    private void start(String profile, int depth) {
        final MarketModel model = new MarketModel(
                List.of(MarketSpec.of("BTC/USD", "64000.00").withDepth(depth), MarketSpec.of("ETH/USD", "3000.00")), 7);
        final SimulatedExchange<? extends SimulatedVenue<?>> simulated = profile.equals(ADVANCED)
                ? SimulatedExchange.start(new CoinbaseVenue(model, Duration.ZERO, CoinbaseRules.ADVANCED_TRADE))
                : SimulatedExchange.start(new CoinbaseExchangeVenue(model, Duration.ZERO, CoinbaseRules.EXCHANGE));
        exchange = simulated;
        simulated.onVenue(venue -> venue.step(BTC, 50)); // no real product is without trades
        simulated.onVenue(venue -> venue.model().addListener(new MarketListener() {
            @Override
            public void onTrade(Market market, Side aggressor, long price, long size) {
                final MarketSpec spec = market.spec();
                happened.add(market.tradeId() + " " + aggressor + " " + plain(price, spec.priceScale()) + " x "
                        + plain(size, spec.sizeScale()));
            }
        }));
        final NettyTransport netty = new NettyTransport(
                NettyTransportConfig.builder().trust(simulated.authority()).build());
        transport = netty;
        holdfast = Holdfast.builder()
                .transport(netty)
                .ringCapacity(1 << 17)
                .handler(ring)
                .exchange(
                        "coinbase",
                        options -> options.profile(profile)
                                .profile(chosen -> patientWithSlowMachines(chosen, simulated))
                                .subscribe("BTC/USD", Channel.TOP_OF_BOOK, Channel.TRADES, Channel.BOOK))
                .start();
    }

    private static ExchangeProfile patientWithSlowMachines(ExchangeProfile profile, SimulatedExchange<?> simulated) {
        return profile.toBuilder()
                .streams(List.of(Endpoint.of(simulated.streamUrl())))
                .http(Endpoint.of(simulated.httpUrl()))
                .silenceLimit(Duration.ofSeconds(30))
                .heartbeatLimit(Duration.ZERO)
                .pongTimeout(Duration.ofSeconds(20))
                .subscribeTimeout(Duration.ofSeconds(8)) // a slow machine bunches requests, and the venue drops some
                .build();
    }

    private void awaitLive(int epoch) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ring.lines)
                        .contains(
                                "coinbase BTC/USD TOP_OF_BOOK epoch " + epoch + " LIVE FIRST_DATA",
                                "coinbase BTC/USD BOOK epoch " + epoch + " LIVE FIRST_DATA",
                                "coinbase BTC/USD TRADES epoch " + epoch + " LIVE FIRST_DATA"));
    }

    private void awaitSameMarket() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(ring.book).isEqualTo(marketBook());
            assertThat(ring.top).isEqualTo(marketTop());
        });
    }

    private String marketBook() {
        return coinbase().ask(venue -> {
            final Market market = venue.model().market(BTC);
            return rendered(market.bids(), market) + "/" + rendered(market.asks(), market);
        });
    }

    private String marketTop() {
        return coinbase().ask(venue -> {
            final Market market = venue.model().market(BTC);
            return level(market.bids(), 0, market) + "/" + level(market.asks(), 0, market);
        });
    }

    private static String rendered(PriceLadder side, Market market) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < side.levels(); i++) {
            text.append(level(side, i, market)).append(' ');
        }
        return text.toString();
    }

    private static String level(PriceLadder side, int level, Market market) {
        return plain(side.price(level), market.spec().priceScale()) + "x"
                + plain(side.size(level), market.spec().sizeScale());
    }

    private static String plain(long mantissa, int scale) {
        return BigDecimal.valueOf(mantissa, scale).stripTrailingZeros().toPlainString();
    }

    private SimulatedExchange<? extends SimulatedVenue<?>> coinbase() {
        return requireNonNull(exchange);
    }

    private Holdfast holdfast() {
        return requireNonNull(holdfast);
    }

    /** What a handler knows: statuses, trades, the newest top, and the book; written by the handler's thread. */
    private static final class Ring implements MarketHandler {

        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<String> trades = new CopyOnWriteArrayList<>();
        volatile String top = "";
        volatile String book = "";

        private final KeptBook kept = new KeptBook();

        @Override
        public void onEvent(MarketEvent event, boolean endOfBatch) {
            if (event.kind() == EventKind.STATUS) {
                lines.add(event.toString());
            } else if (event.kind() == EventKind.TRADE) {
                trades.add(event.sequence() + " " + event.side() + " " + plain(event.price(), event.priceScale())
                        + " x " + plain(event.size(), event.sizeScale()));
            } else if (event.kind() == EventKind.TOP_OF_BOOK) {
                top = plain(event.bidPrice(), event.bidPriceScale()) + "x"
                        + plain(event.bidSize(), event.bidSizeScale()) + "/"
                        + plain(event.askPrice(), event.askPriceScale()) + "x"
                        + plain(event.askSize(), event.askSizeScale());
            }
            if (event.channel() == Channel.BOOK && event.instrument().equals(BTC)) {
                kept.apply(event);
            }
            if (endOfBatch) {
                book = kept.isTrustworthy()
                        ? rendered(kept.book(), Side.BID) + "/" + rendered(kept.book(), Side.ASK)
                        : "not trustworthy: " + kept.reason();
            }
        }

        boolean has(String part) {
            return lines.stream().anyMatch(line -> line.contains(part));
        }

        private static String rendered(OrderBook book, Side side) {
            final StringBuilder text = new StringBuilder();
            for (int i = 0; i < book.levels(side); i++) {
                text.append(plain(book.price(side, i), book.priceScale()))
                        .append('x')
                        .append(plain(book.size(side, i), book.sizeScale()))
                        .append(' ');
            }
            return text.toString();
        }
    }
}
