package io.holdfast.transport.netty.rehearsal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.time.MonotonicClock;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.netty.dial.AddressPolicy;
import io.holdfast.transport.netty.dial.Dialer;
import io.holdfast.transport.netty.dial.Resolver;
import io.holdfast.transport.netty.loop.Counters;
import io.holdfast.transport.netty.loop.IoLoop;
import io.holdfast.transport.netty.tls.TlsClient;
import io.holdfast.transport.netty.tls.TrustStores;
import io.holdfast.transport.netty.websocket.WebSocketClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Connects a number of times to a server of its own, on loopback, with and without TLS, and loses the connection each
 * time: classes are loaded, TLS is initialised and the interpreter has been there before the first loss that counts.
 *
 * <p>The caller's thread is the server; no other is started. The certificate is made on the spot and trusted by the
 * rehearsal's own TLS context alone.
 */
public final class Rehearsal {

    private static final long BUDGET_NANOS = 2_500_000_000L;
    private static final int TLS_ROUNDS = 30;
    private static final int PLAIN_ROUNDS = 20;
    private static final int STEP_TIMEOUT_MILLIS = 1_000;
    private static final int MESSAGES = 64;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final byte[] MESSAGE =
            "{\"e\":\"bookTicker\",\"s\":\"BTCUSDT\",\"b\":\"1.00\",\"B\":\"2\"}".getBytes(UTF_8);

    private final IoLoop loop;
    private final MonotonicClock clock;
    private final Resolver resolver;
    private final boolean fastGroups;
    private final Semaphore ended = new Semaphore(0);

    /**
     * Prepares one.
     *
     * @param loop       whose connections are rehearsed
     * @param resolver   of the transport; it is not asked, for the address is spelled
     * @param fastGroups as the transport's TLS has it
     */
    public Rehearsal(IoLoop loop, Resolver resolver, boolean fastGroups) {
        this.loop = loop;
        this.clock = loop;
        this.resolver = resolver;
        this.fastGroups = fastGroups;
    }

    /**
     * Rehearses. Blocks, at most a few seconds.
     *
     * @throws IOException              if loopback does not work
     * @throws GeneralSecurityException if TLS does not
     */
    public void run() throws IOException, GeneralSecurityException, InterruptedException {
        final SelfSigned identity = SelfSigned.make(Instant.EPOCH.plusNanos(wallNanos()));
        final TlsClient tls = new TlsClient(TrustStores.of(List.of(identity.certificate()), false), fastGroups, false);
        final Dialer dialer = new Dialer(resolver, new AddressPolicy(false), tls, null);
        final WebSocketClient client = new WebSocketClient(loop, dialer, new Counters());
        final long deadlineNanos = clock.nanos() + BUDGET_NANOS;
        try (ServerSocket plain = new ServerSocket();
                ServerSocket secure =
                        serverContext(identity).getServerSocketFactory().createServerSocket()) {
            rounds(client, secure, true, TLS_ROUNDS, deadlineNanos);
            rounds(client, plain, false, PLAIN_ROUNDS, deadlineNanos);
        }
    }

    private long wallNanos() throws InterruptedException {
        final long[] wall = new long[1];
        final Semaphore read = new Semaphore(0);
        loop.execute(() -> {
            wall[0] = loop.epochNanos();
            read.release();
        });
        if (!read.tryAcquire(STEP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the I/O thread is busy (expected: a rehearsal before it has work)");
        }
        return wall[0];
    }

    private void rounds(WebSocketClient client, ServerSocket server, boolean isTls, int count, long deadlineNanos)
            throws IOException, InterruptedException, GeneralSecurityException {
        server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        server.setSoTimeout(STEP_TIMEOUT_MILLIS);
        final ConnectRequest request = ConnectRequest.of(
                new Endpoint(isTls, "127.0.0.1", server.getLocalPort(), "/rehearsal"), ConnectionLimits.DEFAULT);
        for (int round = 0; round < count && clock.nanos() - deadlineNanos < 0; round++) {
            loop.execute(() -> client.connect(request, new Rehearser()));
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(STEP_TIMEOUT_MILLIS);
                socket.setTcpNoDelay(true);
                serve(socket, round);
            }
            if (!ended.tryAcquire(STEP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("the rehearsal's client did not notice the end");
            }
        }
    }

    private static void serve(Socket socket, int round) throws IOException, GeneralSecurityException {
        final String request = readHead(socket.getInputStream());
        final int key = request.indexOf("Sec-WebSocket-Key: ") + "Sec-WebSocket-Key: ".length();
        final byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((request.substring(key, request.indexOf("\r\n", key)) + GUID).getBytes(ISO_8859_1));
        final String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        if (socket.getInputStream().read() < 0) { // the client's first frame
            throw new EOFException();
        }
        final byte[] burst = new byte[MESSAGES * (MESSAGE.length + 2) + 2];
        for (int i = 0; i < MESSAGES; i++) {
            burst[i * (MESSAGE.length + 2)] = (byte) 0x81;
            burst[i * (MESSAGE.length + 2) + 1] = (byte) MESSAGE.length;
            System.arraycopy(MESSAGE, 0, burst, i * (MESSAGE.length + 2) + 2, MESSAGE.length);
        }
        burst[burst.length - 2] = (byte) (round % 3 == 0 ? 0x88 : 0x89); // a close frame now and then, else a ping
        socket.getOutputStream().write(burst);
        if (round % 3 == 1) {
            socket.setSoLinger(true, 0); // and a reset
        }
    }

    private static String readHead(InputStream in) throws IOException {
        final StringBuilder head = new StringBuilder(512);
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            final int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static SSLContext serverContext(SelfSigned identity) throws GeneralSecurityException, IOException {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "rehearsal", identity.keys().getPrivate(), new char[0], new Certificate[] {identity.certificate()});
        final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    /** Does what an engine does first, and says when it is over. */
    private final class Rehearser implements ConnectionListener {

        @Override
        public void onOpen(Connection connection) {
            connection.send(FrameKind.TEXT, MESSAGE, 0, MESSAGE.length);
            connection.ping(1);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {}

        @Override
        public void onPong(long pingId, long receivedNanos) {}

        @Override
        public void onClosed(Disconnect disconnect) {
            ended.release();
        }
    }
}
