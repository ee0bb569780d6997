package io.holdfast.gateway.dashboard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pages that listen to server-sent events. One that does not read is passed over, then given everything anew, and
 * ended if it goes on; nobody waits for it. Confined to the server's thread.
 */
final class Subscribers {

    static final int MOST = 32;
    private static final int MOST_PASSES = 20;

    private final Map<Channel, Subscriber> byChannel = new LinkedHashMap<>();

    int size() {
        return byChannel.size();
    }

    boolean isFull() {
        return byChannel.size() >= MOST;
    }

    /** Begins the stream on a connection that asked for it. */
    void add(ChannelHandlerContext context) {
        final HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        Responses.secure(response.headers());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        HttpUtil.setTransferEncodingChunked(response, true);
        context.writeAndFlush(response);
        final Channel channel = context.channel();
        byChannel.put(channel, new Subscriber());
        channel.closeFuture().addListener(closed -> byChannel.remove(channel));
    }

    /** Sends an event to all. */
    void status(String json) {
        byChannel.forEach((channel, subscriber) -> {
            if (channel.isWritable()) {
                write(channel, "status", json);
            } else if (++subscriber.passes > MOST_PASSES) {
                channel.close();
            }
        });
    }

    /**
     * Sends prices.
     *
     * @param changes what has changed; empty if nothing has
     * @param whole   everything, for whoever has missed something
     */
    void prices(String changes, java.util.function.Supplier<String> whole) {
        String all = "";
        for (final Map.Entry<Channel, Subscriber> entry : byChannel.entrySet()) {
            final Subscriber subscriber = entry.getValue();
            if (!entry.getKey().isWritable()) {
                subscriber.complete = false;
            } else if (!subscriber.complete) {
                all = all.isEmpty() ? whole.get() : all;
                write(entry.getKey(), "prices", all);
                subscriber.complete = true;
                subscriber.passes = 0;
            } else if (!changes.isEmpty()) {
                write(entry.getKey(), "prices", changes);
            }
        }
    }

    private static void write(Channel channel, String event, String json) {
        final ByteBuf body = Unpooled.wrappedBuffer(
                ("event: " + event + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
        channel.writeAndFlush(new DefaultHttpContent(body));
    }

    private static final class Subscriber {

        /** Whether it has been sent every price so far. */
        private boolean complete;

        private int passes;
    }
}
