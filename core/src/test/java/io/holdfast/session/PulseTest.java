package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.RateLimit;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pings that are sent although data comes: whether what we send arrives. */
class PulseTest {

    private static final Duration ROUND_TRIP = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private FeedHarness harness = FeedHarness.plain();
    private int sequence;

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aPingIsSentNowAndThenAlthoughDataComes() {
        live();
        flow(ROUND_TRIP.minusSeconds(1), true);
        assertThat(harness.transport.last().pings).isZero();
        flow(ROUND_TRIP.multipliedBy(3), true);

        assertThat(harness.transport.last().pings).isBetween(3L, 4L);
        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void aLinkOnWhichDataComesButNothingOfOursArrivesIsReplacedAfterTwoPings() {
        live();
        flow(ROUND_TRIP.plusSeconds(2), true); // once it was well
        flow(ROUND_TRIP.plus(LIMIT), false);
        assertThat(harness.transport.last().pings).isEqualTo(3);
        assertThat(harness.transport.wires).hasSize(1);
        flow(LIMIT.plusSeconds(1), false);

        assertThat(harness.moves()).contains("WAITING:PONG_MISSING");
        assertThat(harness.transport.wires).hasSize(2);
        assertThat(harness.transitions.stream().map(SessionTransition::detail))
                .anyMatch(detail -> detail.contains("what we send is lost"));
    }

    @Test
    void onePongThatIsLostIsForgiven() {
        live();
        flow(ROUND_TRIP.plusSeconds(2), true);
        for (int i = 0; i < 5; i++) {
            flow(ROUND_TRIP, false); // one ping
            flow(Duration.ofSeconds(2), true);
        }

        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void anExchangeThatHasNeverAnsweredAPingIsNotToBlame() {
        live();
        flow(Duration.ofMinutes(10), false);

        assertThat(harness.transport.wires).hasSize(1);
        assertThat(harness.transport.last().pings).isGreaterThan(5);
    }

    @Test
    void whereTheProfileSaysSoNoPingIsSentWhileDataComes() {
        harness.close();
        harness = new FeedHarness(
                profile -> profile.toBuilder().roundTripInterval(Duration.ZERO).build(), settings -> settings);
        live();
        flow(Duration.ofMinutes(10), false);

        assertThat(harness.transport.last().pings).isZero();
    }

    @Test
    void suchPingsCountAsMessages() {
        harness.close();
        harness = new FeedHarness(
                profile -> profile.toBuilder()
                        .roundTripInterval(Duration.ofSeconds(1))
                        .outgoingMessages(new RateLimit(1, Duration.ofSeconds(10)))
                        .build(),
                settings -> settings);
        live();
        flow(Duration.ofSeconds(12), true);
        harness.feed.subscribe(FeedHarness.trades("ETH/USD"));
        harness.scheduler.runReady();

        assertThat(harness.transport.last().sent).containsExactly("subscribe 0");
    }

    private void live() {
        harness.start("BTC/USD");
        harness.serve();
    }

    private void flow(Duration duration, boolean answersPings) {
        final Duration step = Duration.ofMillis(500);
        long seen = answersPings ? -1 : harness.transport.last().pings;
        for (long passed = 0; passed < duration.toNanos(); passed += step.toNanos()) {
            harness.serve();
            final FakeTransport.Wire wire = harness.transport.last();
            if (answersPings && wire.pings > seen) {
                wire.pong();
                seen = wire.pings;
            }
            wire.receiveIfOpen("trade 0 " + ++sequence);
            harness.scheduler.advance(step);
        }
    }
}
