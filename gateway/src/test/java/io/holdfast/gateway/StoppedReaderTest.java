package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.ExchangeOptions;
import io.holdfast.Holdfast;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.KeptBook;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.Reason;
import io.holdfast.health.ExchangeHealth;
import io.holdfast.health.HealthWindow;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionStatus;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler that stops reading the ring: what becomes of each channel, and of the thread that reads the socket. */
class StoppedReaderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOPS_FOR = Duration.ofSeconds(5);
    private static final Instrument BTC_USD = Instrument.of("BTC/USD");
    private static final int SMALLEST_RING = 64;
    private static final int DEPTH = 10; // that of Kraken's usual profile

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicBoolean stops = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong tops = new AtomicLong();
    private final AtomicReference<String> lastBid = new AtomicReference<>("");
    private final AtomicLong overflows = new AtomicLong();
    private final Map<Channel, Long> epochs = new ConcurrentHashMap<>();
    private final Map<Channel, Integer> ends = new ConcurrentHashMap<>();
    private final KeptBook book = new KeptBook(); // guarded by itself
    private Transport transport;
    private Holdfast holdfast;

    @AfterEach
    void close() {
        goOn.countDown();
        holdfast.close();
        transport.close();
    }

    @Test
    void forFiveSecondsNobodyReadsAndEveryChannelComesOutOfItAsItMust() {
        try (SimulatedExchange<KrakenVenue> kraken = SimulatedExchange.start(KrakenVenue.usual())) {
            start(
                    kraken,
                    "kraken",
                    "/v2",
                    wanted -> wanted.subscribe("BTC/USD", Channel.TOP_OF_BOOK, Channel.TRADES, Channel.BOOK));
            await("all three are live").atMost(PATIENCE).until(() -> epochs.size() == 3 && tops.get() > 0);
            final Heart heart = new Heart(transport.newScheduler());
            stops.set(true);
            await().atMost(PATIENCE).untilTrue(stopped);
            final long frames = session().frames();

            await("five seconds pass").pollDelay(STOPS_FOR).atMost(PATIENCE).until(() -> true);

            assertThat(heart.longestPauseNanos())
                    .as("the thread that reads the socket went on")
                    .isLessThan(STOPS_FOR.toNanos() / 2);
            assertThat(session().frames()).isGreaterThan(frames + 100);
            assertThat(session().state()).isEqualTo(SessionState.LIVE);
            assertThat(session().conflated()).isPositive();
            assertThat(session().overflowed()).isPositive();
            assertThat(ends).as("nobody has been told yet: nobody reads").isEmpty();

            goOn.countDown();
            await("trades and books open new epochs")
                    .atMost(PATIENCE)
                    .until(() -> epochs.get(Channel.TRADES) > 1 && epochs.get(Channel.BOOK) > 1);
            standStill(kraken);

            assertThat(ends.keySet()).containsExactlyInAnyOrder(Channel.TRADES, Channel.BOOK);
            assertThat(epochs).containsEntry(Channel.TOP_OF_BOOK, 1L);
            assertThat(health().gaps()).isEqualTo(Map.of(Reason.OVERFLOW, overflows.get()));
            assertThat(health().window(HealthWindow.SINCE_START).dropped())
                    .isEqualTo(session().conflated() + session().overflowed());
            assertThat(health().disconnects()).isEmpty();
            final List<String> truth = kraken.ask(StoppedReaderTest::levels);
            assertThat(lastBid.get())
                    .as("the newest top of book")
                    .isEqualTo(truth.get(0).split(" ")[0]);
            assertThat(keptLevels()).as("the book").isEqualTo(truth);
            heart.stop();
        }
    }

    @Test
    void everyTopOfBookIsReadOrCountedAsReplaced() {
        final BinanceVenue still = new BinanceVenue(
                new MarketModel(BinanceVenue.USUAL_MARKETS, 1), Duration.ZERO, BinanceRules.DOCUMENTED);
        try (SimulatedExchange<BinanceVenue> binance = SimulatedExchange.start(still)) {
            start(binance, "binance", "", wanted -> wanted.subscribe("BTC/USDT", Channel.TOP_OF_BOOK));
            await().atMost(PATIENCE).until(() -> {
                binance.publish(10);
                return tops.get() > 0;
            });
            final long others = otherFrames();
            stops.set(true);
            await().atMost(PATIENCE).until(() -> {
                binance.publish(10);
                return stopped.get();
            });

            await().atMost(PATIENCE).until(() -> {
                binance.publish(2_000);
                return session().conflated() > 50;
            });
            goOn.countDown();

            await("read + replaced = received")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(tops.get() + session().conflated())
                            .isEqualTo(session().frames() - others));
            assertThat(ends).isEmpty();
            assertThat(session().overflowed()).isZero();
        }
    }

    /** Frames that are no top of book: counted while every one of those has been read. */
    private long otherFrames() {
        final long[] others = new long[1];
        await("the ring is read to its end").atMost(PATIENCE).until(() -> {
            final SessionStatus before = session();
            others[0] = before.frames() - tops.get();
            return before.conflated() == 0
                    && holdfast.bus().remainingCapacity() == SMALLEST_RING
                    && session().frames() == before.frames()
                    && others[0] >= 0;
        });
        return others[0];
    }

    private void start(SimulatedExchange<?> exchange, String id, String path, Consumer<ExchangeOptions> subscribe) {
        transport = new NettyTransport(NettyTransportConfig.builder()
                .trust(exchange.authority())
                .threads(1)
                .build());
        holdfast = Holdfast.builder()
                .transport(transport)
                .ringCapacity(SMALLEST_RING)
                .handler((event, endOfBatch) -> onEvent(event))
                .exchange(id, wanted -> {
                    subscribe.accept(wanted);
                    wanted.profile(profile -> profile.toBuilder()
                            .streams(List.of(Endpoint.of(exchange.streamUrl() + path)))
                            .http(Endpoint.of(exchange.httpUrl()))
                            .pingInterval(Duration.ofMillis(200)) // and so often the status is renewed
                            .build());
                })
                .start();
    }

    private void onEvent(MarketEvent event) {
        if (stops.get() && !stopped.get()) {
            stopped.set(true);
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (event.channel() == Channel.BOOK && event.kind() != EventKind.GATE) {
            synchronized (book) {
                book.apply(event);
            }
        }
        if (event.kind() == EventKind.TOP_OF_BOOK) {
            lastBid.set(text(event.bidPrice(), event.bidPriceScale()));
            tops.incrementAndGet();
        } else if (event.kind() == EventKind.STATUS && event.status() == FeedStatus.LIVE) {
            epochs.put(event.channel(), event.epoch());
        } else if (event.kind() == EventKind.STATUS && event.reason() == Reason.OVERFLOW) {
            overflows.incrementAndGet();
            ends.merge(event.channel(), 1, Integer::sum);
        }
    }

    /** Lets nothing more happen at the exchange, and everything that has happened be read. */
    private void standStill(SimulatedExchange<KrakenVenue> kraken) {
        kraken.onVenue(venue -> venue.model().suspended(true));
        await("the book has come to the same end")
                .atMost(PATIENCE)
                .until(() -> keptLevels().equals(kraken.ask(StoppedReaderTest::levels))
                        && holdfast.bus().remainingCapacity() == SMALLEST_RING);
        final long looked = health().window(HealthWindow.SINCE_START).dropped();
        await("health has looked once more")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                health().window(HealthWindow.SINCE_START).dropped())
                        .isGreaterThanOrEqualTo(looked)
                        .isEqualTo(session().conflated() + session().overflowed()));
    }

    private List<String> keptLevels() {
        synchronized (book) {
            final List<String> levels = new ArrayList<>();
            for (final Side side : Side.values()) {
                for (int i = 0; i < book.book().levels(side); i++) {
                    levels.add(text(book.book().price(side, i), book.book().priceScale()) + " x "
                            + text(book.book().size(side, i), book.book().sizeScale()));
                }
            }
            return book.isTrustworthy() ? levels : List.of();
        }
    }

    /** {@return the ten best levels of each side as the exchange has them} */
    private static List<String> levels(KrakenVenue venue) {
        final Market market = venue.model().market(BTC_USD);
        final List<String> levels = new ArrayList<>();
        for (final Side side : Side.values()) {
            final PriceLadder ladder = market.side(side);
            for (int i = 0; i < Math.min(DEPTH, ladder.levels()); i++) {
                levels.add(text(ladder.price(i), market.spec().priceScale()) + " x "
                        + text(ladder.size(i), market.spec().sizeScale()));
            }
        }
        return levels;
    }

    private static String text(long mantissa, int scale) {
        return Decimal.toBigDecimal(mantissa, scale).stripTrailingZeros().toPlainString();
    }

    private SessionStatus session() {
        return holdfast.status().get(0);
    }

    private ExchangeHealth health() {
        return holdfast.health().exchanges().get(0);
    }

    /** Beats on the transport's only thread, and says how long it ever was between two beats. */
    private static final class Heart {

        private static final long BEAT_NANOS = Duration.ofMillis(10).toNanos();

        private final Scheduler scheduler;
        private volatile boolean beats = true;
        private volatile long longestPauseNanos; // written by the scheduler's thread alone
        private volatile long lastNanos; // likewise

        Heart(Scheduler scheduler) {
            this.scheduler = scheduler;
            this.lastNanos = scheduler.nanos();
            scheduler.execute(this::beat);
        }

        long longestPauseNanos() {
            return Math.max(longestPauseNanos, scheduler.nanos() - lastNanos);
        }

        void stop() {
            beats = false;
        }

        private void beat() {
            final long now = scheduler.nanos();
            longestPauseNanos = Math.max(longestPauseNanos, now - lastNanos);
            lastNanos = now;
            if (beats) {
                scheduler.schedule(this::beat, BEAT_NANOS);
            }
        }
    }
}
