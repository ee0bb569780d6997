package io.holdfast.transport;

/** Every way in which a connection ends or does not come about. Facts alone: what to do about it is decided above. */
public enum DisconnectCause {

    /** Host name unknown, or the resolver refused. */
    HOST_UNKNOWN,
    /** No answer from the resolver in time. */
    RESOLVE_TIMEOUT,
    /** The address is one that policy forbids (link-local, metadata service). */
    ADDRESS_FORBIDDEN,
    /** TCP was refused: nothing listens there. */
    CONNECT_REFUSED,
    /** No answer to TCP in time. */
    CONNECT_TIMEOUT,
    /** No way to the network or the host, or this machine is out of ports or descriptors. */
    NETWORK_UNREACHABLE,
    /** The proxy refused or failed. */
    PROXY_FAILED,
    /** The TLS handshake did not end in time. */
    TLS_TIMEOUT,
    /** TLS failed: no common version, not TLS at all, an alert. */
    TLS_FAILED,
    /** The certificate is not trusted: unknown issuer, expired, not yet valid. */
    CERTIFICATE_UNTRUSTED,
    /** The certificate is for another host. */
    CERTIFICATE_WRONG_HOST,
    /** The upgrade did not end in time. */
    UPGRADE_TIMEOUT,
    /** The server answered the upgrade with another HTTP status than 101; see {@link Disconnect#code()}. */
    UPGRADE_REFUSED,
    /** The answer to the upgrade breaks RFC 6455 or HTTP. */
    UPGRADE_INVALID,
    /** A close frame came; see {@link Disconnect#code()}. */
    CLOSE_FRAME,
    /** TCP ended in order (FIN), without a close frame. */
    END_OF_STREAM,
    /** TCP was reset (RST). */
    RESET,
    /** Writing failed. */
    WRITE_FAILED,
    /** The server does not read: more bytes wait to be written than the limit allows. */
    OUTBOUND_OVERFLOW,
    /** A frame breaks RFC 6455; we closed with 1002. */
    PROTOCOL_VIOLATION,
    /** A text message is not UTF-8; we closed with 1007. */
    TEXT_INVALID,
    /** A frame or message is larger than the limit; we closed with 1009. */
    MESSAGE_TOO_LARGE,
    /** An HTTP response broke HTTP or was larger than the limit. */
    RESPONSE_INVALID,
    /** No complete HTTP response in time. */
    RESPONSE_TIMEOUT,
    /** We ended it: the application or the engine asked for it. */
    CLOSED_BY_US,
    /** The transport was closed. */
    TRANSPORT_CLOSED,
    /** A bug on our side: an exception in the transport or its listener; see {@link Disconnect#detail()}. */
    INTERNAL_ERROR
}
