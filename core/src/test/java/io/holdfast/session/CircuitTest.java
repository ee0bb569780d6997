package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The circuit breaker of an exchange, seen from its sessions. */
class CircuitTest {

    private static final Duration OPEN = Duration.ofSeconds(10);

    private final FeedHarness harness = new FeedHarness(
            profile -> profile.toBuilder().maxSubscriptionsPerConnection(1).build(),
            settings -> settings.withBreaker(CircuitBreakerPolicy.of(3, OPEN)));

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void failedConnectionsInARowSuspendTheSession() {
        harness.start("BTC/USD");
        fail(3);

        assertThat(harness.lastMove()).isEqualTo("CONNECTING>SUSPENDED:CONNECT_FAILED");
        assertThat(harness.lastWait()).isEqualTo(OPEN);
        assertThat(harness.feed.status().circuit()).isEqualTo(CircuitBreakerState.OPEN);
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.SUSPENDED);
    }

    @Test
    void anOpenSocketAndAnAcknowledgementAreNoSuccess() {
        harness.start("BTC/USD");
        fail(3);
        harness.advance(OPEN);
        harness.serve();

        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
        harness.transport.last().receive("trade 0 1");
        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
        assertThat(harness.circuit)
                .containsExactly(
                        "CLOSED>OPEN:CONSECUTIVE_FAILURES",
                        "OPEN>HALF_OPEN:OPEN_TIME_OVER",
                        "HALF_OPEN>CLOSED:PROBES_SUCCEEDED");
    }

    @Test
    void aProbeThatDeliversNothingOpensTheCircuitAgain() {
        harness.start("BTC/USD");
        fail(3);
        harness.advance(OPEN);
        harness.serve();
        harness.transport.last().end(DisconnectCause.END_OF_STREAM);

        assertThat(harness.lastMove()).isEqualTo("LIVE>SUSPENDED:END_OF_STREAM");
    }

    @Test
    void whileOneSessionProbesTheOthersStaySuspendedAndComeSoonAfterItSucceeds() {
        harness.start("BTC/USD", "ETH/USD", "SOL/USD");
        for (final FakeTransport.Wire wire : java.util.List.copyOf(harness.transport.wires)) {
            refuse(wire);
        }
        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.OPEN);
        harness.advance(OPEN.plusSeconds(5));
        assertThat(harness.transport.wires).hasSize(4);
        harness.serve();
        harness.transport.last().receive("trade 0 1");
        harness.advance(Duration.ofMillis(250));

        assertThat(harness.transport.wires).hasSize(6);
    }

    @Test
    void aLimitThatTheExchangeNamesKeepsAllItsSessionsAway() {
        harness.start("BTC/USD", "ETH/USD");
        harness.serve();
        harness.transport.wires.get(0).receive("trade 0 1");
        harness.transport.wires.get(1).receive("trade 0 1");
        harness.transport.wires.get(0).end(DisconnectCause.RESET);
        harness.advance(Duration.ofMillis(100));
        harness.transport
                .last()
                .end(new Disconnect(
                        DisconnectCause.UPGRADE_REFUSED, 429, "", Duration.ofMinutes(3), ConnectPhase.UPGRADE));
        harness.transport.wires.get(1).end(DisconnectCause.RESET);

        assertThat(harness.transitions)
                .filteredOn(move -> move.to() == SessionState.SUSPENDED)
                .extracting(SessionTransition::session)
                .containsExactly("toy-1", "toy-2");
        final int before = harness.transport.wires.size();
        harness.advance(Duration.ofMinutes(3).minusSeconds(1));
        assertThat(harness.transport.wires).hasSize(before);
        harness.advance(Duration.ofMinutes(1));
        assertThat(harness.transport.wires).hasSizeGreaterThan(before);
    }

    @Test
    void anOperatorMaySuspendAnExchangeAndLetItGo() {
        harness.start("BTC/USD");
        harness.serve();
        harness.feed.breaker().forceOpen(harness.scheduler.nanos());
        harness.transport.last().end(DisconnectCause.RESET);
        harness.advance(Duration.ofHours(1));
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.SUSPENDED);
        assertThat(harness.transport.wires).hasSize(1);

        harness.feed.breaker().resume(harness.scheduler.nanos());
        harness.advance(Duration.ofSeconds(1));

        assertThat(harness.transport.wires).hasSize(2);
    }

    @Test
    void aSessionThatIsOpenedWhileTheCircuitIsOpenWaitsForIt() {
        harness.start("BTC/USD");
        fail(3);
        harness.feed.subscribe(FeedHarness.trades("ETH/USD"));
        harness.scheduler.runReady();

        assertThat(harness.lastMove()).isEqualTo("IDLE>SUSPENDED:BREAKER_OPEN");
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            refuse(harness.transport.last());
            if (i < times - 1) {
                harness.advance(Duration.ofSeconds(1));
            }
        }
    }

    private static void refuse(FakeTransport.Wire wire) {
        wire.end(Disconnect.of(DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, ""));
    }
}
