package io.holdfast.benchmarks.distance;

import io.holdfast.benchmarks.measure.Effort;
import io.holdfast.benchmarks.measure.Measurement;
import io.holdfast.benchmarks.measure.Rows;
import io.holdfast.benchmarks.reconnect.ClientKind;
import io.holdfast.benchmarks.reconnect.Cut;
import io.holdfast.benchmarks.reconnect.Reconnects;
import io.holdfast.benchmarks.reconnect.Scheme;
import io.holdfast.testkit.fault.Direction;
import io.holdfast.testkit.fault.FaultProxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The same reconnect through a proxy that delays every byte by so much each way. {@code round trips} is the median over
 * twice the delay. The cut itself travels half of one. The proxy accepts on loopback, so TCP's own handshake is not
 * delayed: a real network adds one round trip for it to every row alike.
 */
public final class Distance implements Measurement {

    private static final int[] DELAYS_MILLIS = {5, 20, 80};
    private static final List<ClientKind> CLIENTS =
            List.of(ClientKind.HOLDFAST, ClientKind.FLOOR_NETTY, ClientKind.OKHTTP_TUNED, ClientKind.JDK);
    private static final List<Scheme> SCHEMES = List.of(Scheme.WS, Scheme.WSS_FULL);

    @Override
    public Duration limit(Effort effort) {
        return Duration.ofSeconds(effort.of(60, 120, 600));
    }

    @Override
    public void run(Effort effort, Rows rows) throws Exception {
        for (final Scheme scheme : SCHEMES) {
            for (final int millis : Arrays.copyOf(DELAYS_MILLIS, effort.of(1, 3, 3))) {
                for (final ClientKind client : CLIENTS.subList(0, effort.of(1, 3, CLIENTS.size()))) {
                    measure(client, scheme, millis, effort, rows);
                }
            }
        }
    }

    private static void measure(ClientKind client, Scheme scheme, int millis, Effort effort, Rows rows)
            throws Exception {
        final Duration delay = Duration.ofMillis(millis);
        final FaultProxy[] proxy = new FaultProxy[1];
        final Reconnects reconnects = new Reconnects(client, scheme, false, 1, port -> {
            proxy[0] = FaultProxy.before(port, 1);
            return proxy[0].port();
        });
        try (reconnects;
                FaultProxy way = proxy[0]) {
            for (int i = 0; i < effort.of(0, 20, 100); i++) {
                reconnects.cut(Cut.FIN); // warm, and not over the distance
            }
            way.latency(Direction.TO_SERVER, delay, Duration.ZERO);
            way.latency(Direction.TO_CLIENT, delay, Duration.ZERO);
            final Histogram nanos = new Histogram(3);
            for (int i = 0; i < effort.of(1, 7, 40); i++) {
                final long took = reconnects.cut(Cut.FIN);
                if (took >= 0) {
                    nanos.recordValue(took);
                }
            }
            rows.row()
                    .with("case", scheme + ", " + millis + " ms each way")
                    .with("client", client)
                    .with("n", nanos.getTotalCount())
                    .with("not recovered", reconnects.notRecovered())
                    .with("p50 ms", nanos.getValueAtPercentile(50) / 1e6)
                    .with("max ms", nanos.getMaxValue() / 1e6)
                    .with("round trips", nanos.getValueAtPercentile(50) / 2.0 / delay.toNanos())
                    .write();
        }
    }
}
