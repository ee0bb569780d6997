package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalPausesTest {

    private final FeedHarness harness = FeedHarness.plain();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aPauseOfThisProcessIsToldAndNobodyIsBlamed() {
        live();
        harness.scheduler.stall(Duration.ofSeconds(60)); // far beyond every limit of the connection
        harness.advance(Duration.ofMillis(1));

        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.pauses).hasSize(1);
        assertThat(harness.pauses.get(0)).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
    }

    @Test
    void afterAPauseTheConnectionIsAskedAtOnceAndThenJudgedAsUsual() {
        live();
        harness.scheduler.stall(Duration.ofSeconds(60));
        harness.advance(Duration.ofMillis(1));
        assertThat(harness.transport.last().pings).isEqualTo(1);
        harness.advance(ToyAdapter.PONG_TIMEOUT);

        assertThat(harness.moves()).contains("WAITING:PONG_MISSING");
    }

    @Test
    void aPauseWhileSubscribingGivesTheExchangeItsTimeAnew() {
        harness.start("BTC/USD");
        harness.transport.last().open();
        harness.scheduler.stall(Duration.ofSeconds(60));
        harness.advance(Duration.ofMillis(1));
        harness.serve();

        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.transport.last().sent).containsExactly("subscribe 0");
    }

    @Test
    void afterALongPauseNothingDeliveredBeforeCountsAsCurrent() {
        live();
        harness.scheduler.stall(Duration.ofSeconds(60));
        harness.advance(Duration.ofMillis(1));
        harness.transport.last().receive("trade 0 2");

        assertThat(harness.events())
                .endsWith("TRADES BTC STALE LOCAL_PAUSE e1", "TRADES BTC LIVE FIRST_DATA e2", "TRADES BTC data 2 e2");
    }

    @Test
    void aShortPauseIsToldAndKeepsTheEpochs() {
        live();
        harness.scheduler.stall(Duration.ofSeconds(3));
        harness.advance(Duration.ofMillis(1));

        assertThat(harness.pauses).hasSize(1);
        assertThat(harness.events()).noneMatch(event -> event.contains("STALE"));
    }

    @Test
    void aMachineThatWasSuspendedShowsInTheWallClockAlone() {
        live();
        harness.scheduler.jumpWallClock(Duration.ofHours(8));
        harness.advance(Duration.ofSeconds(1));

        assertThat(harness.pauses).containsExactly(Duration.ofHours(8));
        assertThat(harness.transport.last().pings).isEqualTo(1);
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void aWallClockThatIsSetBackIsNoPause() {
        live();
        harness.scheduler.jumpWallClock(Duration.ofHours(-1));
        harness.advance(Duration.ofSeconds(5));

        assertThat(harness.pauses).isEmpty();
    }

    private void live() {
        harness.start("BTC/USD");
        harness.serve();
        harness.transport.last().receive("trade 0 1");
    }
}
