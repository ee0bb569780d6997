package io.holdfast.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** A server's frames, as bytes. */
final class Frames {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private Frames() {}

    static byte[] text(String text) {
        return frame(true, TEXT, text.getBytes(UTF_8));
    }

    static byte[] ping(String payload) {
        return frame(true, PING, payload.getBytes(UTF_8));
    }

    static byte[] pong(byte[] payload) {
        return frame(true, PONG, payload);
    }

    static byte[] close(int code, String reason) {
        final byte[] text = reason.getBytes(UTF_8);
        return frame(
                true,
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    static byte[] frame(boolean isFinal, int opcode, byte[] payload) {
        final int length = payload.length;
        final ByteBuffer frame = ByteBuffer.allocate(length + 10).put((byte) ((isFinal ? 0x80 : 0) | opcode));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length <= 0xffff) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        frame.put(payload);
        final byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
