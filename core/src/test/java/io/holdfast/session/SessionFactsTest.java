package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a session says of itself, and what it does next, in figures. */
class SessionFactsTest {

    private static final Duration TICK = Duration.ofNanos(1);

    @Test
    void everyMoveSaysHowLongTheStateBeforeWasHeldAndForHowLongNothingWasHeard() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD");
            harness.advance(Duration.ofMillis(30));
            harness.transport.last().open();
            harness.advance(Duration.ofMillis(7));
            harness.transport.last().receive("ack 0");
            harness.advance(Duration.ofSeconds(3));
            harness.transport.last().receive("trade 0 1");
            harness.advance(Duration.ofSeconds(2));
            harness.transport.last().end(DisconnectCause.RESET);
            harness.advance(Duration.ofMillis(100));

            assertThat(harness.transitions)
                    .extracting(move ->
                            move.to() + " " + Duration.ofNanos(move.heldNanos()).toMillis() + " "
                                    + (move.silentNanos() < 0 ? -1 : move.silentNanos() / 1_000_000) + " "
                                    + (move.retryInNanos() < 0 ? -1 : move.retryInNanos() / 1_000_000) + " "
                                    + move.generation())
                    .containsExactly(
                            "CONNECTING 0 -1 -1 1",
                            "RESTORING 30 -1 -1 1",
                            "LIVE 7 -1 -1 1",
                            "WAITING 5000 2000 100 1",
                            "CONNECTING 100 -1 -1 2");
            assertThat(harness.transitions)
                    .allSatisfy(move -> assertThat(move.atNanos()).isLessThanOrEqualTo(harness.scheduler.nanos()));
            final SessionStatus status = harness.feed.sessions().get(0).status();
            assertThat(status.frames()).isEqualTo(2);
            assertThat(status.generation()).isEqualTo(2);
        }
    }

    @Test
    void aPingThatTakesHalfOfItsTimeEndsTheEpochsAndASignOfLifeLetsThemOpenAgain() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD");
            harness.serve();
            harness.transport.last().receive("trade 0 1");
            harness.advance(ToyAdapter.PING_INTERVAL
                    .plus(ToyAdapter.PONG_TIMEOUT.dividedBy(2))
                    .minus(TICK));
            assertThat(last(harness).status()).isEqualTo(FeedStatus.LIVE);
            harness.advance(TICK);
            assertThat(last(harness).status()).isEqualTo(FeedStatus.STALE);
            assertThat(last(harness).reason()).isEqualTo(Reason.SUSPECTED);

            harness.transport.last().pong();
            harness.transport.last().receive("trade 0 2");
            assertThat(last(harness).status()).isEqualTo(FeedStatus.LIVE);
            assertThat(harness.transport.wires).hasSize(1);
        }
    }

    @Test
    void afterAFailedAttemptTheNextHostIsTriedAndAfterALossTheSame() {
        final List<Endpoint> hosts = List.of(
                Endpoint.of("wss://one.example/"),
                Endpoint.of("wss://two.example/"),
                Endpoint.of("wss://three.example/"));
        try (FeedHarness harness =
                new FeedHarness(profile -> profile.toBuilder().streams(hosts).build(), UnaryOperator.identity())) {
            harness.start("BTC/USD");
            for (int i = 0; i < 3; i++) {
                harness.transport.last().end(Disconnect.of(DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, ""));
                harness.advance(Duration.ofSeconds(2));
            }
            harness.transport.last().end(Disconnect.of(DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, ""));
            harness.advance(Duration.ofSeconds(2));
            harness.healthy(Duration.ofSeconds(2));
            harness.transport.last().end(DisconnectCause.RESET);
            harness.advance(Duration.ofSeconds(10));

            assertThat(harness.transport.wires)
                    .extracting(wire -> wire.request.endpoint().host())
                    .startsWith("one.example", "two.example", "three.example", "one.example", "two.example")
                    .endsWith("two.example", "two.example");
        }
    }

    @Test
    void dataProvesAConnectionOnce() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD");
            harness.serve();
            for (int sequence = 1; sequence <= 50; sequence++) {
                harness.transport.last().receive("trade 0 " + sequence);
            }

            assertThat(harness.feed.breaker().status(harness.scheduler.nanos()).remembered())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsListedLaterIsAskedForThen() {
        final TalkativeAdapter adapter = new TalkativeAdapter(false, 0);
        adapter.unlisted.add("XRP/USD");
        try (FeedHarness harness = new FeedHarness(adapter, UnaryOperator.identity(), UnaryOperator.identity())) {
            harness.start("BTC/USD", "XRP/USD");
            harness.healthy(Duration.ofSeconds(5));
            assertThat(harness.feed.status().refused()).isEqualTo(1);
            adapter.unlisted.clear();
            harness.healthy(Duration.ofMinutes(61));

            assertThat(harness.feed.status().refused()).isZero();
            assertThat(harness.feed.status().active()).isEqualTo(2);
            assertThat(harness.transport.wires).hasSize(1);
        }
    }

    @Test
    void anUnansweredRequestIsMadeAgainInHalvesAndThenGivenUpWhileTheOthersGoOn() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD", "ADA/USD", "ETH/USD", "SOL/USD", "XRP/USD");
            harness.transport.last().open();
            harness.transport.last().receive("ack 0");
            for (int second = 0; second < 60; second++) {
                harness.transport.last().receive("trade 0 " + (second + 1));
                harness.advance(Duration.ofSeconds(1));
            }

            assertThat(harness.transport.wires).hasSize(1);
            assertThat(harness.transport.last().sent)
                    .extracting(request -> request.split(",").length)
                    .startsWith(5, 2, 2, 1, 1, 1, 1);
            assertThat(harness.epochs)
                    .filteredOn(change -> change.reason() == Reason.REJECTED)
                    .hasSize(4);
            assertThat(harness.feed.status().refused()).isEqualTo(4);
            assertThat(harness.isLive()).isTrue();
        }
    }

    @Test
    void aStopEndsTheEpochsBeforeAnythingElseAndIsWaitedFor() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD");
            harness.serve();
            harness.transport.last().receive("trade 0 1");
            harness.reaction = move -> assertThat(last(harness).reason()).isEqualTo(Reason.STOPPED);
            final Session session = harness.feed.sessions().get(0);
            session.stop();
            harness.scheduler.runReady();
            session.awaitStopped();

            assertThat(harness.lastMove()).isEqualTo("LIVE>STOPPED:STOPPED");
            assertThat(last(harness).status()).isEqualTo(FeedStatus.STALE);
            assertThat(harness.transport.last().closed).isTrue();
        }
    }

    private static EpochChange last(FeedHarness harness) {
        return harness.epochs.get(harness.epochs.size() - 1);
    }
}
