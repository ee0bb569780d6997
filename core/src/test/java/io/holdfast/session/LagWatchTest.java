package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.LagPolicy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Data that comes late: what is held back, when it comes again, and when the connection is to blame. */
class LagWatchTest {

    private FeedHarness harness = FeedHarness.plain();
    private int sequence;

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void dataThatLagsEndsEveryEpochAndIsHeldBackUntilItComesInTimeAgain() {
        live();
        flow(Duration.ofSeconds(3), Duration.ZERO);
        final int before = sequence;
        lag(Duration.ofSeconds(3), Duration.ofSeconds(5));
        assertThat(harness.events())
                .contains("TOP_OF_BOOK BTC STALE LAGGING e1", "BOOK BTC STALE LAGGING e1")
                .noneMatch(event -> event.endsWith("e2"));
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        final int held = sequence;
        flow(Duration.ofSeconds(1), Duration.ZERO);

        assertThat(held - before).isGreaterThan(10);
        assertThat(harness.events())
                .contains("TOP_OF_BOOK BTC LIVE FIRST_DATA e2", "TOP_OF_BOOK BTC data " + sequence + " e2");
        assertThat(harness.transport.last().sent)
                .as("the book needs its ground again")
                .endsWith("resync 1");
        harness.transport.last().receive("snapshot 1 7");
        assertThat(harness.events()).endsWith("BOOK BTC LIVE FIRST_DATA e2");
        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void aBookThatWaitsForDataInTimeIsNotAskedForMeanwhile() {
        live();
        flow(Duration.ofSeconds(3), Duration.ZERO);
        lag(Duration.ofSeconds(45), Duration.ofSeconds(5));

        assertThat(harness.transport.last().sent).containsExactly("subscribe 0,1");
    }

    @Test
    void aConnectionThatLagsByFarIsReplacedEverMoreRarely() {
        live();
        flow(Duration.ofSeconds(3), Duration.ZERO);
        lag(Duration.ofMinutes(20), Duration.ofSeconds(30));

        assertThat(harness.moves()).contains("WAITING:LAGGING");
        // at once, then after 40, 160 and 640 s at the earliest, counted from when each was opened
        assertThat(harness.transport.wires).hasSizeBetween(4, 5);
        assertThat(harness.events())
                .noneMatch(event -> event.startsWith("TOP_OF_BOOK BTC data") && event.endsWith("e2"));
    }

    @Test
    void aWallClockOfOursThatIsSetIsNotTakenForLag() {
        live();
        flow(Duration.ofSeconds(3), Duration.ZERO);
        harness.scheduler.jumpWallClock(Duration.ofHours(1));
        flow(Duration.ofSeconds(10), Duration.ZERO, -3_600_000);
        harness.scheduler.jumpWallClock(Duration.ofHours(-2));
        flow(Duration.ofSeconds(10), Duration.ZERO, 3_600_000);

        assertThat(harness.events()).noneMatch(event -> event.contains("LAGGING"));
    }

    @Test
    void aPauseOfOursIsNotTakenForLag() {
        live();
        flow(Duration.ofSeconds(3), Duration.ZERO);
        harness.scheduler.stall(Duration.ofSeconds(4));
        harness.scheduler.advance(Duration.ZERO);
        for (int i = 40; i > 0; i--) { // what has piled up
            top(Duration.ofMillis(100L * i), 0);
        }
        flow(Duration.ofSeconds(5), Duration.ZERO);

        assertThat(harness.events()).noneMatch(event -> event.contains("LAGGING"));
    }

    @Test
    void whatASubscriptionBeginsWithMayBeOld() {
        harness.start("BTC/USD", "ETH/USD", "SOL/USD", "ADA/USD", "XRP/USD");
        harness.serve();
        for (int id = 0; id < 5; id++) {
            final long stamp = harness.scheduler.epochNanos() / 1_000_000;
            harness.transport.last().receive("trade " + id + " 1 " + (id == 0 ? stamp : stamp - 60_000));
            harness.advance(Duration.ofSeconds(1));
        }

        assertThat(harness.events()).noneMatch(event -> event.contains("STALE"));
    }

    @Test
    void whereOnlySomeDataIsStampedTheRestIsHeldBackNoLongerThanThereIsEvidence() {
        live();
        flow(Duration.ofSeconds(3), Duration.ZERO);
        lag(Duration.ofSeconds(3), Duration.ofSeconds(5));
        for (int i = 0; i < 12; i++) {
            harness.transport.last().receive("top 0 " + ++sequence);
            harness.advance(Duration.ofSeconds(1));
        }

        assertThat(harness.events()).contains("TOP_OF_BOOK BTC STALE LAGGING e1", "TOP_OF_BOOK BTC LIVE FIRST_DATA e2");
    }

    @Test
    void itCanBeSwitchedOff() {
        harness.close();
        harness = new FeedHarness(profile -> profile, settings -> settings.withLag(LagPolicy.OFF));
        live();
        flow(Duration.ofSeconds(3), Duration.ZERO);
        lag(Duration.ofMinutes(1), Duration.ofMinutes(1));

        assertThat(harness.events()).noneMatch(event -> event.contains("LAGGING"));
    }

    private void live() {
        final Instrument btc = Instrument.of("BTC/USD");
        harness.feed.subscribe(new Subscription(btc, Channel.TOP_OF_BOOK));
        harness.feed.subscribe(FeedHarness.book("BTC/USD"));
        harness.feed.start();
        harness.scheduler.runReady();
        harness.serve();
        harness.transport.last().receive("snapshot 1 1");
    }

    /** A queue grows at once: nothing comes until it is as long as that, and then everything comes so late. */
    private void lag(Duration duration, Duration delay) {
        for (long passed = 0; passed < delay.toMillis(); passed += 200) {
            harness.advance(Duration.ofMillis(200));
            harness.transport.last().pong();
        }
        flow(duration, delay);
    }

    private void flow(Duration duration, Duration delay) {
        flow(duration, delay, 0);
    }

    /** A top of book every 200 ms, each so long under way; by an exchange's clock that differs so much from ours. */
    private void flow(Duration duration, Duration delay, long skewMillis) {
        final Duration step = Duration.ofMillis(200);
        for (long passed = 0; passed < duration.toNanos(); passed += step.toNanos()) {
            harness.serve();
            top(delay, skewMillis);
            harness.scheduler.advance(step);
            harness.transport.last().pong();
        }
    }

    private void top(Duration delay, long skewMillis) {
        final long stamp = harness.scheduler.epochNanos() / 1_000_000 - delay.toMillis() + skewMillis;
        harness.transport.last().receiveIfOpen("top 0 " + ++sequence + " " + stamp);
    }
}
