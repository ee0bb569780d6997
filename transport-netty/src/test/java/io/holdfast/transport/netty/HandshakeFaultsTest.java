package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong between the first packet and the answer to the upgrade: told once, by its cause and its phase. */
class HandshakeFaultsTest {

    /** A record that says it holds 64 bytes of handshake, and holds two. */
    private static final byte[] HALF_A_RECORD = {0x16, 3, 3, 0, 64, 2, 0};

    private static final byte[] HANDSHAKE_FAILURE = {0x15, 3, 3, 0, 2, 2, 40};
    private static final byte[] PROTOCOL_VERSION = {0x15, 3, 3, 0, 2, 2, 70};

    private TransportFixture fixture = new TransportFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                end("FIN once accepted", true, Peer::fin, DisconnectCause.END_OF_STREAM, ConnectPhase.TLS),
                end("RST once accepted", true, Peer::reset, DisconnectCause.RESET, ConnectPhase.TLS),
                end(
                        "FIN in a record",
                        true,
                        HandshakeFaultsTest::finInARecord,
                        DisconnectCause.END_OF_STREAM,
                        ConnectPhase.TLS),
                end(
                        "RST in a record",
                        true,
                        HandshakeFaultsTest::resetInARecord,
                        DisconnectCause.RESET,
                        ConnectPhase.TLS),
                end(
                        "nothing in common",
                        true,
                        peer -> alert(peer, HANDSHAKE_FAILURE),
                        DisconnectCause.TLS_FAILED,
                        ConnectPhase.TLS),
                end(
                        "too old a version",
                        true,
                        peer -> alert(peer, PROTOCOL_VERSION),
                        DisconnectCause.TLS_FAILED,
                        ConnectPhase.TLS),
                end(
                        "FIN for an answer",
                        false,
                        HandshakeFaultsTest::finForAnAnswer,
                        DisconnectCause.END_OF_STREAM,
                        ConnectPhase.UPGRADE),
                end(
                        "RST for an answer",
                        false,
                        HandshakeFaultsTest::resetForAnAnswer,
                        DisconnectCause.RESET,
                        ConnectPhase.UPGRADE),
                end(
                        "FIN in the answer",
                        false,
                        HandshakeFaultsTest::finInTheAnswer,
                        DisconnectCause.END_OF_STREAM,
                        ConnectPhase.UPGRADE),
                end(
                        "RST in the answer",
                        false,
                        HandshakeFaultsTest::resetInTheAnswer,
                        DisconnectCause.RESET,
                        ConnectPhase.UPGRADE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void aServerThatEndsTheHandshakeIsToldOnceByCauseAndPhase(
            String name, boolean secure, ScriptedServer.Script script, DisconnectCause cause, ConnectPhase phase) {
        try (ScriptedServer server = ScriptedServer.plain(script)) {
            final RecordingListener listener =
                    fixture.connect((secure ? "wss" : "ws") + "://localhost:" + server.port() + "/stream");
            final Disconnect end = listener.awaitEnd();

            assertThat(end.cause()).as(end.toString()).isEqualTo(cause);
            assertThat(end.phase()).isBetween(earliest(name, phase), phase);
            fixture.onThread(() -> "");
            assertThat(listener.ends).hasSize(1);
            assertThat(listener.events).doesNotContain("open");
        }
    }

    @Test
    void everyStatusAboveTheUpgradesOwnIsARefusalThatNamesIt() {
        final List<Integer> statuses = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            final String request = peer.readRequest();
            final String status = request.substring(request.indexOf('=') + 1, request.indexOf(" HTTP"));
            peer.send("HTTP/1.1 " + status + " no\r\nContent-Length: 0\r\n\r\n");
            peer.awaitEnd();
        })) {
            IntStream.range(400, 600).forEach(status -> {
                final Disconnect end = fixture.connect("ws://localhost:" + server.port() + "/?s=" + status)
                        .awaitEnd();
                assertThat(end.cause()).isEqualTo(DisconnectCause.UPGRADE_REFUSED);
                statuses.add(end.code());
            });
        }
        assertThat(statuses)
                .containsExactlyElementsOf(IntStream.range(400, 600).boxed().toList());
    }

    @Test
    void aServerThatWouldLikeACertificateOfOursIsServedWithoutOne() {
        try (ScriptedServer server = ScriptedServer.tls(TestPki.good(), peer -> {
            ((SSLSocket) peer.socket()).setWantClientAuth(true);
            peer.upgrade();
            peer.awaitEnd();
        })) {
            fixture.connect(server.url()).awaitOpen();
        }
    }

    @Test
    void aServerThatDemandsACertificateOfOursIsNotServed() {
        try (ScriptedServer server = ScriptedServer.tls(TestPki.good(), peer -> {
            ((SSLSocket) peer.socket()).setNeedClientAuth(true);
            peer.upgrade();
        })) {
            assertThat(fixture.connect(server.url()).awaitEnd().cause()).isEqualTo(DisconnectCause.TLS_FAILED);
        }
    }

    @Test
    void aChainOfCertificatesWithoutEndIsNotFollowed() {
        try (ScriptedServer server = ScriptedServer.tls(TestPki.longChain(30), Peer::upgrade)) {
            assertThat(fixture.connect(server.url()).awaitEnd().cause())
                    .isIn(DisconnectCause.TLS_FAILED, DisconnectCause.CERTIFICATE_UNTRUSTED);
        }
    }

    @Test
    void anAddressThatSwallowsEverythingCostsItsTimeAndTheNextOneServes() throws Exception {
        final InetAddress dead = InetAddress.getByName("127.0.0.2");
        final InetAddress alive = InetAddress.getByName("127.0.0.1");
        fixture.close();
        fixture = new TransportFixture(NettyTransportConfig.builder()
                .resolver(host -> new InetAddress[] {dead, alive})
                .build());
        try (ScriptedServer server = ScriptedServer.plainAt(alive, peer -> {
                    peer.upgrade();
                    peer.awaitEnd();
                });
                ServerSocket full = new ServerSocket(server.port(), 1, dead);
                Socket first = new Socket(dead, server.port());
                Socket second = new Socket(dead, server.port())) {
            assertThat(first.isConnected() && second.isConnected() && full.isBound())
                    .isTrue();
            final RecordingListener listener = fixture.connect(
                    "ws://exchange.example:" + server.port() + "/",
                    ConnectionLimits.DEFAULT.withConnectTimeout(Duration.ofMillis(300)));
            listener.awaitOpen();

            assertThat(listener.phases)
                    .containsExactly(
                            ConnectPhase.RESOLVE,
                            ConnectPhase.TCP,
                            ConnectPhase.TCP,
                            ConnectPhase.UPGRADE,
                            ConnectPhase.OPEN);
        }
    }

    @Test
    void anExchangeThatMovesIsFoundOnceItsOldAddressIsNotFreshAnyMore() throws Exception {
        final List<InetAddress> answers = new CopyOnWriteArrayList<>(List.of(InetAddress.getByName("127.0.0.1")));
        fixture.close();
        fixture = new TransportFixture(NettyTransportConfig.builder()
                .resolver(host -> answers.toArray(InetAddress[]::new))
                .addressLife(Duration.ZERO, Duration.ofDays(1))
                .build());
        try (ScriptedServer before = ScriptedServer.plainAt(answers.get(0), peer -> {
            peer.upgrade();
            peer.fin();
        })) {
            fixture.connect("ws://exchange.example:" + before.port() + "/").awaitEnd();
            final InetAddress moved = InetAddress.getByName("127.0.0.3");
            answers.set(0, moved);
            try (ServerSocket after = new ServerSocket()) {
                after.bind(new InetSocketAddress(moved, before.port()));
                fixture.connect("ws://exchange.example:" + before.port() + "/");

                after.setSoTimeout(30_000);
                assertThat(after.accept().getLocalAddress()).isEqualTo(moved);
            }
        }
    }

    /** A reset may overtake the news that TCP is open. */
    private static ConnectPhase earliest(String name, ConnectPhase latest) {
        return name.equals("RST once accepted") ? ConnectPhase.TCP : latest;
    }

    private static Arguments end(
            String name, boolean secure, ScriptedServer.Script script, DisconnectCause cause, ConnectPhase phase) {
        return Arguments.of(name, secure, script, cause, phase);
    }

    private static void finInARecord(Peer peer) throws Exception {
        peer.read();
        peer.send(HALF_A_RECORD);
        peer.socket().shutdownOutput();
        peer.awaitEnd();
    }

    private static void resetInARecord(Peer peer) throws Exception {
        peer.read();
        peer.send(HALF_A_RECORD);
        peer.reset();
    }

    private static void alert(Peer peer, byte[] alert) throws Exception {
        peer.read();
        peer.send(alert);
        peer.awaitEnd();
    }

    private static void finForAnAnswer(Peer peer) throws Exception {
        peer.readRequest();
        peer.fin();
    }

    private static void resetForAnAnswer(Peer peer) throws Exception {
        peer.readRequest();
        peer.reset();
    }

    private static void finInTheAnswer(Peer peer) throws Exception {
        peer.readRequest();
        peer.send("HTTP/1.1 101 Switching Pro");
        peer.fin();
    }

    private static void resetInTheAnswer(Peer peer) throws Exception {
        peer.readRequest();
        peer.send("HTTP/1.1 101 Switching Pro");
        peer.reset();
    }
}
