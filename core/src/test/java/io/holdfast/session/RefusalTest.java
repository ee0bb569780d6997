package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an exchange refuses, and what follows. */
class RefusalTest {

    private static final String[] FIVE = {"ADA/USD", "BTC/USD", "ETH/USD", "SOL/USD", "XRP/USD"};

    private final FeedHarness harness = FeedHarness.plain();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aRefusedBatchIsHalvedUntilTheOneToBlameStandsAlone() {
        harness.start(FIVE);
        harness.serve(2);
        answerRefusing(2);

        final FakeTransport.Wire wire = harness.transport.last();
        assertThat(wire.sent)
                .containsExactly(
                        "subscribe 0,1,2,3,4",
                        "subscribe 0,1",
                        "subscribe 2,3",
                        "subscribe 4",
                        "subscribe 2",
                        "subscribe 3");
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.events()).containsExactly("TRADES ETH STALE REJECTED e0");
    }

    @Test
    void aRejectedSubscriptionIsAskedForAgainEverMoreRarely() {
        harness.start("BTC/USD", "ETH/USD");
        harness.serve(1);
        final FakeTransport.Wire wire = harness.transport.last();
        wire.receive("ack 0");
        wire.receive("reject 1 later");
        int asked = wire.sent.size();
        for (final long seconds : new long[] {30, 60, 120}) {
            live(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(wire.sent).hasSize(asked);
            live(Duration.ofMillis(1));
            assertThat(wire.sent).hasSize(++asked).endsWith("subscribe 1");
            wire.receive("reject 1 later");
        }
        assertThat(harness.events()).containsOnlyOnce("TRADES ETH STALE REJECTED e0");
    }

    @Test
    void aRejectionIsRememberedOnTheNextConnection() {
        harness.start("BTC/USD", "ETH/USD");
        harness.serve(1);
        harness.transport.last().receive("ack 0");
        harness.transport.last().receive("reject 1 permanent");
        harness.transport.last().end(DisconnectCause.RESET);
        harness.advance(Duration.ofMillis(100));
        harness.serve();

        assertThat(harness.transport.last().sent).containsExactly("subscribe 0");
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.feed.status().refused()).isEqualTo(1);
    }

    @Test
    void theSubscriptionThatKillsConnectionsIsFoundAndTheOthersLive() {
        harness.start(FIVE);
        serveUnlessAskedForSol(Duration.ofMinutes(5));
        final int connections = harness.transport.wires.size();
        serveUnlessAskedForSol(Duration.ofMinutes(5));
        assertThat(harness.transport.wires).hasSizeLessThanOrEqualTo(connections + 2); // asked for ever more rarely

        assertThat(harness.events()).contains("TRADES SOL STALE QUARANTINED e0");
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.feed.status().active()).isEqualTo(4);
    }

    @Test
    void anExchangeThatEndsEveryConnectionPutsNoSubscriptionIntoQuarantine() {
        harness.start(FIVE);
        for (int connection = 0; connection < 10; connection++) {
            harness.transport.last().openIfNew();
            harness.transport.last().end(DisconnectCause.END_OF_STREAM);
            harness.advance(Duration.ofMinutes(2));
        }
        harness.serve();
        harness.serve();
        harness.serve();
        harness.serve();

        assertThat(harness.events()).noneMatch(event -> event.contains("QUARANTINED"));
        assertThat(harness.feed.status().active()).isEqualTo(5);
    }

    @Test
    void aRefusalOfWhoWeAreSaysWhatToCheck() {
        harness.start("BTC/USD");
        harness.transport.last().end(refused(401));

        assertThat(harness.lastMove()).isEqualTo("CONNECTING>FAILED:REFUSED_FOR_GOOD");
        assertThat(harness.feed.status().sessions().get(0).detail()).contains("401", "check the key");
        harness.advance(Duration.ofDays(1));
        assertThat(harness.transport.wires).hasSize(1);
        assertThat(harness.events()).containsExactly("TRADES BTC STALE REFUSED_FOR_GOOD e0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1008, 1011, 1012, 1013})
    void aCloseCodeThatAsksForPatienceForfeitsTheImmediateRetry(int code) {
        stable();
        harness.transport.last().end(new Disconnect(DisconnectCause.CLOSE_FRAME, code, "", null, ConnectPhase.OPEN));

        assertThat(harness.lastMove()).isEqualTo("LIVE>WAITING:CLOSE_FRAME");
        assertThat(harness.lastWait()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1005, 1006, 4000})
    void anyOtherCloseCodeAfterAStableConnectionIsFollowedByAnImmediateRetry(int code) {
        stable();
        harness.transport.last().end(new Disconnect(DisconnectCause.CLOSE_FRAME, code, "", null, ConnectPhase.OPEN));

        assertThat(harness.lastMove()).isEqualTo("WAITING>CONNECTING:RETRY_DUE");
    }

    @Test
    void maintenanceEndsTheEpochsAndNoneOpensUntilItIsOver() {
        harness.feed.subscribe(FeedHarness.book("BTC/USD"));
        harness.start("ETH/USD");
        harness.serve();
        final FakeTransport.Wire wire = harness.transport.last();
        wire.receive("snapshot 0 1");
        wire.receive("trade 1 1");
        wire.receive("status MAINTENANCE");
        wire.receive("trade 1 2");
        wire.receive("level 0 2");
        assertThat(harness.events())
                .contains("BOOK BTC STALE EXCHANGE_MAINTENANCE e1", "TRADES ETH STALE EXCHANGE_MAINTENANCE e1")
                .doesNotContain("TRADES ETH data 2 e1", "TRADES ETH data 2 e2", "BOOK BTC data 2 e1");
        wire.receive("status ONLINE");
        wire.receive("trade 1 3");

        assertThat(wire.sent).endsWith("resync 0");
        wire.receive("snapshot 0 5");
        assertThat(harness.events())
                .endsWith(
                        "TRADES ETH data 3 e2",
                        "BOOK BTC data 5 e2",
                        "BOOK BTC data 5 e2",
                        "BOOK BTC LIVE FIRST_DATA e2");
        assertThat(harness.statuses).hasToString("[MAINTENANCE, ONLINE]");
    }

    @Test
    void anExchangeInMaintenanceIsTriedAgainSlowlyAndItsBreakerStaysClosed() {
        stable();
        harness.transport.last().receive("status MAINTENANCE");
        harness.transport.last().end(DisconnectCause.END_OF_STREAM);

        assertThat(harness.lastMove()).isEqualTo("LIVE>WAITING:END_OF_STREAM");
        assertThat(harness.lastWait()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(61));
        assertThat(harness.circuit).isEmpty();
    }

    private static Disconnect refused(int status) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "toy", null, ConnectPhase.UPGRADE);
    }

    private void stable() {
        harness.start("BTC/USD");
        harness.serve();
        harness.transport.last().receive("trade 0 1");
        harness.advance(Duration.ofSeconds(9));
        harness.transport.last().receive("trade 0 2");
        harness.advance(Duration.ofSeconds(1));
    }

    /** Refuses every request that holds a certain id, and acknowledges the others. */
    private void answerRefusing(int poison) {
        final FakeTransport.Wire wire = harness.transport.last();
        for (int answered = 0; answered < wire.sent.size(); answered++) {
            final List<String> ids = new ArrayList<>(List.of(
                    wire.sent.get(answered).substring("subscribe ".length()).split(",")));
            if (ids.contains(Integer.toString(poison))) {
                wire.receive("refuse " + String.join(" ", ids));
            } else {
                ids.forEach(id -> wire.receive("ack " + id));
            }
            harness.advance(Duration.ofSeconds(1));
        }
    }

    private void serveUnlessAskedForSol(Duration duration) {
        for (int second = 0; second < duration.toSeconds(); second += 5) {
            harness.serveUnlessAskedFor(3);
            harness.transport.last().receiveIfOpen("trade 0 1");
            harness.advance(Duration.ofSeconds(5));
        }
    }

    private void live(Duration duration) {
        Duration left = duration;
        while (!left.isZero()) {
            final Duration step = left.compareTo(Duration.ofSeconds(5)) > 0 ? Duration.ofSeconds(5) : left;
            harness.transport.last().receive("trade 0 1");
            harness.advance(step);
            left = left.minus(step);
        }
    }
}
