package io.holdfast.testkit.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client of a {@link SimulatedBinance}: answers its requests, and breaks in the way that is asked for. */
final class BinanceClient extends SimpleChannelInboundHandler<Object> {

    private static final int MAX_FRAME_BYTES = 65_536;
    /** Larger requests are silently ignored, as Binance does. */
    private static final int MAX_REQUEST_BYTES = 4_000;

    private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([A-Z_]+)\"");
    private static final Pattern PARAMS = Pattern.compile("\"params\"\\s*:\\s*\\[([^]]*)]");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

    private final SimulatedBinance exchange;
    private final Set<String> streams = new LinkedHashSet<>();

    private @Nullable ChannelHandlerContext context;
    private boolean combined;
    private boolean mute;
    private boolean dataSilenced;
    private boolean open;

    BinanceClient(SimulatedBinance exchange) {
        this.exchange = exchange;
    }

    Set<String> streams() {
        return Set.copyOf(streams);
    }

    void publish(String stream, String payload) {
        if (!mute && !dataSilenced && streams.contains(stream)) {
            write(combined ? "{\"stream\":\"" + stream + "\",\"data\":" + payload + "}" : payload);
        }
    }

    void flush() {
        if (context != null) {
            context.flush();
        }
    }

    void send(String text) {
        if (!mute) {
            write(text);
            flush();
        }
    }

    void closeWith(int code, String reason) {
        if (context != null) {
            context.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    void endStream() {
        if (context != null) {
            context.channel().close();
        }
    }

    void reset() {
        if (context != null) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.pipeline().firstContext().close(); // from the front, so that TLS says no goodbye
        }
    }

    void blackHole() {
        mute = true;
        if (context != null) {
            context.channel().config().setAutoRead(false);
        }
    }

    void silence() {
        dataSilenced = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (open) {
            open = false;
            exchange.closed(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpRequest request) {
            onRequest(ctx, request);
        } else if (message instanceof TextWebSocketFrame text) {
            onCommand(text.text());
        } else if (message instanceof PingWebSocketFrame ping && !mute) {
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else if (message instanceof CloseWebSocketFrame close) {
            ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void onRequest(ChannelHandlerContext ctx, FullHttpRequest request) {
        final QueryStringDecoder target = new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8);
        if (!request.headers().contains(HttpHeaderNames.UPGRADE)) {
            answerHttp(ctx, target.path());
            return;
        }
        final SimulatedBinance.Refusal refusal = exchange.refusal();
        if (exchange.handshakesHang()) {
            return;
        }
        if (refusal != null) {
            final FullHttpResponse response = response(HttpResponseStatus.valueOf(refusal.status()), refusal.bytes());
            refusal.headers().forEach(response.headers()::set);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        upgrade(ctx, request, target);
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, QueryStringDecoder target) {
        final WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        request.uri(), null, false, MAX_FRAME_BYTES)
                .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
            return;
        }
        combined = target.path().equals("/stream");
        if (combined) {
            for (final String names : target.parameters().getOrDefault("streams", List.of())) {
                streams.addAll(List.of(names.split("/")));
            }
        } else if (target.path().startsWith("/ws/")) {
            streams.add(target.path().substring("/ws/".length()));
        }
        handshaker.handshake(ctx.channel(), request);
        open = true;
        exchange.opened(this);
    }

    private void answerHttp(ChannelHandlerContext ctx, String path) {
        final boolean known = path.equals("/api/v3/exchangeInfo");
        final String body = known ? exchange.exchangeInfo() : "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}";
        ctx.writeAndFlush(response(
                        known ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST,
                        body.getBytes(StandardCharsets.UTF_8)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void onCommand(String text) {
        final Matcher method = METHOD.matcher(text);
        final Matcher id = ID.matcher(text);
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_REQUEST_BYTES) {
            return;
        }
        if (!method.find() || !id.find()) {
            send("{\"code\":2,\"msg\":\"Invalid request: request ID must be an unsigned integer\"}");
            return;
        }
        final Set<String> names = names(text);
        if (names.stream().anyMatch(exchange::rejects)) {
            send("{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":" + id.group(1) + "}");
            return;
        }
        String result = "null";
        switch (method.group(1)) {
            case "SUBSCRIBE" -> streams.addAll(names);
            case "UNSUBSCRIBE" -> streams.removeAll(names);
            case "LIST_SUBSCRIPTIONS" ->
                result = streams.isEmpty() ? "[]" : "[\"" + String.join("\",\"", streams) + "\"]";
            default -> {
                send("{\"code\":2,\"msg\":\"Invalid request: unknown variant\"}");
                return;
            }
        }
        send("{\"result\":" + result + ",\"id\":" + id.group(1) + "}");
    }

    private static Set<String> names(String text) {
        final Set<String> names = new LinkedHashSet<>();
        final Matcher params = PARAMS.matcher(text);
        if (params.find()) {
            final Matcher name = STRING.matcher(params.group(1));
            while (name.find()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    private void write(String text) {
        if (context != null) {
            final WebSocketFrame frame = new TextWebSocketFrame(text);
            context.write(frame, context.voidPromise());
        }
    }

    private static FullHttpResponse response(HttpResponseStatus status, byte[] body) {
        final FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
        return response;
    }
}
