package io.holdfast.benchmarks.reconnect;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * From the instant the server cuts the connection to a fresh price of every instrument in the application's handler,
 * subscriptions restored; loopback, one connection.
 *
 * <p>JMH's own figure contains the rest before each cut and the waking of the thread that measures; the figures to quote
 * are those stamped in the handler, which {@link ReconnectLog} writes beside it. A real network adds its round trips. The peers
 * hand over text; Holdfast hands over a decoded price in an open epoch.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 300)
@Measurement(iterations = 500)
@Threads(1)
@State(Scope.Benchmark)
public class ReconnectBenchmark {

    /** Who. */
    @Param({
        "HOLDFAST",
        "FLOOR_BLOCKING_SOCKET",
        "FLOOR_NETTY",
        "OKHTTP",
        "OKHTTP_TUNED",
        "JAVA_WEBSOCKET",
        "JAVA_WEBSOCKET_TUNED",
        "JDK",
        "NV_WEBSOCKET",
        "NV_WEBSOCKET_TUNED",
        "XCHANGE_STREAM_TUNED"
    })
    public ClientKind client;

    /** Through what. */
    @Param({"WS", "WSS_FULL", "WSS_RESUMED"})
    public Scheme scheme;

    /** How it is cut. */
    @Param({"FIN", "RST", "CLOSE_FRAME"})
    public Cut cut;

    /** How many subscriptions are restored. */
    @Param({"1", "50", "500"})
    public int instruments;

    private Reconnects reconnects;
    private boolean isWarm;

    /** Connects for the first time. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        reconnects = new Reconnects(client, scheme, false, instruments, port -> port);
    }

    /** Forgets the warm-up. */
    @Setup(Level.Iteration)
    public void forgetWarmUp(IterationParams iteration) {
        if (iteration.getType() == IterationType.MEASUREMENT && !isWarm) {
            isWarm = true;
            reconnects.reset();
        }
    }

    /** One cut. */
    @Benchmark
    public long reconnect() throws Exception {
        return reconnects.cut(cut);
    }

    /** Writes what the handler stamped. */
    @TearDown(Level.Trial)
    public void close(BenchmarkParams parameters) throws Exception {
        ReconnectLog.append(parameters, reconnects);
        reconnects.close();
    }
}
