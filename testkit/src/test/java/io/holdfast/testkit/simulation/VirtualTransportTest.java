package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.time.VirtualScheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the virtual transport tells, in the words and at the times of the real one. */
class VirtualTransportTest {

    private static final ConnectionLimits LIMITS = ConnectionLimits.DEFAULT;

    private final VirtualScheduler world = new VirtualScheduler();
    private final List<Throwable> failures = new ArrayList<>();
    private final VirtualHost host = new VirtualHost(world, failures::add);
    private final VirtualNetwork network = new VirtualNetwork(world, 1);
    private final ToyVenue venue = new ToyVenue(1, Duration.ZERO);
    private final VirtualSite site = network.addSite("toy", venue, List.of("toy.example"));
    private final VirtualTransport transport = new VirtualTransport(network, host);
    private final Recorder recorder = new Recorder();

    VirtualTransportTest() {
        venue.start(world);
    }

    static Stream<Arguments> attempts() {
        return Stream.of(
                arguments(FaultKind.DNS_UNKNOWN, 0, DisconnectCause.HOST_UNKNOWN, ConnectPhase.RESOLVE, 0),
                arguments(FaultKind.DNS_HANG, 0, DisconnectCause.RESOLVE_TIMEOUT, ConnectPhase.RESOLVE, 2_000),
                arguments(FaultKind.TCP_REFUSED, 0, DisconnectCause.CONNECT_REFUSED, ConnectPhase.TCP, 0),
                arguments(FaultKind.TCP_HANG, 0, DisconnectCause.CONNECT_TIMEOUT, ConnectPhase.TCP, 2_000),
                arguments(FaultKind.NETWORK_DOWN, 0, DisconnectCause.NETWORK_UNREACHABLE, ConnectPhase.TCP, 0),
                arguments(FaultKind.PARTITION, 0, DisconnectCause.CONNECT_TIMEOUT, ConnectPhase.TCP, 2_000),
                arguments(FaultKind.TLS_HANG, 0, DisconnectCause.TLS_TIMEOUT, ConnectPhase.TLS, 5_000),
                arguments(FaultKind.TLS_ALERT, 0, DisconnectCause.TLS_FAILED, ConnectPhase.TLS, 0),
                arguments(FaultKind.TLS_FIN, 0, DisconnectCause.END_OF_STREAM, ConnectPhase.TLS, 0),
                arguments(FaultKind.TLS_RST, 0, DisconnectCause.RESET, ConnectPhase.TLS, 0),
                arguments(FaultKind.CERTIFICATE_EXPIRED, 0, DisconnectCause.CERTIFICATE_UNTRUSTED, ConnectPhase.TLS, 0),
                arguments(
                        FaultKind.CERTIFICATE_WRONG_HOST,
                        0,
                        DisconnectCause.CERTIFICATE_WRONG_HOST,
                        ConnectPhase.TLS,
                        0),
                arguments(FaultKind.UPGRADE_HANG, 0, DisconnectCause.UPGRADE_TIMEOUT, ConnectPhase.UPGRADE, 5_000),
                arguments(FaultKind.UPGRADE_FIN, 0, DisconnectCause.END_OF_STREAM, ConnectPhase.UPGRADE, 0),
                arguments(FaultKind.UPGRADE_RST, 0, DisconnectCause.RESET, ConnectPhase.UPGRADE, 0),
                arguments(FaultKind.UPGRADE_INVALID, 0, DisconnectCause.UPGRADE_INVALID, ConnectPhase.UPGRADE, 0),
                arguments(FaultKind.UPGRADE_STATUS, 503, DisconnectCause.UPGRADE_REFUSED, ConnectPhase.UPGRADE, 0),
                arguments(FaultKind.RATE_LIMITED, 30, DisconnectCause.UPGRADE_REFUSED, ConnectPhase.UPGRADE, 0));
    }

    private static Arguments arguments(
            FaultKind kind, long magnitude, DisconnectCause cause, ConnectPhase phase, long afterMillis) {
        return Arguments.of(kind, magnitude, cause, phase, afterMillis);
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void anAttemptFailsInItsPhaseWithItsCause(
            FaultKind kind, long magnitude, DisconnectCause cause, ConnectPhase phase, long afterMillis) {
        site.begin(kind, magnitude);
        connect();
        assertThat(recorder.closed).as("never from within connect()").isNull();
        world.advance(Duration.ofSeconds(30));

        final Disconnect end = recorder.closed();
        assertThat(end.cause()).isEqualTo(cause);
        assertThat(end.phase()).isEqualTo(phase);
        assertThat(recorder.phases).last().isEqualTo(phase);
        assertThat(recorder.closedAfter.toMillis()).isBetween(afterMillis, afterMillis + 60);
        assertThat(end.code())
                .isEqualTo(kind == FaultKind.UPGRADE_STATUS ? 503 : kind == FaultKind.RATE_LIMITED ? 429 : 0);
        assertThat(end.retryAfter()).isEqualTo(kind == FaultKind.RATE_LIMITED ? Duration.ofSeconds(30) : null);
        assertThat(recorder.opened).isNull();
        assertThat(host.pendingTimers()).isZero();
        assertThat(failures).isEmpty();
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of(FaultKind.FIN, 0, DisconnectCause.END_OF_STREAM, 0),
                Arguments.of(FaultKind.RST, 0, DisconnectCause.RESET, 0),
                Arguments.of(FaultKind.RST_IN_FRAME, 0, DisconnectCause.RESET, 0),
                Arguments.of(FaultKind.CLOSE_FRAME, 1012, DisconnectCause.CLOSE_FRAME, 1012),
                Arguments.of(FaultKind.CLOSE_FRAME, 1005, DisconnectCause.CLOSE_FRAME, 1005),
                Arguments.of(FaultKind.CLOSE_FRAME_HALF, 1001, DisconnectCause.CLOSE_FRAME, 1001),
                Arguments.of(FaultKind.BAD_FRAME, 0, DisconnectCause.PROTOCOL_VIOLATION, 0),
                Arguments.of(FaultKind.BAD_TEXT, 0, DisconnectCause.TEXT_INVALID, 0),
                Arguments.of(FaultKind.OVERSIZED, 0, DisconnectCause.MESSAGE_TOO_LARGE, 0));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void anOpenConnectionEndsWithItsCause(FaultKind kind, long magnitude, DisconnectCause cause, int code) {
        open();
        site.begin(kind, magnitude);
        world.advance(Duration.ofSeconds(1));

        assertThat(recorder.closed().cause()).isEqualTo(cause);
        assertThat(recorder.closed().code()).isEqualTo(code);
        assertThat(recorder.closed().phase()).isEqualTo(ConnectPhase.OPEN);
        world.advance(Duration.ofMinutes(1));
        assertThat(site.connections()).isZero();
        assertThat(host.pendingTimers()).isZero();
    }

    @Test
    void whatIsSentIntoAPartitionArrivesInOrderWhenItHeals() {
        open().send(FrameKind.TEXT, bytes("sub TRADES BTC/USD\n"), 0, 19);
        world.advance(Duration.ofSeconds(1));
        site.begin(FaultKind.PARTITION, 0);
        final int before = recorder.frames.size();
        venue.step(40);
        world.advance(Duration.ofSeconds(5));
        assertThat(recorder.frames).hasSize(before);
        site.end(FaultKind.PARTITION);
        world.advance(Duration.ofSeconds(2));

        final List<Long> ids = recorder.frames.stream()
                .filter(frame -> frame.startsWith("trade"))
                .map(frame -> Long.parseLong(frame.split(" ")[2]))
                .toList();
        assertThat(ids).isNotEmpty().isSorted().doesNotHaveDuplicates();
        assertThat(ids.get(ids.size() - 1) - ids.get(0)).isEqualTo(ids.size() - 1);
    }

    @Test
    void aForgottenConnectionSaysNothingOrResetsWhatComes() {
        final Connection connection = open();
        site.begin(FaultKind.HALF_OPEN, 0);
        connection.ping(1);
        world.advance(Duration.ofMinutes(1));
        assertThat(recorder.closed).isNull();
        assertThat(recorder.pongs).isEmpty();
    }

    @Test
    void aServerThatForgotResetsWhatComes() {
        final Connection connection = open();
        site.begin(FaultKind.HALF_OPEN_RST, 0);
        world.advance(Duration.ofMinutes(1));
        assertThat(recorder.closed).isNull();
        connection.ping(1);
        world.advance(Duration.ofSeconds(1));
        assertThat(recorder.closed().cause()).isEqualTo(DisconnectCause.RESET);
    }

    @Test
    void aPongComesBackWithItsNumber() {
        open().ping(42);
        world.advance(Duration.ofSeconds(1));
        assertThat(recorder.pongs).containsExactly(42L);
    }

    @Test
    void whoDoesNotReadIsGivenUpAtTheLimitOfPendingBytes() {
        final Connection connection = open();
        site.begin(FaultKind.PARTITION_OUT, 0);
        for (int i = 0; i < 1_100; i++) {
            connection.send(FrameKind.BINARY, new byte[1_024], 0, 1_024);
        }
        world.advance(Duration.ofMillis(1));
        assertThat(recorder.closed().cause()).isEqualTo(DisconnectCause.OUTBOUND_OVERFLOW);
    }

    @Test
    void aCloseIsAnsweredOrWaitedForNoLongerThanTheLimit() {
        open().close(1000, "");
        world.advance(Duration.ofMillis(100));
        assertThat(recorder.closed().cause()).isEqualTo(DisconnectCause.CLOSED_BY_US);

        final Recorder other = new Recorder();
        transport.connect(request(), host, other);
        world.advance(Duration.ofSeconds(1));
        site.begin(FaultKind.PARTITION, 0);
        final long before = world.nanos();
        other.opened().close(1000, "");
        world.advance(Duration.ofSeconds(1));
        assertThat(other.closed().cause()).isEqualTo(DisconnectCause.CLOSED_BY_US);
        assertThat(other.closedAtNanos - before).isEqualTo(LIMITS.closeTimeout().toNanos());
    }

    @Test
    void anAbortIsToldOnALaterTurn() {
        final Connection connection = open();
        connection.abort();
        assertThat(recorder.closed).isNull();
        world.runReady();
        assertThat(recorder.closed().cause()).isEqualTo(DisconnectCause.CLOSED_BY_US);

        final Recorder other = new Recorder();
        final Transport.Attempt attempt = transport.connect(request(), host, other);
        world.advance(Duration.ofMillis(5));
        attempt.abort();
        assertThat(other.closed).isNull();
        world.runReady();
        assertThat(other.closed().cause()).isEqualTo(DisconnectCause.CLOSED_BY_US);
        world.advance(Duration.ofMinutes(1));
        assertThat(site.connections()).isZero();
    }

    @Test
    void whatAListenerThrowsEndsTheConnectionAsABugOfOurs() {
        recorder.throwsOnFrame = true;
        open().send(FrameKind.TEXT, bytes("sub TRADES BTC/USD\n"), 0, 19);
        world.advance(Duration.ofSeconds(1));
        assertThat(recorder.closed().cause()).isEqualTo(DisconnectCause.INTERNAL_ERROR);
        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKnownAddressStandsInForANameServerThatFails() {
        open();
        site.begin(FaultKind.DNS_HANG, 0);
        final Recorder other = new Recorder();
        transport.connect(request(), host, other);
        world.advance(Duration.ofMillis(1_900));
        assertThat(other.opened).isNull();
        world.advance(Duration.ofSeconds(1));
        assertThat(other.opened).isNotNull();
    }

    @Test
    void aSlowLinkTellsOfPartsUntilTheWholeHasCome() {
        final Connection connection = open();
        site.begin(FaultKind.DRIP, 20);
        connection.send(FrameKind.TEXT, bytes("sub BOOK BTC/USD\n"), 0, 17);
        world.advance(Duration.ofSeconds(10));
        assertThat(recorder.frames).noneMatch(frame -> frame.startsWith("snap"));
        assertThat(recorder.parts).isGreaterThan(10);
        site.end(FaultKind.DRIP);
        world.advance(Duration.ofSeconds(1));
        assertThat(recorder.frames).anyMatch(frame -> frame.startsWith("snap"));
    }

    @Test
    void anHttpAnswerComesWholeOrItsFailureIsTold() {
        final List<String> told = new ArrayList<>();
        get(told);
        for (final FaultKind kind : List.of(FaultKind.HTTP_STATUS, FaultKind.HTTP_HANG, FaultKind.HTTP_RST)) {
            site.begin(kind, kind == FaultKind.HTTP_STATUS ? 503 : 0);
            get(told);
            site.end(kind);
        }
        assertThat(told)
                .containsExactly(
                        "200 BTC/USD ETH/USD end",
                        "503 ",
                        "RESPONSE_TIMEOUT: no whole response within PT10S",
                        "RESET: Connection reset by peer");
    }

    private void get(List<String> told) {
        transport.get(
                new HttpRequest(Endpoint.of("https://toy.example/instruments"), Duration.ofSeconds(10), 1_000),
                host,
                new HttpListener() {
                    @Override
                    public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
                        told.add(status + " " + new String(body, StandardCharsets.UTF_8));
                    }

                    @Override
                    public void onFailed(Disconnect disconnect) {
                        told.add(disconnect.toString());
                    }
                });
        world.advance(Duration.ofSeconds(11));
    }

    private Connection open() {
        connect();
        world.advance(Duration.ofSeconds(1));
        assertThat(recorder.phases)
                .containsExactly(
                        ConnectPhase.RESOLVE,
                        ConnectPhase.TCP,
                        ConnectPhase.TLS,
                        ConnectPhase.UPGRADE,
                        ConnectPhase.OPEN);
        return recorder.opened();
    }

    private void connect() {
        transport.connect(request(), host, recorder);
    }

    private static ConnectRequest request() {
        return ConnectRequest.of(Endpoint.of("wss://toy.example/"), LIMITS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Recorder implements ConnectionListener {

        private final long startedNanos = world.nanos();
        private final List<ConnectPhase> phases = new ArrayList<>();
        private final List<String> frames = new ArrayList<>();
        private final List<Long> pongs = new ArrayList<>();
        private int parts;
        private boolean throwsOnFrame;
        private Connection opened;
        private Disconnect closed;
        private Duration closedAfter = Duration.ZERO;
        private long closedAtNanos;

        Connection opened() {
            assertThat(opened).as("open").isNotNull();
            return opened;
        }

        Disconnect closed() {
            assertThat(closed).as("closed").isNotNull();
            return closed;
        }

        @Override
        public void onPhase(ConnectPhase phase) {
            phases.add(phase);
        }

        @Override
        public void onOpen(Connection connection) {
            opened = connection;
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
            assertThat(closed).isNull();
            if (throwsOnFrame) {
                throw new IllegalStateException("listener");
            }
            frames.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void onPong(long pingId, long receivedNanos) {
            pongs.add(pingId);
        }

        @Override
        public void onPartialFrame(long receivedNanos) {
            parts++;
        }

        @Override
        public void onClosed(Disconnect disconnect) {
            assertThat(closed).as("closed once").isNull();
            closed = disconnect;
            closedAtNanos = world.nanos();
            closedAfter = Duration.ofNanos(closedAtNanos - startedNanos);
        }
    }
}
