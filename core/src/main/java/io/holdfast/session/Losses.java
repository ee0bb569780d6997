package io.holdfast.session;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.feed.Reason;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;

/** Which reason an end or an anomaly has. The one place where the vocabularies of transport and plugin meet ours. */
final class Losses {

    private Losses() {}

    /** {@return the end of a connection or attempt, judged by the exchange's plugin} */
    static Loss of(Disconnect disconnect, ExchangeAdapter adapter) {
        return new Loss(
                reasonOf(disconnect.cause()),
                disconnect.toString(),
                adapter.classify(disconnect),
                disconnect.retryAfter(),
                asksForPatience(disconnect),
                false);
    }

    /** {@return whether a close code says not to come back at once} RFC 6455 §7.4.1 and its registry. */
    private static boolean asksForPatience(Disconnect disconnect) {
        return switch (disconnect.cause()) {
            case CLOSE_FRAME ->
                switch (disconnect.code()) {
                    case 1008, 1011, 1012, 1013 -> true; // policy, server error, restart, try again later
                    default -> false;
                };
            case UPGRADE_REFUSED -> true;
            default -> false;
        };
    }

    /** {@return whether the end may be our own network's fault: nobody answered} */
    static boolean mayBeOurNetwork(Reason reason) {
        return switch (reason) {
            case HOST_UNRESOLVED, CONNECT_FAILED, PROXY_FAILED, UPGRADE_TIMEOUT, WRITE_FAILED, SILENT, PONG_MISSING ->
                true;
            default -> false;
        };
    }

    /** {@return whether the exchange may have ended the connection for what we asked of it} */
    static boolean mayBeForWhatWeAsked(Reason reason) {
        return switch (reason) {
            case CLOSE_FRAME, END_OF_STREAM, RESET, PROTOCOL_VIOLATION -> true;
            default -> false;
        };
    }

    static Reason reasonOf(DisconnectCause cause) {
        return switch (cause) {
            case HOST_UNKNOWN, RESOLVE_TIMEOUT, ADDRESS_FORBIDDEN -> Reason.HOST_UNRESOLVED;
            case CONNECT_REFUSED, CONNECT_TIMEOUT, NETWORK_UNREACHABLE -> Reason.CONNECT_FAILED;
            case PROXY_FAILED -> Reason.PROXY_FAILED;
            case TLS_TIMEOUT, TLS_FAILED -> Reason.TLS_FAILED;
            case CERTIFICATE_UNTRUSTED, CERTIFICATE_WRONG_HOST -> Reason.CERTIFICATE_REFUSED;
            case UPGRADE_TIMEOUT -> Reason.UPGRADE_TIMEOUT;
            case UPGRADE_REFUSED, UPGRADE_INVALID -> Reason.UPGRADE_REFUSED;
            case CLOSE_FRAME -> Reason.CLOSE_FRAME;
            case END_OF_STREAM -> Reason.END_OF_STREAM;
            case RESET -> Reason.RESET;
            case WRITE_FAILED, OUTBOUND_OVERFLOW -> Reason.WRITE_FAILED;
            case PROTOCOL_VIOLATION, TEXT_INVALID, MESSAGE_TOO_LARGE -> Reason.PROTOCOL_VIOLATION;
            case RESPONSE_INVALID, RESPONSE_TIMEOUT -> Reason.CATALOG_UNAVAILABLE;
            case CLOSED_BY_US, TRANSPORT_CLOSED -> Reason.STOPPED;
            case INTERNAL_ERROR -> Reason.INTERNAL_ERROR;
        };
    }

    static Reason reasonOf(Anomaly anomaly) {
        return switch (anomaly) {
            case SEQUENCE_GAP -> Reason.SEQUENCE_GAP;
            case CHECKSUM_MISMATCH -> Reason.CHECKSUM_MISMATCH;
            case CROSSED_BOOK -> Reason.CROSSED_BOOK;
            case SNAPSHOT_UNUSABLE -> Reason.SNAPSHOT_UNUSABLE;
            case MALFORMED -> Reason.MALFORMED;
            case NUMBER_OUT_OF_RANGE -> Reason.NUMBER_OUT_OF_RANGE;
        };
    }
}
