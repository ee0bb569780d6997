package io.holdfast.benchmarks.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** What a server has to say to be taken for Binance: catalog, upgrade, prices. */
public final class TinyBinance {

    private static final String WEBSOCKET_KEY = "sec-websocket-key:";

    private TinyBinance() {}

    /** {@return the name of the instrument of this number} */
    public static String instrument(int i) {
        return "SYM" + i + "/USDT";
    }

    /** {@return its symbol} */
    public static String symbol(int i) {
        return "SYM" + i + "USDT";
    }

    /** {@return the stream of its best prices} */
    public static String stream(int i) {
        return symbol(i).toLowerCase(Locale.ROOT) + "@bookTicker";
    }

    /** {@return a whole answer: the list of so many instruments} */
    public static byte[] catalog(int instruments) {
        final StringBuilder body = new StringBuilder("{\"timezone\":\"UTC\",\"symbols\":[");
        for (int i = 0; i < instruments; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"symbol\":\"")
                    .append(symbol(i))
                    .append("\",\"status\":\"TRADING\",\"baseAsset\":\"SYM")
                    .append(i)
                    .append("\",\"quoteAsset\":\"USDT\"}");
        }
        body.append("]}");
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body)
                .getBytes(US_ASCII);
    }

    /** {@return one price of this stream, as a frame} */
    public static byte[] price(String stream, long updateId) {
        return frame("{\"stream\":\"" + stream + "\",\"data\":{\"u\":" + updateId + ",\"s\":\""
                + stream.substring(0, stream.indexOf('@')).toUpperCase(Locale.ROOT)
                + "\",\"b\":\"25.35190000\",\"B\":\"31.21000000\",\"a\":\"25.36520000\",\"A\":\"40.66000000\"}}");
    }

    /** {@return a text frame} */
    public static byte[] frame(String text) {
        final byte[] payload = text.getBytes(US_ASCII);
        final ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Reads a request's head, which nothing may follow. */
    public static String head(InputStream in, byte[] buffer) throws IOException {
        int length = 0;
        while (length < 4 || !endsHead(buffer, length)) {
            final int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new IOException("end of stream");
            }
            length += read;
        }
        return new String(buffer, 0, length, ISO_8859_1);
    }

    /** {@return whether the request asks for a WebSocket} */
    public static boolean isUpgrade(String request) {
        return request.toLowerCase(Locale.ROOT).contains(WEBSOCKET_KEY);
    }

    /** {@return the answer 101} */
    public static byte[] agreement(String request) {
        final int from = request.toLowerCase(Locale.ROOT).indexOf(WEBSOCKET_KEY) + WEBSOCKET_KEY.length();
        final String key = request.substring(from, request.indexOf('\r', from)).trim();
        final byte[] digest = sha1().digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean endsHead(byte[] buffer, int length) {
        return buffer[length - 1] == '\n'
                && buffer[length - 2] == '\r'
                && buffer[length - 3] == '\n'
                && buffer[length - 4] == '\r';
    }
}
