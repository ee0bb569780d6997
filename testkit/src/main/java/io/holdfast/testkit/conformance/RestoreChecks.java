package io.holdfast.testkit.conformance;

import io.holdfast.testkit.simulation.FaultEvent;
import io.holdfast.testkit.simulation.FaultKind;
import io.holdfast.testkit.simulation.FaultSchedule;
import io.holdfast.testkit.simulation.Simulation;
import io.holdfast.testkit.simulation.SimulationReport;
import io.holdfast.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.List;

/**
 * After every kind of loss everything is restored, nothing is told that is not so, what was lost is counted, and no
 * limit is broken on the way.
 */
final class RestoreChecks extends CheckGroup {

    private static final Duration STRIKES_AT = Duration.ofSeconds(30);
    private static final Duration LASTS = Duration.ofSeconds(45);
    private static final Duration RUN = Duration.ofMinutes(2);

    /** What ends a connection; new kinds go to the end, so that ids stay. */
    private static final List<FaultKind> LOSSES = List.of(
            FaultKind.FIN,
            FaultKind.RST,
            FaultKind.RST_IN_FRAME,
            FaultKind.CLOSE_FRAME,
            FaultKind.CLOSE_FRAME_HALF,
            FaultKind.HALF_OPEN,
            FaultKind.HALF_OPEN_RST,
            FaultKind.BAD_FRAME,
            FaultKind.BAD_TEXT,
            FaultKind.OVERSIZED,
            FaultKind.WRITE_FAILS,
            FaultKind.PARTITION,
            FaultKind.PARTITION_IN,
            FaultKind.PARTITION_OUT,
            FaultKind.NO_PONG,
            FaultKind.NO_DATA,
            FaultKind.DRIP,
            FaultKind.NETWORK_DOWN,
            FaultKind.SLEEP);

    /** What meets an attempt to connect. */
    private static final List<FaultKind> REFUSALS = List.of(
            FaultKind.DNS_UNKNOWN,
            FaultKind.DNS_HANG,
            FaultKind.TCP_REFUSED,
            FaultKind.TCP_HANG,
            FaultKind.TLS_HANG,
            FaultKind.TLS_ALERT,
            FaultKind.TLS_FIN,
            FaultKind.TLS_RST,
            FaultKind.CERTIFICATE_EXPIRED,
            FaultKind.CERTIFICATE_WRONG_HOST,
            FaultKind.UPGRADE_HANG,
            FaultKind.UPGRADE_FIN,
            FaultKind.UPGRADE_RST,
            FaultKind.UPGRADE_INVALID,
            FaultKind.UPGRADE_STATUS,
            FaultKind.RATE_LIMITED,
            FaultKind.ACCEPT_THEN_DROP,
            FaultKind.NO_ANSWER,
            FaultKind.HTTP_STATUS,
            FaultKind.HTTP_HANG,
            FaultKind.HTTP_RST,
            FaultKind.HTTP_GARBLED);

    /** What a program that is in order comes through with its connection. */
    private static final List<FaultKind> HARMLESS = List.of(
            FaultKind.LATENCY,
            FaultKind.JITTER,
            FaultKind.PAUSE,
            FaultKind.CLOCK_JUMP,
            FaultKind.SLOW_CONSUMER,
            FaultKind.CHURN,
            FaultKind.LOSE_MESSAGES,
            FaultKind.REPEAT_MESSAGES,
            FaultKind.REORDER_MESSAGES,
            FaultKind.MISCHECK_MESSAGES,
            FaultKind.GARBLE_MESSAGES);

    RestoreChecks(Subject subject) {
        super("restoring", subject);
    }

    @Override
    void define() {
        kind("RESTORE");
        for (final FaultKind kind : LOSSES) {
            add("live, then " + kind, () -> expectClean(event(kind, STRIKES_AT, kind.most())));
        }
        kind("CONNECT");
        for (final FaultKind kind : REFUSALS) {
            add("from the first attempt on " + kind, () -> expectClean(event(kind, Duration.ZERO, magnitude(kind))));
        }
        kind("RECONNECT");
        for (final FaultKind kind : REFUSALS) {
            add(
                    "a live connection is lost, and the next attempt meets " + kind,
                    () -> expectClean(
                            event(kind, STRIKES_AT, magnitude(kind)),
                            event(FaultKind.RST, STRIKES_AT.plusMillis(1), 0)));
        }
        kind("ENDURE");
        for (final FaultKind kind : HARMLESS) {
            add(kind.toString(), () -> expectClean(event(kind, STRIKES_AT, kind.most())));
        }
    }

    private static long magnitude(FaultKind kind) {
        return kind == FaultKind.UPGRADE_STATUS || kind == FaultKind.HTTP_STATUS ? 503 : kind.most();
    }

    private static FaultEvent event(FaultKind kind, Duration at, long magnitude) {
        return new FaultEvent(kind, 0, at, kind.isLasting() ? LASTS : Duration.ZERO, magnitude);
    }

    private void expectClean(FaultEvent... events) {
        final SimulationReport report = Simulation.run(
                SimulationSettings.of(1, List.of(subject.exchange(Subject.TICK)), FaultSchedule.of(events), RUN));
        Check.that(report.isClean(), report.failure());
    }
}
