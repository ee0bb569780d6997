package io.holdfast.feed;

/**
 * Why a session moved or an epoch opened or closed. One vocabulary for ring, transitions, logs and documentation.
 *
 * <p>{@code docs/faults.md} says of each how it is noticed, within what time, and what happens.
 */
public enum Reason {

    // changes for the better

    /** The application started the session. */
    STARTED,

    /** The wait before the next attempt is over. */
    RETRY_DUE,

    /** The connection is open; subscriptions are being restored. */
    OPENED,

    /** Every wanted subscription is active or has been refused with a reason. */
    RESTORED,

    /** First data after a subscription, a reconnect or a repair: an epoch opens. */
    FIRST_DATA,

    // the connection did not come about

    /** The exchange's list of instruments could not be had or read. */
    CATALOG_UNAVAILABLE,

    /** The host's name could not be resolved, in time or at all. */
    HOST_UNRESOLVED,

    /** TCP was refused, unreachable, or timed out on every address. */
    CONNECT_FAILED,

    /** The proxy refused or failed. */
    PROXY_FAILED,

    /** TLS failed or took too long. */
    TLS_FAILED,

    /** The certificate is not trusted or is for another host. */
    CERTIFICATE_REFUSED,

    /** The server answered the upgrade with another HTTP status than 101, or not as a WebSocket server does. */
    UPGRADE_REFUSED,

    /** The upgrade did not end in time. */
    UPGRADE_TIMEOUT,

    /** The exchange said that we come too often. */
    RATE_LIMITED,

    /** The exchange refused in a way that trying again cannot mend. */
    REFUSED_FOR_GOOD,

    /** Another attempt now would pass the limit on connection attempts. */
    BUDGET_EXHAUSTED,

    /** Most exchanges failed at once: our own network is suspected; one tries, the others wait. */
    LOCAL_NETWORK,

    /** The policy's last attempt failed. */
    ATTEMPTS_EXHAUSTED,

    // the connection was lost

    /** The server sent a close frame. */
    CLOSE_FRAME,

    /** The server ended TCP (FIN) without a close frame. */
    END_OF_STREAM,

    /** TCP was reset (RST). */
    RESET,

    /** Writing failed, or the server does not read. */
    WRITE_FAILED,

    /** Nothing was received for as long as the profile allows. */
    SILENT,

    /** A ping was not answered in time, and nothing else came; or data comes, and what we send does not arrive. */
    PONG_MISSING,

    /** The exchange's own heartbeat is missing, and no data speaks for the connection. */
    HEARTBEAT_MISSING,

    /** The server broke the WebSocket protocol, or sent more than the limit. */
    PROTOCOL_VIOLATION,

    /** The exchange did not acknowledge a subscription in time. */
    SUBSCRIBE_TIMEOUT,

    /** The exchange announced that it will end the connection; it is replaced. */
    SHUTDOWN_ANNOUNCED,

    /** The connection nears the age at which the exchange ends it; it is replaced. */
    LIFETIME_ENDING,

    /** A bug on our side; the log has the stack trace. */
    INTERNAL_ERROR,

    // trust was lost, the connection is kept

    /** A subscription is silent against its own rhythm while others flow. */
    STALLED,

    /** Data comes ever later behind the exchange's clock: a link or an exchange that cannot keep up. */
    LAGGING,

    /** The exchange says that it is down for maintenance: its prices mean nothing. */
    EXCHANGE_MAINTENANCE,

    // one subscription

    /** The exchange's numbering has a hole. */
    SEQUENCE_GAP,

    /** Our book and the exchange's digest of it differ. */
    CHECKSUM_MISMATCH,

    /** Best bid at or above best ask. */
    CROSSED_BOOK,

    /** A snapshot could not be had, or not be joined to the stream. */
    SNAPSHOT_UNUSABLE,

    /** A message is not what the exchange's documentation promises. */
    MALFORMED,

    /** A number does not fit 64 bits of mantissa and 18 decimals. */
    NUMBER_OUT_OF_RANGE,

    /** The ring was full: a handler is too slow. */
    OVERFLOW,

    /** The exchange does not list the instrument. */
    NOT_LISTED,

    /** The exchange's plugin does not offer the channel. */
    CHANNEL_NOT_OFFERED,

    /** The exchange refused the subscription. */
    REJECTED,

    /** The exchange ended connections, again and again, when this subscription was asked for. */
    QUARANTINED,

    /** The application does not want it any more. */
    UNSUBSCRIBED,

    // the trading gate, and epochs that are not trusted for a while

    /** Nothing was heard for as long as the gate allows, which is sooner than a connection is given up. */
    SUSPECTED,

    /** This process stood still: nothing is trusted until something is heard again. */
    LOCAL_PAUSE,

    /** The circuit breaker permits no connection. */
    BREAKER_OPEN,

    /** A person forced the gate shut. */
    OPERATOR,

    // the end

    /** The application stopped the session. */
    STOPPED
}
