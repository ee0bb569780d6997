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

/**
 * A probe on a quiet market: its first data may come long after its lease has ended, and closes the breaker all the same.
 * It did not, and such an exchange stayed locked out while its data came.
 */
class QuietProbeTest {

    private static final Duration OPEN = Duration.ofSeconds(10);

    private final FeedHarness harness = new FeedHarness(
            profile -> profile.toBuilder().maxSubscriptionsPerConnection(1).build(),
            settings -> settings.withBreaker(CircuitBreakerPolicy.of(3, OPEN)));

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void dataThatComesAfterTheProbesLeaseClosesTheBreaker() {
        harness.start("BTC/USD");
        failures();
        harness.advance(OPEN);
        harness.serve();
        quiet(Duration.ofMinutes(3));
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);

        harness.transport.last().receive("trade 0 1");
        quiet(Duration.ofMinutes(1));
        harness.transport.last().receive("trade 0 2");

        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
    }

    @Test
    void dataOfAConnectionThatIsOlderThanTheOutageClosesTheBreakerOnceItsOpenTimeIsOver() {
        harness.start("BTC/USD", "ETH/USD");
        final FakeTransport.Wire steady = harness.transport.wires.get(0);
        steady.openIfNew();
        steady.acknowledgeRequests();
        failures();
        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.OPEN);
        steady.receive("trade 0 1");
        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.OPEN);

        harness.feed.unsubscribe(FeedHarness.trades("ETH/USD")); // so that nobody else probes
        harness.advance(OPEN);
        steady.receive("trade 0 2");
        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
    }

    @Test
    void whereAPersonForcedItOpenDataChangesNothing() {
        harness.start("BTC/USD");
        harness.serve();
        harness.feed.breaker().forceOpen(harness.scheduler.nanos());
        for (int sequence = 1; sequence < 5; sequence++) {
            harness.advance(OPEN);
            harness.transport.last().receive("trade 0 " + sequence);
        }

        assertThat(harness.feed.breaker().state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
        assertThat(harness.feed.breaker().refusals()).isZero();
    }

    /** As many as open the breaker. */
    private void failures() {
        for (int i = 0; i < 3; i++) {
            harness.advance(i == 0 ? Duration.ZERO : Duration.ofSeconds(1));
            harness.transport.last().end(Disconnect.of(DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, ""));
        }
    }

    /** The exchange answers pings and has nothing to say. */
    private void quiet(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plusSeconds(1)) {
            harness.transport.last().pong();
            harness.advance(Duration.ofSeconds(1));
        }
    }
}
