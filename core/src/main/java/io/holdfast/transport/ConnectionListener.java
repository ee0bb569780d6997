package io.holdfast.transport;

/**
 * What happens on one connection. All calls come on the thread of the scheduler that the connection was opened with.
 *
 * <p>Order: {@link #onPhase} any number of times, then {@link #onOpen} at most once, then frames, pings and pongs, then
 * {@link #onClosed} exactly once, also for an attempt that never opened. Nothing comes after {@code onClosed}. Even when
 * an attempt fails at once, {@code onClosed} never comes from within {@link Transport#connect} itself.
 *
 * <p>What a listener throws ends the connection with {@link DisconnectCause#INTERNAL_ERROR}.
 */
public interface ConnectionListener {

    /** The attempt has entered a phase; it is told for each address that is tried. */
    default void onPhase(ConnectPhase phase) {}

    /** The upgrade is complete: frames may be sent and may arrive. */
    void onOpen(Connection connection);

    /**
     * A whole message: fragments are put together, text is valid UTF-8.
     *
     * <p>This is the hot path: the transport allocates nothing to make this call, and the listener should not either.
     *
     * @param buffer        where the bytes are; it belongs to the transport and is overwritten after the call returns
     * @param offset        index of the first byte
     * @param length        number of bytes
     * @param receivedNanos monotonic time at which the bytes that completed it were read from the socket
     */
    void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos);

    /** A ping came; the transport has answered it. */
    default void onPing(long receivedNanos) {}

    /**
     * A pong came that answers a ping of ours. Any other pong is counted by the transport and not told.
     *
     * @param pingId the number given to {@link Connection#ping}
     */
    void onPong(long pingId, long receivedNanos);

    /**
     * Bytes came that do not yet make a message: a large frame on its way. Proof of life for the transport, not for
     * the data. Not told for reads that complete a message, ping or pong.
     */
    default void onPartialFrame(long receivedNanos) {}

    /** The connection has ended, or the attempt has failed. The last call. */
    void onClosed(Disconnect disconnect);
}
