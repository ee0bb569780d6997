package io.holdfast.benchmarks.reconnect;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** An authority made at start, the server's context, and a client's that trusts it. ECDSA on P-256, as exchanges have. */
final class Certificates {

    private final X509Bundle authority;
    private final X509Bundle server;

    Certificates() {
        try {
            authority = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=holdfast benchmark authority")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            server = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=localhost")
                    .addExtendedKeyUsageServerAuth()
                    .addSanDnsName("localhost")
                    .buildIssuedBy(authority);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    X509Certificate authority() {
        return authority.getCertificate();
    }

    /** {@return a server's context} Each has keys of its own, so a session of one cannot be resumed with another. */
    SSLContext serverContext() {
        try {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(server.toKeyManagerFactory().getKeyManagers(), null, null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    TrustManager[] trust() {
        try {
            final KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("authority", authority());
            final TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    SSLContext clientContext() {
        try {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
