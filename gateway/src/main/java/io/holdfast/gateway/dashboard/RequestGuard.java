package io.holdfast.gateway.dashboard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a request may be answered at all: its Host header, against pages that have had their name point to this
 * machine, and its token, where one is asked for. Immutable.
 */
final class RequestGuard {

    static final String COOKIE = "holdfast";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final DashboardConfig config;

    RequestGuard(DashboardConfig config) {
        this.config = config;
    }

    /** {@return whether the request names this server and no other} */
    boolean isForUs(HttpRequest request) {
        final List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return false;
        }
        final String host = withoutPort(hosts.get(0).toLowerCase(Locale.ROOT));
        return LOOPBACK.contains(host)
                || host.equals(config.host().toLowerCase(Locale.ROOT))
                || config.allowedHosts().contains(host);
    }

    /** {@return whether the caller knows the token, by header or cookie, or none is asked for} */
    boolean knowsToken(HttpRequest request) {
        if (config.token().isEmpty()) {
            return true;
        }
        final String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (header != null && header.startsWith("Bearer ")) {
            return isToken(header.substring("Bearer ".length()));
        }
        final String cookies = request.headers().get(HttpHeaderNames.COOKIE);
        if (cookies != null) {
            for (final Cookie cookie : ServerCookieDecoder.STRICT.decode(cookies)) {
                if (cookie.name().equals(COOKIE) && isToken(cookie.value())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@return whether it is the token} In time that does not depend on how much of it is right. */
    boolean isToken(@Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), config.token().getBytes(StandardCharsets.UTF_8));
    }

    private static String withoutPort(String host) {
        final int colon = host.lastIndexOf(':');
        final boolean hasPort = colon > 0
                && colon > host.lastIndexOf(']')
                && host.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        return hasPort ? host.substring(0, colon) : host;
    }
}
