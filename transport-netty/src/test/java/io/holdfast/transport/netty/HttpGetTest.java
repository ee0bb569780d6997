package io.holdfast.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpGetTest {

    private static final Duration LONG = Duration.ofSeconds(5);

    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final TransportFixture fixture = new TransportFixture();

    @AfterEach
    void close() {
        testIsOver.countDown();
        fixture.close();
    }

    @Test
    void aResponseIsGivenWholeWhateverItsStatus() {
        assertThat(got("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")).isEqualTo("200 hello null");
        assertThat(got("HTTP/1.1 418 Teapot\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo("418  PT2M");
        assertThat(got("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo("302  null");
    }

    @Test
    void bodiesInChunksAndBodiesThatEndWithTheConnectionAreWhole() {
        assertThat(got("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
                .isEqualTo("200 abcde null");
        assertThat(got("HTTP/1.1 200 OK\r\n\r\nuntil the end")).isEqualTo("200 until the end null");
        assertThat(got("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))
                .isEqualTo("200 x null");
    }

    @Test
    void aResponseComesThroughTls() {
        try (ScriptedServer server = ScriptedServer.tls(TestPki.good(), peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        })) {
            assertThat(get(server.httpUrl(), LONG, 1_000)).isEqualTo("200 {} null");
        }
    }

    @Test
    void gzipIsTakenOff() throws Exception {
        final byte[] zipped = gzip("snapshot".getBytes(UTF_8), 1);

        assertThat(got(
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.length + "\r\n\r\n",
                        zipped))
                .isEqualTo("200 snapshot null");
    }

    @Test
    void aBombIsNotUnpacked() throws Exception {
        final byte[] bomb = gzip(new byte[1 << 20], 64);
        assertThat(bomb.length).isLessThan(100_000);

        assertThat(got(
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n",
                        bomb))
                .startsWith("RESPONSE_INVALID: a body in gzip that is unknown, or above 100000 bytes");
    }

    @Test
    void whatIsNotGzipIsInvalid() {
        assertThat(got("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"))
                .startsWith("RESPONSE_INVALID");
        assertThat(got("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello"))
                .startsWith("RESPONSE_INVALID");
    }

    @Test
    void aBodyAboveTheLimitIsCutOff() {
        assertThat(got("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000))).startsWith("200 xxx");
        assertThat(got("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_001)))
                .isEqualTo("RESPONSE_INVALID: a body above 100000 bytes");
    }

    @Test
    void whatIsNotHttpIsInvalid() {
        assertThat(got("SSH-2.0-OpenSSH_9\r\n\r\n")).startsWith("RESPONSE_INVALID");
        assertThat(got("HTTP/1.1 200 OK\r\nX: " + "y".repeat(10_000) + "\r\n\r\n"))
                .startsWith("RESPONSE_INVALID");
    }

    @Test
    void aResponseThatStopsHalfWayIsAnEnd() {
        assertThat(got("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")).startsWith("END_OF_STREAM");
        assertThat(got("")).startsWith("END_OF_STREAM");
    }

    @Test
    void oneDeadlineHoldsForAllOfIt() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
            while (!testIsOver.await(10, TimeUnit.MILLISECONDS)) {
                peer.send("x");
            }
        })) {
            assertThat(get(server.httpUrl(), Duration.ofMillis(150), 100_000))
                    .isEqualTo("RESPONSE_TIMEOUT: no whole response within PT0.15S");
        }
    }

    @Test
    void aRequestThatIsGivenUpSaysSo() {
        try (ScriptedServer server = ScriptedServer.plain(Peer::awaitEnd)) {
            final Recorder recorder = new Recorder();
            final Transport.Attempt attempt = fixture.onThread(() -> fixture.transport.get(
                    new HttpRequest(Endpoint.of(server.httpUrl()), LONG, 1_000), fixture.scheduler, recorder));
            fixture.onThread(() -> {
                attempt.abort();
                attempt.abort();
                return "";
            });

            assertThat(recorder.await()).isEqualTo(DisconnectCause.CLOSED_BY_US.toString() + where(recorder));
        }
    }

    @Test
    void requestsUnderWayEndWithTheTransport() {
        try (ScriptedServer server = ScriptedServer.plain(Peer::awaitEnd)) {
            final Recorder recorder = new Recorder();
            fixture.onThread(() -> fixture.transport.get(
                    new HttpRequest(Endpoint.of(server.httpUrl()), LONG, 1_000), fixture.scheduler, recorder));
            fixture.close();

            assertThat(recorder.ends).hasSize(1).first().asString().startsWith("TRANSPORT_CLOSED");
        }
    }

    private static String where(Recorder recorder) {
        final int during = recorder.await().indexOf(" during");
        return during < 0 ? "" : recorder.await().substring(during);
    }

    private String got(String response) {
        return got(response, new byte[0]);
    }

    private String got(String head, byte[] body) {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.readRequest();
            peer.send(head.getBytes(ISO_8859_1), body);
        })) {
            return get(server.httpUrl(), LONG, 100_000);
        }
    }

    private String get(String url, Duration timeout, int maxBodyBytes) {
        final Recorder recorder = new Recorder();
        fixture.onThread(() -> fixture.transport.get(
                new HttpRequest(Endpoint.of(url), timeout, maxBodyBytes), fixture.scheduler, recorder));
        return recorder.await();
    }

    private static byte[] gzip(byte[] content, int times) throws IOException {
        final ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            for (int i = 0; i < times; i++) {
                out.write(content);
            }
        }
        return zipped.toByteArray();
    }

    /** Notes the end. */
    private static final class Recorder implements HttpListener {
        private final List<String> ends = new CopyOnWriteArrayList<>();

        @Override
        public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
            ends.add(status + " " + new String(body, UTF_8) + " " + retryAfter);
        }

        @Override
        public void onFailed(Disconnect disconnect) {
            ends.add(disconnect.toString());
        }

        private String await() {
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> !ends.isEmpty());
            assertThat(ends).hasSize(1);
            return ends.get(0);
        }
    }
}
