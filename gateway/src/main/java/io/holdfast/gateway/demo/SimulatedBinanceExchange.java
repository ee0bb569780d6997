package io.holdfast.gateway.demo;

import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.NettyTransport;
import io.holdfast.transport.netty.NettyTransportConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The demo's exchange: the testkit's simulated Binance, over TLS on loopback. Found by {@code ServiceLoader}. */
public final class SimulatedBinanceExchange implements DemoExchange {

    private static final int GOING_AWAY = 1001;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration REFUSED_FOR = Duration.ofSeconds(1);

    private final SimulatedExchange<BinanceVenue> exchange = SimulatedExchange.start(BinanceVenue.usual());
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "demo-faults");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts the exchange on a free port. */
    public SimulatedBinanceExchange() {}

    @Override
    public String id() {
        return "binance";
    }

    @Override
    public Endpoint stream() {
        return Endpoint.of(exchange.streamUrl());
    }

    @Override
    public Endpoint http() {
        return Endpoint.of(exchange.httpUrl());
    }

    @Override
    public Transport newTransport() {
        return new NettyTransport(
                NettyTransportConfig.builder().trust(exchange.authority()).build());
    }

    @Override
    public void cut(Cut cut) {
        switch (cut) {
            case FIN -> exchange.endStream();
            case RST -> exchange.reset();
            case CLOSE_FRAME -> exchange.closeWith(GOING_AWAY, "going away");
            case BLACK_HOLE -> exchange.blackHole();
            case REFUSE -> {
                exchange.refuseConnections();
                exchange.reset();
                soon(exchange::accept, REFUSED_FOR);
            }
            case RATE_LIMIT -> {
                exchange.refuseUpgrades(TOO_MANY_REQUESTS, Map.of("Retry-After", "1"), "{\"code\":-1003}");
                exchange.endStream();
                soon(exchange::acceptUpgrades, REFUSED_FOR.dividedBy(2));
            }
            case SHUTDOWN -> exchange.onVenue(BinanceVenue::announceShutdown);
            default -> throw new AssertionError("unhandled cut: " + cut);
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
        exchange.close();
    }

    private void soon(Runnable action, Duration delay) {
        later.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
