package io.holdfast.benchmarks.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;

/** The upgrade and the frames as a floor needs them: encoded once, read without objects, and no check that can be spared. */
final class Handshake {

    private static final byte[] KEY = "dGhlIHNhbXBsZSBub25jZQ==".getBytes(US_ASCII);

    private Handshake() {}

    static byte[] request(URI uri) {
        final String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return ("GET " + target + " HTTP/1.1\r\nHost: " + uri.getHost() + ":" + uri.getPort()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: " + new String(KEY, US_ASCII) + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    /** {@return a masked text frame; the mask is zero, which servers take} */
    static byte[] textFrame(String text) {
        final byte[] payload = text.getBytes(US_ASCII);
        if (payload.length > 0xffff) {
            throw new IllegalArgumentException("text: " + payload.length + " bytes (expected: at most 65535)");
        }
        final int head = payload.length < 126 ? 6 : 8;
        final byte[] frame = new byte[head + payload.length];
        frame[0] = (byte) 0x81;
        if (head == 6) {
            frame[1] = (byte) (0x80 | payload.length);
        } else {
            frame[1] = (byte) (0x80 | 126);
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, head, payload.length);
        return frame;
    }

    /** {@return where the response's head ends, or -1} */
    static int headLength(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Hands over every whole text frame that stands there. {@return how many bytes they and other frames took} */
    static int readFrames(byte[] bytes, int from, int to, TextListener listener) {
        int at = from;
        while (to - at >= 2) {
            final int opcode = bytes[at] & 0x0f;
            int length = bytes[at + 1] & 0x7f;
            int head = 2;
            if (length == 126) {
                head = 4;
                length = to - at < 4 ? Integer.MAX_VALUE : (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            } else if (length == 127) {
                throw new IllegalStateException("frame above 65535 bytes");
            }
            if (length > to - at - head) {
                break;
            }
            if (opcode == 1) {
                listener.onText(new String(bytes, at + head, length, US_ASCII));
            }
            at += head + length;
        }
        return at - from;
    }
}
