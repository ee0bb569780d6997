package io.holdfast.gateway.dashboard;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Where the dashboard listens and whom it answers. Immutable.
 *
 * @param host         address or name to listen on
 * @param port         0 to 65,535; 0 for any free one
 * @param token        what a caller must know; empty for nothing, which only a loopback address allows
 * @param allowedHosts further names that a Host header may have; of loopback and of {@code host} it always may
 */
public record DashboardConfig(String host, int port, String token, List<String> allowedHosts) {

    /** 127.0.0.1:8080, no token. */
    public static final DashboardConfig DEFAULT = new DashboardConfig("127.0.0.1", 8_080, "", List.of());

    private static final int MAX_PORT = 65_535;
    private static final int SHORTEST_TOKEN = 16;

    /** Checks all; looks a host name up. */
    public DashboardConfig {
        requireNonNull(host, "host");
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 .. " + MAX_PORT + ")");
        }
        if (!requireNonNull(token, "token").isEmpty() && token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("token: " + token.length() + " characters (expected: at least "
                    + SHORTEST_TOKEN + ", hard to guess)");
        }
        if (token.isEmpty() && !address(host).isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "token: none for " + host + " (expected: one, for every address that others can reach)");
        }
        allowedHosts =
                allowedHosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** {@return this with another port} */
    public DashboardConfig withPort(int value) {
        return new DashboardConfig(host, value, token, allowedHosts);
    }

    InetAddress address() {
        return address(host);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host: \"" + host + "\" (expected: an address of this machine)", e);
        }
    }
}
