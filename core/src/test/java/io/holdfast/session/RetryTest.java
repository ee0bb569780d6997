package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.RateLimit;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The invariants of waiting (B14 to B25), seen from the engine: what is waited for, how often, and when it ends. */
class RetryTest {

    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration CAP = Duration.ofSeconds(30);
    private static final CircuitBreakerPolicy NEVER_OPEN = CircuitBreakerPolicy.of(1_000, Duration.ofSeconds(1));
    /** 100 ms, doubling to 30 s, ten attempts, no jitter. */
    private static final BackoffPolicy CLASSIC = new BackoffPolicy(Duration.ofMillis(100), CAP, 2.0, Jitter.NONE, 10);

    private FeedHarness harness = waiting(SessionHarness.BACKOFF);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void b14OnlyLiveWithDataForAWhileBeginsTheWaitsAnew() {
        harness.start("BTC/USD");
        refuse(4);
        harness.advance(harness.lastWait());
        harness.serve(); // acknowledged, not a single event
        harness.advance(STABLE.minusSeconds(1));
        drop();
        assertThat(harness.lastWait()).as("acknowledged alone").isEqualTo(Duration.ofMillis(1_600));

        harness.advance(harness.lastWait());
        harness.serve();
        harness.transport.last().receive("trade 0 1");
        harness.advance(STABLE.minusNanos(1));
        drop();
        assertThat(harness.lastWait()).as("a moment too short").isEqualTo(Duration.ofMillis(3_200));

        harness.advance(harness.lastWait());
        harness.healthy(STABLE.multipliedBy(3));
        assertThat(harness.feed.status().sessions().get(0).attempt()).isZero();
        drop();
        assertThat(waits()).as("once at once").endsWith(Duration.ZERO);
        drop();
        assertThat(harness.lastWait()).as("then the first wait").isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void b15WhoAcceptsServesAndDropsTooSoonIsMetWithGrowingWaits() {
        harness.start("BTC/USD");
        final List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            harness.serve();
            harness.transport.last().receive("trade 0 " + i);
            harness.advance(Duration.ofSeconds(1));
            drop();
            waits.add(harness.lastWait());
            harness.advance(harness.lastWait());
        }

        assertThat(waits).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L);
    }

    @Test
    void b17TenAttemptsAreTenTheFirstAmongThem() {
        harness = waiting(harness, CLASSIC);
        harness.start("BTC/USD");
        refuse(20);

        assertThat(harness.transport.wires).hasSize(10);
        assertThat(harness.lastMove()).isEqualTo("CONNECTING>FAILED:ATTEMPTS_EXHAUSTED");
        assertThat(harness.transitions.get(harness.transitions.size() - 1).detail())
                .startsWith("failed to connect after 10 attempts; last: CONNECT_FAILED");
        assertThat(waits())
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L);
        assertNothingMoreHappens();
    }

    @Test
    void b17AnotherTenAreGrantedAfterAStableConnection() {
        harness = waiting(harness, CLASSIC);
        harness.start("BTC/USD");
        refuse(9);
        harness.advance(harness.lastWait());
        harness.healthy(STABLE.multipliedBy(3));
        drop();
        final int before = harness.transport.wires.size() - 1; // the immediate retry is under way
        refuse(20);

        assertThat(harness.transport.wires).hasSize(before + 10);
        assertThat(harness.lastMove()).isEqualTo("CONNECTING>FAILED:ATTEMPTS_EXHAUSTED");
    }

    @Test
    void b18NoAttemptStartsAfterTheLongestTimeOfTryingAndTheLastWaitIsCut() {
        final Duration longest = Duration.ofSeconds(5);
        harness = waiting(
                harness, CLASSIC.withMaxAttempts(BackoffPolicy.UNLIMITED).withMaxElapsed(longest));
        harness.start("BTC/USD");
        refuse(20);

        // 0.1 + 0.2 + 0.4 + 0.8 + 1.6 = 3.1 s, and of the 3.2 s that follow what is left of five
        assertThat(waits()).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L, 800L, 1_600L, 1_900L);
        assertThat(harness.transport.wires).hasSize(7);
        assertThat(harness.lastMove()).isEqualTo("CONNECTING>FAILED:ATTEMPTS_EXHAUSTED");
        assertThat(harness.scheduler.elapsed()).isEqualTo(longest);
        assertNothingMoreHappens();
    }

    @Test
    void b18AServerThatAsksForMoreTimeThanIsLeftEndsIt() {
        harness = waiting(harness, CLASSIC.withMaxElapsed(Duration.ofMinutes(2)));
        harness.start("BTC/USD");
        refuse(1);
        harness.advance(harness.lastWait());
        harness.transport.last().end(refusal(Duration.ofMinutes(2)));

        assertThat(harness.lastMove()).isEqualTo("CONNECTING>FAILED:ATTEMPTS_EXHAUSTED");
        assertNothingMoreHappens();
    }

    @Test
    void b18WhoeverWaitsForTheBudgetBeyondThatTimeGivesUp() {
        harness = new FeedHarness(
                profile -> profile.toBuilder()
                        .connectionAttempts(new RateLimit(3, Duration.ofMinutes(5)))
                        .build(),
                settings -> settings.withBackoff(CLASSIC.withMaxElapsed(Duration.ofMinutes(2)))
                        .withBreaker(NEVER_OPEN));
        harness.start("BTC/USD");
        refuse(20);

        assertThat(harness.transport.wires).hasSizeLessThanOrEqualTo(3);
        assertThat(harness.lastMove()).endsWith("FAILED:ATTEMPTS_EXHAUSTED");
        assertNothingMoreHappens();
    }

    @Test
    void b18WhoeverWaitsForTheCircuitBeyondThatTimeGivesUp() {
        harness = new FeedHarness(
                profile -> profile,
                settings -> settings.withBackoff(CLASSIC.withMaxElapsed(Duration.ofSeconds(30)))
                        .withBreaker(CircuitBreakerPolicy.of(3, Duration.ofMinutes(1))));
        harness.start("BTC/USD");
        refuse(20);

        assertThat(harness.transport.wires).hasSize(3);
        assertThat(harness.lastMove()).endsWith("FAILED:ATTEMPTS_EXHAUSTED");
    }

    @Test
    void b18WhatAPersonForbidsIsNotCountedAgainstThatTimeButNoAttemptFollowsIt() {
        harness = waiting(harness, CLASSIC.withMaxElapsed(Duration.ofSeconds(30)));
        harness.start("BTC/USD");
        refuse(1);
        harness.feed.breaker().forceOpen(harness.scheduler.nanos());
        harness.advance(Duration.ofHours(1));
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.SUSPENDED);
        final int attempts = harness.transport.wires.size();

        harness.feed.breaker().reset(harness.scheduler.nanos());
        harness.advance(Duration.ofSeconds(1));
        assertThat(harness.lastMove()).isEqualTo("SUSPENDED>FAILED:ATTEMPTS_EXHAUSTED");
        assertThat(harness.transport.wires).hasSize(attempts);
    }

    @Test
    void b19AClockThatIsSetChangesNoWait() {
        final Function<Duration, List<Long>> run = jump -> {
            try (FeedHarness jumping = waiting(BackoffPolicy.DEFAULT)) {
                jumping.start("BTC/USD");
                final List<Long> starts = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    starts.add(jumping.scheduler.elapsed().toNanos());
                    jumping.transport.last().end(DisconnectCause.CONNECT_REFUSED);
                    jumping.scheduler.jumpWallClock(jump);
                    jumping.advance(jumping.lastWait());
                }
                return starts;
            }
        };

        final List<Long> calm = run.apply(Duration.ZERO);
        assertThat(run.apply(Duration.ofDays(3_650))).isEqualTo(calm);
        assertThat(run.apply(Duration.ofDays(-3_650))).isEqualTo(calm);
    }

    @Test
    void b22WhatIsEndedDuringAWaitTriesNoMoreHoweverOftenItIsEnded() {
        harness.start("BTC/USD");
        refuse(5);
        harness.feed.stop();
        harness.feed.stop();
        harness.scheduler.runReady();

        final int attempts = harness.transport.wires.size();
        assertThat(harness.scheduler.pendingTimers()).isZero();
        harness.advance(Duration.ofHours(1));
        assertThat(harness.transport.wires).hasSize(attempts);
    }

    @Property(tries = 200, seed = "20261124")
    void b23ToB25HoweverConnectionsEndTheBudgetHoldsNothingOverlapsAndNoWaitIsCutShort(@ForAll long seed) {
        final int limit = 12;
        final Duration window = Duration.ofMinutes(1);
        final SplittableRandom random = new SplittableRandom(seed);
        final int sessions = random.nextInt(1, 4);
        try (FeedHarness many = new FeedHarness(
                profile -> profile.toBuilder()
                        .maxSubscriptionsPerConnection(1)
                        .connectionAttempts(new RateLimit(limit, window))
                        .build(),
                settings -> settings.withBackoff(BackoffPolicy.DEFAULT))) {
            final String[] instruments = {"A/USD", "B/USD", "C/USD"};
            many.start(java.util.Arrays.copyOf(instruments, sessions));
            for (int step = 0; step < 300; step++) {
                misbehave(many, random);
                many.advance(Duration.ofMillis(random.nextLong(3_000)));
                // B23: a session has one connection at most, open or on its way
                assertThat(many.transport.wires.stream()
                                .filter(wire -> !wire.closed)
                                .count())
                        .isLessThanOrEqualTo(sessions);
            }
            assertWaitsKept(many);
            assertBudgetKept(many, limit, window);
        }
    }

    private static void misbehave(FeedHarness many, SplittableRandom random) {
        for (final FakeTransport.Wire wire : List.copyOf(many.transport.wires)) {
            if (wire.closed) {
                continue;
            }
            switch (random.nextInt(8)) {
                case 0 -> wire.end(DisconnectCause.CONNECT_REFUSED);
                case 1 -> wire.end(DisconnectCause.RESET);
                case 2 -> wire.end(refusal(Duration.ofSeconds(random.nextInt(20))));
                case 3, 4, 5 -> {
                    wire.openIfNew();
                    wire.acknowledgeRequests();
                    wire.carried.forEach(id -> wire.receive("trade " + id + " 1"));
                }
                default -> {} // silent for a while
            }
        }
    }

    /** B25: an attempt begins no earlier than the end before it plus the wait that was granted. */
    private static void assertWaitsKept(FeedHarness many) {
        for (final SessionStatus session : many.feed.status().sessions()) {
            long notBefore = Long.MIN_VALUE;
            for (final SessionTransition move : many.transitions) {
                if (!move.session().equals(session.session())) {
                    continue;
                }
                if (move.to() == SessionState.CONNECTING && notBefore != Long.MIN_VALUE) {
                    assertThat(move.atNanos() - notBefore).as("%s", move).isNotNegative();
                } else if (move.to() == SessionState.WAITING) {
                    notBefore = move.atNanos() + move.retryInNanos();
                } else {
                    notBefore = Long.MIN_VALUE; // a breaker that closes early lets a suspended one go
                }
            }
        }
    }

    /** B24 */
    private static void assertBudgetKept(FeedHarness many, int limit, Duration window) {
        final long[] starts = many.transitions.stream()
                .filter(move -> move.to() == SessionState.CONNECTING)
                .mapToLong(SessionTransition::atNanos)
                .toArray();
        for (int first = 0; first + limit < starts.length; first++) {
            assertThat(starts[first + limit] - starts[first]).isGreaterThanOrEqualTo(window.toNanos());
        }
    }

    private static FeedHarness waiting(BackoffPolicy backoff) {
        return new FeedHarness(
                profile -> profile, settings -> settings.withBackoff(backoff).withBreaker(NEVER_OPEN));
    }

    private static FeedHarness waiting(FeedHarness instead, BackoffPolicy backoff) {
        instead.close();
        return waiting(backoff);
    }

    /** Refuses so many attempts, each when its time has come, or until nobody tries any more. */
    private void refuse(int attempts) {
        for (int i = 0; i < attempts; i++) {
            if (i > 0) {
                harness.advance(harness.lastWait());
            }
            if (harness.transport.last().closed) {
                return;
            }
            harness.transport.last().end(DisconnectCause.CONNECT_REFUSED);
            if (harness.feed.status().state() == SessionState.FAILED) {
                return;
            }
        }
    }

    private void drop() {
        harness.transport.last().end(DisconnectCause.RESET);
    }

    private List<Duration> waits() {
        return harness.transitions.stream()
                .filter(move -> move.to() == SessionState.WAITING)
                .map(move -> Duration.ofNanos(move.retryInNanos()))
                .toList();
    }

    private void assertNothingMoreHappens() {
        final int moves = harness.transitions.size();
        final int attempts = harness.transport.wires.size();
        harness.advance(Duration.ofDays(1));
        assertThat(harness.transitions).hasSize(moves);
        assertThat(harness.transport.wires).hasSize(attempts);
    }

    private static Disconnect refusal(Duration retryAfter) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, 503, "", retryAfter, ConnectPhase.UPGRADE);
    }
}
