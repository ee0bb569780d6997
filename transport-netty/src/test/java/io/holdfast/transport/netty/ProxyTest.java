package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections through a proxy. */
class ProxyTest {

    @ParameterizedTest
    @EnumSource(ProxyServer.Kind.class)
    void theProxyLooksTheNameUpAndTlsIsEndToEnd(ProxyServer.Kind kind) {
        try (ScriptedProxy proxy = ScriptedProxy.of(kind);
                ScriptedServer server = greetingServer();
                TransportFixture fixture = fixture(ProxyServer.of(kind, "127.0.0.1", proxy.port()))) {
            final RecordingListener listener = fixture.connect("wss://exchange.example:" + server.port() + "/stream");
            listener.awaitOpen();
            listener.awaitEnd();

            assertThat(listener.messages).containsExactly("hello");
            assertThat(proxy.targets).containsExactly("exchange.example:" + server.port());
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyServer.Kind.class)
    void theProxyIsToldThePassword(ProxyServer.Kind kind) {
        try (ScriptedProxy proxy = ScriptedProxy.wantingPassword(kind);
                ScriptedServer server = greetingServer();
                TransportFixture fixture = fixture(
                        new ProxyServer(kind, "127.0.0.1", proxy.port(), ScriptedProxy.USER, ScriptedProxy.PASSWORD))) {
            fixture.connect("wss://exchange.example:" + server.port() + "/stream")
                    .awaitOpen();
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyServer.Kind.class)
    void aProxyThatRefusesIsToldApartAndThePasswordIsNot(ProxyServer.Kind kind) {
        try (ScriptedProxy proxy = ScriptedProxy.wantingPassword(kind);
                ScriptedServer server = greetingServer();
                TransportFixture fixture =
                        fixture(new ProxyServer(kind, "127.0.0.1", proxy.port(), ScriptedProxy.USER, "wr0ng"))) {
            final Disconnect end = fixture.connect("wss://exchange.example:" + server.port() + "/stream")
                    .awaitEnd();

            assertThat(end.cause()).isEqualTo(DisconnectCause.PROXY_FAILED);
            assertThat(end.toString()).doesNotContain("wr0ng");
            assertThat(server.accepted()).isZero();
        }
    }

    private static ScriptedServer greetingServer() {
        return ScriptedServer.tls(TestPki.good(), peer -> {
            peer.upgrade();
            peer.send(Frames.text("hello"));
        });
    }

    private static TransportFixture fixture(ProxyServer proxy) {
        return new TransportFixture(NettyTransportConfig.builder()
                .trust(TestPki.root())
                .proxy(proxy)
                .resolver(host -> {
                    if (host.equals("127.0.0.1")) {
                        return new java.net.InetAddress[] {java.net.InetAddress.getLoopbackAddress()};
                    }
                    throw new UnknownHostException(host); // looked up here, although the proxy is to do it
                })
                .build());
    }
}
