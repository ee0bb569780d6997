package io.holdfast.testkit.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A certificate made at start, and the authority that issued it: nothing secret lies in the repository. */
final class LoopbackCertificate {

    private static final Duration LIFE = Duration.ofDays(2);

    private final X509Bundle authority;
    private final X509Bundle server;

    private LoopbackCertificate(X509Bundle authority, X509Bundle server) {
        this.authority = authority;
        this.server = server;
    }

    /** {@return a certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}} */
    static LoopbackCertificate create(Instant now) {
        try {
            final CertificateBuilder template =
                    new CertificateBuilder().ecp256().notBefore(now.minus(LIFE)).notAfter(now.plus(LIFE));
            final X509Bundle authority = template.copy()
                    .subject("CN=Holdfast simulated authority")
                    .setIsCertificateAuthority(true)
                    .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign)
                    .buildSelfSigned();
            final X509Bundle server = template.copy()
                    .subject("CN=localhost")
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .addSanIpAddress("::1")
                    .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                    .addExtendedKeyUsageServerAuth()
                    .buildIssuedBy(authority);
            return new LoopbackCertificate(authority, server);
        } catch (Exception e) {
            throw new IllegalStateException("certificate for localhost: cannot be made", e);
        }
    }

    X509Certificate authority() {
        return authority.getCertificate();
    }

    String authorityPem() {
        return authority.getCertificatePEM();
    }

    SslContext serverContext() {
        try {
            return SslContextBuilder.forServer(server.toKeyManagerFactory())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException("TLS of the simulated exchange: cannot be set up", e);
        }
    }
}
