package io.holdfast.benchmarks.peers;

import java.net.URI;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a client connects.
 *
 * @param uri        {@code ws} or {@code wss}, subscriptions in its query where they are not sent as a message
 * @param subscribe  the message that subscribes, sent as soon as the connection is open; empty for none
 * @param tls        trusts the server; null for {@code ws}
 * @param isTuned    whether the peer's best known settings are used instead of its defaults
 */
public record Target(URI uri, String subscribe, @Nullable SSLContext tls, boolean isTuned) {

    /** {@return whether TLS is used} */
    public boolean isSecure() {
        return uri.getScheme().equals("wss");
    }
}
