package io.holdfast.transport.netty.dial;

import io.holdfast.time.Scheduler.Timer;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.netty.loop.IoLoop;
import io.holdfast.transport.netty.tls.TlsFailures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One way from a host's name to an open, encrypted socket. It is itself the last handler of the pipeline until then,
 * and makes room for the client's.
 *
 * <pre>
 * RESOLVE ──► TCP ──(each address in turn)──► [proxy] ──► [TLS] ──► {@link Client#onConnected}
 *    └──────────┴──────────────────────────────┴───────────┴─────► {@link Client#onDialFailed}
 * </pre>
 *
 * <p>Confined to its loop's thread. Every phase has a deadline of its own.
 */
public final class Dial extends ChannelInboundHandlerAdapter {

    private static final String NAME = "dial";
    private static final int MOST_ADDRESSES = 16;

    private final Dialer dialer;
    private final Endpoint endpoint;
    private final ConnectionLimits limits;
    private final IoLoop loop;
    private final Client client;

    private InetAddress[] addresses = {};
    private int nextAddress;
    private @Nullable SocketChannel channel;
    private @Nullable SslHandler tls;
    private ConnectPhase phase = ConnectPhase.RESOLVE;
    private Timer deadline = Timer.NONE;
    private boolean ended;

    /** Who wants the socket. */
    public interface Client {

        /** A phase begins. */
        void onPhase(ConnectPhase phase);

        /** {@return what is to handle the socket's bytes from now on} Asked once, when it is open. */
        ChannelHandler handler();

        /** The socket is open, and the client's handler stands at the end of its pipeline. */
        void onConnected(Channel channel);

        /** No socket. Perhaps from within {@link Dial#begin}. */
        void onDialFailed(Disconnect disconnect);
    }

    Dial(Dialer dialer, Endpoint endpoint, ConnectionLimits limits, IoLoop loop, Client client) {
        this.dialer = dialer;
        this.endpoint = endpoint;
        this.limits = limits;
        this.loop = loop;
        this.client = client;
    }

    /** Begins. */
    public void begin() {
        enter(ConnectPhase.RESOLVE);
        if (ended) {
            return;
        }
        final InetAddress target = AddressPolicy.literal(endpoint.host());
        if (target != null && !dialer.policy().allows(target, true)) {
            fail(DisconnectCause.ADDRESS_FORBIDDEN, endpoint.host());
            return;
        }
        final String host = dialer.hostToResolve(endpoint);
        final InetAddress literal = AddressPolicy.literal(host);
        if (literal != null) {
            onAddresses(new InetAddress[] {literal}, true);
            return;
        }
        dialer.resolver().resolve(host, limits.resolveTimeout().toNanos(), loop, new Resolver.Callback() {
            @Override
            public void onAddresses(InetAddress[] found) {
                Dial.this.onAddresses(found, dialer.proxy() != null);
            }

            @Override
            public void onUnresolved(DisconnectCause cause, String detail) {
                fail(dialer.proxy() == null ? cause : DisconnectCause.PROXY_FAILED, detail);
            }
        });
    }

    /** Gives up. The client is not told. */
    public void abort() {
        ended = true;
        deadline.cancel();
        dropChannel();
    }

    /** {@return how far it has come} */
    public ConnectPhase phase() {
        return phase;
    }

    /** Notes that the socket led to a service that works: its address comes first from now on. */
    public void onServed() {
        if (dialer.proxy() == null && nextAddress > 0) {
            dialer.resolver().prefer(endpoint.host(), addresses[nextAddress - 1]);
        }
    }

    /** Notes that the socket led to a service that does not work: its address comes last from now on. */
    public void onNotServed() {
        if (dialer.proxy() == null && nextAddress > 0) {
            dialer.resolver().avoid(endpoint.host(), addresses[nextAddress - 1]);
        }
    }

    /** One dial stands in one pipeline after another; nothing that comes from an earlier one is listened to. */
    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isOver(ctx)) {
            return;
        }
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                connected(ctx.channel());
            } else {
                onTlsFailed(handshake.cause());
            }
        } else if (event instanceof ProxyConnectionEvent) {
            onTcp(ctx.channel());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (isOver(ctx)) {
            return;
        }
        if (phase == ConnectPhase.TLS) {
            onTlsFailed(failure);
        } else if (failure instanceof ProxyConnectException || dialer.proxy() != null) {
            tryNextAfter(DisconnectCause.PROXY_FAILED, failure.toString());
        } else {
            tryNextAfter(
                    failure instanceof IOException ? DisconnectCause.RESET : DisconnectCause.INTERNAL_ERROR,
                    failure.toString());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (isOver(ctx)) {
            return;
        }
        if (phase == ConnectPhase.TCP) {
            tryNextAfter(dialer.proxy() == null ? DisconnectCause.RESET : DisconnectCause.PROXY_FAILED, "closed");
        } else {
            failHere(DisconnectCause.END_OF_STREAM, "closed in the TLS handshake");
        }
    }

    private void onAddresses(InetAddress[] found, boolean spelled) {
        if (ended) {
            return;
        }
        addresses = Arrays.stream(found)
                .filter(address -> dialer.policy().allows(address, spelled))
                .limit(MOST_ADDRESSES)
                .toArray(InetAddress[]::new);
        if (addresses.length == 0) {
            fail(DisconnectCause.ADDRESS_FORBIDDEN, endpoint.host() + " is " + Arrays.toString(found));
            return;
        }
        tryNext();
    }

    private void tryNext() {
        enter(ConnectPhase.TCP);
        if (ended) {
            return;
        }
        final InetAddress address = addresses[nextAddress];
        nextAddress++;
        final SocketChannel opened;
        try {
            opened = loop.newChannel();
        } catch (RuntimeException e) {
            tryNextAfter(DisconnectCause.NETWORK_UNREACHABLE, TlsFailures.detail(e)); // out of descriptors
            return;
        }
        channel = opened;
        opened.config().setOption(ChannelOption.TCP_NODELAY, true);
        opened.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        opened.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // the deadline is ours
        final SocketAddress target = prepare(opened, address);
        startDeadline(limits.connectTimeout(), DisconnectCause.CONNECT_TIMEOUT);
        loop.eventLoop().register(opened);
        opened.connect(target).addListener((ChannelFuture future) -> onConnect(opened, future));
        if (!ended && channel == opened && endpoint.secure() && tls == null) {
            tls = dialer.tls().newHandler(endpoint.host(), endpoint.port()); // while TCP is on its way
        }
    }

    private SocketAddress prepare(SocketChannel opened, InetAddress address) {
        final Proxy proxy = dialer.proxy();
        if (proxy == null) {
            opened.pipeline().addLast(NAME, this);
            return new InetSocketAddress(address, endpoint.port());
        }
        final ProxyHandler handler = proxy.handlers().apply(new InetSocketAddress(address, proxy.port()));
        handler.setConnectTimeoutMillis(0);
        opened.pipeline().addLast("proxy", handler).addLast(NAME, this);
        return InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port());
    }

    private void onConnect(Channel connected, ChannelFuture future) {
        if (ended || connected != channel) {
            return;
        }
        if (!future.isSuccess()) {
            final Throwable failure = future.cause();
            tryNextAfter(
                    dialer.proxy() == null ? ConnectFailures.classify(failure) : DisconnectCause.PROXY_FAILED,
                    String.valueOf(failure.getMessage()));
        } else if (dialer.proxy() == null) {
            onTcp(connected);
        }
    }

    private void onTcp(Channel open) {
        if (!endpoint.secure()) {
            connected(open);
            return;
        }
        enter(ConnectPhase.TLS);
        if (ended) {
            return;
        }
        startDeadline(limits.tlsTimeout(), DisconnectCause.TLS_TIMEOUT);
        final SslHandler handler = tls != null ? tls : dialer.tls().newHandler(endpoint.host(), endpoint.port());
        tls = null;
        handler.setCloseNotifyFlushTimeoutMillis(limits.closeTimeout().toMillis());
        open.pipeline().addBefore(NAME, "tls", handler);
    }

    private void onTlsFailed(Throwable failure) {
        final DisconnectCause cause = TlsFailures.classify(failure);
        if (cause == DisconnectCause.TLS_FAILED || cause == DisconnectCause.END_OF_STREAM) {
            dialer.tls().onHandshakeFailed(endpoint.host(), endpoint.port());
        }
        failHere(cause, TlsFailures.detail(failure));
    }

    private void connected(Channel open) {
        ended = true;
        deadline.cancel();
        channel = null;
        open.pipeline().replace(this, "client", client.handler());
        client.onConnected(open);
    }

    private void enter(ConnectPhase next) {
        phase = next;
        client.onPhase(next);
    }

    private void startDeadline(Duration timeout, DisconnectCause cause) {
        deadline.cancel();
        deadline = loop.schedule(() -> onDeadline(cause, timeout), timeout.toNanos());
    }

    private void onDeadline(DisconnectCause cause, Duration timeout) {
        if (ended) {
            return;
        }
        if (cause == DisconnectCause.CONNECT_TIMEOUT) {
            tryNextAfter(dialer.proxy() == null ? cause : DisconnectCause.PROXY_FAILED, "no answer within " + timeout);
        } else {
            failHere(cause, "no handshake within " + timeout);
        }
    }

    /** The address did not answer at all: perhaps the next one does. */
    private void tryNextAfter(DisconnectCause cause, String detail) {
        dropChannel();
        if (nextAddress < addresses.length) {
            tryNext();
            return;
        }
        dialer.resolver().doubt(dialer.hostToResolve(endpoint));
        final String place = addresses[nextAddress - 1].getHostAddress() + ":" + endpoint.port();
        fail(
                cause,
                addresses.length == 1
                        ? place + ": " + detail
                        : "none of " + addresses.length + " addresses; last " + place + ": " + detail);
    }

    /** The address answered, and what it answered will not do. */
    private void failHere(DisconnectCause cause, String detail) {
        onNotServed();
        fail(cause, detail);
    }

    private void fail(DisconnectCause cause, String detail) {
        if (ended) {
            return;
        }
        abort();
        client.onDialFailed(Disconnect.of(cause, phase, Untrusted.clean(detail)));
    }

    private void dropChannel() {
        final SocketChannel dropped = channel;
        channel = null;
        if (dropped != null) {
            if (dropped.isRegistered()) {
                Channels.abort(dropped);
            } else {
                dropped.unsafe().closeForcibly();
            }
        }
    }

    private boolean isOver(ChannelHandlerContext ctx) {
        return ended || ctx.channel() != channel;
    }
}
