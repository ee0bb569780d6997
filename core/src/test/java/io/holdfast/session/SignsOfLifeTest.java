package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.Reason;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a connection, what ends it, and to the nanosecond when. */
class SignsOfLifeTest {

    private static final Duration TICK = Duration.ofNanos(1);

    static Stream<Consumer<FakeTransport.Wire>> signs() {
        return Stream.of(
                FakeTransport.Wire::ping,
                FakeTransport.Wire::pong,
                FakeTransport.Wire::partOfAFrame,
                wire -> wire.receive("beat"));
    }

    @ParameterizedTest
    @MethodSource("signs")
    void whateverIsHeardPutsTheNextPingOff(Consumer<FakeTransport.Wire> sign) {
        try (FeedHarness harness = live(profile -> profile.roundTripInterval(Duration.ZERO))) {
            for (int i = 0; i < 20; i++) {
                harness.advance(ToyAdapter.PING_INTERVAL.minus(TICK));
                sign.accept(harness.transport.last());
            }
            assertThat(harness.transport.last().pings).isZero();

            harness.advance(ToyAdapter.PING_INTERVAL.minus(TICK));
            assertThat(harness.transport.last().pings).isZero();
            harness.advance(TICK);
            assertThat(harness.transport.last().pings).isEqualTo(1);
            assertThat(harness.isLive()).isTrue();
        }
    }

    @Test
    void anUnansweredPingEndsTheConnectionInItsTimeAndNotBefore() {
        try (FeedHarness harness = live(profile -> profile)) {
            harness.advance(
                    ToyAdapter.PING_INTERVAL.plus(ToyAdapter.PONG_TIMEOUT).minus(TICK));
            assertThat(harness.isLive()).isTrue();
            harness.advance(TICK);

            assertThat(harness.transitions).anySatisfy(move -> {
                assertThat(move.reason()).isEqualTo(Reason.PONG_MISSING);
                assertThat(move.detail()).isEqualTo("no pong within PT5S");
                assertThat(Duration.ofNanos(move.silentNanos()))
                        .isEqualTo(ToyAdapter.PING_INTERVAL.plus(ToyAdapter.PONG_TIMEOUT));
            });
            assertThat(harness.transport.wires.get(0).closed).as("given up").isTrue();
        }
    }

    @Test
    void withoutPingsSilenceUpToTheLimitIsTheEnd() {
        try (FeedHarness harness = live(profile -> profile.pingInterval(Duration.ZERO))) {
            harness.advance(ToyAdapter.SILENCE_LIMIT.minus(TICK));
            assertThat(harness.isLive()).isTrue();
            harness.advance(TICK);

            assertThat(harness.moves()).contains("WAITING:SILENT");
            assertThat(harness.transport.wires.get(0).pings).isZero();
        }
    }

    @Test
    void aHeartbeatThatStaysAwayEndsTheConnectionThoughPongsCome() {
        try (FeedHarness harness = live(profile -> profile.heartbeatLimit(Duration.ofSeconds(20)))) {
            for (int i = 0; i < 5; i++) {
                for (int second = 0; second < 19; second++) {
                    harness.advance(Duration.ofSeconds(1));
                    harness.transport.last().pong();
                }
                harness.transport.last().receive(i % 2 == 0 ? "beat" : "trade 0 " + (i + 2));
            }
            for (int i = 0; i < 19; i++) {
                harness.advance(Duration.ofSeconds(1));
                harness.transport.last().pong();
            }
            assertThat(harness.isLive()).isTrue();
            harness.advance(Duration.ofSeconds(1));

            assertThat(harness.transitions).anySatisfy(move -> {
                assertThat(move.reason()).isEqualTo(Reason.HEARTBEAT_MISSING);
                assertThat(move.detail()).isEqualTo("no heartbeat within PT20S");
            });
        }
    }

    @Test
    void theApplicationsPingsAreSentInTheirIntervalAndNoOftener() {
        try (FeedHarness harness = live(profile -> profile.applicationPingInterval(Duration.ofSeconds(7)))) {
            for (int seconds = 1; seconds <= 30; seconds++) {
                harness.transport.last().pong();
                harness.advance(Duration.ofSeconds(1));
                assertThat(harness.transport.last().sent.stream().filter(text -> text.startsWith("ping")))
                        .hasSize(seconds / 7);
            }
        }
    }

    @Test
    void whatTheProtocolSaysFirstGoesFirstAndCounts() {
        final TalkativeAdapter adapter = new TalkativeAdapter(true, 0);
        try (FeedHarness harness = new FeedHarness(
                adapter,
                profile -> profile.toBuilder()
                        .outgoingMessages(new RateLimit(1, Duration.ofSeconds(1)))
                        .build(),
                settings -> settings)) {
            harness.start("BTC/USD");
            harness.transport.last().open();
            assertThat(harness.transport.last().sent).containsExactly("hello");

            harness.advance(Duration.ofSeconds(1).minus(TICK));
            assertThat(harness.transport.last().sent).hasSize(1);
            harness.advance(TICK);
            assertThat(harness.transport.last().sent).containsExactly("hello", "subscribe 0");
        }
    }

    @Test
    void theAnswersToPingsCountAgainstTheMessageLimit() {
        try (FeedHarness harness = live(profile -> profile)) {
            harness.advance(Duration.ofSeconds(2));
            for (int i = 0; i < 3; i++) {
                harness.transport.last().ping();
            }
            harness.feed.subscribe(FeedHarness.trades("ETH/USD"));
            harness.advance(Duration.ofMillis(900));
            assertThat(harness.transport.last().sent).doesNotContain("subscribe 1");
            harness.advance(Duration.ofMillis(200));
            assertThat(harness.transport.last().sent).contains("subscribe 1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 414})
    void anUpgradeThatIsRefusedForItsUrlIsTriedAgainWithoutSubscriptionsInIt(int status) {
        try (FeedHarness harness =
                new FeedHarness(new TalkativeAdapter(false, 2), UnaryOperator.identity(), UnaryOperator.identity())) {
            harness.start("BTC/USD", "ETH/USD");
            assertThat(harness.transport.last().request.endpoint().target()).endsWith("/ws?0,1");
            harness.transport.last().end(refused(status));
            assertThat(harness.feed.status().state()).isEqualTo(SessionState.WAITING);
            harness.advance(Duration.ofSeconds(1));

            assertThat(harness.transport.wires).hasSize(2);
            assertThat(harness.transport.last().request.endpoint().target()).endsWith("/ws?");
            harness.serve();
            assertThat(harness.transport.last().sent).containsExactly("subscribe 0,1");
            assertThat(harness.isLive()).isTrue();
        }
    }

    @Test
    void anyOtherRefusalIsNotForTheUrl() {
        try (FeedHarness harness =
                new FeedHarness(new TalkativeAdapter(false, 2), UnaryOperator.identity(), UnaryOperator.identity())) {
            harness.start("BTC/USD", "ETH/USD");
            harness.transport.last().end(refused(503));
            harness.advance(Duration.ofSeconds(1));
            assertThat(harness.transport.last().request.endpoint().target()).endsWith("/ws?0,1");
            harness.transport.last().end(Disconnect.of(DisconnectCause.RESET, ConnectPhase.UPGRADE, ""));
            harness.advance(Duration.ofSeconds(2));
            assertThat(harness.transport.last().request.endpoint().target()).endsWith("/ws?0,1");
        }
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD");
            harness.transport.last().end(refused(404));
            assertThat(harness.feed.status().state())
                    .as("nothing of ours was in it")
                    .isEqualTo(SessionState.FAILED);
        }
    }

    @Test
    void aConnectionThatOpensWhenNobodyWaitsForItAnyMoreIsGivenUp() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start("BTC/USD");
            final FakeTransport.Wire late = harness.transport.last();
            late.end(Disconnect.of(DisconnectCause.CONNECT_TIMEOUT, ConnectPhase.TCP, ""));
            late.closed = false;
            late.open();

            assertThat(late.closed).isTrue();
            assertThat(late.sent).isEmpty();
            harness.feed.sessions().get(0).refreshStatus();
            assertThat(harness.feed.sessions().get(0).status().outdatedCalls()).isPositive();
        }
    }

    /** A timer that outlives its connection acts on the next one. */
    @Test
    void whateverWasUnderWayWhenTheConnectionEndsNoTimerOfItIsLeft() {
        final int idle;
        try (FeedHarness harness = live(profile -> profile)) {
            harness.transport.last().end(DisconnectCause.RESET);
            idle = harness.scheduler.pendingTimers();
        }
        final List<Consumer<FeedHarness>> works = List.of(
                harness -> {}, // unanswered request
                harness -> { // a full message budget, and requests that wait for it
                    for (int i = 0; i < 3; i++) {
                        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
                        harness.feed.subscribe(FeedHarness.trades("BTC/USD"));
                        harness.scheduler.runReady();
                    }
                },
                harness -> { // repairs one upon another
                    harness.serve();
                    for (int i = 0; i < 12; i++) {
                        harness.transport.last().receive("gap 0");
                        harness.advance(Duration.ofMillis(300));
                    }
                });
        for (final Consumer<FeedHarness> work : works) {
            try (FeedHarness harness = FeedHarness.plain()) {
                harness.start("BTC/USD");
                harness.transport.last().open();
                work.accept(harness);
                harness.transport.last().end(DisconnectCause.RESET);

                assertThat(harness.scheduler.pendingTimers()).isLessThanOrEqualTo(idle);
                harness.feed.stop();
                harness.scheduler.runReady();
                assertThat(harness.scheduler.pendingTimers()).isZero();
            }
        }
    }

    private static Disconnect refused(int status) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "", null, ConnectPhase.UPGRADE);
    }

    private static FeedHarness live(UnaryOperator<ExchangeProfile.Builder> profile) {
        final FeedHarness harness = new FeedHarness(
                new TalkativeAdapter(false, 0),
                usual -> profile.apply(usual.toBuilder()).build(),
                UnaryOperator.identity());
        harness.start("BTC/USD");
        harness.serve();
        harness.transport.last().receive("trade 0 1");
        assertThat(harness.isLive()).isTrue();
        return harness;
    }
}
