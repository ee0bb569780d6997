package io.holdfast.transport.netty;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A proxy that every connection goes through. It looks the servers' names up, too; TLS is end to end all the same.
 *
 * @param kind     how it is spoken to
 * @param host     its name or address
 * @param port     1 to 65535
 * @param user     null for none
 * @param password null for none; never in logs
 */
public record ProxyServer(
        Kind kind,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {

    /** The protocols. */
    public enum Kind {
        /** HTTP {@code CONNECT}. */
        HTTP,
        /** SOCKS 5 (RFC 1928). */
        SOCKS5
    }

    /** Checks the bounds. */
    public ProxyServer {
        requireNonNull(kind, "kind");
        requireNonNull(host, "host");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 .. 65535)");
        }
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException("user, password: one of them (expected: both or none)");
        }
    }

    /** {@return a proxy that wants no password} */
    public static ProxyServer of(Kind kind, String host, int port) {
        return new ProxyServer(kind, host, port, null, null);
    }

    /** {@return kind, host and port, never the password} */
    @Override
    public String toString() {
        return kind + " " + host + ":" + port;
    }
}
