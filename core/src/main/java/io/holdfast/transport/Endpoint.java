package io.holdfast.transport;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a server is: what stands in a URL, checked.
 *
 * <p>The schemes are {@code wss} and {@code ws} for streams, {@code https} and {@code http} for requests. The two
 * without encryption are accepted for loopback hosts alone; {@link #allowingCleartext} says otherwise, by name.
 *
 * @param secure whether TLS is used
 * @param host   a name or an address; IPv6 without brackets
 * @param port   1 to 65535
 * @param target path and query as they are sent, percent-encoded; begins with {@code /}
 */
public record Endpoint(boolean secure, String host, int port, String target) {

    private static final int SECURE_PORT = 443;
    private static final int CLEARTEXT_PORT = 80;

    /** Checks host, port and target. */
    public Endpoint {
        requireNonNull(host, "host");
        requireNonNull(target, "target");
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: \"\" (expected: a name or an address)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 .. 65535)");
        }
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("target: \"" + target
                    + "\" (expected: an absolute path, percent-encoded, without spaces and control characters)");
        }
    }

    /**
     * {@return the endpoint of a URL}
     *
     * @throws IllegalArgumentException if it is not a URL that this library may open; the message says why
     */
    public static Endpoint of(String url) {
        final Endpoint endpoint = allowingCleartext(url);
        if (!endpoint.secure && !endpoint.isLoopback()) {
            throw new IllegalArgumentException("endpoint: \"" + url
                    + "\" (expected: wss:// or https://, or a loopback host; without TLS anyone on the way can forge"
                    + " prices)");
        }
        return endpoint;
    }

    /** {@return the endpoint of a URL, which may be without TLS to any host} See {@link #of}. */
    public static Endpoint allowingCleartext(String url) {
        final URI uri;
        try {
            uri = new URI(requireNonNull(url, "url"));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "endpoint: \"" + url + "\" (expected: a URL; " + e.getMessage() + ")", e);
        }
        final boolean secure = isSecure(uri, url);
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("endpoint: \"" + url
                    + "\" (expected: scheme://host[:port][/path][?query], without user and fragment)");
        }
        final String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        final String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        final String host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        final int port = uri.getPort() >= 0 ? uri.getPort() : secure ? SECURE_PORT : CLEARTEXT_PORT;
        return new Endpoint(secure, host, port, target);
    }

    /** {@return the same server, another path and query} */
    public Endpoint withTarget(String newTarget) {
        return new Endpoint(secure, host, port, newTarget);
    }

    /** {@return whether the host is this machine by its name: {@code localhost}, {@code 127.x.x.x} or {@code ::1}} */
    public boolean isLoopback() {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /** {@return host and port as they stand in a {@code Host} header: the port only where it is not the usual one} */
    public String authority() {
        final String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? SECURE_PORT : CLEARTEXT_PORT) ? name : name + ":" + port;
    }

    /** {@return host, port and path, without the query, which may be long; for logs} */
    @Override
    public String toString() {
        final int query = target.indexOf('?');
        return (secure ? "tls://" : "tcp://") + authority() + (query < 0 ? target : target.substring(0, query) + "?…");
    }

    private static boolean isSecure(URI uri, String url) {
        final String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "wss", "https" -> true;
            case "ws", "http" -> false;
            default ->
                throw new IllegalArgumentException(
                        "endpoint: \"" + url + "\" (expected a scheme of: wss, https; on loopback also ws, http)");
        };
    }
}
