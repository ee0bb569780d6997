package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Holdfast;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.Reason;
import io.holdfast.health.HealthWindow;
import io.holdfast.market.Channel;
import io.holdfast.session.SessionStatus;
import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A handler that stops reading: nobody waits for it, and what it misses is told and counted to the last trade. */
class SlowHandlerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicLong trades = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong overflows = new AtomicLong();
    private volatile boolean stops;
    private volatile boolean stopped;
    private long lastTrade; // the handler's thread alone

    @Test
    void whatAHandlerMissesIsToldAndCountedExactlyAndTheSocketIsReadAllTheWhile() {
        try (SimulatedExchange<BinanceVenue> exchange = SimulatedExchange.start(BinanceVenue.usual());
                Transport transport = new NettyTransport(NettyTransportConfig.builder()
                        .trust(exchange.authority())
                        .build());
                Holdfast holdfast = Holdfast.builder()
                        .transport(transport)
                        .ringCapacity(64)
                        .handler((event, endOfBatch) -> onEvent(event))
                        .exchange(
                                "binance",
                                wanted -> wanted.subscribe("BTC/USDT", Channel.TRADES)
                                        .profile(profile -> profile.toBuilder()
                                                .streams(List.of(Endpoint.of(exchange.streamUrl())))
                                                .http(Endpoint.of(exchange.httpUrl()))
                                                .pingInterval(
                                                        Duration.ofMillis(200)) // and so often the status is renewed
                                                .build()))
                        .start()) {
            await().atMost(PATIENCE).until(() -> trades.get() > 0);
            stops = true;
            await().atMost(PATIENCE).until(() -> stopped);

            await("trades no longer fit").atMost(PATIENCE).until(() -> {
                exchange.publish(400);
                return status(holdfast).overflowed() > 20;
            });
            final long frames = status(holdfast).frames();
            await("the socket is read while nobody reads the ring")
                    .atMost(PATIENCE)
                    .until(() -> {
                        exchange.publish(100);
                        return status(holdfast).frames() > frames + 20;
                    });
            assertThat(holdfast.status().get(0).state().name()).isEqualTo("LIVE");

            goOn.countDown();
            final long before = trades.get();
            await("an epoch opens again").atMost(PATIENCE).until(() -> {
                exchange.publish(40);
                return overflows.get() > 0 && trades.get() > before + 80 && missing.get() > 0;
            });

            await("what is missing is what was counted")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(missing.get()).isEqualTo(status(holdfast).overflowed()));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(holdfast.health()
                                    .exchanges()
                                    .get(0)
                                    .window(HealthWindow.SINCE_START)
                                    .dropped())
                            .isEqualTo(missing.get()));
            assertThat(holdfast.health().exchanges().get(0).disconnects()).isEmpty();
        }
    }

    private void onEvent(MarketEvent event) {
        if (stops && !stopped) {
            stopped = true;
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (event.kind() == EventKind.STATUS
                && event.status() == FeedStatus.STALE
                && event.reason() == Reason.OVERFLOW) {
            overflows.incrementAndGet();
        } else if (event.kind() == EventKind.TRADE) {
            if (lastTrade != 0) {
                missing.addAndGet(event.sequence() - lastTrade - 1);
            }
            lastTrade = event.sequence();
            trades.incrementAndGet();
        }
    }

    private static SessionStatus status(Holdfast holdfast) {
        return holdfast.status().get(0);
    }
}
