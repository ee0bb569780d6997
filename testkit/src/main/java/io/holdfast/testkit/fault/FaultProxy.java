package io.holdfast.testkit.fault;

import io.holdfast.testkit.internal.ListeningPort;
import io.holdfast.time.SystemClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Stands between a client and any server on TCP's level, and breaks the way between them: late, slow, in single bytes,
 * cut, corrupted, silent. It knows nothing of what it carries, so TLS and the server's certificate pass through it.
 *
 * <p>What is set holds for connections that are open and for later ones, until it is set again or {@link #heal}ed.
 * Byte counts begin with each connection. All methods may be called from any thread but the proxy's own, and have
 * taken effect when they return. One thread, named {@code fault-proxy-…}; {@link #close} stops it.
 */
public final class FaultProxy implements AutoCloseable {

    private static final long CALL_LIMIT_SECONDS = 10;
    private static final int CONNECT_LIMIT_MILLIS = 5_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("fault-proxy", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final SystemClock clock = new SystemClock();
    private final SplittableRandom random;
    private final InetSocketAddress server;
    private final ListeningPort listening;
    private final Map<Direction, PipeFaults> faults = new EnumMap<>(Direction.class);
    private final List<ProxiedConnection> connections = new ArrayList<>();

    private long accepted;
    private long lifeNanos = PipeFaults.NEVER;
    private Ending lifeEnding = Ending.FIN;

    private FaultProxy(InetSocketAddress server, long seed) {
        this.server = server;
        this.random = new SplittableRandom(seed);
        for (final Direction direction : Direction.values()) {
            faults.put(direction, new PipeFaults());
        }
        listening = new ListeningPort(loop, bootstrap());
    }

    /**
     * {@return a proxy on a free port of the loopback address}
     *
     * @param port of the server, on the loopback address
     * @param seed of the jitter
     */
    public static FaultProxy before(int port, long seed) {
        return before(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), seed);
    }

    /**
     * {@return a proxy on a free port of the loopback address}
     *
     * @param seed of the jitter
     */
    public static FaultProxy before(InetSocketAddress server, long seed) {
        return new FaultProxy(server, seed);
    }

    /** {@return the port on the loopback address to which clients go} */
    public int port() {
        return listening.address().getPort();
    }

    /** {@return connections accepted since the start} */
    public long accepted() {
        return call(() -> accepted);
    }

    /** {@return connections that are open, on either side} */
    public int connections() {
        return call(connections::size);
    }

    /** {@return bytes that have passed on the connections that are open} */
    public long passedBytes(Direction direction) {
        return call(() -> connections.stream()
                .mapToLong(connection -> connection.passedBytes(direction))
                .sum());
    }

    /**
     * Delays what passes.
     *
     * @param latency of every byte
     * @param jitter  added to it, drawn anew for each read, from nothing to this; order is kept
     */
    public void latency(Direction direction, Duration latency, Duration jitter) {
        change(direction, pipe -> {
            pipe.latencyNanos = latency.toNanos();
            pipe.jitterNanos = jitter.toNanos();
        });
    }

    /** Limits how much passes in a second. */
    public void bandwidth(Direction direction, long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " (expected: >= 1)");
        }
        change(direction, pipe -> pipe.bytesPerSecond = bytesPerSecond);
    }

    /** Passes everything in writes of so many bytes, one for single bytes. */
    public void slice(Direction direction, int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
        }
        change(direction, pipe -> pipe.sliceBytes = bytes);
    }

    /** Lets nothing pass; both ends stay connected. What was sent meanwhile passes after {@link #heal}. */
    public void blackHole(Direction direction) {
        change(direction, pipe -> pipe.held = true);
    }

    /** Lets nothing pass in either direction. */
    public void blackHole() {
        blackHole(Direction.TO_SERVER);
        blackHole(Direction.TO_CLIENT);
    }

    /** Ends each connection once so many bytes have passed in a direction. */
    public void endAfter(Direction direction, long bytes, Ending ending) {
        change(direction, pipe -> {
            pipe.endAfterBytes = bytes;
            pipe.ending = ending;
        });
    }

    /** Turns one bit of the byte at this offset of each connection, 0 being the first. */
    public void corrupt(Direction direction, long offset) {
        change(direction, pipe -> pipe.corruptAt = offset);
    }

    /** Ends connections that begin from now on after a time; zero ends them as soon as they are accepted. */
    public void endAfter(Duration life, Ending ending) {
        run(() -> {
            lifeNanos = life.toNanos();
            lifeEnding = ending;
        });
    }

    /** Ends every connection that is open. */
    public void cut(Ending ending) {
        run(() -> List.copyOf(connections).forEach(connection -> connection.end(ending)));
    }

    /** Refuses connections from now on; {@link #accept} ends that. */
    public void refuse() {
        listening.close();
    }

    /** Accepts connections again, on the same port. */
    public void accept() {
        listening.open();
    }

    /** Breaks nothing any more. What has been cut stays cut. */
    public void heal() {
        run(() -> {
            lifeNanos = PipeFaults.NEVER;
            faults.values().forEach(PipeFaults::heal);
            pump();
        });
        accept();
    }

    @Override
    public void close() {
        listening.close();
        cut(Ending.FIN);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    // ---- on the proxy's thread

    PipeFaults faults(Direction direction) {
        final PipeFaults pipe = faults.get(direction);
        if (pipe == null) {
            throw new AssertionError("no faults of " + direction);
        }
        return pipe;
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    private void accepted(Channel client) {
        accepted++;
        if (lifeNanos == 0) {
            closeAtOnce(client, lifeEnding);
            return;
        }
        final Ending ending = lifeEnding;
        final long life = lifeNanos;
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_LIMIT_MILLIS)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server)
                .addListener((ChannelFuture connect) -> {
                    if (!connect.isSuccess()) {
                        closeAtOnce(client, Ending.RST);
                        return;
                    }
                    final ProxiedConnection connection = new ProxiedConnection(
                            this,
                            client,
                            connect.channel(),
                            faults(Direction.TO_SERVER),
                            faults(Direction.TO_CLIENT),
                            clock,
                            random.split());
                    connections.add(connection);
                    if (life != PipeFaults.NEVER) {
                        loop.schedule(() -> connection.end(ending), life, TimeUnit.NANOSECONDS);
                    }
                });
    }

    private static void closeAtOnce(Channel client, Ending ending) {
        if (ending == Ending.RST) {
            client.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        client.close();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.eventLoop().execute(() -> accepted(channel));
                    }
                });
    }

    private void change(Direction direction, Consumer<PipeFaults> change) {
        run(() -> {
            change.accept(faults(direction));
            pump();
        });
    }

    private void pump() {
        List.copyOf(connections).forEach(ProxiedConnection::pump);
    }

    private void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    private <T> T call(Callable<T> action) {
        try {
            return loop.submit(action).get(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("fault proxy: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("fault proxy: no answer within " + CALL_LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("fault proxy: interrupted", e);
        }
    }
}
