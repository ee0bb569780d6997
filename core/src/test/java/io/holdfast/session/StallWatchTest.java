package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One subscription that goes silent, and all of them. */
class StallWatchTest {

    private static final Duration BEAT = Duration.ofMillis(500);

    private final FeedHarness harness = new FeedHarness(
            profile -> profile.toBuilder().maxConnectionAge(Duration.ZERO).build(), settings -> settings);
    private long sequence;

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aSubscriptionThatIsSilentWhileOthersFlowIsNotTrusted() {
        flowing("BTC/USD", "ETH/USD");
        flow(Duration.ofSeconds(7), 0);

        assertThat(harness.events()).contains("TOP_OF_BOOK ETH STALE STALLED e1");
        assertThat(harness.events()).noneMatch(event -> event.startsWith("TOP_OF_BOOK BTC STALE"));
        assertThat(harness.feed.status().sessions().get(0).silent()).isEqualTo(1);
    }

    @Test
    void whatComesAgainInTimeOpensTheNextEpochAndNothingIsMadeAnew() {
        flowing("BTC/USD", "ETH/USD");
        flow(Duration.ofSeconds(7), 0);
        flow(Duration.ofSeconds(7), 0, 1);

        assertThat(harness.events()).contains("TOP_OF_BOOK ETH LIVE FIRST_DATA e2");
        assertThat(harness.transport.last().sent).containsExactly("subscribe 0,1");
    }

    @Test
    void aSubscriptionThatStaysSilentIsMadeAnewAndTheConnectionIsKept() {
        flowing("BTC/USD", "ETH/USD");
        flow(Duration.ofSeconds(13), 0);
        assertThat(harness.transport.last().sent).endsWith("unsubscribe 1", "subscribe 1");
        harness.transport.last().receive("ack 1");
        flow(Duration.ofSeconds(5), 0, 1);

        assertThat(harness.events()).endsWith("TOP_OF_BOOK ETH data " + sequence + " e2");
        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void aSilenceThatWasVindicatedAlarmsNobodyAgain() {
        flowing("BTC/USD", "ETH/USD");
        flow(Duration.ofSeconds(13), 0);
        harness.transport.last().receive("ack 1");
        flow(Duration.ofMinutes(5), 0);
        flow(Duration.ofMillis(500), 0, 1);
        flow(Duration.ofSeconds(30), 0); // longer than the first alarm, shorter than what was learned

        assertThat(harness.transport.last().sent).hasSize(3);
        assertThat(harness.events().stream().filter(event -> event.contains("STALLED")))
                .hasSize(1);
    }

    @Test
    void aStalledBookThatComesAgainAsksForItsGround() {
        harness.feed.subscribe(FeedHarness.book("BTC/USD"));
        harness.feed.subscribe(top("ETH/USD"));
        harness.start();
        harness.serve(); // ids: BTC book 0, ETH top 1
        harness.transport.last().receive("snapshot 0 1");
        for (int i = 0; i < 120; i++) {
            harness.transport.last().receive("level 0 " + i);
            flow(BEAT, 1);
        }
        flow(Duration.ofSeconds(7), 1);
        harness.transport.last().receive("level 0 900");
        assertThat(harness.events()).contains("BOOK BTC STALE STALLED e1").doesNotContain("BOOK BTC data 900 e1");
        assertThat(harness.transport.last().sent).endsWith("resync 0");
        harness.transport.last().receive("snapshot 0 901");

        assertThat(harness.events()).endsWith("BOOK BTC LIVE FIRST_DATA e2");
    }

    @Test
    void whenEverythingIsSilentOneIsAskedAndAnAnswerMeansThatTheMarketIsQuiet() {
        flowing("BTC/USD", "ETH/USD");
        harness.advance(Duration.ofSeconds(5));
        quiet(Duration.ofSeconds(7));
        assertThat(harness.events()).contains("TOP_OF_BOOK BTC STALE STALLED e1", "TOP_OF_BOOK ETH STALE STALLED e1");
        assertThat(harness.transport.last().sent).hasSize(3);
        harness.serve();
        quiet(Duration.ofHours(1));

        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.transport.wires).hasSize(1);
        assertThat(harness.transport.last().sent).hasSize(3);
        flow(BEAT, 0, 1);
        assertThat(harness.events()).endsWith("TOP_OF_BOOK ETH data " + sequence + " e2");
    }

    @Test
    void whenEverythingIsSilentAndTheExchangeDoesNotAnswerTheConnectionIsReplacedThoughPongsCome() {
        flowing("BTC/USD", "ETH/USD");
        quiet(Duration.ofSeconds(30));

        assertThat(harness.moves()).contains("WAITING:SUBSCRIBE_TIMEOUT");
    }

    @Test
    void tradesThatStayOutInAQuietMarketAreNoFault() {
        harness.start("BTC/USD");
        harness.feed.subscribe(top("ETH/USD"));
        harness.scheduler.runReady();
        harness.serve();
        for (int i = 0; i < 200; i++) {
            harness.transport.last().receive("trade 0 " + i);
            flow(Duration.ofSeconds(1), 1);
        }
        flow(Duration.ofHours(1), 1);

        assertThat(harness.events()).noneMatch(event -> event.contains("STALE"));
        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void aConnectionOnWhichASubscriptionStaysSilentThoughItsInstrumentFlowsIsReplacedEverMoreRarely() {
        harness.feed.subscribe(FeedHarness.book("BTC/USD"));
        harness.feed.subscribe(top("BTC/USD"));
        harness.start();
        harness.serve(); // ids: BTC book 0, BTC top 1
        harness.transport.last().receive("snapshot 0 1");
        for (int i = 0; i < 120; i++) {
            harness.transport.last().receive("top 1 " + i);
            bookOnly(Duration.ofMillis(500));
        }
        bookOnly(Duration.ofMinutes(2));
        assertThat(harness.transport.wires).hasSize(2);
        assertThat(harness.moves()).contains("WAITING:STALLED");
        bookOnly(Duration.ofMinutes(30));

        assertThat(harness.transport.wires).hasSizeBetween(3, 4);
    }

    /** An exchange that acknowledges everything and delivers one book. */
    private void bookOnly(Duration duration) {
        for (long passed = 0; passed < duration.toNanos(); passed += BEAT.toNanos()) {
            harness.advance(BEAT);
            final FakeTransport.Wire before = harness.transport.last();
            final boolean isNew = !before.opened;
            harness.serve();
            before.receiveIfOpen((isNew ? "snapshot" : "level") + " 0 " + ++sequence);
        }
    }

    @Test
    void anInstrumentThatDoesNotTradeIsNotExpectedToSpeak() {
        flowing("BTC/USD", "ETH/USD");
        harness.transport.last().receive("market 1 CLOSED");
        flow(Duration.ofMinutes(10), 0);

        assertThat(harness.events()).noneMatch(event -> event.contains("STALE"));
    }

    @Test
    void aSubscriptionThatNeverDeliversThoughItWasAcknowledgedIsMadeAnew() {
        harness.feed.subscribe(top("BTC/USD"));
        harness.feed.subscribe(top("ETH/USD"));
        harness.start();
        harness.serve();
        flow(Duration.ofMinutes(2).plusSeconds(3), 0);

        assertThat(harness.transport.last().sent).endsWith("unsubscribe 1", "subscribe 1");
    }

    @Test
    void aQuietMarketWithPausesAndJitterRaisesNoAlarmInADay() {
        harness.feed.subscribe(top("BTC/USD"));
        harness.feed.subscribe(top("ETH/USD"));
        harness.start("SOL/USD");
        harness.serve();
        final SplittableRandom random = new SplittableRandom(42);
        final long end = Duration.ofHours(24).toNanos();
        while (harness.scheduler.elapsed().toNanos() < end) {
            final double mean = 5; // seconds between events, over all
            final long gap = (long) (-Math.log(1 - random.nextDouble()) * mean * 1e9);
            quiet(Duration.ofNanos(gap + random.nextLong(1_000_000_000L)));
            if (random.nextInt(200) == 0) {
                harness.scheduler.stall(Duration.ofSeconds(3));
            }
            final int id = random.nextInt(3);
            harness.transport.last().receive((id < 2 ? "top " : "trade ") + id + " " + ++sequence);
        }

        assertThat(harness.epochs)
                .as("a handler on a busy machine may be too slow; that is no alarm")
                .filteredOn(change -> change.status() == FeedStatus.STALE && change.reason() != Reason.OVERFLOW)
                .isEmpty();
        assertThat(harness.transport.wires).hasSize(1);
        assertThat(harness.pauses).isNotEmpty();
    }

    private static Subscription top(String instrument) {
        return new Subscription(Instrument.of(instrument), Channel.TOP_OF_BOOK);
    }

    /** Subscribed to, acknowledged, and delivering for a while. */
    private void flowing(String... instruments) {
        for (final String instrument : instruments) {
            harness.feed.subscribe(top(instrument));
        }
        harness.start();
        harness.serve();
        flow(Duration.ofMinutes(1), 0, 1);
    }

    private void flow(Duration duration, int... ids) {
        for (long passed = 0; passed < duration.toNanos(); passed += BEAT.toNanos()) {
            harness.advance(BEAT);
            for (final int id : ids) {
                harness.transport.last().receive("top " + id + " " + ++sequence);
            }
        }
    }

    /** Nothing but pongs comes. */
    private void quiet(Duration duration) {
        Duration left = duration;
        while (!left.isZero()) {
            final Duration step = left.compareTo(Duration.ofSeconds(2)) > 0 ? Duration.ofSeconds(2) : left;
            harness.advance(step);
            if (!harness.transport.last().closed) {
                harness.transport.last().pong();
            }
            left = left.minus(step);
        }
    }
}
