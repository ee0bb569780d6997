package io.holdfast.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on loopback that leads every host name to this machine, and notes where it was asked to go. */
final class ScriptedProxy implements AutoCloseable {

    static final String USER = "holdfast";
    static final String PASSWORD = "s3cret";

    private static final byte SOCKS_5 = 5;
    private static final byte WITHOUT_PASSWORD = 0;
    private static final byte WITH_PASSWORD = 2;

    /** {@code host:port} of each request, in order. */
    final List<String> targets = new CopyOnWriteArrayList<>();

    private final ScriptedServer server;

    private ScriptedProxy(ProxyServer.Kind kind, boolean wantsPassword) {
        server = ScriptedServer.plain(peer -> {
            final Socket target =
                    kind == ProxyServer.Kind.HTTP ? connect(peer, wantsPassword) : socks(peer, wantsPassword);
            if (target != null) {
                relay(peer.socket(), target);
            }
        });
    }

    static ScriptedProxy of(ProxyServer.Kind kind) {
        return new ScriptedProxy(kind, false);
    }

    static ScriptedProxy wantingPassword(ProxyServer.Kind kind) {
        return new ScriptedProxy(kind, true);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private Socket connect(Peer peer, boolean wantsPassword) throws IOException {
        final String request = peer.readRequest();
        final String wanted = "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
        if (wantsPassword && !Peer.header(request, "Proxy-Authorization").equalsIgnoreCase(wanted)) {
            peer.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            return null;
        }
        final String authority = request.split(" ")[1];
        targets.add(authority);
        final Socket target = here(Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1)));
        peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
        return target;
    }

    /** RFC 1928 and RFC 1929, the host given by name. */
    private Socket socks(Peer peer, boolean wantsPassword) throws IOException {
        peer.read();
        skip(peer, peer.read());
        if (wantsPassword) {
            peer.send(new byte[] {SOCKS_5, WITH_PASSWORD});
            peer.read();
            final String user = text(peer);
            final String password = text(peer);
            final boolean isRight = user.equals(USER) && password.equals(PASSWORD);
            peer.send(new byte[] {1, (byte) (isRight ? 0 : 1)});
            if (!isRight) {
                return null;
            }
        } else {
            peer.send(new byte[] {SOCKS_5, WITHOUT_PASSWORD});
        }
        skip(peer, 4);
        final String host = text(peer);
        final int port = peer.read() << 8 | peer.read();
        targets.add(host + ":" + port);
        final Socket target = here(port);
        peer.send(new byte[] {SOCKS_5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
        return target;
    }

    private static Socket here(int port) throws IOException {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void skip(Peer peer, int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            peer.read();
        }
    }

    private static String text(Peer peer) throws IOException {
        final byte[] bytes = new byte[peer.read()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) peer.read();
        }
        return new String(bytes, UTF_8);
    }

    private static void relay(Socket client, Socket target) throws IOException {
        final Thread back = new Thread(() -> pump(target, client), "scripted-proxy");
        back.setDaemon(true);
        back.start();
        pump(client, target);
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            final InputStream in = from.getInputStream();
            final OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // One side ended it: both end.
        }
    }
}
