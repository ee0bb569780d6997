package io.holdfast.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Floor: one thread, one blocking socket, everything encoded beforehand; nothing that a client must do otherwise. */
public final class BlockingSocketFloor implements ReconnectingClient {

    private final byte[] buffer = new byte[1 << 16];
    private volatile boolean closed;
    private volatile @Nullable Socket socket;

    @Override
    public void start(Target target, TextListener listener) {
        final InetSocketAddress address =
                new InetSocketAddress(target.uri().getHost(), target.uri().getPort());
        final byte[] request = Handshake.request(target.uri());
        final byte[] subscribe = target.subscribe().isEmpty() ? new byte[0] : Handshake.textFrame(target.subscribe());
        Daemons.named("blocking-socket-floor")
                .newThread(() -> {
                    while (!closed) {
                        try {
                            connection(target, address, request, subscribe, listener);
                        } catch (IOException e) {
                            // cut: again
                        }
                    }
                })
                .start();
    }

    private void connection(
            Target target, InetSocketAddress address, byte[] request, byte[] subscribe, TextListener listener)
            throws IOException {
        try (Socket tcp = new Socket()) {
            socket = tcp;
            tcp.setTcpNoDelay(true);
            tcp.connect(address);
            final Socket open = target.tls() == null
                    ? tcp
                    : target.tls()
                            .getSocketFactory()
                            .createSocket(tcp, address.getHostString(), address.getPort(), true);
            if (open instanceof SSLSocket tls) {
                Tls.tune(tls);
            }
            open.getOutputStream().write(request);
            read(open, subscribe, listener);
        }
    }

    private void read(Socket open, byte[] subscribe, TextListener listener) throws IOException {
        final InputStream in = open.getInputStream();
        int length = 0;
        int head = -1;
        while (head < 0) {
            length += readSome(in, length);
            head = Handshake.headLength(buffer, length);
        }
        if (subscribe.length > 0) {
            open.getOutputStream().write(subscribe);
        }
        int start = head;
        while (true) {
            start += Handshake.readFrames(buffer, start, length, listener);
            System.arraycopy(buffer, start, buffer, 0, length - start);
            length -= start;
            start = 0;
            length += readSome(in, length);
        }
    }

    private int readSome(InputStream in, int at) throws IOException {
        final int read = in.read(buffer, at, buffer.length - at);
        if (read < 0) {
            throw new IOException("end of stream");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        final Socket open = socket;
        if (open != null) {
            open.close();
        }
    }
}
