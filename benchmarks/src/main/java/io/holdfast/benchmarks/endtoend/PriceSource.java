package io.holdfast.benchmarks.endtoend;

import io.holdfast.benchmarks.wire.TinyBinance;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends best prices at a fixed rate. The update id of each is the time at which it was due, so that whoever reads it knows
 * its latency from then on, and a sender that falls behind makes nothing look faster than it is.
 */
final class PriceSource implements AutoCloseable {

    /** Update ids begin here: all have 18 digits. */
    private static final long FIRST_ID = 100_000_000_000_000_000L;

    private static final int ID_DIGITS = 18;
    private static final int BATCH_BYTES = 1 << 14;
    private static final long NAP_NANOS = 20_000;
    private static final int CONNECT_LIMIT_SECONDS = 20;

    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final SynchronousQueue<Socket> connected = new SynchronousQueue<>();
    private final long originNanos = System.nanoTime();
    private final byte[] template = TinyBinance.price(TinyBinance.stream(0), FIRST_ID);
    private final int idEnd = new String(template, StandardCharsets.ISO_8859_1).indexOf(",\"s\"");
    private final byte[] batch = new byte[BATCH_BYTES];
    private int filled;
    private long lastId;

    PriceSource() throws IOException {
        final Thread thread = new Thread(this::accept, "price-source");
        thread.setDaemon(true);
        thread.start();
    }

    URI stream() {
        return URI.create("ws://localhost:" + listening.getLocalPort() + "/stream?streams=" + TinyBinance.stream(0));
    }

    String http() {
        return "http://localhost:" + listening.getLocalPort();
    }

    /** {@return how long ago the price of this id was due, in nanoseconds} */
    long latencyNanos(long updateId) {
        return System.nanoTime() - originNanos - (updateId - FIRST_ID);
    }

    /** {@return the client's connection} */
    Socket awaitClient() throws InterruptedException {
        final Socket client = connected.poll(CONNECT_LIMIT_SECONDS, TimeUnit.SECONDS);
        if (client == null) {
            throw new IllegalStateException("no client within " + CONNECT_LIMIT_SECONDS + " s");
        }
        return client;
    }

    /** Sends so many prices in a second, for a while, and records by how much each was late. {@return how many} */
    long send(Socket client, int perSecond, long nanos, Histogram lateness) throws IOException {
        final OutputStream out = client.getOutputStream();
        final long start = System.nanoTime();
        final long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        final long count = nanos / interval;
        long sent = 0;
        while (sent < count) {
            final long now = System.nanoTime();
            final long due = Math.min(count, (now - start) / interval + 1);
            while (sent < due && filled + template.length <= batch.length) {
                final long dueNanos = start + sent * interval;
                append(dueNanos - originNanos + FIRST_ID);
                lateness.recordValue(now - dueNanos);
                sent++;
            }
            flush(out);
            if (sent == due && sent < count) {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
        return sent;
    }

    /** Sends as fast as the client reads. {@return how many} */
    long sendAll(Socket client, long nanos) throws IOException {
        final OutputStream out = client.getOutputStream();
        final long start = System.nanoTime();
        long sent = 0;
        long last = 0;
        while (System.nanoTime() - start < nanos) {
            while (filled + template.length <= batch.length) {
                last = Math.max(last + 1, System.nanoTime() - originNanos);
                append(last + FIRST_ID);
                sent++;
            }
            flush(out);
        }
        return sent;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /** {@return the update id that was sent last} */
    long lastId() {
        return lastId;
    }

    private void append(long id) {
        lastId = id;
        System.arraycopy(template, 0, batch, filled, template.length);
        long rest = id;
        for (int i = 1; i <= ID_DIGITS; i++) {
            batch[filled + idEnd - i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        filled += template.length;
    }

    private void flush(OutputStream out) throws IOException {
        if (filled > 0) {
            out.write(batch, 0, filled);
            filled = 0;
        }
    }

    private void accept() {
        final byte[] buffer = new byte[1 << 14];
        while (!listening.isClosed()) {
            try {
                final Socket accepted = listening.accept();
                accepted.setTcpNoDelay(true);
                final InputStream in = accepted.getInputStream();
                final String request = TinyBinance.head(in, buffer);
                if (TinyBinance.isUpgrade(request)) {
                    accepted.getOutputStream().write(TinyBinance.agreement(request));
                    connected.put(accepted);
                } else {
                    accepted.getOutputStream().write(TinyBinance.catalog(1));
                    accepted.close();
                }
            } catch (IOException e) {
                // the client has gone
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
