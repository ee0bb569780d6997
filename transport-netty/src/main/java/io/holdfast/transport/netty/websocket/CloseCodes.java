package io.holdfast.transport.netty.websocket;

/** Close codes (RFC 6455 §7.4, and the registry it founded). */
final class CloseCodes {

    /** Done. */
    static final int NORMAL = 1000;
    /** Leaving: shutting down. */
    static final int GOING_AWAY = 1001;
    /** The other side broke the protocol. */
    static final int PROTOCOL_ERROR = 1002;
    /** Stands for a close frame without a code; never on the wire. */
    static final int NONE = 1005;
    /** A text that is not UTF-8. */
    static final int INVALID_TEXT = 1007;
    /** Larger than we take. */
    static final int TOO_LARGE = 1009;
    /** An exception on our side. */
    static final int INTERNAL_ERROR = 1011;

    private CloseCodes() {}

    /** {@return whether a server may send it} */
    static boolean mayBeReceived(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }

    /** {@return whether an application may ask us to send it} */
    static boolean mayBeSent(int code) {
        return code == NORMAL || code == GOING_AWAY || code >= 3000 && code <= 4999;
    }
}
