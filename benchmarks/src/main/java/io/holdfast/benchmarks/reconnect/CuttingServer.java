package io.holdfast.benchmarks.reconnect;

import io.holdfast.benchmarks.wire.TinyBinance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
    private @Nullable SSLContext context;
    private volatile @Nullable Socket tcp;
    private volatile @Nullable Socket open;
    private volatile boolean closed;

    CuttingServer(Scheme scheme, boolean subscribesByMessage, int instruments, Certificates certificates)
            throws IOException {
        this.scheme = scheme;
        this.subscribesByMessage = subscribesByMessage;
        this.certificates = certificates;
        this.catalog = TinyBinance.catalog(instruments);
        this.prices = prices(instruments);
        this.context = scheme.isSecure() ? certificates.serverContext() : null;
        listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        final Thread thread = new Thread(this::run, "cutting-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
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
        final String request = TinyBinance.head(in, buffer);
        if (!TinyBinance.isUpgrade(request)) {
            socket.getOutputStream().write(catalog);
            socket.close();
            return;
        }
        acceptedNanos = acceptedAt;
        tlsNanos = tlsAt;
        upgradedNanos = System.nanoTime();
        socket.getOutputStream().write(TinyBinance.agreement(request));
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

    private static byte[] acknowledgement() {
        return TinyBinance.frame("{\"result\":null,\"id\":1}");
    }

    private static byte[] prices(int instruments) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < instruments; i++) {
            all.writeBytes(TinyBinance.price(TinyBinance.stream(i), 400_900_217L));
        }
        return all.toByteArray();
    }

    /** Lets the other side come to rest between two cuts. */
    static void rest(long micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }
}
