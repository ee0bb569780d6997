package io.holdfast.testkit.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback address on which a server listens, or for a while does not. Not on the loop's own thread: it
 * waits for it. Callers see to it that one thread at a time does something here.
 */
public final class ListeningPort implements AutoCloseable {

    private static final int MOST_TURNS = 10_000;

    private final EventLoop loop;
    private final ServerBootstrap bootstrap;
    private final InetSocketAddress address;
    private @Nullable Channel channel;

    /** Listens on a free port. */
    public ListeningPort(EventLoop loop, ServerBootstrap bootstrap) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        final Channel first = bootstrap
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        channel = first;
        address = (InetSocketAddress) first.localAddress();
    }

    /** {@return the address, also while nobody listens} */
    public InetSocketAddress address() {
        return address;
    }

    /** Listens again, on the same port. Harmless while it listens. */
    public void open() {
        if (channel == null) {
            channel = bootstrap.bind(address).syncUninterruptibly().channel();
        }
    }

    /** Listens no more: connections are refused by the time this returns. Harmless when repeated. */
    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        channel.close().syncUninterruptibly();
        channel = null;
        // The kernel goes on listening until the loop has let go of the channel, some turns later.
        for (int turn = 0; !isFree(); turn++) {
            if (turn == MOST_TURNS) {
                throw new IllegalStateException("port " + address.getPort() + ": still listening after it was closed");
            }
            loop.submit(() -> {}).syncUninterruptibly();
        }
    }

    private boolean isFree() {
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
