package io.holdfast.transport.netty.websocket;

import io.holdfast.transport.FrameKind;
import java.util.Arrays;

/**
 * A message that comes in several frames, put together. Its array grows with what comes and is reused.
 *
 * <p>Confined to the connection's thread.
 */
final class Fragments {

    private static final int SMALLEST = 4 * 1024;
    private static final int OPCODE = 0x0f;

    private final int maxBytes;
    private final int maxFrames;
    private final Utf8Check utf8 = new Utf8Check();

    private byte[] bytes = {};
    private int length;
    private int frames;
    private boolean isOpen;
    private boolean isText;

    Fragments(int maxBytes, int maxFrames) {
        this.maxBytes = maxBytes;
        this.maxFrames = maxFrames;
    }

    /** {@return whether a message is under way} */
    boolean isOpen() {
        return isOpen;
    }

    /** A message begins. */
    void open(boolean text) {
        isOpen = true;
        isText = text;
        length = 0;
        frames = 0;
        utf8.reset();
    }

    /** {@return the most bytes that a frame may have, by its first byte: a continuation must fit what came before} */
    int roomFor(byte first) {
        return isOpen && (first & OPCODE) == 0 ? maxBytes - length : maxBytes;
    }

    /** {@return whether the message has as many frames as it may have} */
    boolean isFull() {
        return frames >= maxFrames;
    }

    /** Takes a frame; {@return false if it makes the text invalid} */
    boolean add(byte[] source, int offset, int more, boolean isFinal) {
        frames++;
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, ReadBuffer.grown(Math.max(SMALLEST / 2, bytes.length), length + more));
        }
        System.arraycopy(source, offset, bytes, length, more);
        length += more;
        return !isText || utf8.accepts(source, offset, more) && (!isFinal || utf8.isComplete());
    }

    /** The message is whole; it stays until the next one begins. */
    void close() {
        isOpen = false;
    }

    FrameKind kind() {
        return isText ? FrameKind.TEXT : FrameKind.BINARY;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
