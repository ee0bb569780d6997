package io.holdfast.testkit.simulation;

/**
 * What can go wrong between the program under test and an exchange, in either of them, or in the program's surroundings.
 *
 * <p>A lasting fault begins and ends; an instant one happens. Each takes a magnitude within its range, in the unit that
 * its line names; where it has none, the range is 0 .. 0.
 */
public enum FaultKind {

    // name look-up

    /** The name server does not know the host. */
    DNS_UNKNOWN(true, 0, 0),
    /** The name server does not answer. */
    DNS_HANG(true, 0, 0),

    // TCP

    /** Nothing listens. */
    TCP_REFUSED(true, 0, 0),
    /** No answer to the first packet. */
    TCP_HANG(true, 0, 0),
    /** No route: new connections fail at once, open ones carry nothing either way. */
    NETWORK_DOWN(true, 0, 0),

    // TLS

    /** The handshake is not answered. */
    TLS_HANG(true, 0, 0),
    /** The handshake is answered by an alert. */
    TLS_ALERT(true, 0, 0),
    /** TCP ends (FIN) in the handshake. */
    TLS_FIN(true, 0, 0),
    /** TCP is reset in the handshake. */
    TLS_RST(true, 0, 0),
    /** The certificate has expired. */
    CERTIFICATE_EXPIRED(true, 0, 0),
    /** The certificate is for another host. */
    CERTIFICATE_WRONG_HOST(true, 0, 0),

    // upgrade

    /** The upgrade is not answered. */
    UPGRADE_HANG(true, 0, 0),
    /** TCP ends (FIN) instead of an answer. */
    UPGRADE_FIN(true, 0, 0),
    /** TCP is reset instead of an answer. */
    UPGRADE_RST(true, 0, 0),
    /** The answer breaks RFC 6455. */
    UPGRADE_INVALID(true, 0, 0),
    /** The answer is an HTTP status; the magnitude is the status. */
    UPGRADE_STATUS(true, 200, 599),
    /** The answer is 429; the magnitude is its {@code Retry-After} in seconds, 0 for none. */
    RATE_LIMITED(true, 0, 60),
    /** Every connection is ended (FIN) so many milliseconds after it opened. */
    ACCEPT_THEN_DROP(true, 0, 60_000),

    // open connections, at one instant

    /** TCP ends in order, without a close frame. */
    FIN(false, 0, 0),
    /** TCP is reset. */
    RST(false, 0, 0),
    /** TCP is reset while a message is half delivered. */
    RST_IN_FRAME(false, 0, 0),
    /** A close frame with this code; 1005 for none. */
    CLOSE_FRAME(false, 1000, 4999),
    /** A close frame, after which the server does not end TCP. */
    CLOSE_FRAME_HALF(false, 1000, 1003),
    /** The server forgot the connection and says nothing. */
    HALF_OPEN(false, 0, 0),
    /** The server forgot the connection and answers whatever comes with a reset. */
    HALF_OPEN_RST(false, 0, 0),
    /** A frame that breaks RFC 6455. */
    BAD_FRAME(false, 0, 0),
    /** A text message that is not UTF-8. */
    BAD_TEXT(false, 0, 0),
    /** A message beyond the limit. */
    OVERSIZED(false, 0, 0),
    /** Writing fails. */
    WRITE_FAILS(false, 0, 0),

    // open connections, for a while

    /** Nothing passes, either way. */
    PARTITION(true, 0, 0),
    /** Nothing comes; what we send arrives. */
    PARTITION_IN(true, 0, 0),
    /** What we send does not arrive; data comes. */
    PARTITION_OUT(true, 0, 0),
    /** The link carries so many bytes a second to us. */
    DRIP(true, 20, 2_000),
    /** Everything takes so many milliseconds longer. */
    LATENCY(true, 50, 2_000),
    /** Everything takes up to so many milliseconds longer, each packet for itself, in order. */
    JITTER(true, 10, 1_000),
    /** Pings are not answered. */
    NO_PONG(true, 0, 0),

    // the exchange

    /** Requests are read and not answered. */
    NO_ANSWER(true, 0, 0),
    /** No data is sent; pings are answered. */
    NO_DATA(true, 0, 0),
    /** So many data messages are not sent, of channels whose numbering shows it. */
    LOSE_MESSAGES(false, 1, 5),
    /** So many data messages are sent twice. */
    REPEAT_MESSAGES(false, 1, 5),
    /** So many data messages are sent behind the next one, of channels whose numbering shows it. */
    REORDER_MESSAGES(false, 1, 5),
    /** So many data messages bear a checksum that is not theirs, where the protocol has one. */
    MISCHECK_MESSAGES(false, 1, 3),
    /** So many data messages are cut off in the middle of their text. */
    GARBLE_MESSAGES(false, 1, 3),
    /** One subscription, the magnitude counts through them, gets nothing more on the open connections. */
    STALLED_SUBSCRIPTION(false, 0, 99),

    // HTTP

    /** Requests are answered with this status. */
    HTTP_STATUS(true, 200, 599),
    /** Requests are not answered. */
    HTTP_HANG(true, 0, 0),
    /** TCP is reset instead of an answer. */
    HTTP_RST(true, 0, 0),
    /** The body is cut off in the middle. */
    HTTP_GARBLED(true, 0, 0),

    // our own host, and those who read the ring

    /** The process stands still for so many milliseconds; its clock runs. */
    PAUSE(false, 100, 5_000),
    /** The machine sleeps for so many milliseconds; its monotonic clock stands. */
    SLEEP(false, 1_000, 600_000),
    /** Wall time jumps by so many seconds, forward or back. */
    CLOCK_JUMP(false, -3_600, 3_600),
    /** Nobody reads the ring. */
    SLOW_CONSUMER(true, 0, 0),
    /** The application unsubscribes from something and wants it back so many milliseconds later. */
    CHURN(false, 0, 5_000);

    private final boolean lasting;
    private final long least;
    private final long most;

    FaultKind(boolean lasting, long least, long most) {
        this.lasting = lasting;
        this.least = least;
        this.most = most;
    }

    /** {@return whether it begins and ends, rather than happens} */
    public boolean isLasting() {
        return lasting;
    }

    /** {@return whether a program that is in order loses no connection by it} */
    public boolean isHarmless() {
        return switch (this) {
            case JITTER, PAUSE, CLOCK_JUMP, CHURN, SLOW_CONSUMER, HTTP_STATUS, HTTP_HANG, HTTP_RST, HTTP_GARBLED ->
                true;
            default -> false;
        };
    }

    /** {@return the smallest magnitude} */
    public long least() {
        return least;
    }

    /** {@return the largest magnitude} */
    public long most() {
        return most;
    }
}
