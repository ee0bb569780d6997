package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscription that is broken again and again is ended and made anew. */
class BegunAnewTest {

    private static final int ENOUGH = 20;

    private final FeedHarness harness = FeedHarness.plain();
    private int sequence;

    @AfterEach
    void close() {
        harness.close();
    }

    /** What was published between the two was lost inside an epoch, and nobody was told. */
    @Test
    void noEpochGoesOnAcrossTheEndOfItsSubscription() {
        harness.start("BTC/USD");
        harness.serve();
        trade();
        for (int i = 0; i < ENOUGH && !wasEnded(); i++) {
            harness.transport.last().receive("gap 0");
            trade();
            harness.transport.last().pong();
            harness.advance(Duration.ofMillis(500));
        }
        assertThat(wasEnded()).isTrue();
        assertThat(last().status()).isEqualTo(FeedStatus.STALE);

        trade();
        assertThat(last().status()).as("what was on its way").isEqualTo(FeedStatus.LIVE);
        final int asked = harness.transport.last().sent.size();
        for (int i = 0; i < ENOUGH && harness.transport.last().sent.size() == asked; i++) {
            harness.advance(Duration.ofMillis(100));
        }
        assertThat(harness.transport.last().sent).last().isEqualTo("subscribe 0");
        assertThat(last().status()).isEqualTo(FeedStatus.STALE);
        assertThat(last().reason()).isEqualTo(Reason.SEQUENCE_GAP);

        harness.serve();
        trade();
        assertThat(last().status()).isEqualTo(FeedStatus.LIVE);
    }

    private boolean wasEnded() {
        return harness.transport.last().sent.contains("unsubscribe 0");
    }

    private EpochChange last() {
        return harness.epochs.get(harness.epochs.size() - 1);
    }

    private void trade() {
        harness.transport.last().receive("trade 0 " + ++sequence);
    }
}
