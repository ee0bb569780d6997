package io.holdfast.testkit.server;

import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.SlidingLimit;
import io.holdfast.testkit.venue.VenueConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One socket of a {@link SimulatedExchange}: between HTTP and WebSocket on one side, the venue on the other. */
final class ExchangeClient extends SimpleChannelInboundHandler<Object> implements ClientLink {

    private static final int MAX_FRAME_BYTES = 65_536;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int FINAL = 0x80;

    private final ExchangeSockets exchange;
    private final SendShaper shaper;
    private final SlidingLimit lastSecond = new SlidingLimit(Long.MAX_VALUE, Duration.ofSeconds(1));

    private @Nullable ChannelHandlerContext context;
    private @Nullable VenueConnection connection;
    private String address = "";
    private String target = "";
    private boolean open;
    private boolean saidGoodbye;
    private boolean flushDue;
    private int spoilAt = -1;
    private long messages;
    private long pings;
    private long pongs;
    private long mostWithinASecond;

    ExchangeClient(ExchangeSockets exchange, SendShaper shaper) {
        this.exchange = exchange;
        this.shaper = shaper;
    }

    // ---- what the venue may do

    @Override
    public void sendText(byte[] buffer, int offset, int length) {
        final UnaryOperator<String> rewriter = exchange.faults().rewriter;
        if (rewriter == null) {
            sendMessage(TEXT, buffer, offset, length);
        } else {
            final byte[] other = rewriter.apply(new String(buffer, offset, length, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            sendMessage(TEXT, other, 0, other.length);
        }
    }

    @Override
    public void sendBinary(byte[] buffer, int offset, int length) {
        sendMessage(BINARY, buffer, offset, length);
    }

    @Override
    public void ping() {
        if (mayTalk()) {
            write(new PingWebSocketFrame());
        }
    }

    @Override
    public void close(int code, String reason) {
        if (context != null && mayTalk()) {
            saidGoodbye = true;
            context.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void drop() {
        if (context != null) {
            context.channel().close();
        }
    }

    // ---- what the exchange's controls may do

    boolean isOpen() {
        return open;
    }

    boolean isWritable() {
        return context == null || context.channel().isWritable();
    }

    /** Sends a close frame and leaves TCP as it is. */
    void closeFrameOnly(int code, String reason) {
        if (mayTalk()) {
            saidGoodbye = true;
            write(new CloseWebSocketFrame(code, reason));
        }
    }

    void reset() {
        if (context != null) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.pipeline().firstContext().close(); // from the front, so that TLS says no goodbye
        }
    }

    /** Ends our half of TCP without TLS's goodbye; the other half goes on. */
    void halfClose() {
        if (context != null && context.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }

    /** Ends TCP without TLS's goodbye. */
    void truncate() {
        if (context != null) {
            context.pipeline().firstContext().close();
        }
    }

    void mute() {
        shaper.mute();
    }

    void deafen() {
        shaper.deafen();
        if (context != null) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** Forgets the client, as a server that lost power does; the socket stays as it is. */
    void abandon() {
        mute();
        deafen();
        ended();
    }

    void spoilNextMessage() {
        spoilAt = 0;
    }

    void spoilWire() {
        shaper.spoilNext();
    }

    void sendRaw(byte[] bytes) {
        if (context != null && open) {
            context.write(Unpooled.copiedBuffer(bytes), context.newPromise());
            flushSoon();
        }
    }

    ClientReport report() {
        return new ClientReport(address, target, messages, pings, pongs, mostWithinASecond, open);
    }

    // ---- what the socket says

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        exchange.failed(cause);
        ctx.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpRequest request) {
            onRequest(ctx, request);
        } else if (message instanceof WebSocketFrame frame && connection != null && open) {
            onFrame(ctx, frame, connection);
        }
    }

    private void onFrame(ChannelHandlerContext ctx, WebSocketFrame frame, VenueConnection to) {
        if (frame instanceof CloseWebSocketFrame close) {
            if (!saidGoodbye) {
                saidGoodbye = true;
                ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            }
            return;
        }
        lastSecond.count(1, exchange.scheduler().nanos());
        mostWithinASecond =
                Math.max(mostWithinASecond, lastSecond.used(exchange.scheduler().nanos()));
        if (frame instanceof PingWebSocketFrame ping) {
            pings++;
            if (!exchange.faults().pongsDropped && mayTalk()) {
                write(new PongWebSocketFrame(ping.content().retain()));
            }
            to.onPing();
        } else if (frame instanceof PongWebSocketFrame) {
            pongs++;
            to.onPong();
        } else {
            messages++;
            final byte[] bytes = new byte[frame.content().readableBytes()];
            frame.content().readBytes(bytes);
            if (frame instanceof TextWebSocketFrame) {
                to.onText(bytes, 0, bytes.length);
            } else if (frame instanceof BinaryWebSocketFrame) {
                to.onBinary(bytes, 0, bytes.length);
            }
        }
    }

    private void onRequest(ChannelHandlerContext ctx, FullHttpRequest request) {
        final boolean upgrade = request.headers().contains(HttpHeaderNames.UPGRADE);
        final WireFaults faults = exchange.faults();
        final WireFaults.Refusal refusal = upgrade ? faults.upgrades : faults.requests;
        exchange.requested(upgrade);
        if (faults.hangingAt == HandshakePhase.UPGRADE) {
            return;
        }
        final byte[] raw = upgrade ? faults.upgradeAnswer : null;
        final ClientRequest head = head(ctx, request);
        if (raw != null) {
            ctx.pipeline().context(HttpServerCodec.class).writeAndFlush(Unpooled.copiedBuffer(raw)); // not through it
        } else if (refusal != null) {
            final HttpAnswer answer = HttpAnswer.of(refusal.status(), refusal.body());
            answer(ctx, new HttpAnswer(answer.status(), refusal.headers(), answer.body()));
        } else if (!HttpMethod.GET.equals(request.method())) {
            answer(ctx, HttpAnswer.of(405, ""));
        } else if (upgrade) {
            upgrade(ctx, request, head);
        } else {
            answer(ctx, exchange.venue().get(head));
        }
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, ClientRequest head) {
        final WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        request.uri(), null, false, MAX_FRAME_BYTES)
                .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
            return;
        }
        final Admission admission = exchange.venue().accept(head, this);
        if (admission instanceof Admission.Refused refused) {
            answer(ctx, refused.answer());
            return;
        }
        handshaker.handshake(ctx.channel(), request);
        address = head.address();
        target = head.target();
        open = true;
        final VenueConnection admitted = ((Admission.Admitted) admission).connection();
        connection = admitted;
        exchange.opened(this);
        if (exchange.faults().hangingAt == HandshakePhase.OPEN) {
            mute();
            deafen();
        }
        admitted.onOpen();
    }

    private void ended() {
        if (open) {
            open = false;
            if (connection != null) {
                connection.onClosed();
            }
            exchange.closed(this);
        }
    }

    // ---- sending

    private boolean mayTalk() {
        return context != null && open && !saidGoodbye;
    }

    private void sendMessage(int opcode, byte[] buffer, int offset, int length) {
        if (context == null || !mayTalk()) {
            return;
        }
        final int fragment = exchange.faults().fragmentBytes;
        if (fragment <= 0 || length <= fragment) {
            writeFrame(context, FINAL | opcode, buffer, offset, length);
        } else {
            for (int sent = 0; sent < length; sent += fragment) {
                final int size = Math.min(fragment, length - sent);
                final boolean last = sent + size == length;
                writeFrame(context, (last ? FINAL : 0) | (sent == 0 ? opcode : 0), buffer, offset + sent, size);
            }
        }
        flushSoon();
    }

    private void writeFrame(ChannelHandlerContext ctx, int head, byte[] buffer, int offset, int length) {
        final ByteBuf frame = ctx.alloc().ioBuffer(length + 10);
        frame.writeByte(head);
        if (length < 126) {
            frame.writeByte(length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(126).writeShort(length);
        } else {
            frame.writeByte(127).writeLong(length);
        }
        frame.writeBytes(buffer, offset, length);
        if (spoilAt >= 0 && length > 0) {
            spoilAt = -1;
            frame.setByte(frame.writerIndex() - 1 - length / 2, 0x01); // a character that JSON allows nowhere
        }
        ctx.write(frame, ctx.voidPromise());
    }

    private void write(WebSocketFrame frame) {
        if (context != null) {
            context.write(frame, context.voidPromise());
            flushSoon();
        }
    }

    /** One flush for all that is written in one turn of the loop. */
    private void flushSoon() {
        if (!flushDue) {
            flushDue = true;
            exchange.flushSoon(this);
        }
    }

    void flush() {
        flushDue = false;
        if (context != null) {
            context.flush();
        }
    }

    private static ClientRequest head(ChannelHandlerContext ctx, FullHttpRequest request) {
        final Map<String, String> headers = new HashMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        final String from =
                ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress().getHostAddress();
        return new ClientRequest(request.uri(), headers, from);
    }

    private static void answer(ChannelHandlerContext ctx, HttpAnswer answer) {
        final FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json;charset=" + StandardCharsets.UTF_8);
        answer.headers().forEach(response.headers()::set);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
