package io.holdfast.transport.netty.websocket;

import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.dial.Dialer;
import io.holdfast.transport.netty.loop.Counters.Count;
import io.holdfast.transport.netty.loop.IoLoop;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSockets on one I/O thread, and keeps from one attempt to the next what need not be made again: encoded
 * requests, and the nonce of the next upgrade.
 *
 * <p>Confined to the I/O thread.
 */
public final class WebSocketClient {

    private static final int MOST_REQUESTS_KEPT = 64;

    private final IoLoop loop;
    private final Dialer dialer;
    private final SecureRandom random = new SecureRandom();
    private final Outbound outbound = new Outbound();
    private final Map<ConnectRequest, UpgradeRequest> requests = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConnectRequest, UpgradeRequest> eldest) {
            return size() > MOST_REQUESTS_KEPT;
        }
    };
    private @Nullable UpgradeKey nextKey = UpgradeKey.random(random);

    /** Makes a client; any thread. */
    public WebSocketClient(IoLoop loop, Dialer dialer) {
        this.loop = loop;
        this.dialer = dialer;
    }

    /** Begins to open one. See {@link Transport#connect}. */
    public Transport.Attempt connect(ConnectRequest request, ConnectionListener listener) {
        final UpgradeRequest encoded = requests.computeIfAbsent(request, UpgradeRequest::of);
        final WebSocketLink link = new WebSocketLink(this, request, encoded, listener);
        loop.counters().increment(Count.ATTEMPTS);
        link.begin(dialer);
        return link;
    }

    IoLoop loop() {
        return loop;
    }

    Outbound outbound() {
        return outbound;
    }

    /** {@return a nonce that nobody has had} */
    UpgradeKey takeKey() {
        final UpgradeKey key = nextKey;
        nextKey = null;
        return key != null ? key : UpgradeKey.random(random);
    }

    /** Makes the next nonce, now that there is time. */
    void prepareKey() {
        if (nextKey == null) {
            nextKey = UpgradeKey.random(random);
        }
    }
}
