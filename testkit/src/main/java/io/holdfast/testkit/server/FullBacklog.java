package io.holdfast.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port that answers nothing: its queue of connections to accept is full, so the kernel drops whatever comes. */
final class FullBacklog implements AutoCloseable {

    private static final int MORE_THAN_FIT = 8;

    private final ServerSocketChannel server;
    private final List<SocketChannel> filling = new ArrayList<>();

    FullBacklog(InetSocketAddress address) {
        try {
            server = ServerSocketChannel.open();
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(address, 1);
            for (int i = 0; i < MORE_THAN_FIT; i++) {
                final SocketChannel client = SocketChannel.open();
                client.configureBlocking(false);
                client.connect(address);
                filling.add(client);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (final SocketChannel client : filling) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                client.close();
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
