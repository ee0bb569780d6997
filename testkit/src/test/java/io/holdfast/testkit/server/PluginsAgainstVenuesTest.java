package io.holdfast.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Holdfast;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketListener;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseExchangeVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two readings of one documentation, made by different people, meet: each plugin on real sockets against the venue of
 * its exchange. What the plugin makes of the messages must be what the venue's model knows.
 */
class PluginsAgainstVenuesTest {

    private static final int ORDERS = 3_000;
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofSeconds(30); // for busy machines

    /** One feed of an exchange. */
    enum Feed {
        BINANCE("binance", "spot", "BTC/USDT", "", EnumSet.allOf(Channel.class)) {
            @Override
            SimulatedVenue<?> venue(MarketModel model) {
                return new BinanceVenue(model, Duration.ZERO, BinanceRules.DOCUMENTED);
            }

            @Override
            void flush(SimulatedVenue<?> venue) {
                ((BinanceVenue) venue).flushDepth();
            }
        },
        KRAKEN("kraken", "spot", "BTC/USD", "/v2", EnumSet.allOf(Channel.class)) {
            @Override
            SimulatedVenue<?> venue(MarketModel model) {
                return new KrakenVenue(model, Duration.ZERO, KrakenRules.DOCUMENTED);
            }
        },
        COINBASE("coinbase", "advanced-trade", "BTC/USD", "", EnumSet.allOf(Channel.class)) {
            @Override
            SimulatedVenue<?> venue(MarketModel model) {
                return new CoinbaseVenue(model, Duration.ZERO, CoinbaseRules.ADVANCED_TRADE);
            }

            @Override
            void flush(SimulatedVenue<?> venue) {
                ((CoinbaseVenue) venue).flushTrades();
            }
        },
        COINBASE_EXCHANGE("coinbase", "exchange", "BTC/USD", "", EnumSet.allOf(Channel.class)) {
            @Override
            SimulatedVenue<?> venue(MarketModel model) {
                return new CoinbaseExchangeVenue(model, Duration.ZERO, CoinbaseRules.EXCHANGE);
            }

            @Override
            void flush(SimulatedVenue<?> venue) {
                ((CoinbaseExchangeVenue) venue).flushBooks();
            }
        };

        private final String plugin;
        private final String profile;
        private final String instrument;
        private final String path;
        private final Set<Channel> channels;

        Feed(String plugin, String profile, String instrument, String path, Set<Channel> channels) {
            this.plugin = plugin;
            this.profile = profile;
            this.instrument = instrument;
            this.path = path;
            this.channels = channels;
        }

        abstract SimulatedVenue<?> venue(MarketModel model);

        void flush(SimulatedVenue<?> venue) {}
    }

    @ParameterizedTest
    @EnumSource
    void whatThePluginTellsIsWhatTheVenueKnows(Feed feed) {
        try (Meeting meeting = new Meeting(feed)) {
            meeting.awaitLive();
            meeting.exchange.publish(ORDERS);
            meeting.exchange.onVenue(feed::flush);
            meeting.awaitAgreement();
            assertThat(meeting.follower.stale).isEmpty();
            assertThat(meeting.follower.trades).hasSizeGreaterThan(ORDERS / 10);
        }
    }

    /** Not the Exchange feed: its book messages have neither numbers nor checksums, so nobody can notice. */
    @ParameterizedTest
    @EnumSource(
            value = Feed.class,
            names = {"BINANCE", "KRAKEN", "COINBASE"})
    void aLostMessageOfABookIsNoticedAndMended(Feed feed) {
        afterAFaultTheBookIsDistrustedAndThenRight(feed, Fate.LOST);
    }

    /** As large as the real one of BTC-USD: 44,000 levels, some five megabytes in one frame. */
    @Test
    void aSnapshotOfFortyFourThousandLevelsArrivesWhole() {
        try (Meeting meeting = new Meeting(Feed.COINBASE, 22_000)) {
            meeting.awaitLive();
            meeting.exchange.publish(200);
            meeting.exchange.onVenue(Feed.COINBASE::flush);
            meeting.awaitAgreement();
            assertThat(meeting.follower.bids).hasSizeGreaterThan(21_000);
            assertThat(meeting.follower.asks).hasSizeGreaterThan(21_000);
        }
    }

    @Test
    void aWrongChecksumIsNoticedAndMended() {
        afterAFaultTheBookIsDistrustedAndThenRight(Feed.KRAKEN, Fate.MISCHECKED);
    }

    private static void afterAFaultTheBookIsDistrustedAndThenRight(Feed feed, Fate fate) {
        try (Meeting meeting = new Meeting(feed)) {
            meeting.awaitLive();
            final Subscription book = new Subscription(Instrument.of(feed.instrument), Channel.BOOK);
            meeting.exchange.onVenue(venue -> venue.faults().next(book, fate));
            patiently().until(() -> {
                meeting.letSomethingHappen();
                return meeting.follower.stale.stream().anyMatch(entry -> entry.startsWith("BOOK "));
            });
            patiently().until(() -> {
                meeting.letSomethingHappen();
                return !meeting.follower.bids.isEmpty();
            });
            meeting.exchange.publish(500);
            meeting.exchange.onVenue(feed::flush);
            meeting.awaitAgreement();
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(LONG).pollInterval(SOON);
    }

    /** A plugin and a venue, connected. */
    private static final class Meeting implements AutoCloseable {

        private final Feed feed;
        private final List<String> tradesThatHappened = new ArrayList<>(); // on the exchange's thread
        private final Market market;
        private final Follower follower = new Follower();
        private final SimulatedExchange<SimulatedVenue<?>> exchange;
        private final NettyTransport transport;
        private final Holdfast holdfast;

        Meeting(Feed feed) {
            this(feed, 60);
        }

        Meeting(Feed feed, int levels) {
            this.feed = feed;
            final MarketModel model = new MarketModel(
                    List.of(MarketSpec.of(feed.instrument, "640.00").withDepth(levels)), 7);
            market = model.markets().get(0);
            model.addListener(new MarketListener() {
                @Override
                public void onTrade(Market traded, Side aggressor, long price, long size) {
                    tradesThatHappened.add(aggressor + " " + price(traded, price) + " x " + size(traded, size));
                }
            });
            exchange = SimulatedExchange.start(feed.venue(model));
            transport = new NettyTransport(
                    NettyTransportConfig.builder().trust(exchange.authority()).build());
            holdfast = connect(feed, exchange, transport, follower);
        }

        /** Some feeds say nothing of a market in which nothing happens. */
        void letSomethingHappen() {
            exchange.onVenue(venue -> venue.step(1));
            exchange.onVenue(feed::flush);
        }

        void awaitLive() {
            patiently().until(() -> {
                letSomethingHappen();
                return follower.hasBeenLive(feed.channels);
            });
        }

        void awaitAgreement() {
            final List<String> bids = exchange.ask(venue -> levels(market, market.bids()));
            final List<String> asks = exchange.ask(venue -> levels(market, market.asks()));
            final List<String> trades = exchange.ask(venue -> List.copyOf(tradesThatHappened));
            patiently().untilAsserted(() -> {
                assertThat(follower.bids).hasSizeGreaterThanOrEqualTo(10).isEqualTo(best(bids, follower.bids.size()));
                assertThat(follower.asks).hasSizeGreaterThanOrEqualTo(10).isEqualTo(best(asks, follower.asks.size()));
                assertThat(follower.top).isEqualTo(bids.get(0) + " / " + asks.get(0));
                assertThat(follower.trades).isNotEmpty().isEqualTo(latest(trades, follower.trades.size()));
            });
            assertThat(follower.everCrossed).isFalse();
            assertThat(exchange.firstFailure()).isNull();
        }

        @Override
        public void close() {
            holdfast.close();
            transport.close();
            exchange.close();
        }

        private static List<String> best(List<String> levels, int count) {
            return levels.subList(0, Math.min(levels.size(), count));
        }

        private static List<String> latest(List<String> trades, int count) {
            return trades.subList(Math.max(0, trades.size() - count), trades.size());
        }
    }

    private static Holdfast connect(
            Feed feed, SimulatedExchange<?> exchange, NettyTransport transport, Follower follower) {
        return Holdfast.builder()
                .transport(transport)
                .handler(follower)
                .exchange(
                        feed.plugin,
                        options -> options.profile(feed.profile)
                                .subscribe(feed.instrument, feed.channels.toArray(new Channel[0]))
                                .profile(profile -> profile.toBuilder()
                                        .streams(List.of(Endpoint.of(exchange.streamUrl() + feed.path)))
                                        .http(Endpoint.of(exchange.httpUrl()))
                                        .build()))
                .start();
    }

    private static List<String> levels(Market market, PriceLadder ladder) {
        final List<String> levels = new ArrayList<>();
        for (int i = 0; i < ladder.levels(); i++) {
            levels.add(price(market, ladder.price(i)) + " x " + size(market, ladder.size(i)));
        }
        return levels;
    }

    private static String price(Market market, long price) {
        return Follower.plain(price, market.spec().priceScale());
    }

    private static String size(Market market, long size) {
        return Follower.plain(size, market.spec().sizeScale());
    }
}
