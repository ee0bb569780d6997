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
    private static final Duration FAR = Duration.ofDays(20);

    private final X509Bundle authority;
    private final X509Bundle server;

    private LoopbackCertificate(X509Bundle authority, X509Bundle server) {
        this.authority = authority;
        this.server = server;
    }

    static LoopbackCertificate create(CertificateKind kind, Instant now) {
        try {
            final X509Bundle shown = authority("CN=Holdfast simulated authority", now);
            final X509Bundle issuer =
                    kind == CertificateKind.UNKNOWN_AUTHORITY ? authority("CN=Nobody knows me", now) : shown;
            return new LoopbackCertificate(shown, issuedBy(issuer, kind, now));
        } catch (Exception e) {
            throw new IllegalStateException("certificate for localhost: cannot be made", e);
        }
    }

    /** {@return another good one from the same authority, with another key} */
    LoopbackCertificate renewed(Instant now) {
        try {
            return new LoopbackCertificate(authority, issuedBy(authority, CertificateKind.GOOD, now));
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

    private static X509Bundle issuedBy(X509Bundle issuer, CertificateKind kind, Instant now) throws Exception {
        final Instant middle = switch (kind) {
            case EXPIRED -> now.minus(FAR);
            case NOT_YET_VALID -> now.plus(FAR);
            default -> now;
        };
        final CertificateBuilder builder = valid(middle)
                .subject("CN=localhost")
                .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                .addExtendedKeyUsageServerAuth();
        if (kind == CertificateKind.WRONG_HOST) {
            builder.addSanDnsName("other.example");
        } else {
            builder.addSanDnsName("localhost").addSanIpAddress("127.0.0.1").addSanIpAddress("::1");
        }
        return builder.buildIssuedBy(issuer);
    }

    private static X509Bundle authority(String subject, Instant now) throws Exception {
        return valid(now)
                .subject(subject)
                .setIsCertificateAuthority(true)
                .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign)
                .buildSelfSigned();
    }

    private static CertificateBuilder valid(Instant middle) {
        return new CertificateBuilder().ecp256().notBefore(middle.minus(LIFE)).notAfter(middle.plus(LIFE));
    }
}
