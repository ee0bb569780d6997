package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.testkit.simulation.CataloguedFault.Moment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault of the catalogue alone: noticed by its reason and in its time, and mended when it is over. */
class FaultCatalogueTest {

    /** A round trip, and a retransmission. */
    private static final Duration SLACK = Duration.ofMillis(1_200);

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Faults that take more than one connection or one moment, and the tests that bring them about. */
    private static final Map<FaultKind, String> ELSEWHERE = Map.of(
            FaultKind.ACCEPT_THEN_DROP, "ReconnectStormTest#whoAcceptsAndThenDropsIsMetWithGrowingWaits",
            FaultKind.DRIP, "SlowLinkTest#aLinkThatFallsEverFurtherBehindIsNoticedByTheExchangesStamps",
            FaultKind.MISCHECK_MESSAGES, "PluginsAgainstVenuesTest#aWrongChecksumIsNoticedAndMended",
            FaultKind.SLEEP, "SupervisorInvariantsTest#afterALongSleepEveryConnectionIsProvedOrReplaced",
            FaultKind.SLOW_CONSUMER, "SupervisorInvariantsTest#aRingThatNobodyReadsEndsEpochsAndNothingElse",
            FaultKind.CHURN, "SupervisorInvariantsTest#afterEveryLiveTheExchangeServesExactlyWhatIsWanted");

    @ParameterizedTest
    @EnumSource(CataloguedFault.class)
    void isNoticedInTimeByItsReasonAndMended(CataloguedFault fault) {
        final FeedHarness harness = new FeedHarness(Duration.ofMillis(500));
        if (fault.moment == Moment.CONNECTING) {
            harness.site.begin(fault.kind, fault.magnitude);
            harness.start();
        } else {
            harness.start().awaitState(SessionState.LIVE, LIMIT);
            harness.advance(Duration.ofSeconds(60));
            assertThat(harness.openEpochs()).isEqualTo(6);
            strike(harness, fault);
        }
        switch (fault.moment) {
            case CONNECTING, RECONNECTING, LIVE -> assertNoticed(harness, fault);
            case EPOCH -> assertCostsAnEpoch(harness, fault);
            case NEVER -> {
                harness.advance(Duration.ofMinutes(3));
                assertThat(harness.losses()).isEmpty();
                assertThat(harness.epochs).noneMatch(change -> change.status() == FeedStatus.STALE);
            }
        }
        harness.site.end(fault.kind);
        harness.venue.faults().requestsUnanswered(false);
        harness.awaitState(SessionState.LIVE, LIMIT);
        harness.advance(Duration.ofSeconds(90));
        assertThat(harness.state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.openEpochs()).isEqualTo(6);
        harness.assertPromiseKept();
    }

    private static void strike(FeedHarness harness, CataloguedFault fault) {
        switch (fault.kind) {
            case NO_ANSWER -> harness.venue.faults().requestsUnanswered(true);
            case STALLED_SUBSCRIPTION ->
                harness.site.stall(ToyAdapter.exchange().subscriptions().get((int) fault.magnitude));
            case LOSE_MESSAGES, REORDER_MESSAGES, REPEAT_MESSAGES -> harness.tamper(fault.kind, (int) fault.magnitude);
            case PAUSE -> harness.host.pause(Duration.ofMillis(fault.magnitude), true);
            case CLOCK_JUMP -> harness.host.jumpWallClock(Duration.ofSeconds(fault.magnitude));
            default -> harness.site.begin(fault.kind, fault.magnitude);
        }
        if (fault.moment == Moment.RECONNECTING) {
            harness.site.begin(FaultKind.RST, 0);
        }
    }

    private static void assertNoticed(FeedHarness harness, CataloguedFault fault) {
        final Duration from = harness.world.elapsed();
        final SessionTransition noticed = harness.awaitTransition(
                each -> (each.to() == SessionState.WAITING || each.to() == SessionState.SUSPENDED)
                        && each.reason() == fault.reason
                        // what cuts the connection so that the next attempt meets the fault is none of it
                        && (fault.moment != Moment.RECONNECTING || each.from() != SessionState.LIVE),
                LIMIT);
        final Duration took = fault.moment == Moment.RECONNECTING || fault.moment == Moment.CONNECTING
                ? Duration.ofNanos(noticed.heldNanos())
                : harness.world.elapsed().minus(from);
        assertThat(took).isBetween(Duration.ZERO, fault.within.plus(SLACK));
        if (fault.kind == FaultKind.RATE_LIMITED) {
            assertThat(Duration.ofNanos(noticed.retryInNanos()))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(fault.magnitude));
        } else if (fault.reason == Reason.RATE_LIMITED) {
            assertThat(Duration.ofNanos(noticed.retryInNanos())).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
        } else if (fault.moment == Moment.LIVE) {
            assertThat(Duration.ofNanos(noticed.retryInNanos())).isLessThan(Duration.ofMillis(500));
        }
        assertThat(harness.openEpochs()).as("nothing may be trusted").isZero();
    }

    private static void assertCostsAnEpoch(FeedHarness harness, CataloguedFault fault) {
        harness.advance(fault.within);
        assertThat(harness.losses()).isEmpty();
        assertThat(harness.epochs.stream()
                        .filter(change -> change.status() == FeedStatus.STALE)
                        .map(change -> change.reason()))
                .contains(fault.reason)
                .allMatch(reason -> reason == fault.reason || reason == Reason.SEQUENCE_GAP);
    }

    @Test
    void thePageListsEveryFaultAsItIsTested() {
        final List<String> expected =
                Stream.of(CataloguedFault.values()).map(CataloguedFault::line).toList();
        assertThat(FaultPage.read().rows().stream()
                        .filter(row -> row.contains(CataloguedFault.TEST))
                        .map(row ->
                                row.substring(0, row.indexOf(CataloguedFault.TEST) + CataloguedFault.TEST.length())))
                .as("docs/faults.md, \"One by one\"")
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyKindOfFaultIsInTheCatalogueOrTestedElsewhere() {
        final Set<FaultKind> covered = EnumSet.noneOf(FaultKind.class);
        Stream.of(CataloguedFault.values()).map(fault -> fault.kind).forEach(covered::add);
        assertThat(covered).doesNotContainAnyElementsOf(ELSEWHERE.keySet());
        covered.addAll(ELSEWHERE.keySet());

        assertThat(covered).containsExactly(FaultKind.values());
        assertThat(ELSEWHERE.values()).allMatch(FaultPage.read()::names);
    }
}
