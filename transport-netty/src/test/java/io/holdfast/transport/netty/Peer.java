package io.holdfast.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.Base64;

/** The server's side of one connection, a step at a time. */
final class Peer {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** One frame of the client's, unmasked. */
    record Frame(int opcode, boolean isFinal, boolean isMasked, byte[] payload) {
        String text() {
            return new String(payload, java.nio.charset.StandardCharsets.UTF_8);
        }

        int closeCode() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    Peer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
    }

    /** Reads a request up to the empty line. */
    String readRequest() throws IOException {
        final ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            final int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    /** Reads an upgrade and agrees to it. */
    String upgrade() throws Exception {
        final String request = readRequest();
        send(agreement(request));
        return request;
    }

    /** {@return the response that agrees to a request} */
    static String agreement(String request) throws Exception {
        return agreement(request, "");
    }

    /** {@return the response that agrees to a request, with more headers} */
    static String agreement(String request, String moreHeaders) throws Exception {
        final String key = header(request, "Sec-WebSocket-Key");
        final byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n" + moreHeaders + "\r\n";
    }

    static String header(String request, String name) {
        for (final String line : request.split("\r\n")) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).trim();
            }
        }
        return "";
    }

    void send(String ascii) throws IOException {
        send(ascii.getBytes(ISO_8859_1));
    }

    void send(byte[]... pieces) throws IOException {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (final byte[] piece : pieces) {
            all.write(piece);
        }
        out.write(all.toByteArray());
        out.flush();
    }

    Frame readFrame() throws IOException {
        final int first = in.readUnsignedByte();
        final int second = in.readUnsignedByte();
        final int length7 = second & 0x7f;
        final long length = length7 == 126 ? in.readUnsignedShort() : length7 == 127 ? in.readLong() : length7;
        final byte[] mask = new byte[4];
        final boolean isMasked = (second & 0x80) != 0;
        if (isMasked) {
            in.readFully(mask);
        }
        final byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new Frame(first & 0x0f, (first & 0x80) != 0, isMasked, payload);
    }

    /** Reads until the client ends the connection, or resets it. */
    void awaitEnd() {
        try {
            while (in.read() >= 0) {
                // discarded
            }
        } catch (IOException e) {
            // reset
        }
    }

    /** {@return whether the client ended in order: FIN, not RST} */
    boolean awaitFin() {
        try {
            while (in.read() >= 0) {
                // discarded
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int read() throws IOException {
        return in.read();
    }

    void fin() throws IOException {
        socket.close();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void receiveBuffer(int bytes) throws IOException {
        socket.setReceiveBufferSize(bytes);
    }

    Socket socket() {
        return socket;
    }
}
