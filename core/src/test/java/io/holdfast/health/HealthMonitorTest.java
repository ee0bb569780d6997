package io.holdfast.health;

import static io.holdfast.health.Moves.WALL;
import static io.holdfast.health.Moves.at;
import static io.holdfast.health.Moves.connecting;
import static io.holdfast.health.Moves.counted;
import static io.holdfast.health.Moves.epoch;
import static io.holdfast.health.Moves.live;
import static io.holdfast.health.Moves.lost;
import static io.holdfast.health.Moves.move;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {

    private static final long MILLI = 1_000_000L;

    private final HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);

    @Test
    void whatWasNotObservedIsUnknown() {
        assertThat(monitor.report(at(0), WALL).exchanges()).isEmpty();
        monitor.onTransition(connecting("toy-1", 0));

        final ExchangeHealth health = health(0);
        assertThat(health.window(HealthWindow.HOUR).reliability()).isEmpty();
        assertThat(health.window(HealthWindow.HOUR).framesPerSecond()).isEmpty();
        assertThat(health.meanTimeBetweenFailuresNanos()).isEmpty();
        assertThat(health.messageAgeNanos()).isEqualTo(-1);
        assertThat(monitor.report(at(0), WALL).toText())
                .contains("reliability: 1m unknown, 5m unknown, 1h unknown, 24h unknown, start unknown")
                .contains("mean time between failures: unknown")
                .contains("exchange to here: unknown");
    }

    @Test
    void reliabilityIsTimeUpByTimeWanted() {
        monitor.onTransition(connecting("toy-1", 0));
        monitor.onTransition(live("toy-1", 1));
        monitor.onTransition(lost("toy-1", Reason.RESET, 7));
        monitor.onTransition(live("toy-1", 9));
        monitor.onTransition(move("toy-1", SessionState.LIVE, SessionState.STOPPED, Reason.STOPPED, at(10)));

        final WindowHealth minute = health(40).window(HealthWindow.MINUTE);
        assertThat(minute.reliability()).hasValue(0.7);
        assertThat(minute.observedNanos()).isEqualTo(10_000 * MILLI);
    }

    @Test
    void disconnectsAreCountedByReasonAndTimed() {
        monitor.onTransition(live("toy-1", 0));
        monitor.onTransition(lost("toy-1", Reason.RESET, 10));
        monitor.onTransition(live("toy-1", 10.2));
        monitor.onTransition(lost("toy-1", Reason.SILENT, 20));
        monitor.onTransition(live("toy-1", 20.6));

        final ExchangeHealth health = health(30);
        assertThat(health.disconnects())
                .containsOnly(java.util.Map.entry(Reason.RESET, 1L), java.util.Map.entry(Reason.SILENT, 1L));
        assertThat(health.detect().p50Nanos()).isEqualTo(700 * MILLI);
        assertThat(health.recover().p50Nanos()).isEqualTo(200 * MILLI);
        assertThat(health.recover().maxNanos()).isEqualTo(600 * MILLI);
        assertThat(health.recentRecoveries()).containsExactly(200 * MILLI, 600 * MILLI);
        assertThat(health.meanTimeBetweenFailuresNanos()).hasValue((30_000 - 800) * MILLI / 2);
    }

    @Test
    void attemptsThatLeadToNothingAreCountedApartFromDisconnects() {
        for (int attempt = 0; attempt < 3; attempt++) {
            monitor.onTransition(connecting("toy-1", attempt));
            monitor.onTransition(move(
                    "toy-1", SessionState.CONNECTING, SessionState.WAITING, Reason.CONNECT_FAILED, at(attempt + 0.5)));
        }

        final ExchangeHealth health = health(5);
        assertThat(health.attempts()).isEqualTo(3);
        assertThat(health.restores()).isZero();
        assertThat(health.failedAttempts()).containsEntry(Reason.CONNECT_FAILED, 3L);
        assertThat(health.disconnects()).isEmpty();
        assertThat(health.window(HealthWindow.MINUTE).reliability()).hasValue(0.0);
    }

    @Test
    void anExchangeOnTwoSessionsIsUpWhileBothAre() {
        monitor.onTransition(live("toy-1", 0));
        monitor.onTransition(connecting("toy-2", 0));
        monitor.onTransition(live("toy-2", 2));
        monitor.onTransition(lost("toy-1", Reason.RESET, 6));

        assertThat(health(8).availability()).isEqualTo(Availability.DOWN);
        assertThat(health(8).window(HealthWindow.MINUTE).upNanos()).isEqualTo(4_000 * MILLI);
        assertThat(health(8).worstSession().session()).isEqualTo("toy-1");
    }

    @Test
    void aStaleSubscriptionShowsInTheTimelineAndNotInTheReliability() {
        monitor.onTransition(live("toy-1", 0));
        monitor.onEpoch(epoch("toy-1", FeedStatus.LIVE, Reason.FIRST_DATA, 0.5));
        monitor.onEpoch(epoch("toy-1", FeedStatus.STALE, Reason.SEQUENCE_GAP, 4));
        monitor.onEpoch(epoch("toy-1", FeedStatus.LIVE, Reason.FIRST_DATA, 5));

        final ExchangeHealth health = health(10);
        assertThat(health.gaps()).containsOnly(java.util.Map.entry(Reason.SEQUENCE_GAP, 1L));
        assertThat(health.window(HealthWindow.MINUTE).gaps()).isEqualTo(1);
        assertThat(health.window(HealthWindow.MINUTE).reliability()).hasValue(1.0);
        assertThat(health.timeline())
                .containsExactly(
                        new TimelineStretch(TimelineState.LIVE, at(0), at(4)),
                        new TimelineStretch(TimelineState.STALE, at(4), at(5)),
                        new TimelineStretch(TimelineState.LIVE, at(5), at(10)));
        assertThat(health.subscriptions().get(0).liveNanos()).isEqualTo(8_500 * MILLI);
        assertThat(health.subscriptions().get(0).staleNanos()).isEqualTo(1_000 * MILLI);
    }

    @Test
    void theTimelineHoldsAnHourAndIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            monitor.onTransition(i % 2 == 0 ? live("toy-1", i) : lost("toy-1", Reason.RESET, i));
        }

        final List<TimelineStretch> timeline = health(10_000).timeline();
        assertThat(timeline).hasSizeLessThanOrEqualTo(1_001);
        assertThat(health(20_000).timeline())
                .singleElement()
                .satisfies(last -> assertThat(last.state()).isEqualTo(TimelineState.DOWN));
    }

    @Test
    void messagesAndWhatDidNotFitTheRingAreCountedByTheDifferenceOfTwoSamples() {
        monitor.onTransition(live("toy-1", 0));
        monitor.tick(List.of(counted("toy-1", 100, 1)), at(1), WALL);
        monitor.tick(List.of(counted("toy-1", 400, 3)), at(2), WALL);

        final WindowHealth minute = health(4).window(HealthWindow.MINUTE);
        assertThat(minute.frames()).isEqualTo(400);
        assertThat(minute.framesPerSecond()).hasValue(100.0);
        assertThat(minute.dropped()).isEqualTo(3);
    }

    @Test
    void theSummaryNamesWhoIsConnectedAndWhoIsNot() {
        monitor.onTransition(live("alpha-1", 0));
        monitor.onTransition(connecting("dead-1", 0));

        final HealthReport report = monitor.report(at(3), WALL);
        assertThat(report.connected()).containsExactly("alpha");
        assertThat(report.disconnected()).containsExactly("dead");
        assertThat(report.toText()).startsWith("connected: [alpha]\ndisconnected: [dead]\n");
        assertThat(report.epochNanosOf(at(1)))
                .isEqualTo(WALL - Duration.ofSeconds(2).toNanos());
    }

    @Test
    void quantilesAreExactOverTheLastThousand() {
        final DurationRecorder recorder = new DurationRecorder();
        for (int i = 1; i <= 1_500; i++) {
            recorder.record(i);
        }

        final DurationStats stats = recorder.stats();
        assertThat(stats.count()).isEqualTo(1_500);
        assertThat(stats.p50Nanos()).isEqualTo(1_000);
        assertThat(stats.p90Nanos()).isEqualTo(1_400);
        assertThat(stats.p99Nanos()).isEqualTo(1_490);
        assertThat(stats.maxNanos()).isEqualTo(1_500);
        assertThat(recorder.recent()).hasSize(1_000).startsWith(501).endsWith(1_500);
    }

    private ExchangeHealth health(double seconds) {
        return monitor.report(at(seconds), WALL).exchanges().get(0);
    }
}
