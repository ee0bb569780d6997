package io.holdfast.transport;

/**
 * One open WebSocket. Confined to the thread of the scheduler that it was opened with. After it has closed, every
 * method is a no-op.
 */
public interface Connection {

    /**
     * Sends one message, whole. The bytes are copied before the call returns. Never blocks: what the socket does not
     * take waits, up to the limit of {@link ConnectionLimits#maxPendingBytes}; beyond it the connection ends with
     * {@link DisconnectCause#OUTBOUND_OVERFLOW}.
     */
    void send(FrameKind kind, byte[] buffer, int offset, int length);

    /**
     * Sends a ping.
     *
     * @param pingId comes back through {@link ConnectionListener#onPong}; any number, new for each ping
     */
    void ping(long pingId);

    /**
     * Ends the connection in order: close frame, wait for the answer no longer than
     * {@link ConnectionLimits#closeTimeout}, then TCP. {@link ConnectionListener#onClosed} follows with
     * {@link DisconnectCause#CLOSED_BY_US}.
     *
     * @param code   1000, 1001, or 3000 to 4999 (RFC 6455 §7.4)
     * @param reason for the server's log; at most 123 bytes of UTF-8, longer ones are cut
     */
    void close(int code, String reason);

    /**
     * Ends the connection at once, without a word. {@link ConnectionListener#onClosed} follows, on a later turn of the
     * thread, with {@link DisconnectCause#CLOSED_BY_US}.
     */
    void abort();

    /** {@return address and port of the other side; for logs} */
    String remoteAddress();
}
