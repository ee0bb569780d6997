package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {

    private final TransportFixture fixture = new TransportFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theRequestSaysWhatRfc6455WantsAndWhatTheCallerAdds() {
        final AtomicReference<String> request = new AtomicReference<>("");
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            request.set(peer.upgrade());
            peer.awaitEnd();
        })) {
            final RecordingListener listener = new RecordingListener();
            final Endpoint endpoint = Endpoint.of(server.url()).withTarget("/ws?streams=a/b");
            fixture.connect(
                    new ConnectRequest(endpoint, Map.of("X-Key", "secret"), ConnectionLimits.DEFAULT), listener);
            listener.awaitOpen();

            assertThat(request.get())
                    .startsWith("GET /ws?streams=a/b HTTP/1.1\r\n")
                    .contains("\r\nHost: localhost:" + server.port() + "\r\n")
                    .contains("\r\nX-Key: secret\r\n")
                    .contains("\r\nUser-Agent: holdfast\r\n")
                    .contains("\r\nSec-WebSocket-Version: 13\r\n")
                    .doesNotContain("Extensions");
        }
    }

    @Test
    void everyAttemptHasAKeyOfItsOwn() {
        final AtomicReference<String> keys = new AtomicReference<>("");
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            final String key = Peer.header(peer.readRequest(), "Sec-WebSocket-Key");
            assertThat(keys.get()).doesNotContain(key);
            keys.accumulateAndGet(key, (all, next) -> all + " " + next);
        })) {
            for (int i = 0; i < 5; i++) {
                fixture.connect(server.url()).awaitEnd();
            }

            assertThat(keys.get().trim().split(" ")).hasSize(5);
        }
    }

    @Test
    void headersOfTheUpgradeItselfMayNotBeSet() {
        assertThatThrownBy(() -> fixture.connect(
                        new ConnectRequest(
                                Endpoint.of("ws://localhost:1/"),
                                Map.of("Sec-WebSocket-Extensions", "permessage-deflate"),
                                ConnectionLimits.DEFAULT),
                        new RecordingListener()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Sec-WebSocket-Extensions");
    }

    @Test
    void framesThatComeWithTheAgreementAreNotLost() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            final String agreement = Peer.agreement(peer.readRequest());
            peer.send(agreement.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), Frames.text("at once"));
            peer.awaitEnd();
        })) {
            final RecordingListener listener = fixture.connect(server.url());
            org.awaitility.Awaitility.await().until(() -> !listener.messages.isEmpty());

            assertThat(listener.events).containsExactly("open", "TEXT:at once");
        }
    }

    @Test
    void aRefusalCarriesStatusHintAndTheStartOfItsBodyMadeHarmless() {
        final Disconnect end = answeredWith("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 17\r\n"
                + "Content-Length: 20\r\n\r\nslow \u001b[31mdown\r\nplease!");

        assertThat(end.cause()).isEqualTo(DisconnectCause.UPGRADE_REFUSED);
        assertThat(end.code()).isEqualTo(429);
        assertThat(end.retryAfter()).isEqualTo(Duration.ofSeconds(17));
        assertThat(end.detail()).isEqualTo("slow [31mdown plea");
    }

    @Test
    void aLongBodyIsCutAndNotWaitedFor() {
        final Disconnect end =
                answeredWith("HTTP/1.1 403 Forbidden\r\nContent-Length: 100000000\r\n\r\n" + "<html>".repeat(500));

        assertThat(end.code()).isEqualTo(403);
        assertThat(end.detail()).hasSize(256);
    }

    @Test
    void aChunkedBodyIsReadWithoutItsLengths() {
        final Disconnect end =
                answeredWith("HTTP/1.1 503 Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n");

        assertThat(end.detail()).startsWith("sorry");
    }

    @Test
    void aRedirectIsARefusal() {
        final Disconnect end =
                answeredWith("HTTP/1.1 302 Found\r\nLocation: ws://other.example/\r\nContent-Length: 0\r\n\r\n");

        assertThat(end.cause()).isEqualTo(DisconnectCause.UPGRADE_REFUSED);
        assertThat(end.code()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n"})
    void anotherStatusIsARefusal(String answer) {
        assertThat(answeredWith(answer).cause()).isEqualTo(DisconnectCause.UPGRADE_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                "HTTP/1.0 101 Switching Protocols\r\n\r\n",
                "SSH-2.0-OpenSSH_9\r\n\r\n",
                "HTTP/1.1 1O1 x\r\n\r\n",
                "HTTP/1.1 429 x\r\nbad header\r\n\r\n"
            })
    void anAnswerThatBreaksTheRulesIsInvalid(String answer) {
        assertThat(answeredWith(answer).cause()).isEqualTo(DisconnectCause.UPGRADE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Extensions: permessage-deflate\r\n",
                "Sec-WebSocket-Protocol: chat\r\n",
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
                " folded: x\r\n"
            })
    void anAgreementToWhatWasNotAskedIsInvalid(String header) {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.send(Peer.agreement(peer.readRequest(), header));
            peer.awaitEnd();
        })) {
            assertThat(fixture.connect(server.url()).awaitEnd().cause()).isEqualTo(DisconnectCause.UPGRADE_INVALID);
        }
    }

    @Test
    void headersWithoutEndAreCutOff() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 101 Switching Protocols\r\n");
            while (true) {
                peer.send("X-Filler: " + "x".repeat(1_000) + "\r\n");
            }
        })) {
            final Disconnect end = fixture.connect(server.url()).awaitEnd();

            assertThat(end.toString()).isEqualTo("UPGRADE_INVALID during UPGRADE: headers above 8192 bytes");
        }
    }

    private Disconnect answeredWith(String answer) {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.readRequest();
            peer.send(answer);
            peer.awaitEnd();
        })) {
            return fixture.connect(server.url()).awaitEnd();
        }
    }
}
