package io.holdfast.benchmarks.resilience;

import io.holdfast.Holdfast;
import io.holdfast.TradingGate;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to ask before every order whether an instrument may be traded; the exchange is not there, the gate shut. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class GateBenchmark {

    private final NettyTransport transport =
            new NettyTransport(NettyTransportConfig.builder().build());
    private Holdfast holdfast;
    private TradingGate gate;
    private long now;

    /** Starts it. */
    @Setup
    public void start() {
        holdfast = Holdfast.builder()
                .transport(transport)
                .handler((event, endOfBatch) -> {})
                .exchange(
                        "binance",
                        options -> options.subscribe("BTC/USDT", Channel.TOP_OF_BOOK)
                                .profile(profile -> profile.toBuilder()
                                        .streams(List.of(Endpoint.of("ws://127.0.0.1:1")))
                                        .http(Endpoint.of("http://127.0.0.1:1"))
                                        .build()))
                .start();
        gate = holdfast.gate("binance", Instrument.of("BTC/USDT"));
    }

    /** Stops it. */
    @TearDown
    public void stop() {
        holdfast.close();
        transport.close();
    }

    /** As it was last told. */
    @Benchmark
    public boolean isOpen() {
        return gate.isOpen();
    }

    /** As of a time at hand. */
    @Benchmark
    public boolean isOpenNow() {
        return gate.isOpen(++now);
    }
}
