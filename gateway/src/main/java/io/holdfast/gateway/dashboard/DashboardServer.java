package io.holdfast.gateway.dashboard;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the dashboard on one thread of its own. Bounded in everything: connections, streams, sizes, and what a slow
 * reader may keep waiting.
 */
public final class DashboardServer implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_LINE_BYTES = 4_096;
    private static final int MOST_HEADER_BYTES = 8_192;
    private static final int MOST_BODY_BYTES = 4_096;
    private static final int IDLE_SECONDS = 30;
    private static final int LEAST_UNREAD_BYTES = 1 << 20;
    private static final int MOST_UNREAD_BYTES = 4 << 20;
    private static final long STATUS_INTERVAL_MILLIS = 1_000;
    private static final long PRICES_INTERVAL_MILLIS = 500;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(DashboardServer.class);

    private final DashboardView view;
    private final FaultSwitch faults;
    private final RequestGuard guard;
    private final Pages pages = new Pages();
    private final Subscribers subscribers = new Subscribers();
    private final PricesJson pricesJson = new PricesJson();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("holdfast-dashboard", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(group.next());
    private final Channel listening;

    private DashboardServer(DashboardConfig config, DashboardView view, FaultSwitch faults) {
        this.view = view;
        this.faults = faults;
        this.guard = new RequestGuard(config);
        final var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LEAST_UNREAD_BYTES, MOST_UNREAD_BYTES))
                .childHandler(new Initializer())
                .bind(config.address(), config.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IllegalArgumentException("dashboard: cannot listen on " + config.host() + ":" + config.port()
                    + " (" + bound.cause().getMessage() + "; choose another port)");
        }
        listening = bound.channel();
        group.scheduleAtFixedRate(
                this::sendStatus, STATUS_INTERVAL_MILLIS, STATUS_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        group.scheduleAtFixedRate(
                this::sendPrices, PRICES_INTERVAL_MILLIS, PRICES_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * {@return a running server}
     *
     * @param faults the demo's buttons; {@link FaultSwitch#NONE} for none
     * @throws IllegalArgumentException if the address cannot be listened on
     */
    public static DashboardServer start(DashboardConfig config, DashboardView view, FaultSwitch faults) {
        return new DashboardServer(config, view, faults);
    }

    /** {@return a running server, on any free port if the given one is taken} */
    public static DashboardServer startNear(DashboardConfig config, DashboardView view, FaultSwitch faults) {
        try {
            return start(config, view, faults);
        } catch (IllegalArgumentException e) {
            LOG.info("{}", e.getMessage());
            return start(config.withPort(0), view, faults);
        }
    }

    /** {@return the port it listens on} */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** {@return where a browser on this machine finds it} */
    public String url() {
        final InetSocketAddress address = (InetSocketAddress) listening.localAddress();
        final String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/";
    }

    /** Ends all connections and the thread. Blocks two seconds at most. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly(CLOSE_LIMIT.toMillis());
        connections.close().awaitUninterruptibly(CLOSE_LIMIT.toMillis());
        group.shutdownGracefully(0, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_LIMIT.toMillis());
    }

    private void sendStatus() {
        guarded(() -> {
            if (subscribers.size() > 0) {
                subscribers.status(StatusJson.of(view, faults));
            }
        });
    }

    private void sendPrices() {
        guarded(() -> {
            if (subscribers.size() > 0) {
                final var rows = view.prices();
                final long nowNanos = view.nowNanos();
                subscribers.prices(pricesJson.changes(rows, nowNanos), () -> PricesJson.whole(rows, nowNanos));
            }
        });
    }

    /** A timer that throws would not come again. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("dashboard: failed to send", e);
        }
    }

    private final class Initializer extends ChannelInitializer<SocketChannel> {

        @Override
        protected void initChannel(SocketChannel channel) {
            if (connections.size() >= MOST_CONNECTIONS) {
                channel.close();
                return;
            }
            connections.add(channel);
            channel.pipeline()
                    .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                    .addLast(new HttpServerCodec(MOST_LINE_BYTES, MOST_HEADER_BYTES, MOST_BODY_BYTES))
                    .addLast(new HttpObjectAggregator(MOST_BODY_BYTES, true))
                    .addLast(new RequestHandler(view, faults, guard, pages, subscribers))
                    .addLast(new LastResort());
        }
    }

    private static final class LastResort extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
