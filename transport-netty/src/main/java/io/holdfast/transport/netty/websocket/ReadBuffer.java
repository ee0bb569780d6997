package io.holdfast.transport.netty.websocket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Bytes received and not yet understood, in an array that is reused and grows with what really comes, never with what
 * a length field claims.
 *
 * <p>Each read is copied in whole, once; messages are handed on where they lie. Confined to the connection's thread.
 */
final class ReadBuffer {

    private byte[] bytes;
    private int start;
    private int end;

    ReadBuffer(byte[] initial) {
        this.bytes = initial;
    }

    /** Copies all that is readable behind what is here. May move what is here to the front, or to another array. */
    void append(ByteBuf in) {
        final int length = in.readableBytes();
        if (length > bytes.length - end) {
            makeRoom(length);
        }
        in.readBytes(bytes, end, length);
        end += length;
    }

    /** {@return the array; another one perhaps after {@link #append}} */
    byte[] bytes() {
        return bytes;
    }

    /** {@return index of the first byte} */
    int start() {
        return start;
    }

    /** {@return index behind the last byte} */
    int end() {
        return end;
    }

    /** Forgets what lies before an index. */
    void consumeTo(int index) {
        if (index == end) {
            start = 0;
            end = 0;
        } else {
            start = index;
        }
    }

    private void makeRoom(int length) {
        final int held = end - start;
        final int needed = Math.addExact(held, length);
        final byte[] target = needed <= bytes.length ? bytes : new byte[grown(bytes.length, needed)];
        System.arraycopy(bytes, start, target, 0, held);
        bytes = target;
        start = 0;
        end = held;
    }

    /** {@return a capacity of at least {@code needed}, at least twice the present one where that is possible} */
    static int grown(int capacity, int needed) {
        return (int) Math.max(needed, Math.min(2L * capacity, Integer.MAX_VALUE - 8));
    }

    /** {@return the array, which is no longer this buffer's} */
    byte[] surrender() {
        final byte[] surrendered = bytes;
        bytes = new byte[0];
        start = 0;
        end = 0;
        return surrendered;
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOfRange(bytes, start, Math.min(end, start + 64)));
    }
}
