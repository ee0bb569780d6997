package io.holdfast.health;

import static io.holdfast.health.Moves.START;
import static io.holdfast.health.Moves.WALL;
import static io.holdfast.health.Moves.at;
import static io.holdfast.health.Moves.connecting;
import static io.holdfast.health.Moves.live;
import static io.holdfast.health.Moves.lost;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The invariants of health, H1 to H8: against a truth that is replayed stretch by stretch. */
class HealthInvariantsTest {

    private static final long SECOND = 1_000_000_000L;

    // ---- H1, H2, H3, H7 on the windows, against a naive model

    enum Kind {
        UP,
        DOWN,
        UNWANTED,
        PAUSE,
        LOOK
    }

    /** Time passes, then something happens. */
    record Step(long nanos, Kind kind) {}

    private record Stretch(Availability state, long from, long to) {}

    @Property(tries = 1_000, seed = "1")
    void h1UpDownAndUnknownAreExactlyTheTimeObserved(@ForAll("steps") List<Step> steps) {
        final List<Stretch> truth = new ArrayList<>();
        final WindowSums sums = new WindowSums(START);
        final long end = play(steps, sums, truth);

        for (final WindowHealth window : sums.read(START + end)) {
            final long from = fromOf(window.window(), end);
            long observed = 0;
            for (final Stretch stretch : truth) {
                observed += stretch.state() == Availability.UNWANTED ? 0 : overlap(stretch, from, end);
            }
            assertThat(window.observedNanos()).as("%s", window.window()).isEqualTo(observed);
        }
    }

    @Property(tries = 1_000, seed = "2")
    void h2TheShareEqualsTheReplayedTruthToTheNanosecond(@ForAll("steps") List<Step> steps) {
        final List<Stretch> truth = new ArrayList<>();
        final WindowSums sums = new WindowSums(START);
        final long end = play(steps, sums, truth);

        for (final WindowHealth window : sums.read(START + end)) {
            final long from = fromOf(window.window(), end);
            assertThat(window.upNanos()).isEqualTo(timeIn(Availability.UP, truth, from, end));
            assertThat(window.downNanos()).isEqualTo(timeIn(Availability.DOWN, truth, from, end));
            assertThat(window.unknownNanos()).isEqualTo(timeIn(Availability.UNKNOWN, truth, from, end));
            window.reliability().ifPresent(share -> assertThat(share).isBetween(0.0, 1.0));
        }
    }

    @Property(tries = 300, seed = "3")
    void h3PastAWindowEverythingIsForgotten(@ForAll("steps") List<Step> steps) {
        final WindowSums sums = new WindowSums(START);
        final long end = play(steps, sums, new ArrayList<>());
        sums.moveTo(Availability.UNWANTED, START + end);
        sums.count(WindowSums.DISCONNECTS, START + end, 1);

        for (final HealthWindow window : HealthWindow.values()) {
            if (window != HealthWindow.SINCE_START) {
                final WindowHealth later =
                        sums.read(START + end + window.length().toNanos()).get(window.ordinal());
                assertThat(later.observedNanos()).as("%s", window).isZero();
                assertThat(later.disconnects()).as("%s", window).isZero();
                assertThat(later.reliability()).as("%s", window).isEmpty();
            }
        }
    }

    @Test
    void h3AWindowReachesBackAtMostItsLengthAndOneBucketLessAtLeast() {
        for (double now = 61; now < 75; now += 0.37) {
            final WindowSums sums = new WindowSums(START);
            sums.moveTo(Availability.UP, START);
            assertThat(sums.read(at(now)).get(HealthWindow.MINUTE.ordinal()).upNanos())
                    .isBetween(59 * SECOND, 60 * SECOND);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        final Arbitrary<Long> nanos = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 3 * SECOND),
                Arbitraries.longs().between(0, Duration.ofMinutes(7).toNanos()),
                Arbitraries.longs().between(0, Duration.ofHours(30).toNanos()),
                Arbitraries.of(0L, 1L, SECOND - 1, SECOND, SECOND + 1, 60 * SECOND, 3_600 * SECOND));
        return Combinators.combine(nanos, Arbitraries.of(Kind.class))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    /** {@return the offset of the end} */
    private static long play(List<Step> steps, WindowSums sums, List<Stretch> truth) {
        Availability state = Availability.UNWANTED;
        long offset = 0;
        for (final Step step : steps) {
            final long before = offset;
            offset += step.nanos();
            final boolean slept = step.kind() == Kind.PAUSE && state != Availability.UNWANTED;
            truth.add(new Stretch(slept ? Availability.UNKNOWN : state, before, offset));
            switch (step.kind()) {
                case UP -> state = Availability.UP;
                case DOWN -> state = Availability.DOWN;
                case UNWANTED -> state = Availability.UNWANTED;
                case PAUSE -> sums.excuse(START + before, START + offset);
                case LOOK -> sums.read(START + offset);
            }
            if (step.kind().ordinal() <= Kind.UNWANTED.ordinal()) {
                sums.moveTo(state, START + offset);
            }
        }
        return offset;
    }

    private static long fromOf(HealthWindow window, long end) {
        if (window == HealthWindow.SINCE_START) {
            return 0;
        }
        final long width = window.bucketNanos();
        return Math.max(0, (end / width - window.buckets() + 1) * width);
    }

    private static long timeIn(Availability state, List<Stretch> truth, long from, long end) {
        long sum = 0;
        for (final Stretch stretch : truth) {
            sum += stretch.state() == state ? overlap(stretch, from, end) : 0;
        }
        return sum;
    }

    private static long overlap(Stretch stretch, long from, long end) {
        return Math.max(0, Math.min(stretch.to(), end) - Math.max(stretch.from(), from));
    }

    // ---- H4

    @Test
    void h4AJumpOfTheWallClockChangesNoRatio() {
        final HealthMonitor steady = new HealthMonitor(AlertPolicy.DEFAULT);
        final HealthMonitor jumping = new HealthMonitor(AlertPolicy.DEFAULT);
        final long[] jumps = {0, 3_600 * SECOND, -3_600 * SECOND, 315_360_000 * SECOND, -315_360_000 * SECOND};

        for (int second = 0; second < 600; second++) {
            for (final HealthMonitor monitor : List.of(steady, jumping)) {
                if (second % 50 == 0) {
                    monitor.onTransition(live("toy-1", second));
                } else if (second % 50 == 45) {
                    monitor.onTransition(lost("toy-1", Reason.RESET, second));
                }
            }
            steady.tick(List.of(), at(second), WALL + second * SECOND);
            jumping.tick(List.of(), at(second), WALL + second * SECOND + jumps[second % jumps.length]);
        }

        final HealthReport one = steady.report(at(600), WALL + 600 * SECOND);
        final HealthReport other = jumping.report(at(600), WALL - 86_400 * SECOND);
        assertThat(other.exchanges()).isEqualTo(one.exchanges());
        assertThat(other.alerts())
                .extracting(Alert::message)
                .isEqualTo(one.alerts().stream().map(Alert::message).toList());
    }

    // ---- H6

    @Test
    void h6AnExchangeThatIsRemovedTakesItsFiguresAndAlertsAlong() {
        final HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);
        final List<Alert> told = new ArrayList<>();
        monitor.addListener(told::add);
        monitor.onTransition(live("other-1", 0));
        monitor.onTransition(connecting("toy-1", 0));
        for (int second = 1; second <= 120; second++) {
            monitor.tick(List.of(), at(second), WALL);
        }
        assertThat(monitor.report(at(120), WALL).alerts())
                .isNotEmpty()
                .allMatch(alert -> alert.exchange().equals("toy"));

        monitor.remove("toy", at(121));

        final HealthReport report = monitor.report(at(121), WALL);
        assertThat(report.exchanges()).extracting(ExchangeHealth::exchange).containsExactly("other");
        assertThat(report.alerts()).isEmpty();
        assertThat(report.pastAlerts()).isEmpty();
        assertThat(told.stream().filter(Alert::cleared).map(Alert::id))
                .containsExactlyInAnyOrderElementsOf(told.stream()
                        .filter(alert -> !alert.cleared())
                        .map(Alert::id)
                        .toList());
    }

    // ---- H7

    @Test
    void h7TimeInWhichThisProcessStoodStillIsNeitherUpNorDown() {
        final HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);
        monitor.onTransition(live("toy-1", 0));
        monitor.tick(List.of(), at(1), WALL);
        monitor.tick(List.of(), at(2), WALL);

        monitor.tick(List.of(), at(5.5), WALL); // wakes before the session does
        monitor.onLocalPause("toy", 3 * SECOND, at(5.6));
        monitor.tick(List.of(), at(6.5), WALL);

        final WindowHealth minute = window(monitor, HealthWindow.MINUTE, 10);
        assertThat(minute.unknownNanos()).isEqualTo(3 * SECOND);
        assertThat(minute.upNanos()).isEqualTo(7 * SECOND);
        assertThat(minute.downNanos()).isZero();
        assertThat(minute.reliability()).hasValue(1.0);
    }

    @Test
    void h7APauseThatIsSaidToHaveBegunBeforeTheLastMoveDoesNotTouchWhatWasObserved() {
        final HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);
        monitor.onTransition(live("toy-1", 0));
        monitor.onTransition(lost("toy-1", Reason.RESET, 4));

        monitor.onLocalPause("toy", 100 * SECOND, at(6));

        final WindowHealth all = window(monitor, HealthWindow.SINCE_START, 6);
        assertThat(List.of(all.upNanos(), all.downNanos(), all.unknownNanos()))
                .containsExactly(4 * SECOND, 0L, 2 * SECOND);
    }

    // ---- H8

    @Test
    @Timeout(60)
    void h8ReadingWhileSessionsReportNeverSeesATornSum() throws InterruptedException {
        final HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);
        final int moves = 200_000;
        final CountDownLatch writers = new CountDownLatch(2);
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final AtomicBoolean going = new AtomicBoolean(true);
        final List<Thread> threads = new ArrayList<>();
        for (final String session : List.of("toy-1", "other-1")) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < moves; i++) {
                    final double seconds = i * 1e-4;
                    monitor.onTransition(i % 2 == 0 ? live(session, seconds) : lost(session, Reason.RESET, seconds));
                }
                writers.countDown();
            }));
        }
        final Thread reader = new Thread(() -> {
            try {
                while (going.get()) {
                    checkSums(monitor.report(at(moves * 1e-4), WALL));
                }
            } catch (AssertionError | RuntimeException e) {
                failure.set(e);
            }
        });
        threads.add(reader);
        threads.forEach(Thread::start);

        assertThat(writers.await(50, TimeUnit.SECONDS)).isTrue();
        going.set(false);
        reader.join();

        assertThat(failure.get()).isNull();
        for (final String exchange : List.of("toy", "other")) {
            final ExchangeHealth health = monitor.report(at(moves * 1e-4), WALL).exchanges().stream()
                    .filter(one -> one.exchange().equals(exchange))
                    .findFirst()
                    .orElseThrow();
            assertThat(health.disconnects()).containsEntry(Reason.RESET, moves / 2L);
            assertThat(health.restores()).isEqualTo(moves / 2L);
            assertThat(health.recover().count()).isEqualTo(moves / 2L - 1);
        }
    }

    /** Each disconnect follows a restore, and each recovery a disconnect: a reading in between would break that. */
    private static void checkSums(HealthReport report) {
        for (final ExchangeHealth health : report.exchanges()) {
            final WindowHealth all = health.window(HealthWindow.SINCE_START);
            assertThat(health.restores() - all.disconnects()).isBetween(0L, 1L);
            assertThat(all.disconnects() - health.recover().count()).isBetween(0L, 1L);
            assertThat(health.disconnects().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(all.disconnects());
            assertThat(health.availability())
                    .isEqualTo(
                            health.sessions().get(0).to() == SessionState.LIVE ? Availability.UP : Availability.DOWN);
        }
    }

    private static WindowHealth window(HealthMonitor monitor, HealthWindow window, double seconds) {
        return monitor.report(at(seconds), WALL).exchanges().get(0).window(window);
    }
}
