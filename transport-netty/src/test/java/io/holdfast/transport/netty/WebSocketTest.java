package io.holdfast.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.FrameKind;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketTest {

    private final TransportFixture fixture = new TransportFixture();
    private final BlockingQueue<Peer.Frame> received = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void messagesArriveInOrderOnTheSchedulersThread() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.send(Frames.text("one"), Frames.text("zwei 二"), Frames.frame(true, Frames.BINARY, new byte[] {1, 2}));
            peer.awaitEnd();
        })) {
            final RecordingListener listener = fixture.connect(server.url());
            await().until(() -> listener.messages.size() == 3);

            assertThat(listener.events).containsExactly("open", "TEXT:one", "TEXT:zwei 二", "BINARY:\u0001\u0002");
            assertThat(listener.phases)
                    .containsExactly(ConnectPhase.RESOLVE, ConnectPhase.TCP, ConnectPhase.UPGRADE, ConnectPhase.OPEN);
            assertThat(listener.thread).isNotNull().extracting(Thread::getName).isEqualTo("holdfast-io-1");
            assertThat(fixture.transport.status().messagesIn()).isEqualTo(3);
        }
    }

    @Test
    void messagesArriveThroughTls() {
        try (ScriptedServer server = ScriptedServer.tls(TestPki.good(), this::greetAndEcho)) {
            final RecordingListener listener = fixture.connect(server.url());
            fixture.with(listener, c -> c.send(FrameKind.TEXT, "hello".getBytes(UTF_8), 0, 5));
            await().until(() -> listener.messages.size() == 2);

            assertThat(listener.messages).containsExactly("welcome", "hello");
            assertThat(listener.phases).contains(ConnectPhase.TLS);
        }
    }

    @Test
    void whatIsSentIsMaskedFinalAndWhole() throws Exception {
        try (ScriptedServer server = ScriptedServer.plain(this::record)) {
            final RecordingListener listener = fixture.connect(server.url());
            final String large = "x".repeat(70_000);
            fixture.with(listener, c -> {
                c.send(FrameKind.TEXT, "..subscribe..".getBytes(UTF_8), 2, 9);
                c.send(FrameKind.BINARY, new byte[126], 0, 126);
                c.send(FrameKind.TEXT, large.getBytes(UTF_8), 0, large.length());
            });

            assertThat(next())
                    .matches(f -> f.opcode() == Frames.TEXT && f.text().equals("subscribe"));
            assertThat(next()).matches(f -> f.opcode() == Frames.BINARY && f.payload().length == 126);
            assertThat(next())
                    .matches(f -> f.isFinal() && f.isMasked() && f.text().equals(large));
        }
    }

    @Test
    void pingsAreAnsweredWithTheirPayload() throws Exception {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.send(Frames.ping("are you there"), Frames.ping(""));
            recordAll(peer);
        })) {
            final RecordingListener listener = fixture.connect(server.url());

            assertThat(next())
                    .matches(f -> f.opcode() == Frames.PONG && f.text().equals("are you there"));
            assertThat(next()).matches(f -> f.opcode() == Frames.PONG && f.payload().length == 0);
            await().until(() -> listener.events.contains("ping"));
        }
    }

    @Test
    void pongsAreMatchedWithOurPingsAndOthersAreCounted() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            final Peer.Frame ping = peer.readFrame();
            peer.send(Frames.pong(new byte[] {1}), Frames.pong(new byte[8]));
            peer.send(Frames.pong(ping.payload()), Frames.pong(ping.payload()));
            peer.awaitEnd();
        })) {
            final RecordingListener listener = fixture.connect(server.url());
            fixture.with(listener, c -> c.ping(-77));
            await().until(() -> fixture.transport.status().unknownPongs() == 3);

            assertThat(listener.events).containsExactly("open", "pong:-77");
        }
    }

    @Test
    void aCloseOfOursIsAnsweredAndSaysSo() throws Exception {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            received.add(peer.readFrame());
            peer.send(Frames.text("too late"), Frames.close(1000, ""));
            peer.awaitEnd();
        })) {
            final RecordingListener listener = fixture.connect(server.url());
            fixture.with(listener, c -> c.close(1000, "bye"));

            assertThat(next()).matches(f -> f.closeCode() == 1000 && f.text().endsWith("bye"));
            assertThat(listener.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_US);
            assertThat(listener.messages).isEmpty();
            assertThat(fixture.transport.status().messagesAfterClose()).isEqualTo(1);
        }
    }

    @Test
    void aCloseThatIsNotAnsweredEndsAtItsDeadline() {
        try (ScriptedServer server = ScriptedServer.plain(this::record)) {
            final RecordingListener listener = fixture.connect(server.url());
            fixture.with(listener, c -> c.close(1001, ""));

            assertThat(listener.awaitEnd().toString()).isEqualTo("CLOSED_BY_US: not answered");
        }
    }

    @Test
    void anAbortIsToldOnALaterTurnAndOnce() {
        try (ScriptedServer server = ScriptedServer.plain(this::record)) {
            final RecordingListener listener = fixture.connect(server.url());
            fixture.with(listener, c -> {
                c.abort();
                c.abort();
                assertThat(listener.ends).isEmpty();
                c.send(FrameKind.TEXT, new byte[1], 0, 1);
                c.ping(1);
                c.close(1000, "");
            });

            assertThat(listener.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_US);
            fixture.onThread(() -> "");
            assertThat(listener.ends).hasSize(1);
        }
    }

    @Test
    void aServersCloseIsToldWithCodeAndReasonAndAnswered() throws Exception {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.send(Frames.close(1012, "restarting\u001b[31m"), Frames.text("after the close"));
            recordAll(peer);
        })) {
            final RecordingListener listener = fixture.connect(server.url());

            assertThat(listener.awaitEnd().toString()).isEqualTo("CLOSE_FRAME 1012: restarting [31m");
            assertThat(next()).matches(f -> f.opcode() == Frames.CLOSE && f.closeCode() == 1012);
            assertThat(listener.messages).isEmpty();
        }
    }

    @Test
    void aCloseCodeThatMayNotBeSentIsRefused() {
        try (ScriptedServer server = ScriptedServer.plain(this::record)) {
            final RecordingListener listener = fixture.connect(server.url());

            assertThatThrownBy(() -> fixture.with(listener, c -> c.close(1006, "")))
                    .hasMessage("code: 1006 (expected: 1000, 1001, or 3000 .. 4999)");
        }
    }

    private void greetAndEcho(Peer peer) throws Exception {
        peer.upgrade();
        peer.send(Frames.text("welcome"));
        peer.send(Frames.text(peer.readFrame().text()));
        peer.awaitEnd();
    }

    private void record(Peer peer) throws Exception {
        peer.upgrade();
        recordAll(peer);
    }

    private void recordAll(Peer peer) throws Exception {
        while (true) {
            received.add(peer.readFrame());
        }
    }

    private Peer.Frame next() throws InterruptedException {
        final Peer.Frame frame = received.poll(5, TimeUnit.SECONDS);
        assertThat(frame).as("a frame of the client's").isNotNull();
        return frame;
    }
}
