package io.holdfast.testkit.venue;

import java.nio.charset.StandardCharsets;

/**
 * The way from a venue to one client that has connected: what the host gives. After the connection has ended every
 * method is a no-op. Venue's thread only.
 */
public interface ClientLink {

    /** Sends one text message. The bytes are UTF-8 and are copied before the call returns. */
    void sendText(byte[] buffer, int offset, int length);

    /** Sends one binary message. The bytes are copied before the call returns. */
    void sendBinary(byte[] buffer, int offset, int length);

    /** Sends a ping without payload. */
    void ping();

    /** Sends a close frame, then ends TCP in order. {@link VenueConnection#onClosed} follows. */
    void close(int code, String reason);

    /** Ends TCP without a close frame. {@link VenueConnection#onClosed} follows. */
    void drop();

    /** Sends one text message; allocates. */
    default void sendText(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sendText(bytes, 0, bytes.length);
    }
}
