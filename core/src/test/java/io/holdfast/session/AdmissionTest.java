package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Who has a say before an attempt, and who is told what became of it. */
class AdmissionTest {

    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);

    @Test
    void whileOurOwnNetworkIsSuspectedAndAnotherTriesThisOneWaitsAndItsBreakerCountsNothing() {
        try (FeedHarness harness = FeedHarness.plain()) {
            final LocalNetworkGuard.Member one = harness.guard.join();
            final LocalNetworkGuard.Member two = harness.guard.join();
            harness.start("BTC/USD");
            final long now = harness.scheduler.nanos();
            one.failed(now);
            two.failed(now);
            fail(harness);
            assertThat(harness.guard.isSuspected()).isTrue();
            assertThat(one.tryAttempt(now)).isTrue();

            harness.advance(PROBE_INTERVAL.minusNanos(1));
            assertThat(harness.transport.wires).as("another one tries").hasSize(1);
            harness.advance(Duration.ofSeconds(1));
            assertThat(harness.transport.wires).hasSize(2);
            assertThat(remembered(harness)).isZero();

            harness.serve();
            harness.transport.last().receive("trade 0 1");
            assertThat(harness.guard.isSuspected()).isFalse();
            assertThat(remembered(harness)).isEqualTo(1);
        }
    }

    @Test
    void neitherAPlannedEndNorOneInMaintenanceCountsAgainstTheExchange() {
        for (final String frame : new String[] {"shutdown", "status MAINTENANCE"}) {
            try (FeedHarness harness = FeedHarness.plain()) {
                harness.start("BTC/USD");
                harness.serve();
                harness.transport.last().receive(frame);
                if (!harness.transport.wires.get(0).closed) {
                    harness.transport.wires.get(0).end(DisconnectCause.RESET);
                }

                assertThat(remembered(harness)).as(frame).isZero();
            }
        }
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD");
            harness.serve();
            harness.transport.last().end(DisconnectCause.RESET);
            assertThat(harness.feed.breaker().status(harness.scheduler.nanos()).failures())
                    .as("any other does")
                    .isEqualTo(1);
        }
    }

    @Test
    void whoeverAnswersHasANetwork() {
        try (FeedHarness harness = FeedHarness.plain()) {
            final LocalNetworkGuard.Member one = harness.guard.join();
            final LocalNetworkGuard.Member two = harness.guard.join();
            harness.start("BTC/USD");
            one.failed(harness.scheduler.nanos());
            two.failed(harness.scheduler.nanos());
            fail(harness);
            assertThat(harness.guard.isSuspected()).isTrue();
            harness.advance(Duration.ofSeconds(3));
            harness.transport.last().end(refused(503, null));

            assertThat(harness.guard.isSuspected()).isFalse();
        }
    }

    @Test
    void aTimeThatTheExchangeNamesHoldsForTheBreakerToTheNanosecond() {
        try (FeedHarness harness = new FeedHarness(
                UnaryOperator.identity(),
                settings -> settings.withBreaker(CircuitBreakerPolicy.of(3, Duration.ofSeconds(10))))) {
            harness.start("BTC/USD");
            harness.transport.last().end(refused(429, Duration.ofSeconds(77)));
            assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.OPEN);
            assertThat(harness.feed.breaker().nanosUntilPermitted(harness.scheduler.nanos()))
                    .isEqualTo(Duration.ofSeconds(77).toNanos());
            assertThat(harness.transitions).last().satisfies(move -> {
                assertThat(move.to()).isEqualTo(SessionState.SUSPENDED);
                assertThat(move.reason()).isEqualTo(Reason.RATE_LIMITED);
            });
        }
    }

    private static int remembered(FeedHarness harness) {
        return harness.feed.breaker().status(harness.scheduler.nanos()).remembered();
    }

    private static void fail(FeedHarness harness) {
        harness.transport.last().end(Disconnect.of(DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, ""));
    }

    private static Disconnect refused(int status, Duration retryAfter) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "", retryAfter, ConnectPhase.UPGRADE);
    }
}
