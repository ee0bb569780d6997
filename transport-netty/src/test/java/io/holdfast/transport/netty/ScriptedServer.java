package io.holdfast.transport.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server on loopback that does to each connection what a script says, on a thread of its own. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket listening;
    private final boolean isTls;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    /** What is done to a connection; afterwards it is closed in order. */
    interface Script {
        void run(Peer peer) throws Exception;
    }

    private ScriptedServer(ServerSocket listening, boolean isTls, Script script) {
        this.listening = listening;
        this.isTls = isTls;
        this.script = script;
        start(this::acceptAll);
    }

    static ScriptedServer plain(Script script) {
        return plainAt(InetAddress.getLoopbackAddress(), script);
    }

    static ScriptedServer plainAt(InetAddress address, Script script) {
        return open(null, address, script);
    }

    static ScriptedServer tls(SSLContext context, Script script) {
        return open(context, InetAddress.getLoopbackAddress(), script);
    }

    private static ScriptedServer open(@Nullable SSLContext context, InetAddress address, Script script) {
        try {
            final ServerSocket socket = context == null
                    ? new ServerSocket()
                    : context.getServerSocketFactory().createServerSocket();
            socket.bind(new InetSocketAddress(address, 0), 256);
            return new ScriptedServer(socket, context != null, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    String url() {
        return (isTls ? "wss" : "ws") + "://localhost:" + port() + "/stream";
    }

    String httpUrl() {
        return (isTls ? "https" : "http") + "://localhost:" + port() + "/depth";
    }

    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        closeQuietly(listening);
        sockets.forEach(ScriptedServer::closeQuietly);
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            final Socket socket;
            try {
                socket = listening.accept();
                socket.setTcpNoDelay(true);
            } catch (IOException e) {
                return;
            }
            accepted.incrementAndGet();
            sockets.add(socket);
            start(() -> serve(socket));
        }
    }

    private void serve(Socket socket) {
        try {
            script.run(new Peer(socket));
        } catch (Exception e) {
            // The other side ended it, or the test is over: what the client saw of it is what counts.
        } finally {
            closeQuietly(socket);
            sockets.remove(socket);
        }
    }

    private static void start(Runnable task) {
        final Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // nothing to be done
        }
    }
}
