package io.holdfast.transport.netty;

/**
 * What a transport has done since it was made, over all its threads. Each figure is recent, all together they are not
 * one moment.
 *
 * @param io                 {@code nio}, {@code epoll} or {@code io_uring}
 * @param attempts           attempts to open a WebSocket
 * @param opened             upgrades completed
 * @param messagesIn         whole messages received
 * @param bytesIn            bytes received on open WebSockets, without TLS
 * @param framesOut          frames sent, of any kind
 * @param bytesOut           bytes of frames sent, without TLS
 * @param pingsIn            pings received
 * @param pingsSkipped       of these, not answered because a later one of the same read was
 * @param unknownPongs       pongs that answer no ping of ours
 * @param messagesAfterClose messages that came after we had closed, and were dropped
 * @param requests           HTTP requests begun
 * @param lookups            host names looked up
 * @param reserveAddressUses look-ups that failed or hung, for which an older answer stood in
 */
public record TransportStatus(
        String io,
        long attempts,
        long opened,
        long messagesIn,
        long bytesIn,
        long framesOut,
        long bytesOut,
        long pingsIn,
        long pingsSkipped,
        long unknownPongs,
        long messagesAfterClose,
        long requests,
        long lookups,
        long reserveAddressUses) {}
