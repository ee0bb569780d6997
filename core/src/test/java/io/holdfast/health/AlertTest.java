package io.holdfast.health;

import static io.holdfast.health.Moves.WALL;
import static io.holdfast.health.Moves.at;
import static io.holdfast.health.Moves.connecting;
import static io.holdfast.health.Moves.live;
import static io.holdfast.health.Moves.lost;
import static io.holdfast.health.Moves.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** One alert for one incident: H5. */
class AlertTest {

    private static final AlertPolicy RELIABILITY_ONLY =
            new AlertPolicy(List.of(AlertRule.reliability()), 2, 2, Duration.ofMinutes(1));

    private final List<String> told = new ArrayList<>();
    private HealthMonitor monitor = monitor(RELIABILITY_ONLY);
    private int second;

    @Test
    void anOutageOfFifteenSecondsInFiveMinutesIsOnTheEdgeAndRaisesNothing() {
        monitor.onTransition(live("toy-1", 0));
        run(300);
        loseFor(14);
        run(600);

        assertThat(told).isEmpty();
    }

    @Test
    void below95PercentRaisesOneAlertAndFrom97PercentClearsIt() {
        monitor.onTransition(live("toy-1", 0));
        run(300);
        loseFor(20);
        run(100);
        assertThat(told).containsExactly("raised reliability");

        run(400);

        assertThat(told).containsExactly("raised reliability", "cleared reliability");
    }

    @Test
    void nothingIsRaisedBeforeAMinuteWasObserved() {
        monitor.onTransition(connecting("toy-1", 0));
        run(59);
        assertThat(told).isEmpty();

        run(3);
        assertThat(told).containsExactly("raised reliability");
    }

    @Test
    void flappingIsOneIncident() {
        monitor.onTransition(live("toy-1", 0));
        run(60);
        for (int i = 0; i < 50; i++) {
            loseFor(3);
            run(12);
        }
        assertThat(told).containsExactly("raised reliability");

        run(600);
        assertThat(told).hasSize(2);
    }

    @Property(tries = 200, seed = "5")
    void h5AnAlertIsNeverRaisedAndClearedWithinTheHoldTimeAndOnlyAboveTheUpperThreshold(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 90) Integer> holds) {
        final List<Alert> changes = new ArrayList<>();
        final HealthMonitor fresh = new HealthMonitor(RELIABILITY_ONLY);
        final List<Double> sharesWhenCleared = new ArrayList<>();
        final int[] now = {0};
        fresh.addListener(alert -> {
            changes.add(alert);
            if (alert.cleared()) {
                sharesWhenCleared.add(fresh.report(at(now[0]), WALL)
                        .exchanges()
                        .get(0)
                        .window(HealthWindow.FIVE_MINUTES)
                        .reliability()
                        .orElseThrow());
            }
        });
        boolean up = true;
        fresh.onTransition(live("toy-1", 0));
        for (final int hold : holds) {
            for (int i = 0; i < hold; i++) {
                fresh.tick(List.of(), at(++now[0]), WALL);
            }
            up = !up;
            fresh.onTransition(up ? live("toy-1", now[0]) : lost("toy-1", Reason.RESET, now[0]));
        }

        for (int i = 0; i < changes.size(); i++) {
            final Alert change = changes.get(i);
            assertThat(change.cleared()).as("raised and cleared in turn").isEqualTo(i % 2 == 1);
            if (change.cleared()) {
                assertThat(change.id()).isEqualTo(changes.get(i - 1).id());
                assertThat(change.lastedNanos(0))
                        .isGreaterThanOrEqualTo(Duration.ofMinutes(1).toNanos());
            }
        }
        assertThat(sharesWhenCleared).allSatisfy(share -> assertThat(share).isGreaterThanOrEqualTo(0.97));
    }

    @Test
    void aTotalOutageIsToldByTheBurnRateWithinMinutesOfAGoodHour() {
        monitor = monitor(new AlertPolicy(
                List.of(AlertRule.burnRate(0.95, 14.4, HealthWindow.HOUR, HealthWindow.FIVE_MINUTES)),
                2,
                2,
                Duration.ofMinutes(1)));
        monitor.onTransition(connecting("toy-1", 0));
        run(70);
        assertThat(told).containsExactly("raised burn-rate-1h-5m");

        monitor.onTransition(live("toy-1", second));
        run(200);
        assertThat(told).containsExactly("raised burn-rate-1h-5m", "cleared burn-rate-1h-5m");
    }

    @Test
    void staleForTooLongIsAnIncidentOfItsOwn() {
        monitor = monitor(new AlertPolicy(List.of(AlertRule.staleFor(Duration.ofSeconds(30))), 2, 2, Duration.ZERO));
        monitor.onTransition(live("toy-1", 0));
        monitor.onTransition(lost("toy-1", Reason.RESET, 0));
        run(30);
        assertThat(told).isEmpty();

        run(2);
        assertThat(told).containsExactly("raised stale");

        monitor.onTransition(live("toy-1", second));
        run(2);
        assertThat(told).containsExactly("raised stale", "cleared stale");
    }

    @Test
    void anOpenBreakerIsToldAndAProbeThatIsUnderWayDoesNotClearIt() {
        monitor = monitor(new AlertPolicy(List.of(AlertRule.breakerOpen()), 2, 2, Duration.ZERO));
        monitor.onTransition(
                move("toy-1", SessionState.CONNECTING, SessionState.SUSPENDED, Reason.CONNECT_FAILED, at(0)));
        run(2);
        assertThat(told).containsExactly("raised breaker-open");

        monitor.onTransition(connecting("toy-1", second));
        run(10);
        assertThat(told).hasSize(1);

        monitor.onTransition(live("toy-1", second));
        run(2);
        assertThat(told).containsExactly("raised breaker-open", "cleared breaker-open");
    }

    @Test
    void aListenerThatThrowsHarmsNeitherTheOthersNorTheMonitor() {
        monitor = new HealthMonitor(RELIABILITY_ONLY);
        monitor.addListener(alert -> {
            throw new IllegalStateException("thrown on purpose");
        });
        monitor.addListener(alert -> told.add("told"));
        monitor.onTransition(connecting("toy-1", 0));
        run(62);

        assertThat(told).containsExactly("told");
    }

    @Test
    void rulesRefuseThresholdsThatCannotBeMet() {
        assertThatThrownBy(() -> AlertRule.reliability(HealthWindow.HOUR, 0.97, 0.95, Duration.ZERO))
                .hasMessage("clearFrom: 0.95 (expected: raiseBelow 0.97 .. 1)");
        assertThatThrownBy(() -> AlertRule.reliability(HealthWindow.HOUR, Double.NaN, 1, Duration.ZERO))
                .hasMessageStartingWith("raiseBelow: NaN");
        assertThatThrownBy(() -> AlertRule.burnRate(0.95, 20, HealthWindow.HOUR, HealthWindow.MINUTE))
                .hasMessageStartingWith("factor: 20");
        assertThatThrownBy(() ->
                        new AlertPolicy(List.of(AlertRule.breakerOpen(), AlertRule.breakerOpen()), 1, 1, Duration.ZERO))
                .hasMessage("rules: \"breaker-open\" twice (expected: names that differ)");
    }

    private HealthMonitor monitor(AlertPolicy policy) {
        final HealthMonitor made = new HealthMonitor(policy);
        made.addListener(alert -> told.add((alert.cleared() ? "cleared " : "raised ") + alert.rule()));
        return made;
    }

    private void loseFor(int seconds) {
        monitor.onTransition(lost("toy-1", Reason.RESET, second));
        run(seconds);
        monitor.onTransition(live("toy-1", second));
    }

    private void run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            monitor.tick(List.of(), at(++second), WALL);
        }
    }
}
