package io.holdfast.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way to end, each by a server that does it. Certificates have a test of their own. */
class DisconnectCauseTest {

    private static final ConnectionLimits IMPATIENT = ConnectionLimits.DEFAULT
            .withConnectTimeout(Duration.ofMillis(150))
            .withHandshakeTimeout(Duration.ofMillis(150));

    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final TransportFixture fixture = new TransportFixture(NettyTransportConfig.builder()
            .trust(TestPki.root())
            .resolver(this::resolve)
            .build());

    @AfterEach
    void close() {
        testIsOver.countDown();
        fixture.close();
    }

    @Test
    void anUnknownHost() {
        assertThat(endOf("ws://nowhere.example:1/")).isEqualTo("HOST_UNKNOWN during RESOLVE: nowhere.example");
    }

    @Test
    void aResolverThatDoesNotAnswer() {
        final ConnectionLimits limits = new ConnectionLimits(
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                125,
                1,
                1_024);

        assertThat(fixture.connect("ws://hangs.example:1/", limits).awaitEnd().cause())
                .isEqualTo(DisconnectCause.RESOLVE_TIMEOUT);
    }

    @Test
    void addressesThatPolicyForbids() {
        assertThat(causeOf("ws://metadata.example:80/")).isEqualTo(DisconnectCause.ADDRESS_FORBIDDEN);
        assertThat(causeOf("ws://169.254.169.254:80/")).isEqualTo(DisconnectCause.ADDRESS_FORBIDDEN);
        assertThat(causeOf("ws://[fe80::1]:80/")).isEqualTo(DisconnectCause.ADDRESS_FORBIDDEN);
        assertThat(causeOf("ws://0.0.0.0:80/")).isEqualTo(DisconnectCause.ADDRESS_FORBIDDEN);
    }

    @Test
    void aPortWhereNothingListens() throws Exception {
        assertThat(causeOf("ws://localhost:" + closedPort() + "/")).isEqualTo(DisconnectCause.CONNECT_REFUSED);
    }

    @Test
    void aServerThatDoesNotAnswerSyn() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            final Disconnect end = fixture.connect("ws://127.0.0.1:" + full.getLocalPort() + "/", IMPATIENT)
                    .awaitEnd();

            assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT);
            assertThat(end.phase()).isEqualTo(ConnectPhase.TCP);
        }
    }

    @Test
    void aNetworkThatCannotBeReached() {
        // 240.0.0.0/4 is reserved: Linux refuses it with EINVAL or has no route, without sending anything.
        assertThat(causeOf("ws://255.255.255.255:9/")).isEqualTo(DisconnectCause.NETWORK_UNREACHABLE);
    }

    @Test
    void aHandshakeThatStalls() {
        try (ScriptedServer server = ScriptedServer.plain(Peer::awaitEnd)) {
            final Disconnect end = fixture.connect("wss://localhost:" + server.port() + "/", IMPATIENT)
                    .awaitEnd();

            assertThat(end.toString()).isEqualTo("TLS_TIMEOUT during TLS: no handshake within PT0.15S");
        }
    }

    @Test
    void plainHttpWhereTlsIsExpected() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
            peer.awaitEnd();
        })) {
            assertThat(causeOf("wss://localhost:" + server.port() + "/")).isEqualTo(DisconnectCause.TLS_FAILED);
        }
    }

    @Test
    void anUpgradeThatIsNotAnswered() {
        try (ScriptedServer server = ScriptedServer.plain(Peer::awaitEnd)) {
            assertThat(fixture.connect(server.url(), IMPATIENT).awaitEnd().cause())
                    .isEqualTo(DisconnectCause.UPGRADE_TIMEOUT);
        }
    }

    @Test
    void headersThatDripDoNotPutTheDeadlineOff() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            final String agreement = Peer.agreement(peer.readRequest());
            for (final byte next : agreement.getBytes(ISO_8859_1)) {
                peer.send(new byte[] {next});
                testIsOver.await(20, TimeUnit.MILLISECONDS);
            }
        })) {
            assertThat(fixture.connect(server.url(), IMPATIENT).awaitEnd().cause())
                    .isEqualTo(DisconnectCause.UPGRADE_TIMEOUT);
        }
    }

    @Test
    void aFinWithoutACloseFrame() {
        assertEnds(Peer::fin, "END_OF_STREAM");
    }

    @Test
    void aReset() {
        assertThat(endAfterUpgrade(Peer::reset).cause()).isEqualTo(DisconnectCause.RESET);
    }

    @Test
    void aFinInTheMiddleOfAFrame() {
        assertEnds(
                peer -> {
                    peer.send(new byte[] {(byte) 0x81, 5, 'h'});
                    peer.fin();
                },
                "END_OF_STREAM");
    }

    @Test
    void aFinInsteadOfAnAnswer() {
        try (ScriptedServer server = ScriptedServer.plain(Peer::readRequest)) {
            assertThat(endOf(server.url())).isEqualTo("END_OF_STREAM during UPGRADE");
        }
    }

    @Test
    void aWriteThatFails() {
        final CountDownLatch isReset = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.reset();
            isReset.countDown();
        })) {
            final RecordingListener listener = new RecordingListener() {
                @Override
                public void onOpen(Connection opened) {
                    awaitLatch(isReset); // nothing is read meanwhile: the write is what notices
                    opened.send(FrameKind.TEXT, new byte[10], 0, 10);
                    super.onOpen(opened);
                }
            };
            fixture.connect(ConnectRequest.of(Endpoint.of(server.url()), ConnectionLimits.DEFAULT), listener);

            assertThat(listener.awaitEnd().cause()).isEqualTo(DisconnectCause.WRITE_FAILED);
        }
    }

    @Test
    void aServerThatDoesNotRead() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            testIsOver.await();
        })) {
            final RecordingListener listener = fixture.connect(server.url());
            final byte[] large = new byte[500_000];
            fixture.with(listener, c -> {
                for (int i = 0; i < 100 && listener.ends.isEmpty(); i++) {
                    c.send(FrameKind.BINARY, large, 0, large.length);
                }
                assertThat(listener.ends).as("not told from within send").isEmpty();
            });

            assertThat(listener.awaitEnd().cause()).isEqualTo(DisconnectCause.OUTBOUND_OVERFLOW);
        }
    }

    @Test
    void aFloodOfPingsThatAreNeverReadIsBounded() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.socket().setReceiveBufferSize(1_024);
            final byte[] flood = new byte[127 * 500];
            for (int i = 0; i < flood.length; i += 127) {
                flood[i] = (byte) 0x89;
                flood[i + 1] = 125;
            }
            while (true) {
                peer.send(flood);
            }
        })) {
            final RecordingListener listener = new RecordingListener() {
                @Override
                public void onPing(long receivedNanos) {}
            };
            final ConnectionLimits limits = new ConnectionLimits(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    125,
                    1,
                    16_384);
            fixture.connect(ConnectRequest.of(Endpoint.of(server.url()), limits), listener);

            assertThat(listener.awaitEnd().cause()).isEqualTo(DisconnectCause.OUTBOUND_OVERFLOW);
            assertThat(fixture.transport.status().pingsSkipped()).isPositive();
            assertThat(fixture.transport.status().framesOut())
                    .isLessThan(fixture.transport.status().pingsIn() / 4);
        }
    }

    @Test
    void breachesOfTheProtocolAreAnsweredWithTheirCode() throws Exception {
        assertBreach(new byte[] {(byte) 0xc1, 0}, DisconnectCause.PROTOCOL_VIOLATION, 1002);
        assertBreach(Frames.frame(true, Frames.TEXT, new byte[] {(byte) 0xff}), DisconnectCause.TEXT_INVALID, 1007);
        assertBreach(new byte[] {(byte) 0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0}, DisconnectCause.MESSAGE_TOO_LARGE, 1009);
    }

    @Test
    void whatTheListenerThrowsEndsItsConnectionAlone() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.send(Frames.text("x"));
            peer.awaitEnd();
        })) {
            final RecordingListener other = fixture.connect(server.url());
            other.awaitOpen();
            final RecordingListener listener = new RecordingListener() {
                @Override
                public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
                    throw new IllegalStateException("a bug");
                }
            };
            fixture.connect(ConnectRequest.of(Endpoint.of(server.url()), ConnectionLimits.DEFAULT), listener);

            assertThat(listener.awaitEnd().toString())
                    .isEqualTo("INTERNAL_ERROR: java.lang.IllegalStateException: a bug");
            assertThat(other.ends).isEmpty();
        }
    }

    @Test
    void theTransportsEnd() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
                    peer.upgrade();
                    peer.awaitEnd();
                });
                ScriptedServer silent = ScriptedServer.plain(Peer::awaitEnd)) {
            final RecordingListener open = fixture.connect(server.url());
            final RecordingListener upgrading = fixture.connect(silent.url());
            final RecordingListener resolving = fixture.connect("ws://hangs.example:1/");
            open.awaitOpen();
            fixture.close();

            assertThat(open.ends).extracting(Disconnect::cause).containsExactly(DisconnectCause.TRANSPORT_CLOSED);
            assertThat(upgrading.ends).extracting(Disconnect::cause).containsExactly(DisconnectCause.TRANSPORT_CLOSED);
            assertThat(resolving.ends).extracting(Disconnect::cause).containsExactly(DisconnectCause.TRANSPORT_CLOSED);
        }
    }

    @Test
    void givingUpInAnyPhaseIsToldOnce() {
        try (ScriptedServer silent = ScriptedServer.plain(Peer::awaitEnd)) {
            for (final String url :
                    new String[] {"ws://hangs.example:1/", "wss://localhost:" + silent.port() + "/", silent.url()}) {
                final RecordingListener listener = new RecordingListener();
                final var attempt = fixture.connect(
                        ConnectRequest.of(Endpoint.allowingCleartext(url), ConnectionLimits.DEFAULT), listener);
                await().until(() -> url.contains("hangs") || silent.accepted() > 0);
                fixture.onThread(() -> {
                    attempt.abort();
                    attempt.abort();
                    assertThat(listener.ends).isEmpty();
                    return "";
                });

                assertThat(listener.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_US);
                assertThat(listener.ends).hasSize(1);
            }
        }
    }

    @Test
    void aFailureAtOnceIsNotToldFromWithinConnect() {
        final RecordingListener listener = new RecordingListener();
        fixture.onThread(() -> {
            fixture.transport.connect(
                    ConnectRequest.of(Endpoint.allowingCleartext("ws://169.254.169.254/"), ConnectionLimits.DEFAULT),
                    fixture.scheduler,
                    listener);
            assertThat(listener.ends).isEmpty();
            return "";
        });

        listener.awaitEnd();
    }

    private void assertBreach(byte[] breach, DisconnectCause cause, int code) {
        final int[] answered = new int[1];
        final CountDownLatch isAnswered = new CountDownLatch(1);
        final Disconnect end = endAfterUpgrade(peer -> {
            peer.send(breach);
            answered[0] = peer.readFrame().closeCode();
            isAnswered.countDown();
        });

        assertThat(end.cause()).isEqualTo(cause);
        awaitLatch(isAnswered);
        assertThat(answered[0]).isEqualTo(code);
    }

    private void assertEnds(ScriptedServer.Script script, String end) {
        assertThat(endAfterUpgrade(script).toString()).isEqualTo(end);
    }

    private Disconnect endAfterUpgrade(ScriptedServer.Script script) {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.readFrame();
            script.run(peer);
            testIsOver.await();
        })) {
            final RecordingListener listener = fixture.connect(server.url());
            fixture.with(listener, c -> c.send(FrameKind.TEXT, new byte[] {'x'}, 0, 1));
            return listener.awaitEnd();
        }
    }

    private DisconnectCause causeOf(String url) {
        return fixture.connect(url).awaitEnd().cause();
    }

    private String endOf(String url) {
        return fixture.connect(url).awaitEnd().toString();
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        switch (host) {
            case "localhost":
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            case "metadata.example":
                return new InetAddress[] {InetAddress.getByName("169.254.169.254")};
            case "hangs.example":
                awaitLatch(testIsOver);
                throw new UnknownHostException(host);
            default:
                throw new UnknownHostException(host);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
