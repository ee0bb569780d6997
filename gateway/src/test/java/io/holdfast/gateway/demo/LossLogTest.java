package io.holdfast.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossLogTest {

    private final List<String> lines = new ArrayList<>();
    private final LossLog log = new LossLog(lines::add);

    @Test
    void aLossIsTimedFromTheCutAndFromItsDetection() {
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 0);
        log.onCut(1_000_000);
        assertThat(log.isOpen()).isTrue();
        moves(SessionState.LIVE, SessionState.WAITING, Reason.RESET, 1_400_000);
        moves(SessionState.WAITING, SessionState.CONNECTING, Reason.RETRY_DUE, 2_000_000);
        moves(SessionState.CONNECTING, SessionState.RESTORING, Reason.OPENED, 3_000_000);
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 4_500_000);

        assertThat(lines)
                .containsExactly("loss #1 reason=RESET cause=\"peer\" detected=0.4ms attempt=1 recovered=3.1ms");
        assertThat(log.isOpen()).isFalse();
        assertThat(log.summary())
                .containsExactly("loss reason=RESET count=1 detect p50=0.4ms max=0.4ms recover p50=3.1ms max=3.1ms");
    }

    @Test
    void everyAttemptUntilLiveIsCounted() {
        moves(SessionState.LIVE, SessionState.WAITING, Reason.RESET, 0);
        for (int i = 0; i < 3; i++) {
            moves(SessionState.WAITING, SessionState.CONNECTING, Reason.RETRY_DUE, 0);
            moves(SessionState.CONNECTING, SessionState.WAITING, Reason.CONNECT_FAILED, 0);
        }
        moves(SessionState.WAITING, SessionState.CONNECTING, Reason.RETRY_DUE, 0);
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 0);

        assertThat(lines).containsExactly("loss #1 reason=RESET cause=\"peer\" detected=? attempt=4 recovered=0.0ms");
        assertThat(log.losses()).isEqualTo(1);
        assertThat(log.recovered()).isEqualTo(1);
    }

    @Test
    void stoppingIsNoLoss() {
        moves(SessionState.LIVE, SessionState.STOPPED, Reason.STOPPED, 0);

        assertThat(log.losses()).isZero();
    }

    @Test
    void whatDoesNotComeBackIsSaid() {
        moves(SessionState.LIVE, SessionState.WAITING, Reason.SILENT, 0);

        log.reportOpen();

        assertThat(lines).containsExactly("loss #1 reason=SILENT cause=\"peer\" detected=? attempt=0 recovered=never");
        assertThat(log.recovered()).isZero();
    }

    private void moves(SessionState from, SessionState to, Reason reason, long atNanos) {
        log.onTransition(
                new SessionTransition("binance-1", "binance", 1, from, to, reason, "peer", 1, 0, -1, -1, atNanos));
    }
}
