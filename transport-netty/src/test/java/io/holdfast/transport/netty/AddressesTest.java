package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.DisconnectCause;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Look-up and choice of addresses, with a resolver that does as it is told. */
class AddressesTest {

    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final List<String> lookups = new CopyOnWriteArrayList<>();
    private volatile HostResolver answer = host -> addresses("127.0.0.1");
    private ScriptedServer server;
    private TransportFixture fixture;

    @BeforeEach
    void open() {
        server = ScriptedServer.plainAt(addresses("127.0.0.1")[0], peer -> {
            peer.upgrade();
            peer.fin();
        });
        fixture = fixture(Duration.ofMinutes(1), Duration.ofDays(1));
    }

    @AfterEach
    void close() {
        testIsOver.countDown();
        fixture.close();
        server.close();
    }

    @Test
    void theNextAddressIsTriedWhenOneIsDead() {
        answer = host -> addresses("127.0.0.2", "127.0.0.3", "127.0.0.1");

        final RecordingListener listener = connect("exchange.example");
        listener.awaitOpen();

        assertThat(listener.phases)
                .containsExactly(
                        ConnectPhase.RESOLVE,
                        ConnectPhase.TCP,
                        ConnectPhase.TCP,
                        ConnectPhase.TCP,
                        ConnectPhase.UPGRADE,
                        ConnectPhase.OPEN);
    }

    @Test
    void anAddressThatServedComesFirstTheNextTime() {
        answer = host -> addresses("127.0.0.2", "127.0.0.1");
        connect("exchange.example").awaitEnd();

        final RecordingListener listener = connect("exchange.example");
        listener.awaitOpen();

        assertThat(listener.phases).containsOnlyOnce(ConnectPhase.TCP);
    }

    @Test
    void allAddressesDeadIsToldWithTheLast() {
        answer = host -> addresses("127.0.0.2", "127.0.0.3");

        assertThat(connect("exchange.example").awaitEnd().toString())
                .startsWith("CONNECT_REFUSED during TCP: none of 2 addresses; last 127.0.0.3:" + server.port());
    }

    @Test
    void aFreshAnswerIsUsedWithoutAskingAgain() {
        connect("exchange.example").awaitEnd();
        connect("Exchange.Example").awaitEnd();

        assertThat(lookups).containsExactly("exchange.example");
    }

    @Test
    void anAnswerThatLedNowhereIsAskedForAgain() {
        answer = host -> addresses("127.0.0.2");
        connect("exchange.example").awaitEnd();
        answer = host -> addresses("127.0.0.1");
        connect("exchange.example").awaitOpen();

        assertThat(lookups).hasSize(2);
    }

    @Test
    void anOldAnswerStandsInForOneThatCannotBeHad() {
        fixture.close();
        fixture = fixture(Duration.ZERO, Duration.ofDays(1));
        connect("exchange.example").awaitEnd();
        answer = host -> {
            throw new UnknownHostException(host);
        };

        connect("exchange.example").awaitOpen();

        assertThat(fixture.transport.status().reserveAddressUses()).isEqualTo(1);
    }

    @Test
    void anOldAnswerStandsInForOneThatHangs() {
        fixture.close();
        fixture = fixture(Duration.ZERO, Duration.ofDays(1));
        connect("exchange.example").awaitEnd();
        answer = this::hang;

        connect("exchange.example").awaitOpen();
    }

    @Test
    void anOldAnswerIsNotUsedForEver() {
        fixture.close();
        fixture = fixture(Duration.ZERO, Duration.ZERO);
        connect("exchange.example").awaitEnd();
        answer = host -> {
            throw new UnknownHostException(host);
        };

        assertThat(connect("exchange.example").awaitEnd().cause()).isEqualTo(DisconnectCause.HOST_UNKNOWN);
    }

    @Test
    void aHostThatHangsDelaysNoOther() {
        answer = host -> host.startsWith("hangs") ? hang(host) : addresses("127.0.0.1");
        for (int i = 0; i < 20; i++) {
            connect("hangs.example");
        }

        connect("exchange.example").awaitOpen();

        assertThat(lookups).containsExactlyInAnyOrder("hangs.example", "exchange.example");
    }

    @Test
    void spelledAddressesAreNeverLookedUp() {
        fixture.connect("ws://127.0.0.1:" + server.port() + "/").awaitOpen();
        fixture.connect("ws://[::1]:" + server.port() + "/").awaitEnd();

        assertThat(lookups).isEmpty();
    }

    @Test
    void forbiddenAddressesArePassedOverWhereThereAreOthers() {
        answer = host -> addresses("169.254.169.254", "127.0.0.1");

        connect("exchange.example").awaitOpen();
    }

    @Test
    void aSpelledLinkLocalAddressMayBePermitted() {
        fixture.close();
        fixture = new TransportFixture(
                NettyTransportConfig.builder().allowLiteralLinkLocal().build());

        assertThat(fixture.connect(
                                "ws://169.254.1.1:9/",
                                ConnectionLimits.DEFAULT.withConnectTimeout(Duration.ofMillis(50)))
                        .awaitEnd()
                        .cause())
                .isNotEqualTo(DisconnectCause.ADDRESS_FORBIDDEN);
    }

    private TransportFixture fixture(Duration fresh, Duration reserve) {
        return new TransportFixture(NettyTransportConfig.builder()
                .resolver(host -> {
                    lookups.add(host);
                    return answer.resolve(host);
                })
                .addressLife(fresh, reserve)
                .build());
    }

    private RecordingListener connect(String host) {
        final ConnectionLimits limits = new ConnectionLimits(
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                1_024,
                16,
                1_024);
        return fixture.connect("ws://" + host + ":" + server.port() + "/", limits);
    }

    private InetAddress[] hang(String host) throws UnknownHostException {
        try {
            testIsOver.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
    }

    private static InetAddress[] addresses(String... literals) {
        final InetAddress[] addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            try {
                addresses[i] = InetAddress.getByName(literals[i]);
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
        return addresses;
    }
}
