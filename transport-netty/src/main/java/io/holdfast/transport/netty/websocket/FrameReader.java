package io.holdfast.transport.netty.websocket;

import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.FrameKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads a server's frames (RFC 6455 §5): whole, final messages first, where they lie in the buffer, and everything
 * else behind that.
 *
 * <p>Allocates nothing but a larger array when a message needs one. Confined to the connection's thread.
 */
final class FrameReader {

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xa;

    private static final int LENGTH_16 = 126;
    private static final int LONGEST_CONTROL = 125;

    private final ReadBuffer buffer;
    private final Sink sink;
    private final Utf8Check utf8 = new Utf8Check();
    private final Fragments fragments;

    private boolean stopped;
    private boolean told;

    // Of the frame under way.
    private int headerLength;
    private int payloadLength;

    /** Who is told. Any call may stop the reader. */
    interface Sink {

        /** A whole message. */
        void onMessage(FrameKind kind, byte[] bytes, int offset, int length);

        /** A ping. */
        void onPing(byte[] bytes, int offset, int length);

        /** A pong. */
        void onPong(byte[] bytes, int offset, int length);

        /** A close frame; the reader has stopped. */
        void onClose(int code, String reason);

        /** A breach; the reader has stopped. */
        void onViolation(DisconnectCause cause, int closeCode, String detail);
    }

    FrameReader(ReadBuffer buffer, ConnectionLimits limits, Sink sink) {
        this.buffer = buffer;
        this.sink = sink;
        this.fragments = new Fragments(limits.maxMessageBytes(), limits.maxFragments());
    }

    /** Nothing more is read and nobody is told anything any more. */
    void stop() {
        stopped = true;
    }

    /**
     * Reads what the buffer holds.
     *
     * @return whether anything was told: a message, ping, pong, close or breach
     */
    boolean read() {
        final byte[] bytes = buffer.bytes();
        final int end = buffer.end();
        int position = buffer.start();
        told = false;
        while (!stopped && readHeader(bytes, position, end)) {
            final int payload = position + headerLength;
            if (payload + payloadLength > end) {
                break;
            }
            final int first = bytes[position];
            position = payload + payloadLength;
            if ((first == (byte) (FIN | TEXT) || first == (byte) (FIN | BINARY)) && !fragments.isOpen()) {
                onWhole(first == (byte) (FIN | TEXT), bytes, payload);
            } else {
                onOther(first & 0xff, bytes, payload);
            }
        }
        if (!stopped) {
            buffer.consumeTo(position);
        }
        return told;
    }

    /** Reads and checks a header; {@return whether it is there, whole and legal} */
    private boolean readHeader(byte[] bytes, int position, int end) {
        if (end - position < 2) {
            return false;
        }
        final byte first = bytes[position];
        final int second = bytes[position + 1];
        if (second < 0) {
            return violate("a masked frame");
        }
        if (!isUsual(first) && !isLegal(first & 0xff, second)) {
            return false;
        }
        if (second < LENGTH_16) {
            headerLength = 2;
            payloadLength = second;
            return payloadLength <= fragments.roomFor(first) || tooLarge(payloadLength);
        }
        headerLength = second == LENGTH_16 ? 4 : 10;
        return end - position >= headerLength && readLength(bytes, position, second == LENGTH_16);
    }

    private boolean readLength(byte[] bytes, int position, boolean is16) {
        final long length =
                is16 ? (short) SHORTS.get(bytes, position + 2) & 0xffff : (long) LONGS.get(bytes, position + 2);
        if (length < 0) {
            return violate("a length with its top bit set");
        }
        if (length < (is16 ? LENGTH_16 : 1 << 16)) {
            return violate("a length of " + length + " in " + (is16 ? 16 : 64) + " bits");
        }
        if (length > fragments.roomFor(bytes[position])) {
            return tooLarge(length);
        }
        payloadLength = (int) length;
        return true;
    }

    private boolean isUsual(byte first) {
        return (first == (byte) (FIN | TEXT) || first == (byte) (FIN | BINARY)) && !fragments.isOpen();
    }

    /** Checks the first byte, before the rest of a long frame has come. */
    private boolean isLegal(int first, int length7) {
        if ((first & RESERVED) != 0) {
            return violate("reserved bits: 0x" + Integer.toHexString(first));
        }
        return switch (first & OPCODE) {
            case TEXT, BINARY -> !fragments.isOpen() || violate("a new message within a fragmented one");
            case CONTINUATION -> fragments.isOpen() || violate("a continuation of nothing");
            case CLOSE, PING, PONG -> {
                if ((first & FIN) == 0) {
                    yield violate("a fragmented control frame");
                }
                yield length7 <= LONGEST_CONTROL || violate("a control frame above " + LONGEST_CONTROL + " bytes");
            }
            default -> violate("opcode " + (first & OPCODE));
        };
    }

    private void onWhole(boolean isText, byte[] bytes, int payload) {
        if (isText && !utf8.isText(bytes, payload, payloadLength)) {
            violate(DisconnectCause.TEXT_INVALID, CloseCodes.INVALID_TEXT, "a text that is not UTF-8");
            return;
        }
        told = true;
        sink.onMessage(isText ? FrameKind.TEXT : FrameKind.BINARY, bytes, payload, payloadLength);
    }

    private void onOther(int first, byte[] bytes, int payload) {
        switch (first & OPCODE) {
            case PING -> {
                told = true;
                sink.onPing(bytes, payload, payloadLength);
            }
            case PONG -> {
                told = true;
                sink.onPong(bytes, payload, payloadLength);
            }
            case CLOSE -> onClose(bytes, payload);
            default -> onFragment(first, bytes, payload);
        }
    }

    private void onFragment(int first, byte[] bytes, int payload) {
        if ((first & OPCODE) != CONTINUATION) {
            fragments.open((first & OPCODE) == TEXT);
        }
        if (fragments.isFull()) {
            violate(DisconnectCause.MESSAGE_TOO_LARGE, CloseCodes.TOO_LARGE, "a message in too many fragments");
            return;
        }
        final boolean isFinal = (first & FIN) != 0;
        if (!fragments.add(bytes, payload, payloadLength, isFinal)) {
            violate(DisconnectCause.TEXT_INVALID, CloseCodes.INVALID_TEXT, "a text that is not UTF-8");
            return;
        }
        if (isFinal) {
            told = true;
            fragments.close();
            sink.onMessage(fragments.kind(), fragments.bytes(), 0, fragments.length());
        }
    }

    private void onClose(byte[] bytes, int payload) {
        if (payloadLength == 1) {
            violate("a close frame of one byte");
            return;
        }
        if (payloadLength == 0) {
            told = true;
            stopped = true;
            sink.onClose(CloseCodes.NONE, "");
            return;
        }
        final int code = (short) SHORTS.get(bytes, payload) & 0xffff;
        if (!CloseCodes.mayBeReceived(code)) {
            violate("close code " + code);
        } else if (!utf8.isText(bytes, payload + 2, payloadLength - 2)) {
            violate(DisconnectCause.TEXT_INVALID, CloseCodes.INVALID_TEXT, "a close reason that is not UTF-8");
        } else {
            told = true;
            stopped = true;
            sink.onClose(code, new String(bytes, payload + 2, payloadLength - 2, StandardCharsets.UTF_8));
        }
    }

    private boolean tooLarge(long length) {
        return violate(
                DisconnectCause.MESSAGE_TOO_LARGE,
                CloseCodes.TOO_LARGE,
                "a frame of " + length + " bytes" + (fragments.isOpen() ? " in a fragmented message" : ""));
    }

    private boolean violate(String detail) {
        return violate(DisconnectCause.PROTOCOL_VIOLATION, CloseCodes.PROTOCOL_ERROR, detail);
    }

    private boolean violate(DisconnectCause cause, int closeCode, String detail) {
        told = true;
        stopped = true;
        sink.onViolation(cause, closeCode, detail);
        return false;
    }
}
