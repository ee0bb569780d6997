package io.holdfast.transport.netty;

import static java.util.Objects.requireNonNull;

import io.holdfast.time.MonotonicClock;
import io.holdfast.time.Scheduler;
import io.holdfast.time.SystemClock;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.dial.AddressPolicy;
import io.holdfast.transport.netty.dial.Dialer;
import io.holdfast.transport.netty.dial.Proxy;
import io.holdfast.transport.netty.dial.Resolver;
import io.holdfast.transport.netty.http.HttpClient;
import io.holdfast.transport.netty.loop.Counters.Count;
import io.holdfast.transport.netty.loop.IoLoop;
import io.holdfast.transport.netty.rehearsal.Rehearsal;
import io.holdfast.transport.netty.tls.TlsClient;
import io.holdfast.transport.netty.tls.TrustStores;
import io.holdfast.transport.netty.websocket.WebSocketClient;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport on Netty.
 *
 * <p>Its threads are {@code holdfast-io-<n>}, one for each of {@link NettyTransportConfig#threads}, and
 * {@code holdfast-resolver-<n>} for name look-up, which may block; all exist from the start. A listener is called on
 * the I/O thread of its scheduler: what blocks there blocks every connection of that thread.
 *
 * <p>Thread-safe where {@link Transport} says "any thread".
 */
public final class NettyTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(1_800);
    private static final Duration DRAIN_TIMEOUT = Duration.ofMillis(1_000);

    private final MonotonicClock clock = new SystemClock();
    private final AtomicInteger nextSide = new AtomicInteger();
    private final IoDriver driver;
    private final Resolver resolver;
    private final boolean isX25519First;
    private final List<Side> sides = new ArrayList<>();

    /** What belongs to one thread. */
    private record Side(IoLoop loop, WebSocketClient webSockets, HttpClient http) {}

    /** Makes a transport with {@link NettyTransportConfig#DEFAULT} and starts its threads. */
    public NettyTransport() {
        this(NettyTransportConfig.DEFAULT);
    }

    /**
     * Makes a transport and starts its threads.
     *
     * @throws IllegalStateException if the kind of I/O is not to be had here, or the JVM is told not to check host names
     */
    public NettyTransport(NettyTransportConfig config) {
        driver = IoDriver.of(config.io());
        isX25519First = config.keyExchange() != KeyExchange.JDK_DEFAULT;
        final TlsClient tls =
                new TlsClient(trust(config), isX25519First, config.keyExchange() == KeyExchange.X25519_FOR_JVM);
        resolver = new Resolver(
                config.resolver()::resolve, config.addressFresh(), config.addressReserve(), config.resolverThreads());
        final Dialer dialer =
                new Dialer(resolver, new AddressPolicy(config.linkLocalAllowed()), tls, proxy(config.proxy()));
        for (int i = 1; i <= config.threads(); i++) {
            final IoLoop loop = new IoLoop(
                    "holdfast-io-" + i, config.daemon(), driver.handlers().get(), driver.channels());
            sides.add(new Side(loop, new WebSocketClient(loop, dialer, loop.counters()), new HttpClient(loop, dialer)));
        }
    }

    @Override
    public Scheduler newScheduler() {
        return sides.get(Math.floorMod(nextSide.getAndIncrement(), sides.size()))
                .loop();
    }

    @Override
    public int threads() {
        return sides.size();
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@link ConnectionListener#onPhase} may come from within this method, nothing else does.
     *
     * @throws IllegalArgumentException if a header of the request belongs to the upgrade itself, or the scheduler is not
     *     this transport's
     * @throws IllegalStateException    on another thread than the scheduler's
     */
    @Override
    public Attempt connect(ConnectRequest request, Scheduler scheduler, ConnectionListener listener) {
        requireNonNull(listener, "listener");
        return sideOf(scheduler).webSockets().connect(request, listener);
    }

    @Override
    public Attempt get(HttpRequest request, Scheduler scheduler, HttpListener listener) {
        requireNonNull(listener, "listener");
        return sideOf(scheduler).http().get(request, listener);
    }

    /** {@inheritDoc} Its connections are not counted in {@link #status}. */
    @Override
    public void rehearse() {
        try {
            new Rehearsal(sides.get(0).loop(), resolver, isX25519First).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.warn("no rehearsal: the first reconnect will be slower than need be", e);
        }
    }

    /** {@return what it has done so far} Any thread. */
    public TransportStatus status() {
        return new TransportStatus(
                driver.name(),
                sum(Count.ATTEMPTS),
                sum(Count.OPENED),
                sum(Count.MESSAGES_IN),
                sum(Count.BYTES_IN),
                sum(Count.FRAMES_OUT),
                sum(Count.BYTES_OUT),
                sum(Count.PINGS_IN),
                sum(Count.PINGS_SKIPPED),
                sum(Count.UNKNOWN_PONGS),
                sum(Count.MESSAGES_AFTER_CLOSE),
                sum(Count.REQUESTS),
                resolver.lookups(),
                resolver.reserveUses());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Called on one of its own threads it does not wait for that one. A look-up that hangs in the operating system
     * cannot be ended; its thread is a daemon and ends when the look-up does.
     */
    @Override
    public void close() {
        final long deadlineNanos = clock.nanos() + CLOSE_TIMEOUT.toNanos();
        sides.forEach(side -> side.loop().beginClose(DRAIN_TIMEOUT.toNanos()));
        try {
            for (final Side side : sides) {
                side.loop().awaitClosed(deadlineNanos - clock.nanos());
            }
            // After the loops: a look-up that is cut off must not be told as the host's failure.
            resolver.close();
            resolver.awaitClosed(deadlineNanos - clock.nanos());
        } catch (InterruptedException e) {
            resolver.close();
            Thread.currentThread().interrupt();
        }
    }

    private Side sideOf(Scheduler scheduler) {
        for (int i = 0; i < sides.size(); i++) {
            if (sides.get(i).loop() == scheduler) {
                if (!scheduler.inThread()) {
                    throw new IllegalStateException("thread: "
                            + Thread.currentThread().getName() + " (expected: the scheduler's; use Scheduler.execute)");
                }
                return sides.get(i);
            }
        }
        throw new IllegalArgumentException("scheduler: " + scheduler + " (expected: one of this transport's)");
    }

    private long sum(Count count) {
        return sides.stream()
                .mapToLong(side -> side.loop().counters().get(count))
                .sum();
    }

    private static TrustManager @Nullable [] trust(NettyTransportConfig config) {
        if (config.trustManagerFactory() != null) {
            return TrustStores.hostChecking(config.trustManagerFactory().getTrustManagers());
        }
        return config.anchors().isEmpty() ? null : TrustStores.of(config.anchors(), config.defaultTrust());
    }

    private static @Nullable Proxy proxy(@Nullable ProxyServer server) {
        return server == null
                ? null
                : new Proxy(server.host(), server.port(), address -> proxyHandler(server, address));
    }

    private static ProxyHandler proxyHandler(ProxyServer server, InetSocketAddress address) {
        return switch (server.kind()) {
            case HTTP ->
                server.user() == null
                        ? new HttpProxyHandler(address)
                        : new HttpProxyHandler(address, server.user(), server.password());
            case SOCKS5 -> new Socks5ProxyHandler(address, server.user(), server.password());
        };
    }
}
