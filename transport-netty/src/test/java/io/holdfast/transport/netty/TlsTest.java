package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.netty.handler.ssl.util.SimpleTrustManagerFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @Test
    void aCertificateForAnotherHostIsToldApart() {
        assertThat(end(TestPki.wrongHost(), trustingRoot()).cause()).isEqualTo(DisconnectCause.CERTIFICATE_WRONG_HOST);
    }

    @Test
    void anExpiredCertificateIsNotTrusted() {
        assertThat(end(TestPki.expired(), trustingRoot()).cause()).isEqualTo(DisconnectCause.CERTIFICATE_UNTRUSTED);
    }

    @Test
    void anUnknownIssuerIsNotTrusted() {
        assertThat(end(TestPki.unknownAuthority(), trustingRoot()).cause())
                .isEqualTo(DisconnectCause.CERTIFICATE_UNTRUSTED);
        assertThat(end(TestPki.good(), NettyTransportConfig.DEFAULT).cause())
                .isEqualTo(DisconnectCause.CERTIFICATE_UNTRUSTED);
    }

    /** CVE-2026-50010: in Netty up to 4.2.14 a plain trust manager of the user's switched the check of the host off. */
    @Test
    void aPlainTrustManagerCannotSwitchTheHostCheckOff() {
        assertThat(end(TestPki.wrongHost(), trusting(new TrustsEverybody())).cause())
                .isEqualTo(DisconnectCause.CERTIFICATE_WRONG_HOST);
        assertOpens(TestPki.unknownAuthority(), trusting(new TrustsEverybody()));
    }

    @Test
    void anExtendedTrustManagerCannotSwitchTheHostCheckOffEither() {
        assertThat(end(TestPki.wrongHost(), trusting(new TrustsEverybodyExtended()))
                        .cause())
                .isEqualTo(DisconnectCause.CERTIFICATE_WRONG_HOST);
    }

    @Test
    void aPemFileMayReplaceTheRoots(@TempDir Path folder) throws Exception {
        final Path pem = Files.writeString(folder.resolve("roots.pem"), TestPki.rootPem());

        assertOpens(
                TestPki.good(),
                NettyTransportConfig.builder().trust(pem).withoutDefaultTrust().build());
    }

    @Test
    void aPropertyThatSwitchesTheHostCheckOffKeepsTheTransportFromStarting() {
        final String property = "io.netty.handler.ssl.defaultEndpointVerificationAlgorithm";
        System.setProperty(property, "NONE");
        try {
            assertThatThrownBy(NettyTransport::new)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(property + ": NONE (expected: not set");
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void sessionsAreResumedAndTheServerIsToldTheHost() {
        final List<Long> sessions = new CopyOnWriteArrayList<>();
        final List<SNIServerName> names = new CopyOnWriteArrayList<>();
        // A name with a dot: JSSE sends no SNI for the likes of "localhost".
        try (TransportFixture fixture = new TransportFixture(NettyTransportConfig.builder()
                        .trust(TestPki.root())
                        .resolver(host -> new InetAddress[] {InetAddress.getLoopbackAddress()})
                        .build());
                ScriptedServer server = ScriptedServer.tls(TestPki.good(), peer -> {
                    peer.upgrade();
                    final ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) peer.socket()).getSession();
                    sessions.add(session.getCreationTime());
                    names.addAll(session.getRequestedServerNames());
                    peer.send(Frames.text("x"));
                })) {
            for (int i = 0; i < 3; i++) {
                fixture.connect("wss://exchange.example:" + server.port() + "/stream")
                        .awaitEnd();
            }

            assertThat(names).isNotEmpty().allMatch(name -> name.equals(new SNIHostName("exchange.example")));
            assertThat(sessions).hasSize(3);
            assertThat(sessions.stream().distinct())
                    .as("times at which the sessions were made")
                    .hasSize(1);
        }
    }

    private static void assertOpens(SSLContext server, NettyTransportConfig config) {
        try (TransportFixture fixture = new TransportFixture(config);
                ScriptedServer scripted = ScriptedServer.tls(server, peer -> {
                    peer.upgrade();
                    peer.awaitEnd();
                })) {
            fixture.connect(scripted.url()).awaitOpen();
        }
    }

    private static Disconnect end(SSLContext server, NettyTransportConfig config) {
        try (TransportFixture fixture = new TransportFixture(config);
                ScriptedServer scripted = ScriptedServer.tls(server, Peer::upgrade)) {
            return fixture.connect(scripted.url()).awaitEnd();
        }
    }

    private static NettyTransportConfig trustingRoot() {
        return NettyTransportConfig.builder().trust(TestPki.root()).build();
    }

    private static NettyTransportConfig trusting(TrustManager manager) {
        return NettyTransportConfig.builder()
                .trustManagerFactory(factory(manager))
                .build();
    }

    private static TrustManagerFactory factory(TrustManager manager) {
        return new SimpleTrustManagerFactory() {
            @Override
            protected void engineInit(KeyStore store) {}

            @Override
            protected void engineInit(ManagerFactoryParameters parameters) {}

            @Override
            protected TrustManager[] engineGetTrustManagers() {
                return new TrustManager[] {manager};
            }
        };
    }

    /** What people write to be rid of an error message. */
    private static final class TrustsEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** The same, thorough. */
    private static final class TrustsEverybodyExtended extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
