package io.holdfast.transport.netty.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Writes a client's frames: final, masked (RFC 6455 §5.3).
 *
 * <p>The masks come from a fast generator with a random seed. They are there to keep bytes of a script's choosing off
 * the wire, for the sake of broken proxies; here no script chooses the bytes, and waiting for entropy would cost more
 * than it protects. Confined to one I/O thread.
 */
public final class Outbound {

    /** Opcode of a text message. */
    static final int TEXT = 0x1;
    /** Opcode of a binary message. */
    static final int BINARY = 0x2;
    /** Opcode of a close frame. */
    static final int CLOSE = 0x8;
    /** Opcode of a ping. */
    static final int PING = 0x9;
    /** Opcode of a pong. */
    static final int PONG = 0xa;

    /** Most bytes of a close frame's reason. */
    static final int LONGEST_REASON = 123;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LONGEST_HEADER = 14;

    private final SplittableRandom random;

    /** Makes one with a seed of its own. */
    public Outbound() {
        this.random = new SplittableRandom(new SecureRandom().nextLong());
    }

    /** {@return a frame, to be written and so released} */
    ByteBuf frame(ByteBufAllocator pool, int opcode, byte[] payload, int offset, int length) {
        final ByteBuf frame = pool.directBuffer(LONGEST_HEADER + length);
        frame.writeByte(FIN | opcode);
        if (length < 126) {
            frame.writeByte(MASKED | length);
        } else if (length <= 0xffff) {
            frame.writeByte(MASKED | 126).writeShort(length);
        } else {
            frame.writeByte(MASKED | 127).writeLong(length);
        }
        final int mask = random.nextInt();
        frame.writeInt(mask);
        writeMasked(frame, mask, payload, offset, length);
        return frame;
    }

    /** {@return a close frame's payload} */
    static byte[] closePayload(int code, String reason) {
        if (code == CloseCodes.NONE) {
            return new byte[0];
        }
        final byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, LONGEST_REASON);
        while (length > 0 && length < text.length && (text[length] & 0xc0) == 0x80) {
            length--; // not in the middle of a character
        }
        final byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return payload;
    }

    private static void writeMasked(ByteBuf frame, int mask, byte[] payload, int offset, int length) {
        final long mask64 = (long) mask << 32 | mask & 0xffff_ffffL;
        final int end = offset + length;
        int i = offset;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            frame.writeLong((long) Longs.BIG_ENDIAN.get(payload, i) ^ mask64);
        }
        for (int shift = 24; i < end; i++, shift -= 8) {
            frame.writeByte(payload[i] ^ mask >>> (shift & 31));
        }
    }
}
