package io.holdfast.testkit.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What travels on a virtual connection, one way. */
final class Packet {

    private static final byte[] NOTHING = {};
    private static final int OVERHEAD = 10;

    enum Kind {
        TEXT,
        BINARY,
        PING,
        PONG,
        CLOSE,
        FIN,
        RST,
        /** Part of a message whose rest never comes. */
        PART,
        BAD_FRAME,
        BAD_TEXT,
        OVERSIZED
    }

    final Kind kind;
    /** Ping id or close code. */
    final long number;
    /** Close reason, or what is wrong. */
    final String text;
    /** Of a message; empty otherwise. */
    byte[] payload;
    /** What a message with market data carries; null for all else. */
    @Nullable
    Sent sent;

    private Packet(Kind kind, byte[] payload, long number, String text) {
        this.kind = kind;
        this.payload = payload;
        this.number = number;
        this.text = text;
    }

    static Packet of(Kind kind) {
        return new Packet(kind, NOTHING, 0, "");
    }

    static Packet numbered(Kind kind, long number, String text) {
        return new Packet(kind, NOTHING, number, text);
    }

    static Packet message(Kind kind, byte[] buffer, int offset, int length) {
        return new Packet(kind, Arrays.copyOfRange(buffer, offset, offset + length), 0, "");
    }

    /** {@return bytes on the wire, about} */
    int length() {
        return payload.length + OVERHEAD;
    }

    /** Cuts the message off in the middle. */
    void garble() {
        payload = Arrays.copyOf(payload, payload.length / 2);
    }
}
