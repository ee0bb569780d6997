package io.holdfast.testkit.server;

import io.holdfast.testkit.internal.ListeningPort;
import io.holdfast.testkit.venue.Venue;
import io.holdfast.time.Scheduler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
    private final ListeningPort listening;

    private @Nullable SslContext tls;
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
        listening = new ListeningPort(loop, bootstrap());
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
        return listening.address().getPort();
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
        listening.close();
        if (fullBacklog != null) {
            fullBacklog.close();
            fullBacklog = null;
        }
    }

    /** Listens, on the same port as ever. Not on the loop: it waits for it. */
    void listen() {
        if (fullBacklog != null) {
            stopListening();
        }
        listening.open();
    }

    /** Leaves connections unanswered. Not on the loop: it waits for it. */
    void fillBacklog() {
        stopListening();
        fullBacklog = new FullBacklog(listening.address());
    }

    /** Any thread but the loop. */
    void close() {
        stopListening();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private ServerBootstrap bootstrap() {
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
                });
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
