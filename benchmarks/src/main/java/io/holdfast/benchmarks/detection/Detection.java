package io.holdfast.benchmarks.detection;

import io.holdfast.benchmarks.measure.Effort;
import io.holdfast.benchmarks.measure.Measurement;
import io.holdfast.benchmarks.measure.Rows;
import io.holdfast.benchmarks.reconnect.ClientKind;
import io.holdfast.benchmarks.reconnect.Reconnects;
import io.holdfast.benchmarks.reconnect.Scheme;
import io.holdfast.testkit.fault.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A link goes silent without ending, as when a router forgets it; or one subscription stalls while the connection goes
 * on. Holdfast runs Kraken's plugin at its defaults: heartbeats each second. The peers run at their defaults, and have
 * noticed when they connect anew; they are watched all at once.
 */
public final class Detection implements Measurement {

    private static final List<ClientKind> PEERS = List.of(
            ClientKind.OKHTTP,
            ClientKind.JAVA_WEBSOCKET,
            ClientKind.JDK,
            ClientKind.NV_WEBSOCKET,
            ClientKind.XCHANGE_STREAM,
            ClientKind.FLOOR_NETTY);

    @Override
    public Duration limit(Effort effort) {
        return Duration.ofSeconds(effort.of(120, 150, 900));
    }

    @Override
    public void run(Effort effort, Rows rows) throws Exception {
        halfOpen(effort, rows);
        stalled(effort, rows);
        peers(effort.of(2, 20, 200), rows);
    }

    private static void halfOpen(Effort effort, Rows rows) throws Exception {
        final Histogram suspected = new Histogram(3);
        final Histogram replaced = new Histogram(3);
        final Histogram fresh = new Histogram(3);
        for (int i = 0; i < effort.of(1, 5, 30); i++) {
            try (WatchedKraken kraken = new WatchedKraken()) {
                kraken.live();
                TimeUnit.MILLISECONDS.sleep(
                        effort.of(200, 1_500, 1_500) + i * 137L % 1_000); // anywhere between heartbeats
                kraken.blackHole();
                suspected.recordValue(kraken.untilStale());
                replaced.recordValue(kraken.untilLost());
                kraken.heal();
                fresh.recordValue(kraken.untilLive());
            }
        }
        rows.row()
                .with("case", "half-open link")
                .with("client", ClientKind.HOLDFAST)
                .with("n", suspected.getTotalCount())
                .with("suspected s", seconds(suspected))
                .with("given up s", seconds(replaced))
                .with("live again s", seconds(fresh))
                .with("of which at most s", fresh.getMaxValue() / 1e9)
                .with("configured", WatchedKraken.configured())
                .write();
    }

    private static void stalled(Effort effort, Rows rows) throws Exception {
        final Histogram suspected = new Histogram(3);
        for (int i = 0; i < effort.of(0, 2, 5); i++) {
            try (WatchedKraken kraken = new WatchedKraken()) {
                kraken.live();
                TimeUnit.SECONDS.sleep(effort.of(0, 12, 60)); // so that its rhythm is known
                kraken.stall();
                suspected.recordValue(kraken.untilStale());
            }
        }
        if (suspected.getTotalCount() == 0) {
            return;
        }
        rows.row()
                .with("case", "one book stalls, ten messages a second before")
                .with("client", ClientKind.HOLDFAST)
                .with("n", suspected.getTotalCount())
                .with("suspected s", seconds(suspected))
                .write();
    }

    private static void peers(int seconds, Rows rows) throws Exception {
        final List<Peer> peers = new ArrayList<>();
        try {
            for (final ClientKind kind : PEERS) {
                peers.add(new Peer(kind));
            }
            final long start = System.nanoTime();
            for (final Peer peer : peers) {
                peer.proxy.blackHole();
            }
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
                TimeUnit.MILLISECONDS.sleep(20);
                peers.forEach(peer -> peer.look(System.nanoTime() - start));
            }
            for (final Peer peer : peers) {
                rows.row()
                        .with("case", "half-open link")
                        .with("client", peer.kind)
                        .with("n", 1)
                        .with("suspected s", "")
                        .with("given up s", peer.noticed(seconds))
                        .write();
            }
        } finally {
            for (final Peer peer : peers) {
                peer.proxy.close();
                peer.reconnects.close();
            }
        }
    }

    private static double seconds(Histogram nanos) {
        return nanos.getValueAtPercentile(50) / 1e9;
    }

    private static final class Peer {

        final ClientKind kind;
        final Reconnects reconnects;
        FaultProxy proxy;

        private final long before;
        private long noticedNanos = -1;

        Peer(ClientKind kind) throws Exception {
            this.kind = kind;
            reconnects = new Reconnects(kind, Scheme.WS, false, 1, port -> {
                proxy = FaultProxy.before(port, 1);
                return proxy.port();
            });
            before = proxy.accepted();
        }

        void look(long now) {
            if (noticedNanos < 0 && proxy.accepted() > before) {
                noticedNanos = now;
            }
        }

        String noticed(int waited) {
            return noticedNanos < 0 ? "not noticed within " + waited + " s" : Double.toString(noticedNanos / 1e9);
        }
    }
}
