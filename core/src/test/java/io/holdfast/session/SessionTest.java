package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {

    private static final Duration TICK = Duration.ofNanos(1);
    private SessionHarness harness = new SessionHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void everySubscriptionAcknowledgedMakesTheSessionLive() {
        harness.live("BTC/USD", "ETH/USD");

        assertThat(harness.transitions)
                .containsExactly("IDLE>CONNECTING:STARTED", "CONNECTING>RESTORING:OPENED", "RESTORING>LIVE:RESTORED");
        assertThat(harness.transport.last().sent).containsExactly("subscribe 0,1");
        assertThat(harness.transport.last().request.endpoint().target()).isEqualTo("/base/ws?");
    }

    @Test
    void anEpochOpensBeforeItsFirstDataAndClosesWhenTheConnectionIsLost() {
        harness.live("BTC/USD");
        harness.transport.last().receive("trade 0 7");
        harness.transport.last().end(DisconnectCause.RESET);

        assertThat(harness.events())
                .containsExactly("TRADES BTC LIVE FIRST_DATA e1", "TRADES BTC data 7 e1", "TRADES BTC STALE RESET e1");
    }

    @Test
    void allSubscriptionsAreRestoredOnTheNextConnectionAndTheNextEpochOpens() {
        harness.live("BTC/USD", "ETH/USD");
        harness.transport.last().receive("trade 0 7");
        harness.transport.last().end(DisconnectCause.END_OF_STREAM);
        harness.advance(Duration.ofMillis(100));
        harness.transport.last().open();
        harness.acknowledgeAll(2);
        harness.transport.last().receive("trade 0 8");

        assertThat(harness.transport.wires).hasSize(2);
        assertThat(harness.transport.last().sent).containsExactly("subscribe 0,1");
        assertThat(harness.events()).endsWith("TRADES BTC LIVE FIRST_DATA e2", "TRADES BTC data 8 e2");
    }

    @Test
    void whatComesFromAConnectionThatWasGivenUpIsDroppedAndCounted() {
        harness.live("BTC/USD");
        final FakeTransport.Wire old = harness.transport.last();
        old.end(DisconnectCause.RESET);

        old.receive("trade 0 9");

        assertThat(harness.events()).isEmpty();
        harness.advance(Duration.ofMillis(100));
        assertThat(harness.session.status().outdatedCalls()).isEqualTo(1);
    }

    @Test
    void silenceIsQuestionedAndAnUnansweredPingIsTheEnd() {
        harness.live("BTC/USD");

        harness.advance(ToyAdapter.PING_INTERVAL);
        assertThat(harness.transport.last().pings).isEqualTo(1);
        harness.advance(ToyAdapter.PONG_TIMEOUT.minus(TICK));
        assertThat(harness.session.status().state()).isEqualTo(SessionState.LIVE);
        harness.advance(TICK);

        assertThat(harness.transitions).endsWith("LIVE>WAITING:PONG_MISSING");
    }

    @Test
    void anAnsweredPingKeepsAQuietConnection() {
        harness.live("BTC/USD");
        for (int i = 0; i < 100; i++) {
            harness.advance(ToyAdapter.PING_INTERVAL);
            harness.transport.last().pong();
        }

        assertThat(harness.session.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.transport.last().pings).isEqualTo(100);
    }

    @Test
    void theFirstRetryAfterAStableConnectionIsImmediateAndTheNextWaits() {
        harness.live("BTC/USD");
        harness.transport.last().receive("trade 0 1");
        harness.advance(Duration.ofSeconds(9));
        harness.transport.last().receive("trade 0 2");
        harness.advance(Duration.ofSeconds(1));

        harness.transport.last().end(DisconnectCause.RESET);
        assertThat(harness.transitions).endsWith("LIVE>WAITING:RESET", "WAITING>CONNECTING:RETRY_DUE");
        harness.transport.last().end(Disconnect.of(DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, ""));

        assertThat(lastRetryIn()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aConnectionThatIsLiveButDeliversNothingDoesNotResetTheWaits() {
        harness.live("BTC/USD");
        harness.advance(Duration.ofSeconds(9));
        harness.transport.last().pong();
        harness.advance(Duration.ofSeconds(9));

        harness.transport.last().end(DisconnectCause.RESET);

        assertThat(lastRetryIn()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void anExchangeThatAcceptsAndDropsIsMetWithGrowingWaits() {
        harness.wanting("BTC/USD");
        harness.session.start();
        harness.scheduler.runReady();
        final long[] expectedMillis = {100, 200, 400, 800, 1_600, 3_200};
        for (final long millis : expectedMillis) {
            harness.transport.last().open();
            harness.transport.last().receive("ack 0");
            harness.transport.last().end(DisconnectCause.END_OF_STREAM);
            assertThat(lastRetryIn()).isEqualTo(Duration.ofMillis(millis));
            harness.advance(Duration.ofMillis(millis));
        }
    }

    @Test
    void retryAfterIsTheLeastWait() {
        harness.wanting("BTC/USD");
        harness.session.start();
        harness.scheduler.runReady();
        harness.transport
                .last()
                .end(new Disconnect(
                        DisconnectCause.UPGRADE_REFUSED, 429, "", Duration.ofMinutes(3), ConnectPhase.UPGRADE));

        assertThat(harness.transitions).endsWith("CONNECTING>WAITING:RATE_LIMITED");
        assertThat(lastRetryIn())
                .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(3).plusSeconds(30));
    }

    @Test
    void aRefusalThatRetryingCannotMendEndsTheSessionAndSaysSo() {
        harness.wanting("BTC/USD");
        harness.session.start();
        harness.scheduler.runReady();
        harness.transport
                .last()
                .end(new Disconnect(
                        DisconnectCause.UPGRADE_REFUSED, 451, "restricted location", null, ConnectPhase.UPGRADE));
        harness.advance(Duration.ofDays(1));

        assertThat(harness.transitions).endsWith("CONNECTING>FAILED:REFUSED_FOR_GOOD");
        assertThat(harness.session.status().detail()).contains("451", "restricted location", "trying again");
        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void theLastAttemptOfAPolicyEndsTheSession() {
        harness.close();
        harness = new SessionHarness(new ToyAdapter(0), SessionHarness.BACKOFF.withMaxAttempts(10));
        harness.wanting("BTC/USD");
        harness.session.start();
        harness.scheduler.runReady();
        while (harness.session.status().state() != SessionState.FAILED) {
            harness.transport.last().end(Disconnect.of(DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, "refused"));
            harness.advance(Duration.ofSeconds(30));
        }

        assertThat(harness.session.status().detail()).startsWith("failed to connect after 10 attempts");
        assertThat(harness.transport.wires).hasSize(10);
    }

    @Test
    void theEndpointsAreTriedInTurn() {
        harness.wanting("BTC/USD");
        harness.session.start();
        harness.scheduler.runReady();
        harness.transport.last().end(Disconnect.of(DisconnectCause.CONNECT_TIMEOUT, ConnectPhase.TCP, ""));
        harness.advance(Duration.ofMillis(100));

        assertThat(harness.transport.wires.get(0).request.endpoint().host()).isEqualTo("one.toy.example");
        assertThat(harness.transport.wires.get(1).request.endpoint().host()).isEqualTo("two.toy.example");
    }

    @Test
    void aBadSubscriptionHoldsNobodyUp() {
        harness.wanting("BTC/USD", "NO/SUCH", "ETH/USD");
        harness.session.start();
        harness.scheduler.runReady();
        harness.transport.last().open();
        harness.transport.last().receive("ack 0");
        harness.transport.last().receive("reject 2 permanent");

        assertThat(harness.session.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.events())
                .containsExactlyInAnyOrder("TRADES NO STALE NOT_LISTED e0", "TRADES ETH STALE REJECTED e0");
        assertThat(harness.session.status().refused()).isEqualTo(2);
    }

    @Test
    void aRefusedRequestForSeveralIsAskedForOneByOne() {
        harness.wanting("BTC/USD", "ETH/USD");
        harness.session.start();
        harness.scheduler.runReady();
        harness.transport.last().open();
        harness.transport.last().receive("refuse 0 1");
        harness.advance(Duration.ofSeconds(1));
        harness.transport.last().receive("ack 0");
        harness.transport.last().receive("refuse 1");

        assertThat(harness.transport.last().sent).containsExactly("subscribe 0,1", "subscribe 0", "subscribe 1");
        assertThat(harness.session.status().state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void requestsKeepToTheMessageLimit() {
        harness.live("BTC/USD");
        for (final String instrument : new String[] {"ETH/USD", "SOL/USD", "ADA/USD", "XRP/USD"}) {
            harness.wanting(instrument);
            harness.scheduler.runReady();
        }

        assertThat(harness.transport.last().sent).hasSize(3);
        harness.advance(Duration.ofSeconds(1));
        assertThat(harness.transport.last().sent).hasSize(4);
        assertThat(harness.transport.last().sent.get(3)).isEqualTo("subscribe 3,4");
    }

    @Test
    void subscriptionsInTheUrlCostNoMessage() {
        harness.close();
        harness = new SessionHarness(new ToyAdapter(10), SessionHarness.BACKOFF);
        harness.live("BTC/USD", "ETH/USD");

        assertThat(harness.transport.last().request.endpoint().target()).isEqualTo("/base/ws?0,1");
        assertThat(harness.transport.last().sent).isEmpty();
        assertThat(harness.session.status().state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void anExchangeThatNeverAcknowledgesIsLeft() {
        harness.wanting("BTC/USD");
        harness.session.start();
        harness.scheduler.runReady();
        harness.transport.last().open();
        harness.advance(ToyAdapter.SUBSCRIBE_TIMEOUT.multipliedBy(2));

        assertThat(harness.transitions).contains("RESTORING>WAITING:SUBSCRIBE_TIMEOUT");
    }

    @Test
    void aGapClosesTheEpochRepairsAndReopensIt() {
        harness.live("BTC/USD");
        harness.transport.last().receive("trade 0 1");
        harness.transport.last().receive("gap 0");
        harness.transport.last().receive("trade 0 5");

        assertThat(harness.events())
                .containsExactly(
                        "TRADES BTC LIVE FIRST_DATA e1",
                        "TRADES BTC data 1 e1",
                        "TRADES BTC STALE SEQUENCE_GAP e1",
                        "TRADES BTC LIVE FIRST_DATA e2",
                        "TRADES BTC data 5 e2");
        assertThat(harness.transport.last().sent).endsWith("resync 0");
    }

    @Test
    void anAnnouncedShutdownIsFollowedByAnImmediateReconnect() {
        harness.live("BTC/USD");
        harness.transport.last().receive("shutdown");

        assertThat(harness.transitions).endsWith("LIVE>WAITING:SHUTDOWN_ANNOUNCED", "WAITING>CONNECTING:RETRY_DUE");
    }

    @Test
    void aConnectionIsReplacedBeforeTheExchangeEndsIt() {
        harness.live("BTC/USD");
        for (int minute = 0; minute < 23 * 60; minute++) {
            harness.transport.last().receive("trade 0 " + minute);
            for (int i = 0; i < 6; i++) {
                harness.advance(Duration.ofSeconds(10));
                harness.transport.last().pong();
            }
        }

        assertThat(harness.transitions).contains("LIVE>WAITING:LIFETIME_ENDING");
    }

    @Test
    void unsubscribingClosesTheEpochAndTellsTheExchange() {
        harness.live("BTC/USD");
        harness.transport.last().receive("trade 0 1");
        harness.session.unsubscribe(new Subscription(Instrument.of("BTC/USD"), Channel.TRADES));
        harness.scheduler.runReady();
        harness.transport.last().receive("trade 0 2");

        assertThat(harness.transport.last().sent).endsWith("unsubscribe 0");
        assertThat(harness.events()).endsWith("TRADES BTC data 1 e1", "TRADES BTC STALE UNSUBSCRIBED e1");
    }

    @Test
    void stoppingClosesTheEpochsAndLeavesNoTimer() {
        harness.live("BTC/USD");
        harness.transport.last().receive("trade 0 1");
        harness.session.stop();
        harness.scheduler.runReady();

        assertThat(harness.transitions).endsWith("LIVE>STOPPED:STOPPED");
        assertThat(harness.events()).endsWith("TRADES BTC STALE STOPPED e1");
        assertThat(harness.scheduler.pendingTimers()).isZero();
    }

    @Test
    void aCatalogThatCannotBeHadIsRetried() {
        harness.transport.catalogStatus = 503;
        harness.wanting("BTC/USD");
        harness.session.start();
        harness.scheduler.runReady();
        assertThat(harness.transitions).endsWith("CONNECTING>WAITING:CATALOG_UNAVAILABLE");

        harness.transport.catalogStatus = 200;
        harness.advance(Duration.ofMillis(100));
        harness.transport.last().open();
        harness.transport.last().receive("ack 0");

        assertThat(harness.session.status().state()).isEqualTo(SessionState.LIVE);
    }

    @ParameterizedTest
    @EnumSource(SessionState.class)
    void nothingLeavesTheStoppedState(SessionState next) {
        assertThat(SessionState.STOPPED.mayBecome(next)).isFalse();
    }

    private Duration lastRetryIn() {
        return Duration.ofNanos(harness.raw.get(harness.raw.size() - 1).retryInNanos());
    }
}
