package io.holdfast.benchmarks.reconnect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * As little of Binance as a reconnect needs: one thread, one connection at a time, one price of every instrument as soon
 * as it is subscribed to. It notes when each step was done.
 */
final class CuttingServer implements AutoCloseable {

    private static final byte[] CLOSE_FRAME = {(byte) 0x88, 2, 0x03, (byte) 0xe9};
    private static final int BACKLOG = 64;

    /** Of the connection under way; written by the server's thread before it sends the prices. */
    volatile long acceptedNanos;

    volatile long tlsNanos;
    volatile long upgradedNanos;
    volatile long subscribedNanos;

    private final ServerSocket listening;
    private final Scheme scheme;
    private final boolean subscribesByMessage;
    private final Certificates certificates;
    private final byte[] catalog;
    private final byte[] prices;
    private final byte[] buffer = new byte[1 << 17];
    private final MessageDigest sha1;
    private @Nullable SSLContext context;
    private volatile @Nullable Socket tcp;
    private volatile @Nullable Socket open;
    private volatile boolean closed;

    CuttingServer(Scheme scheme, boolean subscribesByMessage, int instruments, Certificates certificates)
            throws IOException {
        this.scheme = scheme;
        this.subscribesByMessage = subscribesByMessage;
        this.certificates = certificates;
        this.catalog = catalog(instruments);
        this.prices = prices(instruments);
        this.context = scheme.isSecure() ? certificates.serverContext() : null;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        final Thread thread = new Thread(this::run, "cutting-server");
        thread.setDaemon(true);
        thread.start();
    }

    static String instrument(int i) {
        return "SYM" + i + "/USDT";
    }

    static String symbol(int i) {
        return "SYM" + i + "USDT";
    }

    String base(String scheme) {
        return scheme + (this.scheme.isSecure() ? "s" : "") + "://localhost:" + listening.getLocalPort();
    }

    /** Ends the open connection. {@return monotonic time just before} */
    long cut(Cut how) throws IOException {
        final Socket socket = tcp;
        final Socket outer = open;
        if (socket == null || outer == null) {
            throw new IllegalStateException("cut: nothing is open");
        }
        if (how == Cut.RST) {
            socket.setSoLinger(true, 0);
        }
        final long now = System.nanoTime();
        if (how == Cut.CLOSE_FRAME) {
            outer.getOutputStream().write(CLOSE_FRAME);
            socket.shutdownOutput();
        } else if (how == Cut.FIN) {
            socket.shutdownOutput(); // the reading side stays, or what the client still sends would be answered by RST
        } else {
            socket.close();
        }
        return now;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listening.close();
        final Socket socket = tcp;
        if (socket != null) {
            socket.close();
        }
    }

    private void run() {
        while (!closed) {
            try (Socket accepted = listening.accept()) {
                final long now = System.nanoTime();
                accepted.setTcpNoDelay(true);
                serve(accepted, now);
            } catch (IOException e) {
                // the client has gone, or we cut it off
            }
        }
    }

    private void serve(Socket accepted, long acceptedAt) throws IOException {
        final Socket socket = secured(accepted);
        final long tlsAt = System.nanoTime();
        final InputStream in = socket.getInputStream();
        final String request = head(in);
        if (!request.toLowerCase(Locale.ROOT).contains("sec-websocket-key")) {
            socket.getOutputStream().write(catalog);
            socket.close();
            return;
        }
        acceptedNanos = acceptedAt;
        tlsNanos = tlsAt;
        upgradedNanos = System.nanoTime();
        socket.getOutputStream().write(agreement(request));
        if (subscribesByMessage) {
            final int length = in.read(buffer);
            if (length <= 0) {
                return;
            }
            socket.getOutputStream().write(acknowledgement());
        }
        subscribedNanos = System.nanoTime();
        tcp = accepted;
        open = socket;
        socket.getOutputStream().write(prices);
        prepareNext();
        while (in.read(buffer) >= 0) {
            // pings and closes of the client, which nobody needs here
        }
    }

    private Socket secured(Socket accepted) throws IOException {
        if (context == null) {
            return accepted;
        }
        final SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(accepted, null, accepted.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private void prepareNext() {
        if (scheme == Scheme.WSS_FULL) {
            context = certificates.serverContext();
        }
    }

    private String head(InputStream in) throws IOException {
        int length = 0;
        while (length < 4 || !endsHead(length)) {
            final int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new IOException("end of stream");
            }
            length += read;
        }
        return new String(buffer, 0, length, ISO_8859_1);
    }

    private boolean endsHead(int length) {
        return buffer[length - 1] == '\n'
                && buffer[length - 2] == '\r'
                && buffer[length - 3] == '\n'
                && buffer[length - 4] == '\r';
    }

    private byte[] agreement(String request) {
        final int from = request.toLowerCase(Locale.ROOT).indexOf("sec-websocket-key:") + "sec-websocket-key:".length();
        final String key = request.substring(from, request.indexOf('\r', from)).trim();
        final byte[] digest = sha1.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    private static byte[] acknowledgement() {
        return frame("{\"result\":null,\"id\":1}");
    }

    private static byte[] catalog(int instruments) {
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

    private static byte[] prices(int instruments) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < instruments; i++) {
            all.writeBytes(frame("{\"stream\":\"" + symbol(i).toLowerCase(Locale.ROOT)
                    + "@bookTicker\",\"data\":{\"u\":400900217,\"s\":\"" + symbol(i)
                    + "\",\"b\":\"25.35190000\",\"B\":\"31.21000000\",\"a\":\"25.36520000\",\"A\":\"40.66000000\"}}"));
        }
        return all.toByteArray();
    }

    private static byte[] frame(String text) {
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

    /** Lets the other side come to rest between two cuts. */
    static void rest(long micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }
}
