package io.holdfast.gateway.demo;

import io.holdfast.testkit.server.SimulatedExchange;
import io.holdfast.testkit.venue.Venue;
import io.holdfast.transport.Endpoint;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A venue of the testkit on real TLS sockets, and how it is made to fail. */
class SimulatedDemoExchange<V extends Venue> implements DemoExchange {

    private static final int GOING_AWAY = 1001;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration REFUSED_FOR = Duration.ofSeconds(1);

    final SimulatedExchange<V> exchange;

    private final String id;
    private final String path;
    private final List<String> instruments;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "demo-faults");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts a venue; its streams are below a path, such as {@code /v2}. */
    SimulatedDemoExchange(String id, V venue, String path, String... instruments) {
        this.id = id;
        this.path = path;
        this.exchange = SimulatedExchange.start(venue);
        this.instruments = List.of(instruments);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Endpoint stream() {
        return Endpoint.of(exchange.streamUrl() + path);
    }

    @Override
    public Endpoint http() {
        return Endpoint.of(exchange.httpUrl());
    }

    @Override
    public X509Certificate authority() {
        return exchange.authority();
    }

    @Override
    public List<String> instruments() {
        return instruments;
    }

    @Override
    public Set<Cut> cuts() {
        return EnumSet.complementOf(EnumSet.of(Cut.SHUTDOWN));
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
            case SHUTDOWN -> announceShutdown();
            default -> throw new AssertionError("unhandled cut: " + cut);
        }
    }

    /** For those whose exchange announces its end. */
    void announceShutdown() {
        throw new IllegalArgumentException("cut: SHUTDOWN (expected one of: " + cuts() + ")");
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
