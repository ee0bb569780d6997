package io.holdfast.benchmarks.peers;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The JDK's own WebSocket with the usual retry loop. */
public final class JdkPeer implements ReconnectingClient {

    private HttpClient client = HttpClient.newHttpClient();
    private volatile boolean closed;
    private volatile @Nullable WebSocket socket;

    @Override
    public void start(Target target, TextListener listener) {
        if (target.tls() != null) {
            client = HttpClient.newBuilder().sslContext(target.tls()).build();
        }
        connect(target, listener);
    }

    private void connect(Target target, TextListener listener) {
        if (closed) {
            return;
        }
        client.newWebSocketBuilder()
                .buildAsync(target.uri(), new Loop(target, listener))
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        connect(target, listener);
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
        final WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private final class Loop implements WebSocket.Listener {

        private final Target target;
        private final TextListener listener;
        private final AtomicBoolean ended = new AtomicBoolean();

        Loop(Target target, TextListener listener) {
            this.target = target;
            this.listener = listener;
        }

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            if (!target.subscribe().isEmpty()) {
                opened.sendText(target.subscribe(), true);
            }
            opened.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            listener.onText(text);
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            again(from);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            again(from);
        }

        /** Once: an end of stream may be told as an error and as a close. It leaves its own side open unless told. */
        private void again(WebSocket lost) {
            if (ended.compareAndSet(false, true)) {
                lost.abort();
                connect(target, listener);
            }
        }
    }
}
