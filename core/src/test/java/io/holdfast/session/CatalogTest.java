package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of instruments, when it cannot be had, and when it can again. */
class CatalogTest {

    private final TalkativeAdapter adapter = new TalkativeAdapter(false, 0);
    private final FeedHarness harness = new FeedHarness(adapter, UnaryOperator.identity(), UnaryOperator.identity());

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aRequestThatFailsIsToldByItsCauseAndMadeAgainByTheBackoff() {
        harness.transport.catalogFailure = Disconnect.of(DisconnectCause.RESET, ConnectPhase.TLS, "");
        harness.start("BTC/USD");
        assertThat(harness.lastMove()).isEqualTo("CONNECTING>WAITING:RESET");
        assertThat(harness.transitions.get(harness.transitions.size() - 1).detail())
                .startsWith("list of instruments: RESET");
        assertThat(harness.transport.wires).isEmpty();
        harness.transport.catalogFailure = null;
        harness.advance(Duration.ofSeconds(1));

        assertThat(harness.transport.wires).hasSize(1);
        assertThat(harness.transport.gets).hasSize(2);
    }

    @Test
    void aPluginThatThrowsLeavesNobodyWaiting() {
        adapter.bug = new IllegalStateException("a bug");
        harness.start("BTC/USD");
        assertThat(harness.lastMove()).isEqualTo("CONNECTING>WAITING:" + Reason.CATALOG_UNAVAILABLE);
        assertThat(harness.transitions.get(harness.transitions.size() - 1).detail())
                .contains("the plugin threw java.lang.IllegalStateException: a bug");
        adapter.bug = null;
        harness.advance(Duration.ofSeconds(1));

        assertThat(harness.transport.wires).hasSize(1);
    }

    @Test
    void aStatusIsToldAndClassified() {
        harness.transport.catalogStatus = 503;
        harness.start("BTC/USD");
        assertThat(harness.lastMove()).isEqualTo("CONNECTING>WAITING:" + Reason.CATALOG_UNAVAILABLE);
        harness.transport.catalogStatus = 451;
        harness.advance(Duration.ofSeconds(1));

        assertThat(harness.lastMove()).isEqualTo("CONNECTING>FAILED:" + Reason.REFUSED_FOR_GOOD);
    }

    @Test
    void whileTheListIsThereAFailureToRefreshItCostsNothing() {
        harness.start("BTC/USD");
        harness.healthy(Duration.ofSeconds(5));
        harness.transport.catalogFailure = Disconnect.of(DisconnectCause.RESPONSE_TIMEOUT, ConnectPhase.OPEN, "");
        final int before = harness.transport.gets.size();
        final int trades = 130 * 60 / 2;
        for (int i = 0; i < trades; i++) {
            harness.transport.last().pong();
            harness.transport.last().receive("trade 0 " + (1_000 + i));
            harness.advance(Duration.ofSeconds(2));
        }

        assertThat(harness.transport.wires).as(harness.moves().toString()).hasSize(1);
        assertThat(harness.isLive()).isTrue();
        assertThat(harness.transport.gets.size()).isGreaterThan(before + 2);
        assertThat(harness.feed.status().listedInstruments()).isPositive();
    }

    @Test
    void aStoppedFeedAsksForItNoMore() {
        harness.transport.catalogFailure = Disconnect.of(DisconnectCause.RESET, ConnectPhase.TLS, "");
        harness.start("BTC/USD");
        harness.feed.stop();
        harness.advance(Duration.ofHours(3));

        assertThat(harness.transport.gets).hasSize(1);
        assertThat(harness.scheduler.pendingTimers()).isZero();
    }
}
