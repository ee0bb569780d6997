package io.holdfast.gateway.dashboard;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Answers, each with the headers that keep a browser from being turned against us. Stateless. */
final class Responses {

    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";

    private Responses() {}

    static void text(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status, String text) {
        bytes(context, request, status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static void json(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status, String json) {
        bytes(context, request, status, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    static void bytes(
            ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status, String type, byte[] body) {
        final FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                status,
                HttpMethod.HEAD.equals(request.method()) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        secure(response.headers());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        send(context, request, response);
    }

    static void send(ChannelHandlerContext context, HttpRequest request, FullHttpResponse response) {
        final boolean keep = HttpUtil.isKeepAlive(request) && response.status().code() < 400;
        if (!keep) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        final var written = context.writeAndFlush(response);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Everything comes from here, nothing may be framed, nothing is kept, and nobody is told where it came from. */
    static void secure(HttpHeaders headers) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                        + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }
}
