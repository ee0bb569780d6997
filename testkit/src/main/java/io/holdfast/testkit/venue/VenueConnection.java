package io.holdfast.testkit.venue;

/** What a venue keeps of one client. Called by the host, on the venue's thread. */
public interface VenueConnection {

    /** The upgrade has been answered: messages may go out. Called once, first. */
    void onOpen();

    /**
     * A whole text message came.
     *
     * @param buffer belongs to the host and is overwritten after the call returns
     */
    void onText(byte[] buffer, int offset, int length);

    /** A whole binary message came. */
    default void onBinary(byte[] buffer, int offset, int length) {}

    /** A ping came; the host answers it. */
    default void onPing() {}

    /** A pong came. */
    default void onPong() {}

    /** The connection has ended, whoever ended it. Called once, last. */
    void onClosed();
}
