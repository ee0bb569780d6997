package io.holdfast.testkit.simulation;

import io.holdfast.feed.Reason;
import java.time.Duration;

/**
 * The faults that a simulation can bring about, one by one: what is noticed, within what time, and what happens. {@link
 * FaultCatalogueTest} holds the engine against it, and {@code docs/faults.md} is compared with it.
 */
enum CataloguedFault {

    // name look-up
    D1(
            "host name unknown",
            Moment.CONNECTING,
            FaultKind.DNS_UNKNOWN,
            0,
            Reason.HOST_UNRESOLVED,
            "resolver's answer",
            0),
    D2(
            "resolver does not answer",
            Moment.CONNECTING,
            FaultKind.DNS_HANG,
            0,
            Reason.HOST_UNRESOLVED,
            "time limit",
            2_000),

    // TCP
    T1("nothing listens", Moment.RECONNECTING, FaultKind.TCP_REFUSED, 0, Reason.CONNECT_FAILED, "TCP's answer", 0),
    T2(
            "first packet swallowed",
            Moment.RECONNECTING,
            FaultKind.TCP_HANG,
            0,
            Reason.CONNECT_FAILED,
            "time limit",
            2_000),
    T3("accepted, and ended at once", Moment.RECONNECTING, FaultKind.TLS_FIN, 0, Reason.END_OF_STREAM, "FIN", 0),
    T3B(
            "ended instead of an answer to the upgrade",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_FIN,
            0,
            Reason.END_OF_STREAM,
            "FIN",
            0),
    T4("accepted, and reset at once", Moment.RECONNECTING, FaultKind.TLS_RST, 0, Reason.RESET, "RST", 0),
    T4B(
            "reset instead of an answer to the upgrade",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_RST,
            0,
            Reason.RESET,
            "RST",
            0),
    T5("reset in the middle of a frame", Moment.LIVE, FaultKind.RST_IN_FRAME, 0, Reason.RESET, "RST", 0),
    T6("end of TCP without a close frame", Moment.LIVE, FaultKind.FIN, 0, Reason.END_OF_STREAM, "FIN", 0),
    T7(
            "path swallows everything, both ways",
            Moment.LIVE,
            FaultKind.PARTITION,
            0,
            Reason.PONG_MISSING,
            "ping without pong",
            15_000),
    T7B(
            "server has forgotten the connection",
            Moment.LIVE,
            FaultKind.HALF_OPEN,
            0,
            Reason.PONG_MISSING,
            "ping without pong",
            15_000),
    T7C(
            "server has forgotten, and resets what comes",
            Moment.LIVE,
            FaultKind.HALF_OPEN_RST,
            0,
            Reason.RESET,
            "RST to the ping",
            10_000),
    T9(
            "path swallows what comes",
            Moment.LIVE,
            FaultKind.PARTITION_IN,
            0,
            Reason.PONG_MISSING,
            "ping without pong",
            15_000),
    T15("reset at once", Moment.LIVE, FaultKind.RST, 0, Reason.RESET, "RST", 0),
    T16("writing fails", Moment.LIVE, FaultKind.WRITE_FAILS, 0, Reason.WRITE_FAILED, "the next write", 20_000),
    T17("no route", Moment.RECONNECTING, FaultKind.NETWORK_DOWN, 0, Reason.CONNECT_FAILED, "TCP's answer", 0),

    // TLS
    S1(
            "certificate of another host",
            Moment.RECONNECTING,
            FaultKind.CERTIFICATE_WRONG_HOST,
            0,
            Reason.CERTIFICATE_REFUSED,
            "handshake",
            0),
    S2(
            "certificate expired",
            Moment.RECONNECTING,
            FaultKind.CERTIFICATE_EXPIRED,
            0,
            Reason.CERTIFICATE_REFUSED,
            "handshake",
            0),
    S5("handshake hangs", Moment.RECONNECTING, FaultKind.TLS_HANG, 0, Reason.TLS_FAILED, "time limit", 5_000),
    S6("handshake answered by an alert", Moment.RECONNECTING, FaultKind.TLS_ALERT, 0, Reason.TLS_FAILED, "alert", 0),

    // upgrade
    U1(
            "429 with a time to wait",
            Moment.RECONNECTING,
            FaultKind.RATE_LIMITED,
            30,
            Reason.RATE_LIMITED,
            "HTTP status",
            0),
    U2(
            "418, a ban without a time",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_STATUS,
            418,
            Reason.RATE_LIMITED,
            "HTTP status",
            0),
    U5(
            "redirected elsewhere",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_STATUS,
            302,
            Reason.UPGRADE_REFUSED,
            "HTTP status",
            0),
    U6(
            "200 instead of an upgrade",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_STATUS,
            200,
            Reason.UPGRADE_REFUSED,
            "HTTP status",
            0),
    U7(
            "upgrade that breaks the protocol",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_INVALID,
            0,
            Reason.UPGRADE_REFUSED,
            "the answer",
            0),
    U10(
            "upgrade not answered",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_HANG,
            0,
            Reason.UPGRADE_TIMEOUT,
            "time limit",
            5_000),
    U11(
            "503 while the exchange restarts",
            Moment.RECONNECTING,
            FaultKind.UPGRADE_STATUS,
            503,
            Reason.UPGRADE_REFUSED,
            "HTTP status",
            0),
    U12(
            "connected, and then silence",
            Moment.RECONNECTING,
            FaultKind.NO_ANSWER,
            0,
            Reason.SUBSCRIBE_TIMEOUT,
            "time limit",
            7_600),

    // the list of instruments
    H1(
            "list of instruments refused",
            Moment.CONNECTING,
            FaultKind.HTTP_STATUS,
            503,
            Reason.CATALOG_UNAVAILABLE,
            "HTTP status",
            0),
    H2(
            "list of instruments not answered",
            Moment.CONNECTING,
            FaultKind.HTTP_HANG,
            0,
            Reason.CATALOG_UNAVAILABLE,
            "time limit",
            20_000),
    H3("reset instead of the list of instruments", Moment.CONNECTING, FaultKind.HTTP_RST, 0, Reason.RESET, "RST", 0),
    H4(
            "list of instruments cut off",
            Moment.CONNECTING,
            FaultKind.HTTP_GARBLED,
            0,
            Reason.CATALOG_UNAVAILABLE,
            "reading it",
            0),

    // WebSocket
    W1(
            "frame that breaks the protocol",
            Moment.LIVE,
            FaultKind.BAD_FRAME,
            0,
            Reason.PROTOCOL_VIOLATION,
            "the frame",
            0),
    W3("text that is not UTF-8", Moment.LIVE, FaultKind.BAD_TEXT, 0, Reason.PROTOCOL_VIOLATION, "the message", 0),
    W4("message above the limit", Moment.LIVE, FaultKind.OVERSIZED, 0, Reason.PROTOCOL_VIOLATION, "the message", 0),
    W13("close frame", Moment.LIVE, FaultKind.CLOSE_FRAME, 1012, Reason.CLOSE_FRAME, "close frame", 0),
    W14(
            "close frame, and TCP left open",
            Moment.LIVE,
            FaultKind.CLOSE_FRAME_HALF,
            1001,
            Reason.CLOSE_FRAME,
            "close frame",
            0),

    // data of one subscription
    X1("messages missing", Moment.EPOCH, FaultKind.LOSE_MESSAGES, 2, Reason.SEQUENCE_GAP, "numbering", 60_000),
    X3("messages out of order", Moment.EPOCH, FaultKind.REORDER_MESSAGES, 1, Reason.SEQUENCE_GAP, "numbering", 60_000),
    X10("message cut off", Moment.EPOCH, FaultKind.GARBLE_MESSAGES, 1, Reason.MALFORMED, "decoding", 60_000),

    A6(
            "one subscription gets nothing more",
            Moment.EPOCH,
            FaultKind.STALLED_SUBSCRIPTION,
            0,
            Reason.STALLED,
            "its rhythm",
            60_000),
    X15("nothing is published any more", Moment.EPOCH, FaultKind.NO_DATA, 0, Reason.STALLED, "their rhythm", 60_000),

    // what must not be noticed at all
    T8(
            "what we send does not arrive, data comes",
            Moment.LIVE,
            FaultKind.PARTITION_OUT,
            0,
            Reason.PONG_MISSING,
            "two pings without pong",
            50_000),
    W11(
            "pings are not answered, data comes",
            Moment.LIVE,
            FaultKind.NO_PONG,
            0,
            Reason.PONG_MISSING,
            "two pings without pong",
            50_000),
    T10("everything two seconds later", Moment.NEVER, FaultKind.LATENCY, 2_000, null, "", 0),
    T11("jitter up to one second", Moment.NEVER, FaultKind.JITTER, 1_000, null, "", 0),
    X2("messages sent twice", Moment.NEVER, FaultKind.REPEAT_MESSAGES, 5, null, "", 0),
    P1("our process stands still for three seconds", Moment.NEVER, FaultKind.PAUSE, 3_000, null, "", 0),
    P3("wall clock jumps by an hour", Moment.NEVER, FaultKind.CLOCK_JUMP, -3_600, null, "", 0);

    static final String TEST = "`FaultCatalogueTest#isNoticedInTimeByItsReasonAndMended`";

    /** When it strikes, and what it meets there. */
    enum Moment {
        /** From the first attempt on. */
        CONNECTING,
        /** A live connection is reset, and the next attempt meets it. */
        RECONNECTING,
        /** On a connection that is live and stable. */
        LIVE,
        /** On a live connection; it costs an epoch of one subscription, and not the connection. */
        EPOCH,
        /** On a live connection, and nothing is lost by it. */
        NEVER
    }

    final String fault;
    final Moment moment;
    final FaultKind kind;
    final long magnitude;
    final Reason reason;
    final String noticedBy;
    final Duration within;

    CataloguedFault(
            String fault,
            Moment moment,
            FaultKind kind,
            long magnitude,
            Reason reason,
            String noticedBy,
            long withinMillis) {
        this.fault = fault;
        this.moment = moment;
        this.kind = kind;
        this.magnitude = magnitude;
        this.reason = reason;
        this.noticedBy = noticedBy;
        this.within = Duration.ofMillis(withinMillis);
    }

    /** {@return its line in the page, up to the first of its tests, which is this one} */
    String line() {
        final String then = switch (moment) {
            case CONNECTING, RECONNECTING ->
                reason == Reason.RATE_LIMITED ? "waits as long as asked, else the penalty" : "waits, tries again";
            case LIVE -> "epochs end, reconnects at once if it had been stable";
            case EPOCH ->
                reason == Reason.STALLED
                        ? "epoch ends, the subscription is made anew"
                        : "that epoch ends, that subscription is repaired";
            case NEVER -> "nothing is lost";
        };
        return "| " + id() + " | " + fault + " | " + (reason == null ? "–" : "`" + reason + "`") + " | "
                + (noticedBy.isEmpty() ? "–" : noticedBy) + " | "
                + (reason == null
                        ? "–"
                        : isOfTheNextMessage() ? "next message" : within.isZero() ? "at once" : seconds())
                + " | " + then + " | " + TEST;
    }

    private boolean isOfTheNextMessage() {
        return moment == Moment.EPOCH && reason != Reason.STALLED;
    }

    /** {@return its name in the catalogue} */
    String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replaceFirst("^(.)", name().substring(0, 1));
    }

    private String seconds() {
        return within.toMillis() % 1_000 == 0
                ? within.toSeconds() + " s"
                : within.toMillis() / 1_000 + "." + within.toMillis() % 1_000 / 100 + " s";
    }
}
