package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends a connection, and whenever: live again, or given up with a reason. */
class EndsOfConnectionsTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Every code that a close frame may bear, and those that it may not. */
    private static final int[] CODES = IntStream.concat(
                    IntStream.rangeClosed(1000, 1015), IntStream.rangeClosed(3000, 4999))
            .toArray();

    @Test
    void everyCloseCodeOnALiveConnectionIsFollowedByLive() {
        final FeedHarness harness = new FeedHarness(Duration.ofSeconds(3)).start();
        for (final int code : CODES) {
            harness.awaitState(SessionState.LIVE, LIMIT);
            harness.advance(Duration.ofSeconds(125)); // stable, however long the one before it lived
            harness.site.begin(FaultKind.CLOSE_FRAME, code);
            harness.advance(Duration.ofMillis(20));
            assertThat(harness.lastLoss()).as("code %s", code).isEqualTo(reasonOf(code));
            assertThat(harness.waits())
                    .last()
                    .as("code %s", code)
                    .satisfies(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(1)));
        }
        harness.awaitState(SessionState.LIVE, LIMIT);
        harness.advance(Duration.ofMinutes(2)); // until every instrument has traded
        assertThat(harness.losses()).hasSameSizeAs(CODES);
        assertThat(harness.openEpochs()).isEqualTo(6);
        harness.assertPromiseKept();
    }

    @Test
    void everyCloseCodeWhileRestoringIsFollowedByLive() {
        final FeedHarness harness = new FeedHarness(Duration.ofSeconds(1)).start();
        for (final int code : CODES) {
            harness.awaitState(SessionState.RESTORING, LIMIT);
            harness.site.begin(FaultKind.CLOSE_FRAME, code);
            harness.advance(Duration.ofMillis(20));
            assertThat(harness.lastLoss()).as("code %s", code).isEqualTo(reasonOf(code));
        }
        harness.awaitState(SessionState.LIVE, LIMIT);
        harness.assertPromiseKept();
    }

    @Test
    void everyCloseCodeWhileClosingEndsStopped() {
        for (final int code : CODES) {
            if (code % 100 < 16) {
                final FeedHarness harness = new FeedHarness(Duration.ofSeconds(1)).start();
                harness.awaitState(SessionState.LIVE, LIMIT);
                harness.feed.stop();
                harness.site.begin(FaultKind.CLOSE_FRAME, code);
                harness.advance(Duration.ofSeconds(1));
                assertThat(harness.state()).isEqualTo(SessionState.STOPPED);
                assertThat(harness.site.connections()).isZero();
                assertThat(harness.host.pendingTimers()).isZero();
                harness.assertPromiseKept();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 31, 43, 61, 68, 75, 90, 200})
    void aStopAtAnyMomentOfTheWayEndsEverything(int afterMillis) {
        for (final FaultKind kind : List.of(
                FaultKind.LATENCY,
                FaultKind.TCP_HANG,
                FaultKind.TLS_HANG,
                FaultKind.UPGRADE_HANG,
                FaultKind.HTTP_HANG)) {
            final FeedHarness harness = new FeedHarness(Duration.ofMillis(50));
            harness.site.begin(kind, kind.least());
            harness.start().advance(Duration.ofMillis(afterMillis));
            harness.feed.stop();
            harness.feed.stop();
            harness.advance(Duration.ofSeconds(2));
            assertThat(harness.state()).as(kind.toString()).isEqualTo(SessionState.STOPPED);
            assertThat(harness.host.pendingTimers()).as(kind.toString()).isZero();
            harness.site.end(kind);
            harness.advance(Duration.ofSeconds(30));
            assertThat(harness.site.connections()).isZero();
            assertThat(harness.openEpochs()).isZero();
            harness.assertPromiseKept();
        }
    }

    private static Reason reasonOf(int code) {
        return code == 1004 || code == 1006 || code == 1015 ? Reason.PROTOCOL_VIOLATION : Reason.CLOSE_FRAME;
    }
}
