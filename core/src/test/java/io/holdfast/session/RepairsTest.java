package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.RateLimit;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When one broken subscription is repaired, how often, and by what. */
class RepairsTest {

    private static final Duration TICK = Duration.ofNanos(1);

    private final FeedHarness harness = new FeedHarness(
            profile -> profile.toBuilder()
                    .outgoingMessages(new RateLimit(1_000, Duration.ofSeconds(1)))
                    .build(),
            UnaryOperator.identity());
    private int sequence;

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void theFirstRepairIsMadeAtOnceAndThoseUponItWaitTwiceAsLongEachUntilItIsMadeAnew() {
        live();
        breaks();
        assertThat(resyncs()).isEqualTo(1);
        for (final int millis : new int[] {100, 200}) {
            final long before = resyncs();
            breaks();
            harness.advance(Duration.ofMillis(millis).minus(TICK));
            assertThat(resyncs()).isEqualTo(before);
            harness.advance(TICK);
            assertThat(resyncs()).isEqualTo(before + 1);
        }

        breaks();
        harness.advance(Duration.ofMillis(400).minus(TICK));
        assertThat(sent("unsubscribe 0")).isZero();
        harness.advance(TICK);
        assertThat(sent("unsubscribe 0")).isEqualTo(1);
        assertThat(resyncs()).as("it has not helped").isEqualTo(3);
    }

    @Test
    void whatWasWellForAMinuteIsRepairedAtOnceAgain() {
        live();
        breaks();
        breaks();
        harness.advance(Duration.ofMillis(100));
        assertThat(resyncs()).isEqualTo(2);
        goOn(Duration.ofSeconds(60).minus(TICK));
        breaks();
        assertThat(resyncs()).as("one tick too soon").isEqualTo(2);
        harness.advance(Duration.ofMillis(200));
        assertThat(resyncs()).isEqualTo(3);
        goOn(Duration.ofSeconds(60));
        breaks();

        assertThat(resyncs()).isEqualTo(4);
    }

    @Test
    void whatWaitsForItsRepairIsNotRepairedTwice() {
        live();
        breaks();
        for (int i = 0; i < 10; i++) {
            breaks();
        }
        goOn(Duration.ofSeconds(5));

        assertThat(resyncs()).isEqualTo(2);
    }

    @Test
    void whatWasRefusedIsNotRepaired() {
        live();
        harness.transport.last().receive("reject 0 later");
        breaks();
        harness.advance(Duration.ofSeconds(5));

        assertThat(resyncs()).isZero();
    }

    @Test
    void aBookThatHasFoundItsGroundWhileItsRepairWaitedIsLeftAlone() {
        book();
        harness.transport.last().receive("snapshot 0 1");
        breaks();
        assertThat(resyncs()).isEqualTo(1);
        harness.transport.last().receive("snapshot 0 2");
        breaks();
        harness.transport.last().receive("snapshot 0 3");
        harness.advance(Duration.ofSeconds(1));
        assertThat(resyncs()).isEqualTo(1);

        breaks();
        harness.advance(Duration.ofSeconds(1));
        assertThat(resyncs()).isEqualTo(2);
    }

    @Test
    void aBookWithoutItsGroundIsAskedForAgainAfterFifteenSecondsAndNotBefore() {
        book();
        wait(Duration.ofSeconds(15).minus(TICK));
        assertThat(resyncs()).isZero();
        wait(ToyAdapter.SUBSCRIBE_TIMEOUT.dividedBy(2).plusMillis(1));
        assertThat(resyncs()).isEqualTo(1);
        wait(Duration.ofSeconds(11));
        assertThat(resyncs()).isEqualTo(1);
        wait(ToyAdapter.SUBSCRIBE_TIMEOUT);
        assertThat(resyncs()).isEqualTo(2);

        harness.transport.last().receive("snapshot 0 1");
        wait(Duration.ofSeconds(20));
        assertThat(resyncs()).as("it has its ground").isEqualTo(2);
    }

    private void live() {
        harness.start("BTC/USD");
        harness.serve();
        harness.transport.last().receive("trade 0 " + ++sequence);
        assertThat(harness.isLive()).isTrue();
    }

    private void book() {
        harness.feed.subscribe(FeedHarness.book("BTC/USD"));
        harness.start();
        harness.serve();
    }

    private void breaks() {
        harness.transport.last().receive("gap 0");
    }

    /** Trades come, nothing is wrong. */
    private void goOn(Duration duration) {
        Duration left = duration;
        while (!left.isZero()) {
            final Duration step = left.compareTo(Duration.ofSeconds(1)) > 0 ? Duration.ofSeconds(1) : left;
            harness.advance(step);
            harness.transport.last().receive("trade 0 " + ++sequence);
            left = left.minus(step);
        }
    }

    private void wait(Duration duration) {
        Duration left = duration;
        while (!left.isZero()) {
            final Duration step = left.compareTo(Duration.ofSeconds(1)) > 0 ? Duration.ofSeconds(1) : left;
            harness.advance(step);
            harness.transport.last().receive("beat");
            left = left.minus(step);
        }
    }

    private long resyncs() {
        return sent("resync 0");
    }

    private long sent(String request) {
        return harness.transport.last().sent.stream().filter(request::equals).count();
    }
}
