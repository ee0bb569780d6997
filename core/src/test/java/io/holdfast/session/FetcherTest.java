package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.FeedStatus;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What plugins fetch over HTTP: within the weight that the exchange allows, and for the connection that asked. */
class FetcherTest {

    private static final int WEIGHT = 10;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private int sequence = 1;
    private final TalkativeAdapter adapter = new TalkativeAdapter(false, 0);
    private final FeedHarness harness = new FeedHarness(
            adapter,
            profile -> profile.toBuilder()
                    .httpWeight(new RateLimit(WEIGHT, WINDOW))
                    .rateLimitPenalty(Duration.ofSeconds(20))
                    .pingInterval(Duration.ofMinutes(5))
                    .silenceLimit(Duration.ofMinutes(20))
                    .build(),
            UnaryOperator.identity());

    @BeforeEach
    void live() {
        harness.feed.subscribe(FeedHarness.book("BTC/USD"));
        harness.feed.subscribe(FeedHarness.book("ETH/USD"));
        harness.start();
        harness.serve();
        assertThat(harness.isLive()).isTrue();
        harness.advance(WINDOW); // what the list of instruments weighed is forgotten
    }

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void whatIsFetchedIsDeliveredAndOpensTheBook() {
        ask("fetch 0 /depth?a 1 0");
        assertThat(harness.transport.requests).hasSize(1);
        assertThat(harness.transport.requests.get(0).request.endpoint().host()).isEqualTo("api.toy.example");
        assertThat(harness.transport.gets).last().isEqualTo("/depth?a");

        answer(0, 200, "book", null);
        assertThat(adapter.resources).containsExactly("0 200 book");
        assertThat(harness.epochs)
                .last()
                .satisfies(change -> assertThat(change.status()).isEqualTo(FeedStatus.LIVE));
    }

    @Test
    void aFailureIsToldAsNoStatus() {
        ask("fetch 1 /depth 1 0");
        harness.transport
                .requests
                .get(0)
                .listener
                .onFailed(Disconnect.of(DisconnectCause.RESPONSE_TIMEOUT, ConnectPhase.UPGRADE, ""));

        assertThat(adapter.resources).containsExactly("1 0 ");
    }

    @Test
    void whatWeighsTooMuchWaitsUntilTheWindowHasPassed() {
        ask("fetch 0 /a 6 0");
        ask("fetch 1 /b 6 0");
        assertThat(harness.transport.requests).hasSize(1);
        harness.advance(WINDOW.minusNanos(1));
        assertThat(harness.transport.requests).hasSize(1);
        harness.advance(Duration.ofNanos(1));

        assertThat(harness.transport.gets).endsWith("/a", "/b");
    }

    @Test
    void whatWaitsAlreadyIsNotFetchedTwiceAndWhatDiffersIs() {
        ask("fetch 0 /a 9 0");
        ask("fetch 1 /b 9 0");
        ask("fetch 1 /b 9 0");
        ask("fetch 1 /c 9 0");
        harness.advance(WINDOW.multipliedBy(4));

        assertThat(harness.transport.requests)
                .extracting(request -> request.request.endpoint().target())
                .containsExactly("/a", "/b", "/c");
    }

    @Test
    void aLimitThatWasPassedHoldsForEverythingUntilItIsOver() {
        ask("fetch 0 /a 1 0");
        answer(0, 429, "slow down", Duration.ofSeconds(25));
        ask("fetch 1 /b 1 0");
        harness.advance(Duration.ofSeconds(25).minusNanos(1));
        assertThat(harness.transport.requests).hasSize(1);
        harness.advance(Duration.ofNanos(1));

        assertThat(harness.transport.requests).hasSize(2);
        assertThat(adapter.resources).containsExactly("0 429 slow down");
    }

    @Test
    void aLimitWithoutATimeCostsTheProfilesPenaltyAndAnyOtherStatusNothing() {
        ask("fetch 0 /a 1 0");
        answer(0, 418, "", null);
        ask("fetch 1 /b 1 0");
        harness.advance(Duration.ofSeconds(20).minusNanos(1));
        assertThat(harness.transport.requests).hasSize(1);
        harness.advance(Duration.ofNanos(1));
        assertThat(harness.transport.requests).hasSize(2);

        answer(1, 503, "", Duration.ofMinutes(5));
        ask("fetch 0 /c 1 0");
        assertThat(harness.transport.requests).hasSize(3);
        answer(2, 399, "", Duration.ofMinutes(5));
        ask("fetch 0 /d 1 0");
        assertThat(harness.transport.requests).hasSize(4);
    }

    @Test
    void whatIsToBeFetchedLaterIsFetchedThen() {
        ask("fetch 0 /a 1 1500");
        harness.advance(Duration.ofMillis(1_500).minusNanos(1));
        assertThat(harness.transport.requests).isEmpty();
        harness.advance(Duration.ofNanos(1));

        assertThat(harness.transport.requests).hasSize(1);
    }

    @Test
    void withTheConnectionEverythingIsGivenUp() {
        ask("fetch 0 /a 6 0");
        ask("fetch 1 /b 6 0");
        ask("fetch 0 /c 1 3000");
        final FakeTransport.Request underWay = harness.transport.requests.get(0);
        harness.transport.last().end(DisconnectCause.RESET);
        assertThat(underWay.aborted).isTrue();
        harness.advance(WINDOW.multipliedBy(2));
        assertThat(harness.transport.requests).hasSize(1);

        answer(0, 200, "late", null);
        assertThat(adapter.resources).isEmpty();
        assertThat(harness.epochs).noneMatch(change -> change.status() == FeedStatus.LIVE);
    }

    @Test
    void aBookWhoseSnapshotIsOnItsWayIsNotRepaired() {
        ask("fetch 0 /a 1 0");
        ask("fetch 1 /b 1 0");
        answer(1, 200, "", null);
        goOn(40);
        assertThat(harness.transport.last().sent)
                .as("not while it is under way")
                .doesNotContain("resync 0");
        answer(0, 500, "", null);
        goOn(40);

        assertThat(harness.transport.last().sent).contains("resync 0");
        assertThat(harness.transport.wires).hasSize(1);
    }

    /** The other book goes on, so that nothing but the one without its ground is remarkable. */
    private void goOn(int seconds) {
        for (int i = 0; i < seconds; i++) {
            harness.transport.last().receive("level 1 " + ++sequence);
            harness.serve();
            harness.advance(Duration.ofSeconds(1));
        }
    }

    private void ask(String request) {
        harness.transport.last().receive(request);
    }

    private void answer(int request, int status, String body, @Nullable Duration retryAfter) {
        harness.transport
                .requests
                .get(request)
                .listener
                .onResponse(status, body.getBytes(StandardCharsets.UTF_8), retryAfter);
        harness.scheduler.runReady();
    }
}
