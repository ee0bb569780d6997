package io.holdfast.transport.netty.http;

import io.holdfast.time.Scheduler.Timer;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.dial.Channels;
import io.holdfast.transport.netty.dial.Dial;
import io.holdfast.transport.netty.dial.Dialer;
import io.holdfast.transport.netty.dial.Untrusted;
import io.holdfast.transport.netty.loop.IoLoop;
import io.holdfast.transport.netty.loop.LoopMember;
import io.holdfast.transport.netty.tls.TlsFailures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One GET on a connection of its own, which ends with it: snapshots are rare, and a pooled connection that has died
 * unnoticed would cost more than a handshake saves.
 *
 * <p>Confined to its I/O thread.
 */
final class HttpGet extends ChannelInboundHandlerAdapter implements Transport.Attempt, Dial.Client, LoopMember {

    private static final Logger LOG = LoggerFactory.getLogger(HttpGet.class);
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int LONGEST_HEADERS = 8 * 1024;
    private static final int CHUNK = 8 * 1024;

    private final IoLoop loop;
    private final HttpRequest request;
    private final HttpListener listener;
    private final ResponseBody body;

    private ConnectPhase phase = ConnectPhase.RESOLVE;
    private @Nullable Dial dial;
    private @Nullable Channel channel;
    private @Nullable HttpResponse response;
    private Timer timer = Timer.NONE;
    private boolean ended;

    HttpGet(IoLoop loop, HttpRequest request, HttpListener listener) {
        this.loop = loop;
        this.request = request;
        this.listener = listener;
        this.body = new ResponseBody(request.maxBodyBytes());
    }

    void begin(Dialer dialer) {
        if (loop.isClosing()) {
            fail(DisconnectCause.TRANSPORT_CLOSED, "", true);
            return;
        }
        loop.add(this);
        timer = loop.schedule(this::onDeadline, request.timeout().toNanos());
        dial = dialer.newDial(request.endpoint(), ConnectionLimits.DEFAULT, loop, this);
        dial.begin();
    }

    @Override
    public void abort() {
        assert loop.inThread();
        fail(DisconnectCause.CLOSED_BY_US, "", true);
    }

    @Override
    public void transportClosed() {
        fail(DisconnectCause.TRANSPORT_CLOSED, "", false);
    }

    @Override
    public void onPhase(ConnectPhase next) {
        phase = next;
    }

    @Override
    public ChannelHandler handler() {
        return this;
    }

    @Override
    public void onDialFailed(Disconnect disconnect) {
        end();
        tellLater(() -> listener.onFailed(disconnect));
    }

    @Override
    public void onConnected(Channel open) {
        phase = ConnectPhase.OPEN;
        channel = open;
        open.pipeline().addBefore("client", "http", new HttpClientCodec(LONGEST_LINE, LONGEST_HEADERS, CHUNK));
        final DefaultFullHttpRequest get = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, request.endpoint().target());
        get.headers()
                .set(HttpHeaderNames.HOST, request.endpoint().authority())
                .set(HttpHeaderNames.ACCEPT_ENCODING, "gzip")
                .set(HttpHeaderNames.ACCEPT, "application/json")
                .set(HttpHeaderNames.CONNECTION, "close")
                .set(HttpHeaderNames.USER_AGENT, "holdfast");
        open.writeAndFlush(get).addListener(future -> {
            if (!future.isSuccess()) {
                fail(DisconnectCause.WRITE_FAILED, String.valueOf(future.cause().getMessage()), true);
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!ended && message instanceof HttpObject part) {
                onPart(part);
            }
        } catch (ZipException e) {
            fail(DisconnectCause.RESPONSE_INVALID, String.valueOf(e.getMessage()), false);
        } catch (Throwable e) {
            LOG.error("{}: an exception ends the request", request.endpoint(), e);
            fail(DisconnectCause.INTERNAL_ERROR, e.toString(), false);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // A body that ends with the connection has been told by the codec before this.
        fail(DisconnectCause.END_OF_STREAM, "closed before the response was whole", false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (failure.getCause() instanceof SSLException || failure instanceof SSLException) {
            fail(DisconnectCause.TLS_FAILED, TlsFailures.detail(failure), false);
        } else if (failure instanceof IOException) {
            fail(DisconnectCause.RESET, String.valueOf(failure.getMessage()), false);
        } else {
            LOG.error("{}: an exception ends the request", request.endpoint(), failure);
            fail(DisconnectCause.INTERNAL_ERROR, failure.toString(), false);
        }
    }

    private void onPart(HttpObject part) throws IOException {
        if (part.decoderResult().isFailure()) {
            fail(
                    DisconnectCause.RESPONSE_INVALID,
                    TlsFailures.detail(part.decoderResult().cause()),
                    false);
            return;
        }
        if (part instanceof HttpResponse head) {
            response = head.status().code() < 200 ? null : head; // an interim response is followed by the real one
            body.reset();
        }
        if (part instanceof HttpContent content && response != null) {
            if (!body.add(content.content())) {
                fail(DisconnectCause.RESPONSE_INVALID, "a body above " + request.maxBodyBytes() + " bytes", false);
            } else if (part instanceof LastHttpContent) {
                onWhole(response);
            }
        }
    }

    private void onWhole(HttpResponse head) throws IOException {
        final String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        final byte[] bytes = body.decoded(encoding);
        if (bytes == null) {
            fail(
                    DisconnectCause.RESPONSE_INVALID,
                    "a body in " + encoding + " that is unknown, or above " + request.maxBodyBytes() + " bytes",
                    false);
            return;
        }
        end();
        if (dial != null) {
            dial.onServed();
        }
        tell(() -> listener.onResponse(
                head.status().code(),
                bytes,
                RetryAfter.parse(head.headers().get(HttpHeaderNames.RETRY_AFTER), loop.epochNanos())));
    }

    private void onDeadline() {
        fail(DisconnectCause.RESPONSE_TIMEOUT, "no whole response within " + request.timeout(), false);
    }

    private void fail(DisconnectCause cause, String detail, boolean later) {
        if (ended) {
            return;
        }
        end();
        final Disconnect disconnect = Disconnect.of(cause, phase, Untrusted.clean(detail));
        if (later) {
            tellLater(() -> listener.onFailed(disconnect));
        } else {
            tell(() -> listener.onFailed(disconnect));
        }
    }

    private void end() {
        ended = true;
        timer.cancel();
        loop.remove(this);
        if (dial != null) {
            dial.abort();
        }
        if (channel != null) {
            Channels.abort(channel);
        }
    }

    private void tellLater(Runnable end) {
        try {
            loop.execute(() -> tell(end));
        } catch (RejectedExecutionException e) {
            tell(end); // the loop is ending: there is no later turn
        }
    }

    private void tell(Runnable end) {
        try {
            end.run();
        } catch (Throwable e) {
            LOG.error("{}: the listener of a request failed", request.endpoint(), e);
        }
    }
}
