package io.holdfast.benchmarks.peers;

import com.neovisionaries.ws.client.WebSocket;
import com.neovisionaries.ws.client.WebSocketAdapter;
import com.neovisionaries.ws.client.WebSocketException;
import com.neovisionaries.ws.client.WebSocketFactory;
import com.neovisionaries.ws.client.WebSocketFrame;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** nv-websocket-client with the usual retry loop: {@code recreate().connect()}, as its documentation shows. */
public final class NvWebSocketPeer implements ReconnectingClient {

    private final ExecutorService retries = Executors.newSingleThreadExecutor(Daemons.named("nv-websocket-retry"));
    private volatile boolean closed;
    private volatile @Nullable WebSocket socket;

    @Override
    public void start(Target target, TextListener listener) throws IOException {
        final WebSocketFactory factory = new WebSocketFactory();
        if (target.tls() != null && target.isTuned()) {
            factory.setSSLSocketFactory(new TunedTlsSockets(target.tls().getSocketFactory()));
        } else if (target.tls() != null) {
            factory.setSSLContext(target.tls());
        } else if (target.isTuned()) {
            factory.setSocketFactory(new TunedSockets());
        }
        final WebSocket first = factory.createSocket(target.uri());
        first.addListener(new WebSocketAdapter() {
            @Override
            public void onConnected(WebSocket opened, Map<String, List<String>> headers) {
                if (!target.subscribe().isEmpty()) {
                    opened.sendText(target.subscribe());
                }
            }

            @Override
            public void onTextMessage(WebSocket from, String text) {
                listener.onText(text);
            }

            @Override
            public void onDisconnected(WebSocket from, WebSocketFrame theirs, WebSocketFrame ours, boolean byServer) {
                if (!closed) {
                    retries.execute(() -> connect(from, target));
                }
            }
        });
        retries.execute(() -> connectNew(first, target));
    }

    private void connect(WebSocket lost, Target target) {
        try {
            connectNew(lost.recreate(), target);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void connectNew(WebSocket next, Target target) {
        try {
            socket = next.connect();
        } catch (WebSocketException e) {
            if (!closed) {
                connect(next, target);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        retries.shutdownNow();
        final WebSocket open = socket;
        if (open != null) {
            open.disconnect();
        }
    }
}
