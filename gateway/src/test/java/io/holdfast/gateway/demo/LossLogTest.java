package io.holdfast.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossLogTest {

    private final List<String> lines = new ArrayList<>();
    private final LossLog log = new LossLog("binance", lines::add);

    @Test
    void aLossIsTimedFromTheCutAndFromItsDetection() {
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 0);
        assertThat(log.onCut(Cut.RST, 1_000_000)).isTrue();
        assertThat(log.onCut(Cut.RST, 1_100_000)).as("one at a time").isFalse();
        assertThat(log.isOpen()).isTrue();
        moves(SessionState.LIVE, SessionState.WAITING, Reason.RESET, 1_400_000);
        moves(SessionState.WAITING, SessionState.CONNECTING, Reason.RETRY_DUE, 2_000_000);
        moves(SessionState.CONNECTING, SessionState.RESTORING, Reason.OPENED, 3_000_000);
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 4_500_000);

        assertThat(lines)
                .containsExactly(
                        "loss #1 exchange=binance reason=RESET cause=\"peer\" detected=0.4ms attempt=1 recovered=3.1ms");
        assertThat(log.isOpen()).isFalse();
        assertThat(log.summary())
                .containsExactly(
                        "loss exchange=binance reason=RESET count=1 detect p50=0.4ms max=0.4ms recover p50=3.1ms max=3.1ms");
    }

    @Test
    void aLossIsHeldAgainstTheCutThatCausedIt() {
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 0);
        log.onCut(Cut.BLACK_HOLE, 1_000_000);
        moves(SessionState.LIVE, SessionState.WAITING, Reason.PONG_MISSING, 3_000_000);
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 4_000_000);
        assertThat(log.unexplained()).isZero();
        assertThat(log.caused()).containsExactly(Map.entry(Reason.PONG_MISSING, 1));
        assertThat(log.outageNanos()).isEqualTo(3_000_000);
        assertThat(log.detectTotalNanos()).isEqualTo(2_000_000);

        moves(SessionState.LIVE, SessionState.WAITING, Reason.RESET, 5_000_000);
        assertThat(log.unexplained()).as("nobody cut it").isEqualTo(1);

        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 6_000_000);
        log.onCut(Cut.RST, 7_000_000);
        moves(SessionState.LIVE, SessionState.WAITING, Reason.CLOSE_FRAME, 8_000_000);
        assertThat(log.unexplained()).as("a reset is no close frame").isEqualTo(2);
    }

    @Test
    void whatIsNotLiveIsNotCut() {
        assertThat(log.onCut(Cut.RST, 0)).isFalse();
        assertThat(log.injected()).isZero();
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

        assertThat(lines)
                .containsExactly(
                        "loss #1 exchange=binance reason=RESET cause=\"peer\" detected=? attempt=4 recovered=0.0ms");
        assertThat(log.losses()).isEqualTo(1);
        assertThat(log.recovered()).isEqualTo(1);
    }

    @Test
    void theShareOfTheTimeIsWhatStartAndCutsLeave() {
        assertThat(log.noticedShare(5)).as("never wanted").isZero();
        moves(SessionState.IDLE, SessionState.CONNECTING, Reason.STARTED, 1_000);
        assertThat(log.noticedShare(1_500)).isZero();
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 2_000);
        assertThat(log.noticedShare(11_000)).isEqualTo(0.9);

        log.onCut(Cut.BLACK_HOLE, 3_000);
        moves(SessionState.LIVE, SessionState.WAITING, Reason.PONG_MISSING, 5_000);
        assertThat(log.noticedShare(6_000)).as("still lost").isEqualTo(0.6);
        moves(SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, 6_000);

        assertThat(log.noticedShare(11_000)).isEqualTo(0.8);
        assertThat(log.trueShare(11_000))
                .as("two thousand more, which nobody had noticed")
                .isEqualTo(0.6);
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

        assertThat(lines)
                .containsExactly(
                        "loss #1 exchange=binance reason=SILENT cause=\"peer\" detected=? attempt=0 recovered=never");
        assertThat(log.recovered()).isZero();
    }

    private void moves(SessionState from, SessionState to, Reason reason, long atNanos) {
        log.onTransition(
                new SessionTransition("binance-1", "binance", 1, from, to, reason, "peer", 1, 0, -1, -1, atNanos));
    }
}
