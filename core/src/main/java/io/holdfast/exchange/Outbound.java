package io.holdfast.exchange;

/** Where a protocol writes to its exchange. Valid during the call that it is given to; session's thread. */
public interface Outbound {

    /** Sends one text message. The engine counts it against the profile's message limit. */
    void sendText(String message);

    /** Sends one binary message; the bytes are copied. Counted as {@link #sendText} is. */
    void sendBinary(byte[] buffer, int offset, int length);
}
