package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import io.holdfast.transport.DisconnectCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeFeedTest {

    @TempDir
    Path directory;

    private FeedHarness harness = FeedHarness.carrying(2);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void moreSubscriptionsThanAConnectionMayCarryAreSpreadOverSeveral() {
        harness.start("BTC/USD", "ETH/USD", "SOL/USD", "ADA/USD", "XRP/USD");
        harness.serve();

        assertThat(harness.transport.wires).hasSize(3);
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.feed.status().sessions())
                .extracting(SessionStatus::session, SessionStatus::active)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("toy-1", 2),
                        org.assertj.core.groups.Tuple.tuple("toy-2", 2),
                        org.assertj.core.groups.Tuple.tuple("toy-3", 1));
    }

    @Test
    void theListOfInstrumentsIsFetchedOnceForAllSessions() {
        harness.start("BTC/USD", "ETH/USD", "SOL/USD");
        harness.serve();

        assertThat(harness.transport.gets).containsExactly("/instruments");
        assertThat(harness.feed.status().listedInstruments()).isEqualTo(5);
    }

    @Test
    void aLaterSubscriptionGoesWhereThereIsRoom() {
        harness.start("BTC/USD", "ETH/USD", "SOL/USD");
        harness.serve();
        harness.feed.unsubscribe(FeedHarness.trades("ETH/USD"));
        harness.feed.subscribe(FeedHarness.trades("ADA/USD"));
        harness.scheduler.runReady();
        harness.serve();

        assertThat(harness.transport.wires).hasSize(2);
        assertThat(harness.feed.status().sessions())
                .extracting(SessionStatus::active)
                .containsExactly(2, 1);
    }

    @Test
    void aSessionThatHasBeenEmptyForAWhileIsEnded() {
        harness.start("BTC/USD", "ETH/USD", "SOL/USD");
        harness.serve();
        harness.feed.unsubscribe(FeedHarness.trades("SOL/USD"));
        harness.advance(ExchangeFeed.LINGER.minusNanos(1));
        assertThat(harness.feed.status().sessions()).hasSize(2);
        harness.advance(Duration.ofNanos(1));

        assertThat(harness.feed.status().sessions()).hasSize(1);
        assertThat(harness.transport.wires.get(1).closed).isTrue();
    }

    @Test
    void aSubscriptionThatComesInTimeKeepsAnEmptySession() {
        harness.start("BTC/USD");
        harness.serve();
        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
        harness.feed.subscribe(FeedHarness.trades("ETH/USD"));
        harness.scheduler.runReady();
        harness.serve();
        harness.advance(ExchangeFeed.LINGER.plusSeconds(1));

        assertThat(harness.transport.wires).hasSize(1);
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void epochsGoOnRisingWhenASubscriptionIsGivenUpAndWantedAgain() {
        harness.start("BTC/USD");
        harness.serve();
        harness.transport.last().receive("trade 0 1");
        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
        harness.advance(ExchangeFeed.LINGER.plusSeconds(1)); // its session is gone, too
        harness.feed.subscribe(FeedHarness.trades("BTC/USD"));
        harness.scheduler.runReady();
        harness.serve();
        harness.transport.last().receive("trade 0 2");

        assertThat(harness.events())
                .containsExactly(
                        "TRADES BTC LIVE FIRST_DATA e1",
                        "TRADES BTC data 1 e1",
                        "TRADES BTC STALE UNSUBSCRIBED e1",
                        "TRADES BTC LIVE FIRST_DATA e2",
                        "TRADES BTC data 2 e2");
    }

    @Test
    void aNumberIsNotGivenToAnotherSubscriptionWhileTheExchangeStillSendsUnderIt() {
        harness.start("BTC/USD");
        harness.serve();
        for (int i = 0; i < 3; i++) { // uses up the messages that may be sent now
            harness.transport.last().receive("gap 0");
        }
        harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
        harness.feed.subscribe(FeedHarness.trades("ETH/USD"));
        harness.scheduler.runReady();
        harness.transport.last().receive("trade 0 9"); // of BTC: the exchange has not been told yet

        assertThat(harness.events()).noneMatch(event -> event.startsWith("TRADES ETH"));
    }

    @Test
    void theListIsReadFromDiskWhileTheExchangeDoesNotGiveIt() throws IOException {
        withCatalogDirectory();
        Files.write(directory.resolve("toy-default.catalog"), "kept".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        harness.close();
        withCatalogDirectory();
        harness.transport.catalogStatus = 503;
        harness.start("BTC/USD");
        harness.serve();

        assertThat(harness.feed.status().state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void theListThatTheExchangeGaveIsKeptOnDisk() {
        withCatalogDirectory();
        harness.start("BTC/USD");

        org.awaitility.Awaitility.await().until(() -> Files.exists(directory.resolve("toy-default.catalog")));
    }

    @Test
    void theListIsRefreshedAndSoonAgainWhereThatFails() {
        harness.start("BTC/USD");
        harness.serve();
        harness.transport.catalogStatus = 503;
        keepAlive(Catalog.REFRESH_INTERVAL);
        assertThat(harness.transport.gets).hasSize(2);
        keepAlive(Catalog.REFRESH_RETRY);
        assertThat(harness.transport.gets).hasSize(3);
        keepAlive(Catalog.REFRESH_RETRY.multipliedBy(2));
        assertThat(harness.transport.gets).hasSize(4);
        assertThat(harness.feed.status().listedInstruments()).isEqualTo(5);
    }

    @Test
    void allSessionsOfAnExchangeDrawOnOneAttemptBudget() {
        harness.close();
        harness = new FeedHarness(
                profile -> profile.toBuilder()
                        .maxSubscriptionsPerConnection(1)
                        .connectionAttempts(new io.holdfast.exchange.RateLimit(3, Duration.ofMinutes(5)))
                        .build(),
                UnaryOperator.identity());
        harness.start("BTC/USD", "ETH/USD", "SOL/USD", "ADA/USD", "XRP/USD");
        harness.serve();
        assertThat(harness.transport.wires).hasSize(3);
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.WAITING);
        assertThat(harness.feed.status().attemptsLeft()).isZero();
        harness.advance(Duration.ofMinutes(5));

        assertThat(harness.transport.wires).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void whatIsWantedBeforeTheStartWaitsForIt() {
        harness.feed.subscribe(List.of(FeedHarness.trades("BTC/USD")));
        harness.scheduler.runReady();
        assertThat(harness.transport.wires).isEmpty();
        assertThat(harness.feed.status().state()).isEqualTo(SessionState.IDLE);
        harness.start();

        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void stoppingEndsEverythingAndLeavesNoTimer() {
        harness.start("BTC/USD", "ETH/USD", "SOL/USD");
        harness.serve();
        harness.transport.wires.get(0).receive("trade 0 1");
        harness.feed.stop();
        harness.feed.stop();
        harness.scheduler.runReady();
        harness.feed.subscribe(FeedHarness.trades("ADA/USD"));
        harness.scheduler.runReady();

        assertThat(harness.feed.status().state()).isEqualTo(SessionState.STOPPED);
        assertThat(harness.scheduler.pendingTimers()).isZero();
        assertThat(harness.transport.wires).hasSize(2).allMatch(wire -> wire.closed);
        assertThat(harness.events()).endsWith("TRADES BTC STALE STOPPED e1");
        harness.feed.awaitStopped();
    }

    @Test
    void whatIsWantedOfASessionThatHasFailedIsRefusedAtOnce() {
        harness.start("BTC/USD");
        harness.transport
                .last()
                .end(new io.holdfast.transport.Disconnect(
                        DisconnectCause.UPGRADE_REFUSED, 451, "", null, io.holdfast.transport.ConnectPhase.UPGRADE));
        harness.feed.subscribe(FeedHarness.trades("ETH/USD"));
        harness.scheduler.runReady();

        assertThat(harness.events())
                .contains(
                        "TRADES BTC STALE " + Reason.REFUSED_FOR_GOOD + " e0",
                        "TRADES ETH STALE " + Reason.REFUSED_FOR_GOOD + " e0");
    }

    private void withCatalogDirectory() {
        harness.close();
        harness = new FeedHarness(UnaryOperator.identity(), settings -> settings.withCatalogDirectory(directory));
    }

    private void keepAlive(Duration duration) {
        Duration left = duration;
        while (!left.isZero()) {
            final Duration step = left.compareTo(Duration.ofSeconds(5)) > 0 ? Duration.ofSeconds(5) : left;
            harness.transport.last().receive("trade 0 1");
            harness.advance(step);
            left = left.minus(step);
        }
    }
}
