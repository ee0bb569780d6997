package io.holdfast.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.market.Instrument;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each control, as a client of real sockets meets it. */
class SimulatedExchangeTest {

    private static final Instrument BTC = Instrument.of("BTC/USDT");
    private static final String TRADES = "/stream?streams=btcusdt@trade";
    private static final ConnectionLimits IMPATIENT = ConnectionLimits.DEFAULT
            .withConnectTimeout(Duration.ofMillis(300))
            .withHandshakeTimeout(Duration.ofMillis(300));

    private SimulatedExchange<BinanceVenue> exchange = SimulatedExchange.start(still());
    private TestClient client = new TestClient(exchange);

    @AfterEach
    void stop() {
        client.close();
        exchange.close();
    }

    @Test
    void itServesStreamsAndRequestsOverTls() {
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        exchange.onVenue(venue -> venue.step(BTC, 100));
        socket.awaitMessages(5);
        assertThat(socket.messages).allMatch(text -> text.startsWith("{\"stream\":\"btcusdt@trade\""));
        assertThat(client.get("/api/v3/depth?symbol=BTCUSDT&limit=5")).startsWith("200 {\"lastUpdateId\":");
        assertThat(exchange.requestsAsked()).isEqualTo(1);
        assertThat(exchange.connectionsEver()).isEqualTo(1);
        assertThat(exchange.firstFailure()).isNull();
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                ending("close frame", exchange -> exchange.closeWith(1012, "restart"), DisconnectCause.CLOSE_FRAME),
                ending("close frame alone", exchange -> exchange.closeFrameOnly(1001, ""), DisconnectCause.CLOSE_FRAME),
                ending("FIN", SimulatedExchange::endStream, DisconnectCause.END_OF_STREAM),
                ending("FIN without close_notify", SimulatedExchange::truncate, DisconnectCause.END_OF_STREAM),
                ending("half of TCP", SimulatedExchange::halfClose, DisconnectCause.END_OF_STREAM),
                ending("RST", SimulatedExchange::reset, DisconnectCause.RESET));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void aConnectionEndsInTheWayAskedFor(String name, Ending ending, DisconnectCause cause) {
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        soon().until(() -> exchange.connections() == 1);
        ending.of(exchange);
        assertThat(socket.awaitEnd().cause()).isEqualTo(cause);
        soon().until(() -> exchange.connections() == 0);
    }

    @Test
    void aMutedConnectionStillHearsAndADeafOneStillTalks() {
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        exchange.mute();
        exchange.onVenue(venue -> venue.step(BTC, 100));
        socket.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
        soon().until(() -> exchange.clients().get(0).messages() == 1);
        assertThat(socket.messages).isEmpty();
        assertThat(socket.hasEnded()).isFalse();

        final TestClient.Socket other = client.connect(TRADES).awaitOpen();
        exchange.deafen();
        exchange.onVenue(venue -> venue.step(BTC, 100));
        other.awaitMessages(5);
        other.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
        other.ping();
        exchange.onVenue(venue -> venue.step(BTC, 100));
        other.awaitMessages(10);
        assertThat(exchange.clients().get(1).messages()).isZero();
        assertThat(other.pongs).hasValue(0);
    }

    @Test
    void anAbandonedClientIsForgottenAndNotTold() {
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        exchange.abandon();
        assertThat(exchange.connections()).isZero();
        final int known = exchange.ask(venue -> venue.connections().size());
        assertThat(known).isZero();
        assertThat(socket.hasEnded()).isFalse();
    }

    @Test
    void refusedConnectionsAreRefusedUntilAcceptedAndOpenOnesLive() {
        final TestClient.Socket open = client.connect(TRADES).awaitOpen();
        exchange.refuseConnections();
        assertThat(client.connect(TRADES).awaitEnd().cause()).isEqualTo(DisconnectCause.CONNECT_REFUSED);
        exchange.onVenue(venue -> venue.step(BTC, 60));
        open.awaitMessages(3);
        exchange.accept();
        client.connect(TRADES).awaitOpen();
    }

    @ParameterizedTest
    @EnumSource(
            value = HandshakePhase.class,
            names = {"CONNECT", "TLS", "UPGRADE"})
    void aClientIsLeftWaitingInEachPhase(HandshakePhase phase) {
        if (phase == HandshakePhase.UPGRADE) { // or TLS itself might take too long on a busy machine
            stop();
            exchange = SimulatedExchange.startWithoutTls(still());
            client = new TestClient(exchange);
        }
        exchange.hangAt(phase);
        final Disconnect end = client.connect(TRADES, IMPATIENT).awaitEnd();
        assertThat(end.cause())
                .isEqualTo(
                        switch (phase) {
                            case CONNECT -> DisconnectCause.CONNECT_TIMEOUT;
                            case TLS -> DisconnectCause.TLS_TIMEOUT;
                            default -> DisconnectCause.UPGRADE_TIMEOUT;
                        });
        exchange.acceptUpgrades();
        client.connect(TRADES).awaitOpen();
    }

    @Test
    void aClientIsLeftWaitingBehindTheUpgrade() {
        exchange.hangAt(HandshakePhase.OPEN);
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        socket.ping();
        exchange.onVenue(venue -> venue.step(BTC, 100));
        exchange.acceptUpgrades();
        final TestClient.Socket healed = client.connect(TRADES).awaitOpen();
        exchange.onVenue(venue -> venue.step(BTC, 100));
        healed.awaitMessages(1);
        assertThat(socket.received).hasValue(0);
        assertThat(socket.pongs).hasValue(0);
    }

    @Test
    void tlsStallsInTheMiddleOfTheHandshake() {
        exchange.muteAfter(200);
        final Disconnect end = client.connect(TRADES, IMPATIENT).awaitEnd();
        assertThat(end.cause()).isEqualTo(DisconnectCause.TLS_TIMEOUT);
        assertThat(end.phase()).isEqualTo(ConnectPhase.TLS);
    }

    @Test
    void upgradesAndRequestsAreRefusedWithStatusHeadersAndBody() {
        exchange.refuseUpgrades(429, Map.of("Retry-After", "7"), "slow down");
        final Disconnect end = client.connect(TRADES).awaitEnd();
        assertThat(end.cause()).isEqualTo(DisconnectCause.UPGRADE_REFUSED);
        assertThat(end.code()).isEqualTo(429);
        assertThat(end.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        exchange.refuseRequests(418, Map.of("Retry-After", "9"), "teapot");
        assertThat(client.get("/api/v3/ping")).isEqualTo("418 PT9S teapot");
        exchange.heal();
        assertThat(client.get("/api/v3/ping")).isEqualTo("200 {}");
        client.connect(TRADES).awaitOpen();
    }

    @Test
    void pongsAreDroppedWhileDataFlows() {
        exchange.dropPongs(true);
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        socket.ping();
        soon().until(() -> exchange.clients().get(0).pings() == 1);
        exchange.onVenue(venue -> venue.step(BTC, 100));
        socket.awaitMessages(3);
        assertThat(socket.pongs).hasValue(0);
        exchange.dropPongs(false);
        socket.ping();
        soon().untilAtomic(socket.pongs, equalTo(1));
    }

    @Test
    void messagesSurviveFragmentsSlicesDripsAndDelays() {
        final TestClient.Socket plain = client.connect(TRADES).awaitOpen();
        exchange.fragment(11);
        exchange.slice(7, Duration.ZERO);
        final TestClient.Socket sliced = client.connect(TRADES).awaitOpen();
        exchange.onVenue(venue -> venue.step(BTC, 25));
        exchange.slice(300, Duration.ofMillis(1));
        exchange.delay(Duration.ofMillis(20));
        exchange.onVenue(venue -> venue.step(BTC, 25));
        exchange.heal();
        exchange.onVenue(venue -> venue.step(BTC, 25));
        final long trades =
                exchange.ask(venue -> venue.model().market(BTC).trades().count());
        plain.awaitMessages((int) trades);
        sliced.awaitMessages((int) trades);
        assertThat(sliced.messages).isEqualTo(plain.messages).hasSize((int) trades);
    }

    @ParameterizedTest
    @EnumSource(MalformedFrame.class)
    void aMalformedFrameEndsTheConnection(MalformedFrame frame) {
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        exchange.sendMalformed(frame);
        assertThat(socket.awaitEnd().cause())
                .isIn(
                        DisconnectCause.PROTOCOL_VIOLATION,
                        DisconnectCause.MESSAGE_TOO_LARGE,
                        DisconnectCause.TEXT_INVALID);
    }

    @Test
    void aSpoiledMessageArrivesAndASpoiledWireEndsTls() {
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        exchange.spoilNextMessage();
        exchange.onVenue(venue -> venue.step(BTC, 60));
        socket.awaitMessages(2);
        assertThat(socket.messages.get(0)).contains("\u0001");
        assertThat(socket.messages.get(1)).doesNotContain("\u0001");
        exchange.spoilWire();
        exchange.onVenue(venue -> venue.step(BTC, 60));
        assertThat(socket.awaitEnd().cause()).isEqualTo(DisconnectCause.TLS_FAILED);
    }

    @Test
    void whateverIsWantedIsSent() {
        final TestClient.Socket socket = client.connect("/ws").awaitOpen();
        exchange.send("{\"x\":1}");
        exchange.sendBinary(new byte[] {'b'});
        exchange.sendRaw(new byte[] {(byte) 0x81, 1, 'r'});
        exchange.ping(20);
        socket.awaitMessages(3);
        assertThat(socket.messages).containsExactly("{\"x\":1}", "b", "r");
        soon().untilAtomic(socket.pings, equalTo(20));
    }

    @Test
    void whatClientsSendIsCounted() {
        final TestClient.Socket socket = client.connect("/ws").awaitOpen();
        for (int i = 0; i < 3; i++) {
            socket.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":" + i + "}");
        }
        socket.ping();
        socket.awaitMessages(3);
        soon().until(() -> exchange.clients().get(0).pings() == 1);
        final ClientReport report = exchange.clients().get(0);
        assertThat(report.messages()).isEqualTo(3);
        assertThat(report.mostWithinASecond()).isBetween(1L, 4L);
        assertThat(report.target()).isEqualTo("/ws");
        assertThat(exchange.accepted()).isEqualTo(1);
        assertThat(exchange.upgradesAsked()).isEqualTo(1);
    }

    @Test
    void anotherServersBytesAreNoAnswer() {
        exchange.greet("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.connect(TRADES).awaitEnd().cause()).isEqualTo(DisconnectCause.TLS_FAILED);
        exchange.acceptUpgrades();
        exchange.answerUpgrades(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: bm90IHRoZSByaWdodCBvbmU=\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(client.connect(TRADES).awaitEnd().cause()).isEqualTo(DisconnectCause.UPGRADE_INVALID);
        exchange.acceptUpgrades();
        client.connect(TRADES).awaitOpen();
    }

    @Test
    void aRenewedCertificateOfTheSameAuthorityIsTaken() {
        client.connect(TRADES).awaitOpen();
        exchange.renewCertificate();
        client.connect(TRADES).awaitOpen();
    }

    @Test
    void messagesAreRewrittenAsAskedFor() {
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        exchange.rewrite(text -> " " + text.replace("\"p\":", "\"price\":"));
        exchange.onVenue(venue -> venue.step(BTC, 20));
        socket.awaitMessages(1);
        assertThat(socket.messages.get(0)).startsWith(" {").contains("\"price\":");
        exchange.heal();
        final int before = socket.received.get();
        exchange.onVenue(venue -> venue.step(BTC, 60));
        socket.awaitMessages(before + 5);
        assertThat(socket.messages.get(socket.messages.size() - 1))
                .startsWith("{")
                .contains("\"p\":");
    }

    static Stream<Arguments> certificates() {
        return Stream.of(
                Arguments.of(CertificateKind.WRONG_HOST, DisconnectCause.CERTIFICATE_WRONG_HOST),
                Arguments.of(CertificateKind.EXPIRED, DisconnectCause.CERTIFICATE_UNTRUSTED),
                Arguments.of(CertificateKind.NOT_YET_VALID, DisconnectCause.CERTIFICATE_UNTRUSTED),
                Arguments.of(CertificateKind.UNKNOWN_AUTHORITY, DisconnectCause.CERTIFICATE_UNTRUSTED));
    }

    @ParameterizedTest
    @MethodSource("certificates")
    void aBadCertificateIsNotTakenForAGoodOne(CertificateKind kind, DisconnectCause cause) {
        stop();
        exchange = SimulatedExchange.start(still(), kind);
        client = new TestClient(exchange);
        assertThat(client.connect(TRADES).awaitEnd().cause()).isEqualTo(cause);
    }

    @Test
    void withoutTlsItIsPlain() {
        stop();
        exchange = SimulatedExchange.startWithoutTls(still());
        client = new TestClient(exchange);
        final TestClient.Socket socket = client.connect(TRADES).awaitOpen();
        exchange.onVenue(venue -> venue.step(BTC, 100));
        socket.awaitMessages(3);
        assertThat(exchange.streamUrl()).startsWith("ws://");
    }

    @Test
    void manyOrdersArePublishedAsFastAsTheClientTakesThemAndNoneIsLost() {
        final AtomicReference<Long> before = new AtomicReference<>();
        final TestClient.Socket socket = client.connect("/ws/btcusdt@trade").awaitOpen();
        socket.keepMessages = false;
        exchange.onVenue(venue -> before.set(venue.model().market(BTC).tradeId()));
        exchange.publish(40_000);
        final long trades = exchange.ask(venue -> venue.model().market(BTC).tradeId()) - before.get();
        socket.awaitMessages((int) trades);
        assertThat(trades).isGreaterThan(1_000);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2));
    }

    private static BinanceVenue still() {
        return new BinanceVenue(
                new MarketModel(BinanceVenue.USUAL_MARKETS, 1),
                Duration.ZERO,
                BinanceRules.DOCUMENTED.withConnectionAttempts(100_000));
    }

    private static Arguments ending(String name, Ending ending, DisconnectCause cause) {
        return Arguments.of(name, ending, cause);
    }

    /** One way to end a connection. */
    interface Ending {

        void of(SimulatedExchange<?> exchange);
    }
}
