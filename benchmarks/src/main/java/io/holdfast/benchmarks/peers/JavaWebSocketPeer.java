package io.holdfast.benchmarks.peers;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** Java-WebSocket with the usual retry loop; {@code reconnect()} may not be called on its own thread. */
public final class JavaWebSocketPeer implements ReconnectingClient {

    private final ExecutorService retries = Executors.newSingleThreadExecutor(Daemons.named("java-websocket-retry"));
    private volatile boolean closed;
    private WebSocketClient client;

    @Override
    public void start(Target target, TextListener listener) {
        client = new WebSocketClient(target.uri()) {
            @Override
            public void onOpen(ServerHandshake handshake) {
                if (!target.subscribe().isEmpty()) {
                    send(target.subscribe());
                }
            }

            @Override
            public void onMessage(String text) {
                listener.onText(text);
            }

            @Override
            public void onClose(int code, String reason, boolean remote) {
                if (!closed) {
                    retries.execute(this::reconnect);
                }
            }

            @Override
            public void onError(Exception failure) {
                // onClose follows
            }
        };
        client.setTcpNoDelay(target.isTuned());
        if (target.tls() != null) {
            client.setSocketFactory(target.tls().getSocketFactory());
        }
        client.connect();
    }

    @Override
    public void close() {
        closed = true;
        retries.shutdownNow();
        client.close();
    }
}
