package io.holdfast.benchmarks.scale;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.benchmarks.wire.TinyBinance;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server for any number of connections: each gets one price of every stream that it names, in its address or later. */
final class Crowd implements AutoCloseable {

    private static final int BACKLOG = 4_096;
    private static final int MASKED_HEAD = 8;
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final Pattern STREAM = Pattern.compile("\\w+@bookTicker");

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("crowd", true), NioIoHandler.newFactory());
    private final byte[] catalog;
    private final List<Channel> connections = new ArrayList<>(); // of the loop
    private final int port;

    Crowd(int instruments) {
        catalog = TinyBinance.catalog(instruments);
        final Channel listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new Connection());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        port = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    int port() {
        return port;
    }

    /** Ends every connection. {@return monotonic time just before} */
    long cutAll() {
        final long now = System.nanoTime();
        group.next()
                .submit(() -> List.copyOf(connections).forEach(Channel::close))
                .syncUninterruptibly();
        return now;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private final class Connection extends ChannelInboundHandlerAdapter {

        private final StringBuilder head = new StringBuilder();
        private final ByteBuf frames = Unpooled.buffer();
        private boolean open;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            final ByteBuf in = (ByteBuf) message;
            if (open) {
                frames.writeBytes(in);
                readFrames(ctx);
            } else {
                head.append(in.toString(ISO_8859_1));
                if (head.indexOf("\r\n\r\n") >= 0) {
                    answer(ctx, head.toString());
                }
            }
            in.release();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connections.remove(ctx.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
            ctx.close();
        }

        private void answer(ChannelHandlerContext ctx, String request) {
            open = true;
            if (!TinyBinance.isUpgrade(request)) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(catalog)).addListener(ChannelFutureListener.CLOSE);
                return;
            }
            connections.add(ctx.channel());
            ctx.write(Unpooled.wrappedBuffer(TinyBinance.agreement(request)));
            final String target = request.substring(request.indexOf('=') + 1, request.indexOf(" HTTP"));
            sendPrices(ctx, List.of(target.split("/")));
        }

        private void readFrames(ChannelHandlerContext ctx) {
            while (frames.isReadable(MASKED_HEAD)) {
                frames.markReaderIndex();
                final int opcode = frames.readByte() & 0x0f;
                final int shortLength = frames.readByte() & 0x7f;
                final int length = shortLength == 126 ? frames.readUnsignedShort() : shortLength;
                if (!frames.isReadable(length + Integer.BYTES)) {
                    frames.resetReaderIndex();
                    return;
                }
                final byte[] mask = new byte[Integer.BYTES];
                frames.readBytes(mask);
                final byte[] payload = new byte[length];
                frames.readBytes(payload);
                for (int i = 0; i < length; i++) {
                    payload[i] ^= mask[i % Integer.BYTES];
                }
                if (opcode == 1) {
                    onRequest(ctx, new String(payload, ISO_8859_1));
                }
            }
            frames.discardReadBytes();
        }

        /** Every request is a SUBSCRIBE. */
        private void onRequest(ChannelHandlerContext ctx, String request) {
            final Matcher id = ID.matcher(request);
            if (!id.find()) {
                throw new IllegalStateException("request: " + request + " (expected: one with an id)");
            }
            ctx.write(Unpooled.wrappedBuffer(TinyBinance.frame("{\"result\":null,\"id\":" + id.group(1) + "}")));
            final List<String> streams = new ArrayList<>();
            final Matcher stream = STREAM.matcher(request);
            while (stream.find()) {
                streams.add(stream.group());
            }
            sendPrices(ctx, streams);
        }

        private void sendPrices(ChannelHandlerContext ctx, List<String> streams) {
            for (final String stream : streams) {
                ctx.write(Unpooled.wrappedBuffer(TinyBinance.price(stream, 1)));
            }
            ctx.flush();
        }
    }
}
