package io.holdfast.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a server that sends back whatever it gets. */
class FaultProxyTest {

    private static final int SHORT_MILLIS = 60;
    private static final int LONG_MILLIS = 10_000;

    private final MonotonicClock clock = new SystemClock();
    private final List<Socket> atServer = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final Thread thread = new Thread(this::serve, "echo");
        thread.setDaemon(true);
        thread.start();
        proxy = FaultProxy.before(server.getLocalPort(), 1);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void withoutFaultsEverythingPassesAndEndsPassToo() throws IOException {
        final byte[] sent = bytes(200_000);
        try (Socket client = connect()) {
            final Thread writer = new Thread(() -> write(client, sent), "writer");
            writer.start();
            assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
            assertThat(proxy.passedBytes(Direction.TO_CLIENT)).isEqualTo(sent.length);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> proxy.connections() == 0);
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void singleBytesLatencyAndJitterChangeNothingButTime() throws IOException {
        proxy.slice(Direction.TO_SERVER, 1);
        proxy.slice(Direction.TO_CLIENT, 3);
        proxy.latency(Direction.TO_CLIENT, Duration.ofMillis(30), Duration.ofMillis(20));
        final byte[] sent = bytes(5_000);
        try (Socket client = connect()) {
            final long startNanos = clock.nanos();
            write(client, Arrays.copyOf(sent, 10));
            assertThat(client.getInputStream().readNBytes(10)).isEqualTo(Arrays.copyOf(sent, 10));
            assertThat(clock.nanos() - startNanos).isGreaterThanOrEqualTo(30_000_000L);
            write(client, Arrays.copyOfRange(sent, 10, sent.length));
            assertThat(client.getInputStream().readNBytes(sent.length - 10))
                    .isEqualTo(Arrays.copyOfRange(sent, 10, sent.length));
        }
    }

    @Test
    void bandwidthLimitsHowMuchHasPassedByAnyTime() throws IOException {
        proxy.bandwidth(Direction.TO_CLIENT, 2_000);
        try (Socket client = connect()) {
            write(client, bytes(100_000));
            client.getInputStream().readNBytes(400);
            assertThat(proxy.passedBytes(Direction.TO_CLIENT)).isLessThan(50_000);
            proxy.heal();
            assertThat(client.getInputStream().readNBytes(99_600)).hasSize(99_600);
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aBlackHoleSwallowsOneDirectionAndGivesItBackWhenHealed(Direction direction) throws IOException {
        try (Socket client = connect()) {
            write(client, bytes(3));
            client.getInputStream().readNBytes(3);
            proxy.blackHole(direction);
            final long toServer = proxy.passedBytes(Direction.TO_SERVER);
            write(client, bytes(7));
            client.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            final long through = direction == Direction.TO_SERVER ? 0 : 7;
            await().until(() -> proxy.passedBytes(Direction.TO_SERVER) - toServer == through);
            proxy.heal();
            client.setSoTimeout(LONG_MILLIS);
            assertThat(client.getInputStream().readNBytes(7)).isEqualTo(bytes(7));
        }
    }

    @Test
    void aConnectionEndsInOrderAfterSoManyBytes() throws IOException {
        proxy.endAfter(Direction.TO_CLIENT, 100, Ending.FIN);
        try (Socket client = connect()) {
            write(client, bytes(1_000));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(bytes(1_000), 100));
        }
    }

    @Test
    void aConnectionIsResetAfterSoManyBytes() throws IOException {
        proxy.endAfter(Direction.TO_SERVER, 100, Ending.RST);
        try (Socket client = connect()) {
            write(client, bytes(1_000));
            assertReset(client);
        }
    }

    @Test
    void oneBitIsTurned() throws IOException {
        proxy.corrupt(Direction.TO_CLIENT, 500);
        try (Socket client = connect()) {
            write(client, bytes(1_000));
            final byte[] expected = bytes(1_000);
            expected[500] ^= 0x04;
            assertThat(client.getInputStream().readNBytes(1_000)).isEqualTo(expected);
        }
    }

    @Test
    void connectionsAreRefusedUntilAcceptedAndOpenOnesLive() throws IOException {
        try (Socket open = connect()) {
            for (int i = 0; i < 20; i++) {
                write(open, bytes(5));
                open.getInputStream().readNBytes(5);
                proxy.refuse();
                assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
                proxy.accept();
                connect().close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void connectionsEndAfterTheirTimeOrAtOnce(Ending ending) throws IOException {
        for (final Duration life : List.of(Duration.ZERO, Duration.ofMillis(30))) {
            proxy.endAfter(life, ending);
            try (Socket client = connect()) {
                if (ending == Ending.RST) {
                    assertReset(client);
                } else {
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
        proxy.heal();
        try (Socket client = connect()) {
            write(client, bytes(9));
            assertThat(client.getInputStream().readNBytes(9)).isEqualTo(bytes(9));
        }
    }

    @Test
    void aCutEndsWhatIsOpen() throws IOException {
        try (Socket client = connect()) {
            write(client, bytes(1));
            client.getInputStream().readNBytes(1);
            proxy.cut(Ending.RST);
            assertReset(client);
        }
        await().until(() -> atServer.get(0).isClosed());
    }

    @Test
    void aResetOfTheServerIsOneToTheClient() throws IOException {
        try (Socket client = connect()) {
            write(client, bytes(1));
            client.getInputStream().readNBytes(1);
            atServer.get(0).setSoLinger(true, 0);
            atServer.get(0).close();
            assertReset(client);
        }
    }

    private Socket connect() throws IOException {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(LONG_MILLIS);
        return socket;
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // The reading side tells.
        }
    }

    private static byte[] bytes(int count) {
        final byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }

    private void serve() {
        while (true) {
            try {
                final Socket socket = server.accept();
                atServer.add(socket);
                final Thread thread = new Thread(() -> echo(socket), "echo-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            final InputStream in = socket.getInputStream();
            final byte[] buffer = new byte[8_192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                socket.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException e) {
            // The client tells.
        }
    }
}
