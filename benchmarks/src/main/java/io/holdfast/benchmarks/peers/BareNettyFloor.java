package io.holdfast.benchmarks.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Floor: Netty on NIO, with one handler of its own and nothing of Netty's HTTP and WebSocket handlers. */
public final class BareNettyFloor implements ReconnectingClient {

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, Daemons.named("bare-netty-floor"), NioIoHandler.newFactory());
    private volatile boolean closed;
    private volatile @Nullable Channel channel;

    @Override
    public void start(Target target, TextListener listener) {
        final InetSocketAddress address =
                new InetSocketAddress(target.uri().getHost(), target.uri().getPort());
        final ByteBuf request = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(Handshake.request(target.uri()))
                .asReadOnly());
        final ByteBuf subscribe = target.subscribe().isEmpty()
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                        .writeBytes(Handshake.textFrame(target.subscribe()))
                        .asReadOnly());
        final Bootstrap bootstrap = new Bootstrap();
        bootstrap
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress(address)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opening) {
                        if (target.tls() != null) {
                            final SSLEngine engine =
                                    target.tls().createSSLEngine(address.getHostString(), address.getPort());
                            engine.setUseClientMode(true);
                            Tls.tune(engine);
                            opening.pipeline().addLast(new SslHandler(engine));
                        }
                        opening.pipeline().addLast(new Reader(() -> connect(bootstrap), request, subscribe, listener));
                    }
                });
        connect(bootstrap);
    }

    private void connect(Bootstrap bootstrap) {
        if (!closed) {
            bootstrap.connect().addListener(connected -> {
                if (!connected.isSuccess()) {
                    connect(bootstrap);
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        final Channel open = channel;
        if (open != null) {
            open.close();
        }
        group.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private final class Reader extends ChannelInboundHandlerAdapter {

        private final Runnable again;
        private final ByteBuf request;
        private final ByteBuf subscribe;
        private final TextListener listener;
        private final byte[] buffer = new byte[1 << 16];
        private int length;
        private boolean open;

        Reader(Runnable again, ByteBuf request, ByteBuf subscribe, TextListener listener) {
            this.again = again;
            this.request = request;
            this.subscribe = subscribe;
            this.listener = listener;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            ctx.writeAndFlush(request.duplicate());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            final ByteBuf in = (ByteBuf) message;
            final int read = in.readableBytes();
            in.readBytes(buffer, length, read);
            in.release();
            length += read;
            int start = 0;
            if (!open) {
                start = Handshake.headLength(buffer, length);
                if (start < 0) {
                    return;
                }
                open = true;
                if (subscribe.isReadable()) {
                    ctx.writeAndFlush(subscribe.duplicate());
                }
            }
            start += Handshake.readFrames(buffer, start, length, listener);
            System.arraycopy(buffer, start, buffer, 0, length - start);
            length -= start;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            again.run();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
            ctx.close();
        }
    }
}
