package io.holdfast.benchmarks.detection;

import io.holdfast.Holdfast;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.kraken.KrakenAdapter;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.testkit.fault.FaultProxy;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Holdfast, a proxy that can go silent, and a simulated Kraken over TLS whose markets move ten times a second. */
final class WatchedKraken implements AutoCloseable, SessionListener {

    private static final String INSTRUMENT = "BTC/USD";
    private static final String OTHER = "ETH/USD";
    private static final Subscription WATCHED = new Subscription(Instrument.of(INSTRUMENT), Channel.BOOK);
    private static final int LIMIT_SECONDS = 40;
    private static final double ORDERS_A_TICK = 5;

    private final SimulatedExchange<KrakenVenue> exchange = SimulatedExchange.start(new KrakenVenue(
            new MarketModel(
                    List.of(
                            MarketSpec.of(INSTRUMENT, "64000.00").withActivity(ORDERS_A_TICK),
                            MarketSpec.of(OTHER, "3000.00").withActivity(ORDERS_A_TICK)),
                    7),
            Duration.ofMillis(100),
            KrakenRules.DOCUMENTED));
    private final FaultProxy proxy = FaultProxy.before(exchange.port(), 7);
    private final NettyTransport transport = new NettyTransport(
            NettyTransportConfig.builder().trust(exchange.authority()).build());
    private final Holdfast holdfast;
    private final Moment stale = new Moment("STALE");
    private final Moment live = new Moment("LIVE");
    private final Moment lost = new Moment("the loss");
    private volatile long silentSinceNanos;

    WatchedKraken() {
        final String streams = exchange.streamUrl().replace(":" + exchange.port(), ":" + proxy.port());
        holdfast = Holdfast.builder()
                .transport(transport)
                .listener(this)
                .handler((event, endOfBatch) -> onEvent(event))
                .exchange(
                        "kraken",
                        options -> options.subscribe(INSTRUMENT, Channel.TOP_OF_BOOK, Channel.BOOK)
                                .subscribe(OTHER, Channel.TOP_OF_BOOK, Channel.BOOK)
                                .profile(profile -> profile.toBuilder()
                                        .streams(List.of(Endpoint.of(streams + "/v2")))
                                        .http(Endpoint.of(exchange.httpUrl()))
                                        .build()))
                .start();
    }

    /** {@return the limits that decide, by the plugin's defaults} */
    static String configured() {
        final ExchangeProfile profile = new KrakenAdapter().profiles().get(0);
        return "ping after " + profile.pingInterval().toMillis() + " ms of silence, pong within "
                + profile.pongTimeout().toMillis() + " ms, silence "
                + profile.silenceLimit().toMillis() + " ms";
    }

    void live() throws InterruptedException {
        live.await();
    }

    void blackHole() {
        forget();
        proxy.blackHole();
        silentSinceNanos = System.nanoTime();
    }

    void stall() {
        forget();
        exchange.onVenue(venue -> venue.faults().stop(WATCHED));
        silentSinceNanos = System.nanoTime();
    }

    void heal() {
        live.forget();
        proxy.heal();
    }

    long untilStale() throws InterruptedException {
        return stale.await() - silentSinceNanos;
    }

    long untilLost() throws InterruptedException {
        return lost.await() - silentSinceNanos;
    }

    long untilLive() throws InterruptedException {
        return live.await() - silentSinceNanos;
    }

    @Override
    public void onTransition(SessionTransition transition) {
        if (transition.from() == SessionState.LIVE) {
            lost.reached();
        }
    }

    @Override
    public void close() {
        holdfast.close();
        transport.close();
        proxy.close();
        exchange.close();
    }

    private void onEvent(MarketEvent event) {
        if (event.kind() == EventKind.STATUS
                && event.channel() == Channel.BOOK
                && event.instrument().equals(WATCHED.instrument())) {
            (event.status() == FeedStatus.LIVE ? live : stale).reached();
        }
    }

    private void forget() {
        stale.forget();
        lost.forget();
        live.forget();
    }

    /** When something happened for the first time since it was forgotten. */
    private final class Moment {

        private final String name;
        private final Semaphore happened = new Semaphore(0);
        private volatile long atNanos;

        Moment(String name) {
            this.name = name;
        }

        void reached() {
            if (happened.availablePermits() == 0) {
                atNanos = System.nanoTime();
                happened.release();
            }
        }

        void forget() {
            happened.drainPermits();
        }

        long await() throws InterruptedException {
            if (!happened.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + ": not within " + LIMIT_SECONDS + " s, " + holdfast.status());
            }
            return atNanos;
        }
    }
}
