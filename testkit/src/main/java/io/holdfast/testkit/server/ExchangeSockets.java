package io.holdfast.testkit.server;

import io.holdfast.testkit.venue.Venue;
import io.holdfast.time.Scheduler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sockets of a {@link SimulatedExchange}. Confined to its loop, but for what says otherwise. */
final class ExchangeSockets {

    private static final int MAX_REQUEST_BYTES = 65_536;
    private static final int MOST_BINDS = 1_000;
    private static final int MAX_REPORTS = 1_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("simulated-exchange", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final LoopScheduler scheduler = new LoopScheduler(loop);
    private final WireFaults faults = new WireFaults();
    private final Venue venue;
    private final @Nullable LoopbackCertificate certificate;
    private final List<ExchangeClient> clients = new ArrayList<>();
    /** Of clients that have left; not the clients themselves, which would hold on to their sockets. */
    private final ArrayDeque<ClientReport> left = new ArrayDeque<>();

    private final List<ExchangeClient> toFlush = new ArrayList<>();
    private final InetSocketAddress address;

    private @Nullable SslContext tls;
    private @Nullable Channel listening;
    private @Nullable FullBacklog fullBacklog;
    private long accepted;
    private long upgradesAsked;
    private long requestsAsked;
    private long connectionsEver;
    private @Nullable Throwable firstFailure;

    /** Any thread. */
    ExchangeSockets(Venue venue, @Nullable CertificateKind kind) {
        this.venue = venue;
        certificate = kind == null
                ? null
                : LoopbackCertificate.create(kind, Instant.ofEpochSecond(0, scheduler.epochNanos()));
        tls = certificate == null ? null : certificate.serverContext();
        final Channel first = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listening = first;
        address = (InetSocketAddress) first.localAddress();
    }

    EventLoop loop() {
        return loop;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    WireFaults faults() {
        return faults;
    }

    Venue venue() {
        return venue;
    }

    int port() {
        return address.getPort();
    }

    /** Shows another certificate of the same authority to those who come from now on. */
    void renewCertificate() {
        if (certificate != null) {
            tls = certificate
                    .renewed(Instant.ofEpochSecond(0, scheduler.epochNanos()))
                    .serverContext();
        }
    }

    @Nullable
    LoopbackCertificate certificate() {
        return certificate;
    }

    List<ExchangeClient> clients() {
        return clients;
    }

    List<ClientReport> reports() {
        return Stream.concat(left.stream(), clients.stream().map(ExchangeClient::report))
                .toList();
    }

    long accepted() {
        return accepted;
    }

    long upgradesAsked() {
        return upgradesAsked;
    }

    long requestsAsked() {
        return requestsAsked;
    }

    long connectionsEver() {
        return connectionsEver;
    }

    @Nullable
    Throwable firstFailure() {
        return firstFailure;
    }

    void requested(boolean upgrade) {
        if (upgrade) {
            upgradesAsked++;
        } else {
            requestsAsked++;
        }
    }

    void opened(ExchangeClient client) {
        connectionsEver++;
        clients.add(client);
    }

    void closed(ExchangeClient client) {
        if (clients.remove(client)) {
            left.add(client.report());
            if (left.size() > MAX_REPORTS) {
                left.remove();
            }
        }
    }

    /** Something threw. What the network or a client's bytes bring about is no failure of the exchange. */
    void failed(Throwable cause) {
        final boolean foreign = cause instanceof IOException || cause instanceof CodecException;
        if (firstFailure == null && !foreign) {
            firstFailure = cause;
        }
    }

    void flushSoon(ExchangeClient client) {
        if (toFlush.isEmpty()) {
            loop.execute(this::flush);
        }
        toFlush.add(client);
    }

    void flush() {
        for (int i = 0; i < toFlush.size(); i++) {
            toFlush.get(i).flush();
        }
        toFlush.clear();
    }

    /** Stops listening. Not on the loop: it waits for it. */
    void stopListening() {
        if (listening != null) {
            listening.close().syncUninterruptibly();
            listening = null;
        }
        if (fullBacklog != null) {
            fullBacklog.close();
            fullBacklog = null;
        }
    }

    /** Listens, on the same port as ever. Not on the loop: it waits for it. */
    void listen() {
        if (listening == null) {
            stopListening();
            listening = bindAgain();
        }
    }

    /** Leaves connections unanswered. Not on the loop: it waits for it. */
    void fillBacklog() {
        stopListening();
        for (int attempt = 0; fullBacklog == null; attempt++) {
            loop.submit(() -> {}).syncUninterruptibly();
            fullBacklog = FullBacklog.tryToOpen(address, attempt == MOST_BINDS);
        }
    }

    /** Any thread but the loop. */
    void close() {
        stopListening();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** The port is free only once the loop has let go of the channel that was closed, some turns later. */
    private Channel bindAgain() {
        for (int attempt = 0; attempt < MOST_BINDS; attempt++) {
            loop.submit(() -> {}).syncUninterruptibly();
            final ChannelFuture bound = tryToBind(address).awaitUninterruptibly();
            if (bound.isSuccess()) {
                return bound.channel();
            }
        }
        return bind(address);
    }

    private Channel bind(InetSocketAddress on) {
        return tryToBind(on).syncUninterruptibly().channel();
    }

    private ChannelFuture tryToBind(InetSocketAddress on) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        setUp(channel);
                    }
                })
                .bind(on);
    }

    private void setUp(Channel channel) {
        accepted++;
        final SendShaper shaper = new SendShaper(faults, scheduler);
        channel.pipeline().addLast(shaper);
        final byte[] greeting = faults.greeting;
        if (greeting != null) {
            channel.eventLoop().execute(() -> channel.writeAndFlush(Unpooled.copiedBuffer(greeting)));
            return;
        }
        if (tls != null) {
            if (faults.hangingAt == HandshakePhase.TLS) {
                return; // nobody there to answer
            }
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(MAX_REQUEST_BYTES),
                        new ExchangeClient(this, shaper));
    }
}
