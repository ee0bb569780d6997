package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.exchange.RateLimit;
import io.holdfast.transport.DisconnectCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an exchange counts by address is counted once for everything that a process takes from it. */
class AddressBudgetsTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final List<FeedHarness> harnesses = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        harnesses.forEach(FeedHarness::close);
    }

    @Test
    void feedsThatShareTheBudgetsKeepTheLimitTogether() {
        final AddressBudgets shared = new AddressBudgets();
        final FeedHarness one = feed(shared, 10).start("BTC/USD");
        final FeedHarness other = feed(shared, 10).start("BTC/USD");
        for (int i = 0; i < 600; i++) {
            for (final FeedHarness feed : List.of(one, other)) {
                feed.transport.wires.stream()
                        .filter(wire -> !wire.closed)
                        .forEach(wire -> wire.end(DisconnectCause.CONNECT_REFUSED));
                feed.advance(Duration.ofMillis(400));
            }
        }

        assertThat(one.transport.wires.size() + other.transport.wires.size()).isLessThanOrEqualTo(10);
        assertThat(other.transport.wires).as("neither is starved").hasSizeGreaterThan(1);
        assertThat(one.feed.status().attemptsLeft())
                .isEqualTo(other.feed.status().attemptsLeft());
    }

    @Test
    void feedsWithBudgetsOfTheirOwnDoNotShareThem() {
        final FeedHarness one = feed(new AddressBudgets(), 10).start("BTC/USD");
        final FeedHarness other = feed(new AddressBudgets(), 10).start("BTC/USD");
        one.transport.last().end(DisconnectCause.CONNECT_REFUSED);
        one.advance(one.lastWait());

        assertThat(one.feed.status().attemptsLeft())
                .isLessThan(other.feed.status().attemptsLeft());
    }

    @Test
    void whatIsNewLeavesAFifthToWhoeverHasBeenLive() {
        final FeedHarness feed = feed(new AddressBudgets(), 10).start("BTC/USD");
        feed.serve();
        feed.transport.last().receive("trade 0 1");
        for (final String instrument :
                List.of("B/USD", "C/USD", "D/USD", "E/USD", "F/USD", "G/USD", "H/USD", "I/USD")) {
            feed.feed.subscribe(FeedHarness.trades(instrument));
        }
        feed.scheduler.runReady();
        final int opened = feed.transport.wires.size();
        assertThat(feed.feed.status().attemptsLeft())
                .as("what is left to recovery")
                .isEqualTo(2);
        assertThat(feed.moves()).contains("WAITING:BUDGET_EXHAUSTED");

        feed.transport.wires.get(0).end(DisconnectCause.RESET);
        feed.advance(Duration.ofSeconds(1));
        assertThat(feed.transport.wires)
                .as("the one that was live is back at once")
                .hasSize(opened + 1);
        assertThat(feed.feed.status().attemptsLeft()).isEqualTo(1);
    }

    @Test
    void theAttemptsOutlastTheProcess() {
        final FeedHarness before =
                feed(new AddressBudgets(folder.resolve("state")), 10).start("BTC/USD");
        for (int i = 0; i < 4; i++) {
            before.transport.last().end(DisconnectCause.CONNECT_REFUSED);
            before.advance(before.lastWait());
        }
        final int left = before.feed.status().attemptsLeft();
        assertThat(left).isLessThanOrEqualTo(10 - 5);
        // crashed: nothing is stopped
        await().untilAsserted(() -> {
            final FeedHarness after = feed(new AddressBudgets(folder.resolve("state")), 10);
            assertThat(after.feed.status().attemptsLeft()).isEqualTo(left);
        });
    }

    @Test
    void aFileThatCannotBeReadOrWrittenDoesNoHarm() throws IOException {
        Files.writeString(folder.resolve("state"), "a file where the directory should be");
        final FeedHarness feed =
                feed(new AddressBudgets(folder.resolve("state")), 10).start("BTC/USD");
        feed.serve();

        assertThat(feed.feed.status().state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void messagesAreSharedByTheConnectionsOfAnAddressWhereTheExchangeCountsThemSo() {
        final FeedHarness feed = new FeedHarness(
                profile -> profile.toBuilder()
                        .maxSubscriptionsPerConnection(1)
                        .outgoingMessages(new RateLimit(2, Duration.ofSeconds(1)))
                        .outgoingMessagesPerAddress(true)
                        .build(),
                settings -> settings);
        harnesses.add(feed);
        feed.start("BTC/USD", "ETH/USD", "SOL/USD", "ADA/USD", "XRP/USD");
        feed.serve();
        assertThat(sent(feed)).isEqualTo(2);
        feed.advance(Duration.ofSeconds(1));
        feed.serve();
        assertThat(sent(feed)).isEqualTo(4);
        feed.advance(Duration.ofSeconds(1));
        feed.serve();
        assertThat(sent(feed)).isEqualTo(5);
        assertThat(feed.isLive()).isTrue();
    }

    @Test
    void elsewhereEachConnectionHasItsOwnMessages() {
        final FeedHarness feed = new FeedHarness(
                profile -> profile.toBuilder()
                        .maxSubscriptionsPerConnection(1)
                        .outgoingMessages(new RateLimit(1, Duration.ofSeconds(1)))
                        .build(),
                settings -> settings);
        harnesses.add(feed);
        feed.start("BTC/USD", "ETH/USD", "SOL/USD");
        feed.serve();

        assertThat(sent(feed)).isEqualTo(3);
    }

    private static int sent(FeedHarness feed) {
        return feed.transport.wires.stream().mapToInt(wire -> wire.sent.size()).sum();
    }

    private FeedHarness feed(AddressBudgets budgets, int attempts) {
        final FeedHarness feed = new FeedHarness(
                new ToyAdapter(0),
                profile -> profile.toBuilder()
                        .maxSubscriptionsPerConnection(1)
                        .connectionAttempts(new RateLimit(attempts, WINDOW))
                        .build(),
                settings -> settings,
                null,
                budgets);
        harnesses.add(feed);
        return feed;
    }
}
