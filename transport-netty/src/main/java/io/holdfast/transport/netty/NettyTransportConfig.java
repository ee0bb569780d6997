package io.holdfast.transport.netty;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link NettyTransport}.
 *
 * @param io                   how the operating system is asked for events
 * @param threads              I/O threads; 1 to 64. With one, all data has one writer
 * @param daemon               whether they let the JVM end
 * @param resolver             looks names up
 * @param resolverThreads      as many hosts may hang in look-up before others are delayed; 1 to 64
 * @param addressFresh         how long an answer is used without asking again; 0 to 1 day
 * @param addressReserve       how long an answer may stand in for one that cannot be had; {@code addressFresh} to 7 days
 * @param linkLocalAllowed     whether an endpoint may spell a link-local or metadata address; names never lead there
 * @param defaultTrust         whether the JDK's roots are trusted
 * @param anchors              certificates trusted besides, or instead
 * @param trustManagerFactory  decides instead of all these, the host name excepted; null for none
 * @param keyExchange          which key-exchange groups TLS offers
 * @param proxy                null for none
 */
public record NettyTransportConfig(
        IoKind io,
        int threads,
        boolean daemon,
        HostResolver resolver,
        int resolverThreads,
        Duration addressFresh,
        Duration addressReserve,
        boolean linkLocalAllowed,
        boolean defaultTrust,
        List<X509Certificate> anchors,
        @Nullable TrustManagerFactory trustManagerFactory,
        KeyExchange keyExchange,
        @Nullable ProxyServer proxy) {

    private static final int MOST_THREADS = 64;
    private static final Duration LONGEST_FRESH = Duration.ofDays(1);
    private static final Duration LONGEST_RESERVE = Duration.ofDays(7);

    /**
     * One daemon thread, epoll where there is one, the system's resolver, addresses fresh for 1 min and in reserve for
     * 1 day, the JDK's roots, X25519 first, no proxy.
     */
    public static final NettyTransportConfig DEFAULT = builder().build();

    /** Checks every bound. */
    public NettyTransportConfig {
        requireNonNull(io, "io");
        requireNonNull(resolver, "resolver");
        requireNonNull(keyExchange, "keyExchange");
        anchors = List.copyOf(anchors);
        checkThreads(threads, "threads");
        checkThreads(resolverThreads, "resolverThreads");
        checkBetween(addressFresh, Duration.ZERO, LONGEST_FRESH, "addressFresh");
        checkBetween(addressReserve, addressFresh, LONGEST_RESERVE, "addressReserve");
        if (trustManagerFactory == null && !defaultTrust && anchors.isEmpty()) {
            throw new IllegalArgumentException(
                    "anchors: none (expected: at least one, where the JDK's are not trusted)");
        }
    }

    /** {@return a builder with the default settings} */
    public static Builder builder() {
        return new Builder();
    }

    private static void checkThreads(int value, String name) {
        if (value < 1 || value > MOST_THREADS) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 .. " + MOST_THREADS + ")");
        }
    }

    private static void checkBetween(Duration value, Duration least, Duration most, String name) {
        if (requireNonNull(value, name).compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " .. " + most + ")");
        }
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final List<X509Certificate> anchors = new ArrayList<>();
        private IoKind io = IoKind.AUTO;
        private int threads = 1;
        private boolean daemon = true;
        private HostResolver resolver = HostResolver.SYSTEM;
        private int resolverThreads = 4;
        private Duration addressFresh = Duration.ofMinutes(1);
        private Duration addressReserve = Duration.ofDays(1);
        private boolean linkLocalAllowed;
        private boolean defaultTrust = true;
        private @Nullable TrustManagerFactory trustManagerFactory;
        private KeyExchange keyExchange = KeyExchange.X25519_FIRST;
        private @Nullable ProxyServer proxy;

        private Builder() {}

        /** Sets how the operating system is asked for events. One that is demanded and missing is an error. */
        public Builder io(IoKind value) {
            io = value;
            return this;
        }

        /** Sets the number of I/O threads. */
        public Builder threads(int value) {
            threads = value;
            return this;
        }

        /** Sets whether the threads let the JVM end. */
        public Builder daemon(boolean value) {
            daemon = value;
            return this;
        }

        /** Sets who looks names up. */
        public Builder resolver(HostResolver value) {
            resolver = value;
            return this;
        }

        /** Sets how many look-ups may run at a time. */
        public Builder resolverThreads(int value) {
            resolverThreads = value;
            return this;
        }

        /** Sets how long an answer is used without asking again, and how long it may stand in for none. */
        public Builder addressLife(Duration fresh, Duration reserve) {
            addressFresh = fresh;
            addressReserve = reserve;
            return this;
        }

        /** Permits endpoints that spell a link-local or metadata address. */
        public Builder allowLiteralLinkLocal() {
            linkLocalAllowed = true;
            return this;
        }

        /** Trusts certificates besides the JDK's roots, or instead; see {@link #withoutDefaultTrust}. */
        public Builder trust(X509Certificate... certificates) {
            anchors.addAll(List.of(certificates));
            return this;
        }

        /**
         * Trusts the certificates of a PEM file besides the JDK's roots, or instead.
         *
         * @throws IllegalArgumentException if it holds no certificates
         * @throws UncheckedIOException     if it cannot be read
         */
        public Builder trust(Path pemFile) {
            try (InputStream in = Files.newInputStream(pemFile)) {
                for (final Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    anchors.add((X509Certificate) certificate);
                }
            } catch (CertificateException e) {
                throw new IllegalArgumentException("trust: " + pemFile + " (expected: certificates in PEM)", e);
            } catch (IOException e) {
                throw new UncheckedIOException("trust: " + pemFile + " cannot be read", e);
            }
            return this;
        }

        /** Trusts nothing but what {@code trust} names. */
        public Builder withoutDefaultTrust() {
            defaultTrust = false;
            return this;
        }

        /** Lets somebody else decide whom to trust. The check of the host name stays: it cannot be switched off. */
        public Builder trustManagerFactory(TrustManagerFactory value) {
            trustManagerFactory = value;
            return this;
        }

        /** Sets which key-exchange groups TLS offers. */
        public Builder keyExchange(KeyExchange value) {
            keyExchange = value;
            return this;
        }

        /** Sets a proxy. */
        public Builder proxy(ProxyServer value) {
            proxy = value;
            return this;
        }

        /** {@return the settings, checked} */
        public NettyTransportConfig build() {
            return new NettyTransportConfig(
                    io,
                    threads,
                    daemon,
                    resolver,
                    resolverThreads,
                    addressFresh,
                    addressReserve,
                    linkLocalAllowed,
                    defaultTrust,
                    anchors,
                    trustManagerFactory,
                    keyExchange,
                    proxy);
        }
    }
}
