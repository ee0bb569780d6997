package io.holdfast.testkit.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Holdfast;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.KeptBook;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kraken's plugin in the whole machine, over real TLS sockets, against a simulated exchange whose markets move only when
 * they are told to. What a book is compared with is the exchange's own.
 */
class KrakenEndToEndTest {

    private static final String BTC = "BTC/USD";
    private static final Subscription BTC_BOOK = new Subscription(Instrument.of(BTC), Channel.BOOK);
    private static final int PATIENCE_SECONDS = 20;

    private final SimulatedExchange<KrakenVenue> exchange = SimulatedExchange.start(new KrakenVenue(
            new MarketModel(KrakenVenue.USUAL_MARKETS, 20_261_124), Duration.ZERO, KrakenRules.DOCUMENTED));
    private final NettyTransport transport = new NettyTransport(
            NettyTransportConfig.builder().trust(exchange.authority()).build());
    private final Ring ring = new Ring();
    private Duration heartbeatLimit = Duration.ofSeconds(5);
    private @Nullable Holdfast holdfast;

    @AfterEach
    void stop() {
        if (holdfast != null) {
            holdfast.close();
        }
        transport.close();
        assertThat(exchange.firstFailure()).isNull();
        exchange.close();
    }

    @Test
    void everyChannelOfEveryInstrumentComesAliveAndBooksStayTheExchangesOwn() {
        start("spot", BTC, "ETH/USD", "MATIC/USD", "DOGE/USD");
        for (final String instrument : List.of(BTC, "ETH/USD", "MATIC/USD", "DOGE/USD")) {
            awaitLive(instrument, 1);
        }
        exchange.publish(4_000);

        for (final String instrument : List.of(BTC, "ETH/USD", "MATIC/USD", "DOGE/USD")) {
            awaitSameBook(instrument, 10);
            assertThat(ring.lines).anyMatch(line -> line.contains(instrument + " TRADES epoch 1 BID"));
            assertThat(ring.lines).anyMatch(line -> line.contains(instrument + " TOP_OF_BOOK epoch 1 "));
        }
        assertThat(ring.lines).noneMatch(line -> line.contains("STALE"));
        assertThat(ring.crossed).as("times that a trustworthy book was crossed").isZero();
        assertThat(exchange.connectionsEver()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"spot-depth-25,25", "spot-depth-1000,1000"})
    void deeperBooksAreCutAsTheExchangeCutsThem(String profile, int depth) {
        start(profile, BTC);
        awaitLive(BTC, 1);
        exchange.publish(4_000);

        awaitSameBook(BTC, depth);
        assertThat(ring.lines).noneMatch(line -> line.contains("STALE"));
        assertThat(ring.crossed).isZero();
    }

    @Test
    void aCutConnectionIsRestoredWhole() {
        start("spot", BTC, "ETH/USD");
        awaitLive(BTC, 1);
        awaitLive("ETH/USD", 1);
        exchange.publish(200);

        exchange.reset();
        awaitLive(BTC, 2);
        awaitLive("ETH/USD", 2);
        exchange.publish(500);

        awaitSameBook(BTC, 10);
        awaitSameBook("ETH/USD", 10);
        assertThat(ring.lines).contains("kraken BTC/USD BOOK epoch 1 STALE RESET");
        assertThat(ring.lines).noneMatch(line -> line.contains("epoch 2 STALE"));
        assertThat(exchange.connectionsEver()).isEqualTo(2);
    }

    @Test
    void oneWrongChecksumEndsThatBooksEpochAloneAndItIsMadeAnewOnTheSameConnection() {
        start("spot", BTC, "ETH/USD");
        awaitLive(BTC, 1);
        awaitLive("ETH/USD", 1);
        exchange.publish(200);
        awaitSameBook(BTC, 10);

        exchange.onVenue(venue -> venue.faults().next(BTC_BOOK, Fate.MISCHECKED));
        publishUntil("kraken BTC/USD BOOK epoch 1 STALE CHECKSUM_MISMATCH");
        await().until(() -> ring.has("kraken BTC/USD BOOK epoch 2 LIVE FIRST_DATA"));
        exchange.publish(500);

        awaitSameBook(BTC, 10);
        awaitSameBook("ETH/USD", 10);
        assertThat(ring.lines.stream().filter(line -> line.contains("STALE")))
                .containsExactly("kraken BTC/USD BOOK epoch 1 STALE CHECKSUM_MISMATCH");
        assertThat(exchange.connectionsEver()).isEqualTo(1);
    }

    @Test
    void aWrongChecksumOfTheSnapshotItselfIsNotTrustedEither() {
        exchange.onVenue(venue -> venue.faults().next(BTC_BOOK, Fate.MISCHECKED));
        start("spot", BTC);
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> ring.has(" BOOK epoch 1 LIVE FIRST_DATA"));
        exchange.publish(200);

        awaitSameBook(BTC, 10);
        assertThat(exchange.connectionsEver()).isEqualTo(1);
    }

    @Test
    void aLostBookMessageShowsInTheNextOne() {
        start("spot", BTC);
        awaitLive(BTC, 1);

        exchange.onVenue(venue -> venue.faults().next(BTC_BOOK, Fate.LOST));
        publishUntil("kraken BTC/USD BOOK epoch 1 STALE CHECKSUM_MISMATCH");
        await().until(() -> ring.has("kraken BTC/USD BOOK epoch 2 LIVE FIRST_DATA"));
        exchange.publish(200);

        awaitSameBook(BTC, 10);
    }

    @Test
    void aLostTradeEndsTheEpochOfTradesAlone() {
        start("spot", BTC);
        awaitLive(BTC, 1);

        exchange.onVenue(venue -> venue.faults().next(new Subscription(Instrument.of(BTC), Channel.TRADES), Fate.LOST));
        publishUntil("kraken BTC/USD TRADES epoch 1 STALE SEQUENCE_GAP");

        await().until(() -> ring.has("kraken BTC/USD TRADES epoch 2 LIVE FIRST_DATA"));
        assertThat(ring.lines.stream().filter(line -> line.contains("STALE")))
                .containsExactly("kraken BTC/USD TRADES epoch 1 STALE SEQUENCE_GAP");
    }

    @Test
    void aRefusedInstrumentIsToldAndTheOthersStand() {
        exchange.onVenue(venue -> venue.faults().refuse(Instrument.of("ETH/USD")));
        start("spot", BTC, "ETH/USD", "NONE/USD");
        awaitLive(BTC, 1);
        exchange.publish(200);

        awaitSameBook(BTC, 10);
        await().until(() -> ring.has("kraken ETH/USD BOOK epoch 0 STALE REJECTED"));
        await().until(() -> ring.has("kraken NONE/USD BOOK epoch 0 STALE NOT_LISTED"));
        assertThat(ring.lines).noneMatch(line -> line.contains("ETH/USD") && line.contains("LIVE"));
    }

    @Test
    void aSilentLinkIsReplacedByTheDefaultLimits() {
        start("spot", BTC);
        awaitLive(BTC, 1);

        exchange.blackHole();
        awaitLive(BTC, 2);
        exchange.publish(200);

        awaitSameBook(BTC, 10);
        assertThat(ring.lines).contains("kraken BTC/USD BOOK epoch 1 STALE SUSPECTED");
        assertThat(exchange.connectionsEver()).isEqualTo(2);
    }

    @Test
    void aLinkThatAnswersPingsButBeatsNoMoreIsReplaced() {
        heartbeatLimit = Duration.ofMillis(1_500);
        start("spot", BTC);
        awaitLive(BTC, 1);

        exchange.onVenue(venue -> venue.faults().heartbeatsWithheld(true));
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> ring.has("kraken BTC/USD BOOK epoch 1 STALE HEARTBEAT_MISSING"));
        exchange.onVenue(venue -> venue.faults().heartbeatsWithheld(false));
        awaitLive(BTC, 2);
    }

    @Test
    void aSubscriptionMayEndAndBeginAgainWhileTheOthersGoOn() {
        start("spot", BTC, "ETH/USD");
        awaitLive(BTC, 1);
        awaitLive("ETH/USD", 1);

        for (int epoch = 2; epoch < 5; epoch++) {
            holdfast().unsubscribe("kraken", BTC_BOOK);
            holdfast().subscribe("kraken", BTC_BOOK); // at once: frames of the one before may still be on their way
            exchange.publish(100);
        }
        exchange.publish(100);

        awaitSameBook(BTC, 10);
        awaitSameBook("ETH/USD", 10);
        assertThat(ring.lines).noneMatch(line -> line.contains("CHECKSUM") || line.contains("REJECTED"));
        assertThat(ring.lines).noneMatch(line -> line.contains("ETH/USD") && line.contains("STALE"));
    }

    @Test
    void whatTheExchangeSaysOfAnInstrumentEndsNoEpoch() {
        start("spot", BTC);
        awaitLive(BTC, 1);

        exchange.onVenue(venue -> venue.status(Instrument.of(BTC), InstrumentStatus.RESTRICTED));
        exchange.publish(200);

        awaitSameBook(BTC, 10);
        assertThat(ring.lines).noneMatch(line -> line.contains("STALE"));
    }

    private void start(String profile, String... instruments) {
        exchange.publish(800); // something must have been traded, or trades have no snapshot to show that they stand
        holdfast = Holdfast.builder()
                .transport(transport)
                .ringCapacity(1 << 17)
                .handler(ring)
                .exchange("kraken", options -> {
                    options.profile(profile)
                            .profile(chosen -> chosen.toBuilder()
                                    .streams(List.of(Endpoint.of(exchange.streamUrl() + "/v2")))
                                    .http(Endpoint.of(exchange.httpUrl()))
                                    .heartbeatLimit(heartbeatLimit)
                                    .build());
                    for (final String instrument : instruments) {
                        options.subscribe(instrument, Channel.TOP_OF_BOOK, Channel.TRADES, Channel.BOOK);
                    }
                })
                .start();
    }

    private void awaitLive(String instrument, int epoch) {
        for (final Channel channel : Channel.values()) {
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .untilAsserted(() -> assertThat(ring.lines)
                            .contains("kraken " + instrument + " " + channel + " epoch " + epoch + " LIVE FIRST_DATA"));
        }
    }

    /** Lets orders come until something has happened. */
    private void publishUntil(String line) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> {
            exchange.publish(20);
            return ring.has(line);
        });
    }

    private void awaitSameBook(String instrument, int depth) {
        final String own = exchange.ask(venue -> {
            final var market = venue.model().market(Instrument.of(instrument));
            return text(market.bids(), market.spec().priceScale(), market.spec().sizeScale(), depth)
                    + " / "
                    + text(
                            market.asks(),
                            market.spec().priceScale(),
                            market.spec().sizeScale(),
                            depth);
        });
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .untilAsserted(() -> assertThat(ring.books.get(instrument)).isEqualTo(own));
    }

    private Holdfast holdfast() {
        if (holdfast == null) {
            throw new AssertionError("not started");
        }
        return holdfast;
    }

    private static String text(PriceLadder side, int priceScale, int sizeScale, int depth) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(depth, side.levels()); i++) {
            Decimal.appendTo(text, side.size(i), sizeScale);
            Decimal.appendTo(text.append(" @ "), side.price(i), priceScale);
            text.append(' ');
        }
        return text.toString();
    }

    private static String text(OrderBook book, Side side) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < book.levels(side); i++) {
            Decimal.appendTo(text, book.size(side, i), book.sizeScale());
            Decimal.appendTo(text.append(" @ "), book.price(side, i), book.priceScale());
            text.append(' ');
        }
        return text.toString();
    }

    /** Writes down what comes, but for single levels, of which it keeps the books. */
    private static final class Ring implements MarketHandler {

        final List<String> lines = new CopyOnWriteArrayList<>();
        /** The text of each book that may be trusted. */
        final Map<String, String> books = new ConcurrentHashMap<>();

        volatile int crossed;

        private final Map<String, KeptBook> kept = new ConcurrentHashMap<>();
        private int tops;

        @Override
        public void onEvent(MarketEvent event, boolean endOfBatch) {
            if (event.channel() == Channel.BOOK) {
                keep(event);
            }
            if (event.kind() == EventKind.TOP_OF_BOOK && ++tops > 500 || event.kind() == EventKind.BOOK_LEVEL) {
                return; // a copy of the list for each would be too many
            }
            lines.add(event.toString());
        }

        boolean has(String part) {
            return lines.stream().anyMatch(line -> line.contains(part));
        }

        private void keep(MarketEvent event) {
            final String instrument = event.instrument().toString();
            final KeptBook book = kept.computeIfAbsent(instrument, name -> new KeptBook());
            book.apply(event);
            if (!book.isTrustworthy()) {
                books.put(instrument, "not trustworthy: " + book.reason());
                return;
            }
            if (book.book().isCrossed()) {
                crossed++;
            }
            books.put(instrument, text(book.book(), Side.BID) + " / " + text(book.book(), Side.ASK));
        }
    }
}
