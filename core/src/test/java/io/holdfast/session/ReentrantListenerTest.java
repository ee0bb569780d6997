package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener may call back into the feed from within whatever it is told. */
class ReentrantListenerTest {

    private final FeedHarness harness = FeedHarness.plain();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void whatAListenerWantsWhileItIsToldBecomesLive() {
        final AtomicBoolean once = new AtomicBoolean();
        harness.reaction = transition -> {
            if (transition.to() == SessionState.LIVE && once.compareAndSet(false, true)) {
                harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
                harness.feed.subscribe(FeedHarness.trades("SOL/USD"));
            }
        };
        harness.start("BTC/USD", "ETH/USD");
        harness.healthy(Duration.ofSeconds(5));

        assertThat(harness.isLive()).isTrue();
        assertThat(harness.transport.last().carried).hasSize(2);
        assertThat(harness.events()).anyMatch(event -> event.startsWith("TRADES SOL data"));
        assertThat(harness.events()).noneMatch(event -> event.startsWith("TRADES BTC"));
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"CONNECTING", "RESTORING", "LIVE", "WAITING"})
    void aListenerThatStopsTheFeedIsHeeded(SessionState moment) {
        harness.reaction = transition -> {
            if (transition.to() == moment) {
                harness.feed.stop();
            }
        };
        harness.start("BTC/USD");
        if (moment != SessionState.CONNECTING) {
            harness.healthy(Duration.ofSeconds(1));
        }
        if (moment == SessionState.WAITING) {
            harness.transport.last().end(DisconnectCause.RESET);
        }
        harness.advance(Duration.ofMinutes(1));

        assertThat(harness.transitions.get(harness.transitions.size() - 1).to()).isEqualTo(SessionState.STOPPED);
        assertThat(harness.scheduler.pendingTimers()).isZero();
        assertThat(harness.transport.wires).allMatch(wire -> wire.closed);
    }
}
