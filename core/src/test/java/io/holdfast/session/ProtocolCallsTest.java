package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a plugin says, and what is counted of it. */
class ProtocolCallsTest {

    private final FeedHarness harness =
            new FeedHarness(new TalkativeAdapter(false, 0), UnaryOperator.identity(), UnaryOperator.identity());

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void anAnomalyOfTheWholeConnectionReplacesItAndIsCounted() {
        live();
        receive("broken");

        assertThat(harness.moves()).contains("WAITING:SEQUENCE_GAP");
        assertThat(last().reason()).isEqualTo(Reason.SEQUENCE_GAP);
        assertThat(status().anomalies()).isEqualTo(1);
        receive("broken");
        assertThat(status().anomalies()).as("of a connection that was given up").isEqualTo(1);
    }

    @Test
    void whatIsQuietIsWellWithoutData() {
        harness.start("BTC/USD");
        harness.serve();
        receive("quiet 0");

        assertThat(harness.epochs)
                .singleElement()
                .satisfies(change -> assertThat(change.status()).isEqualTo(FeedStatus.LIVE));
        receive("quiet 7");
        assertThat(harness.epochs).hasSize(1);
        assertThat(status().unread()).isEqualTo(1);
    }

    @Test
    void anExchangeThatIsSentTooMuchIsSentNothingForAWholeWindow() {
        live();
        harness.advance(Duration.ofSeconds(1));
        receive("limited");
        harness.feed.subscribe(FeedHarness.trades("ETH/USD"));
        harness.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(harness.transport.last().sent).hasSize(1);
        harness.advance(Duration.ofNanos(1));
        assertThat(harness.transport.last().sent).hasSize(2);

        receive("limited");
        receive("limited"); // nothing is left to take away
        harness.serve();
        assertThat(status().active()).isEqualTo(2);
    }

    @Test
    void whatLeadsToNothingIsCounted() {
        live();
        receive("unread");
        receive("unread");
        receive("trade 9 1");
        assertThat(status().unread()).isEqualTo(3);

        receive("gap 0");
        receive("gap 0");
        assertThat(status().anomalies()).isEqualTo(2);

        receive("reject 0 later");
        receive("trade 0 9");
        assertThat(status().unread()).isEqualTo(4);
    }

    @Test
    void duringMaintenanceDataIsCountedAndNotDelivered() {
        live();
        receive("status MAINTENANCE");
        final int events = harness.events().size();
        receive("trade 0 2");

        assertThat(harness.events()).hasSize(events);
        assertThat(status().unread()).isEqualTo(1);
    }

    @Test
    void whatTheExchangeSaysOfItselfIsToldOnceForEachChangeAndEachConnection() {
        live();
        receive("status MAINTENANCE");
        receive("status MAINTENANCE");
        receive("status ONLINE");
        receive("status ONLINE");
        assertThat(harness.statuses).containsExactly(ExchangeStatus.MAINTENANCE, ExchangeStatus.ONLINE);

        receive("status MAINTENANCE");
        harness.transport.last().end(DisconnectCause.RESET);
        harness.advance(Duration.ofMinutes(2));
        harness.serve();
        receive("trade 0 5");
        assertThat(last().status()).as("a new connection knows nothing of it").isEqualTo(FeedStatus.LIVE);
        receive("status MAINTENANCE");
        assertThat(harness.statuses).hasSize(4);
        assertThat(last().reason()).isEqualTo(Reason.EXCHANGE_MAINTENANCE);
    }

    @Test
    void aBookAsksForItsGroundWhenMaintenanceIsOver() {
        harness.feed.subscribe(FeedHarness.book("BTC/USD"));
        harness.start();
        harness.serve();
        receive("snapshot 0 1");
        receive("status MAINTENANCE");
        assertThat(harness.transport.last().sent).doesNotContain("resync 0");
        receive("status ONLINE");

        assertThat(harness.transport.last().sent).contains("resync 0");
    }

    @Test
    void whoeverIsGivenUpForGoodIsToldSoOfEverySubscription() {
        harness.start("BTC/USD", "ETH/USD");
        harness.transport
                .last()
                .end(new Disconnect(DisconnectCause.UPGRADE_REFUSED, 451, "", null, ConnectPhase.UPGRADE));

        assertThat(harness.epochs).hasSize(2).allSatisfy(change -> {
            assertThat(change.status()).isEqualTo(FeedStatus.STALE);
            assertThat(change.reason()).isEqualTo(Reason.REFUSED_FOR_GOOD);
        });
    }

    @Test
    void epochsOfASubscriptionThatIsWantedAgainGoOnWhereTheyWereLeft() {
        live();
        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
        harness.feed.subscribe(FeedHarness.trades("BTC/USD"));
        harness.scheduler.runReady();
        harness.serve();
        receive("trade 1 1");
        receive("trade 0 1");

        assertThat(last().status()).isEqualTo(FeedStatus.LIVE);
        assertThat(last().epoch()).isEqualTo(2);
    }

    @Test
    void whatAGivenUpConnectionStillDeliversIsCountedAsSuch() {
        live();
        final FakeTransport.Wire old = harness.transport.last();
        old.end(DisconnectCause.RESET);
        old.receive("trade 0 2");
        old.receive("fetch 0 /a 1");
        old.receive("fetch 0 /a 1 5");
        old.receive("ack 0");
        harness.advance(Duration.ofMillis(50));

        assertThat(harness.transport.requests).isEmpty();
        assertThat(status().outdatedCalls()).isEqualTo(4);
        assertThat(status().frames()).isEqualTo(2);
    }

    @Test
    void anAnswerOfAnyKindShowsThatTheExchangeAnswers() {
        for (final String answer : new String[] {"ack 0", "reject 0 later", "refuse 0 1"}) {
            try (FeedHarness one = new FeedHarness(
                    new TalkativeAdapter(false, 0), UnaryOperator.identity(), UnaryOperator.identity())) {
                one.start("BTC/USD", "ETH/USD");
                one.transport.last().open();
                one.advance(Duration.ofMillis(4_900));
                one.transport.last().receive(answer);
                one.advance(Duration.ofSeconds(4));

                assertThat(one.transport.wires).as(answer).hasSize(1);
            }
        }
        try (FeedHarness none = FeedHarness.plain()) {
            none.start("BTC/USD", "ETH/USD");
            none.transport.last().open();
            none.advance(Duration.ofSeconds(9));
            assertThat(none.transport.wires).hasSizeGreaterThan(1);
        }
    }

    private void live() {
        harness.start("BTC/USD");
        harness.serve();
        receive("trade 0 1");
        assertThat(harness.isLive()).isTrue();
    }

    private void receive(String text) {
        harness.transport.last().receive(text);
    }

    private EpochChange last() {
        return harness.epochs.get(harness.epochs.size() - 1);
    }

    private SessionStatus status() {
        harness.feed.refreshStatus();
        harness.scheduler.runReady();
        return harness.feed.status().sessions().get(0);
    }
}
