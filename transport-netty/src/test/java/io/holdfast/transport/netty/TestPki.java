package io.holdfast.transport.netty;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** An authority of our own, and certificates for every purpose. */
final class TestPki {

    private static final X509Bundle AUTHORITY = authority("CN=holdfast test authority");

    private TestPki() {}

    static X509Certificate root() {
        return AUTHORITY.getCertificate();
    }

    static String rootPem() {
        return AUTHORITY.getCertificatePEM();
    }

    static X509Bundle authority(String subject) {
        try {
            return new CertificateBuilder()
                    .ecp256()
                    .subject(subject)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** {@return a server that is as it should be: localhost, 127.0.0.1 and exchange.example} */
    static SSLContext good() {
        return context(
                AUTHORITY,
                builder -> builder.addSanDnsName("localhost")
                        .addSanDnsName("exchange.example")
                        .addSanIpAddress("127.0.0.1"));
    }

    static SSLContext wrongHost() {
        return context(AUTHORITY, builder -> builder.addSanDnsName("other.example"));
    }

    static SSLContext expired() {
        final Instant now = Instant.now();
        return context(
                AUTHORITY,
                builder -> builder.addSanDnsName("localhost")
                        .notBefore(now.minus(Duration.ofDays(20)))
                        .notAfter(now.minus(Duration.ofDays(10))));
    }

    static SSLContext unknownAuthority() {
        return context(authority("CN=somebody else"), builder -> builder.addSanDnsName("localhost"));
    }

    /** {@return a server whose certificate hangs from our root by a chain of so many authorities} */
    static SSLContext longChain(int links) {
        try {
            X509Bundle authority = AUTHORITY;
            for (int i = 0; i < links; i++) {
                authority = new CertificateBuilder()
                        .ecp256()
                        .subject("CN=link " + i)
                        .setIsCertificateAuthority(true)
                        .buildIssuedBy(authority);
            }
            return context(authority, builder -> builder.addSanDnsName("localhost"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext context(X509Bundle authority, UnaryOperator<CertificateBuilder> details) {
        try {
            final X509Bundle bundle = details.apply(new CertificateBuilder()
                            .ecp256()
                            .subject("CN=server")
                            .addExtendedKeyUsageServerAuth())
                    .buildIssuedBy(authority);
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(bundle.toKeyManagerFactory().getKeyManagers(), null, null);
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
