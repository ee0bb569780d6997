package io.holdfast.benchmarks.reconnect;

import io.holdfast.benchmarks.peers.ReconnectingClient;
import io.holdfast.benchmarks.peers.Target;
import io.holdfast.benchmarks.wire.TinyBinance;
import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * One client, one server that cuts it off, and what each reconnect took: from just before the cut to the handler's call
 * with the last instrument's fresh price, stamped in the handler itself, so that waking the thread that measures is no
 * part of it.
 *
 * <p>A client that has not come back within {@value #LIMIT_SECONDS} s is counted as not recovered and replaced by a fresh
 * one; if that does not come either, the rest is left out.
 */
public final class Reconnects implements AutoCloseable {

    /** How long a client has to come back. */
    public static final int LIMIT_SECONDS = 20;

    private static final long REST_MICROS = 4_000;

    final Histogram total = new Histogram(3);
    final Map<Phase, Histogram> phases = new EnumMap<>(Phase.class);
    int notRecovered;

    private final Certificates certificates = new Certificates();
    private final ClientKind kind;
    private final Scheme scheme;
    private final boolean subscribesByMessage;
    private final CuttingServer server;
    private final int port;
    private final int instruments;
    private final Semaphore whole = new Semaphore(0);
    private ReconnectingClient client;
    private boolean gaveUp;
    private volatile long wholeNanos;

    /**
     * Connects.
     *
     * @param route gives the port to which the client goes for a server's port; a proxy's, or the same
     */
    public Reconnects(
            ClientKind kind, Scheme scheme, boolean subscribesByMessage, int instruments, IntUnaryOperator route)
            throws Exception {
        this.kind = kind;
        this.scheme = scheme;
        this.subscribesByMessage = subscribesByMessage;
        this.instruments = instruments;
        for (final Phase phase : Phase.values()) {
            phases.put(phase, new Histogram(3));
        }
        server = new CuttingServer(scheme, subscribesByMessage, instruments, certificates);
        port = route.applyAsInt(server.port());
        client = newClient();
        if (!isWhole()) {
            throw new IllegalStateException(kind + ": no price within " + LIMIT_SECONDS + " s of its start");
        }
    }

    /** Cuts, and waits until every instrument has a fresh price. {@return nanoseconds that it took; -1 if it never came} */
    public long cut(Cut how) throws Exception {
        if (gaveUp) {
            return -1;
        }
        CuttingServer.rest(REST_MICROS); // so that the connection counts as stable, and both sides are at rest
        final long cutNanos = server.cut(how);
        if (!isWhole()) {
            notRecovered++;
            client.close();
            client = newClient();
            gaveUp = !isWhole();
            return -1;
        }
        record(cutNanos);
        return wholeNanos - cutNanos;
    }

    /** {@return how often a client had not come back within {@value #LIMIT_SECONDS} s} */
    public int notRecovered() {
        return notRecovered;
    }

    /** Forgets what the warm-up recorded. */
    void reset() {
        total.reset();
        phases.values().forEach(Histogram::reset);
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }

    private ReconnectingClient newClient() throws Exception {
        final ReconnectingClient made = kind.create(certificates, base("http"), instruments);
        whole.drainPermits();
        final int[] fresh = {0}; // of the handler's thread
        made.start(target(), text -> onText(text, fresh));
        return made;
    }

    private void record(long cutNanos) {
        total.recordValue(wholeNanos - cutNanos);
        record(Phase.NOTICE_DECIDE_TCP, cutNanos, server.acceptedNanos);
        record(Phase.TLS, server.acceptedNanos, server.tlsNanos);
        record(Phase.UPGRADE, server.tlsNanos, server.upgradedNanos);
        record(Phase.SUBSCRIBE, server.upgradedNanos, server.subscribedNanos);
        record(Phase.DELIVERY, server.subscribedNanos, wholeNanos);
    }

    private void record(Phase phase, long from, long to) {
        phases.get(phase).recordValue(Math.max(0, to - from));
    }

    private boolean isWhole() throws InterruptedException {
        return whole.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private void onText(CharSequence text, int[] fresh) {
        if (text.length() > 0 && text.charAt(2) == 'r') {
            return; // an acknowledgement: {"result":…
        }
        if (++fresh[0] == instruments) {
            fresh[0] = 0;
            wholeNanos = System.nanoTime();
            whole.release();
        }
    }

    private String base(String protocol) {
        return protocol + (scheme.isSecure() ? "s" : "") + "://localhost:" + port;
    }

    private Target target() {
        final StringBuilder streams = new StringBuilder();
        final StringBuilder params = new StringBuilder();
        for (int i = 0; i < instruments; i++) {
            streams.append(i == 0 ? "" : "/").append(TinyBinance.stream(i));
            params.append(i == 0 ? "\"" : ",\"").append(TinyBinance.stream(i)).append('"');
        }
        return new Target(
                URI.create(base("ws") + (subscribesByMessage ? "/stream" : "/stream?streams=" + streams)),
                subscribesByMessage ? "{\"method\":\"SUBSCRIBE\",\"params\":[" + params + "],\"id\":1}" : "",
                scheme.isSecure() ? certificates.clientContext() : null,
                kind.isTuned());
    }
}
