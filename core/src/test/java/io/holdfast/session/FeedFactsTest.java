package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a feed says of all its sessions, and what it keeps of those that are empty. */
class FeedFactsTest {

    private static final Duration LINGER = ExchangeFeed.LINGER;

    private final FeedHarness harness = FeedHarness.carrying(1);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aFeedWasHeardWhenTheSessionWasThatIsSilentForLongest() {
        harness.start("BTC/USD", "ETH/USD");
        harness.serve();
        harness.advance(Duration.ofSeconds(2));
        harness.transport.wires.get(0).receive("trade 0 1");
        final long first = harness.scheduler.nanos();
        harness.advance(Duration.ofSeconds(3));
        harness.transport.wires.get(1).receive("trade 0 1");
        assertThat(harness.feed.heardNanos()).isEqualTo(first);

        harness.advance(Duration.ofSeconds(1));
        harness.transport.wires.get(0).receive("trade 0 2");
        assertThat(harness.feed.heardNanos())
                .isEqualTo(first + Duration.ofSeconds(3).toNanos());
    }

    @Test
    void aRefreshedStatusIsOfNow() {
        harness.start("BTC/USD");
        harness.serve();
        for (int sequence = 1; sequence <= 7; sequence++) {
            harness.transport.last().receive("trade 0 " + sequence);
        }
        harness.feed.refreshStatus();
        harness.scheduler.runReady();

        assertThat(harness.feed.status().sessions().get(0).frames()).isEqualTo(8);
    }

    @Test
    void anEmptySessionThatWasUsedAgainHasItsTimeAnew() {
        harness.start("BTC/USD");
        harness.serve();
        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
        alive(LINGER.dividedBy(2));
        harness.feed.subscribe(FeedHarness.trades("BTC/USD"));
        alive(Duration.ofSeconds(1));
        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
        alive(LINGER.minusSeconds(2));
        assertThat(harness.feed.sessions()).hasSize(1);
        alive(Duration.ofSeconds(3));

        assertThat(harness.feed.sessions()).isEmpty();
    }

    @Test
    void aStoppedFeedWaitsForNobodyWhoIsEmpty() {
        harness.start("BTC/USD");
        harness.serve();
        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
        harness.feed.stop();
        harness.scheduler.runReady();
        harness.feed.awaitStopped();

        assertThat(harness.scheduler.pendingTimers()).isZero();
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.STOPPED);
    }

    @Test
    void tradesThatStayOutWhileManyOthersComeAreMadeAnew() {
        try (FeedHarness two = FeedHarness.plain()) {
            two.start("BTC/USD", "ETH/USD");
            two.serve();
            int sequence = 0;
            for (int i = 0; i < 200; i++) {
                two.transport.last().receive("trade 0 " + ++sequence);
                two.transport.last().receive("trade 1 " + sequence);
                two.advance(Duration.ofMillis(500));
            }
            for (int i = 0; i < 4_000 && two.transport.last().sent.size() == 1; i++) {
                two.transport.last().receive("trade 0 " + ++sequence);
                two.advance(Duration.ofMillis(50));
            }

            assertThat(two.transport.last().sent).contains("unsubscribe 1");
            assertThat(two.epochs).last().satisfies(change -> {
                assertThat(change.status()).isEqualTo(FeedStatus.STALE);
                assertThat(change.reason()).isEqualTo(Reason.STALLED);
                assertThat(change.subscription()).isEqualTo(FeedHarness.trades("ETH/USD"));
            });
        }
    }

    private void alive(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plusSeconds(1)) {
            harness.transport.last().pong();
            harness.serve();
            harness.advance(Duration.ofSeconds(1));
        }
    }
}
