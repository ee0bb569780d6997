package io.holdfast.benchmarks.reconnect;

import io.holdfast.benchmarks.peers.ReconnectingClient;
import io.holdfast.benchmarks.peers.Target;
import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One client, one server that cuts it off, and what each reconnect took: from just before the cut to the handler's call
 * with the last instrument's fresh price, stamped in the handler itself, so that waking the thread that measures is no
 * part of it.
 */
final class Reconnects implements AutoCloseable {

    private static final long LIMIT_SECONDS = 60;
    private static final long REST_MICROS = 4_000;

    final Histogram total = new Histogram(3);
    final Map<Phase, Histogram> phases = new EnumMap<>(Phase.class);

    private final Certificates certificates = new Certificates();
    private final CuttingServer server;
    private final ReconnectingClient client;
    private final int instruments;
    private final Semaphore whole = new Semaphore(0);
    private int fresh; // of the handler's thread
    private volatile long wholeNanos;

    Reconnects(ClientKind kind, Scheme scheme, boolean subscribesByMessage, int instruments) throws Exception {
        this.instruments = instruments;
        for (final Phase phase : Phase.values()) {
            phases.put(phase, new Histogram(3));
        }
        server = new CuttingServer(scheme, subscribesByMessage, instruments, certificates);
        client = kind.create(certificates, server.base("http"), instruments);
        client.start(target(kind, scheme, subscribesByMessage), text -> onText(text));
        await();
    }

    /** Cuts, and waits until every instrument has a fresh price. {@return nanoseconds that it took} */
    long cut(Cut how) throws IOException, InterruptedException {
        CuttingServer.rest(REST_MICROS); // so that the connection counts as stable, and both sides are at rest
        final long cutNanos = server.cut(how);
        await();
        record(cutNanos);
        return wholeNanos - cutNanos;
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

    private void await() throws InterruptedException {
        if (!whole.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "no fresh price of all " + instruments + " instruments within " + LIMIT_SECONDS + " s of the cut");
        }
    }

    private void onText(CharSequence text) {
        if (text.length() > 0 && text.charAt(2) == 'r') {
            return; // an acknowledgement: {"result":…
        }
        if (++fresh == instruments) {
            fresh = 0;
            wholeNanos = System.nanoTime();
            whole.release();
        }
    }

    private Target target(ClientKind kind, Scheme scheme, boolean subscribesByMessage) {
        final StringBuilder streams = new StringBuilder();
        final StringBuilder params = new StringBuilder();
        for (int i = 0; i < instruments; i++) {
            final String stream = CuttingServer.symbol(i).toLowerCase(Locale.ROOT) + "@bookTicker";
            streams.append(i == 0 ? "" : "/").append(stream);
            params.append(i == 0 ? "\"" : ",\"").append(stream).append('"');
        }
        final String base = server.base("ws");
        return new Target(
                URI.create(subscribesByMessage ? base + "/stream" : base + "/stream?streams=" + streams),
                subscribesByMessage ? "{\"method\":\"SUBSCRIBE\",\"params\":[" + params + "],\"id\":1}" : "",
                scheme.isSecure() ? certificates.clientContext() : null,
                kind.isTuned());
    }
}
