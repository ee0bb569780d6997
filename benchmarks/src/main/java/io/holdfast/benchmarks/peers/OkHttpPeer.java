package io.holdfast.benchmarks.peers;

import java.util.Arrays;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** OkHttp with the usual retry loop: a new WebSocket as soon as the old one has failed or closed. */
public final class OkHttpPeer implements ReconnectingClient {

    private final TrustManager[] trust;
    private OkHttpClient client = new OkHttpClient();
    private volatile boolean closed;
    private volatile WebSocket socket;

    /** @param trust whom to trust with {@code wss} */
    public OkHttpPeer(TrustManager... trust) {
        this.trust = trust;
    }

    @Override
    public void start(Target target, TextListener listener) {
        final OkHttpClient.Builder builder = new OkHttpClient.Builder();
        if (target.tls() != null) {
            final X509TrustManager manager = (X509TrustManager) Arrays.stream(trust)
                    .filter(X509TrustManager.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            builder.sslSocketFactory(target.tls().getSocketFactory(), manager);
        }
        if (target.isTuned()) {
            builder.socketFactory(new TunedSockets());
        }
        client = builder.build();
        connect(target, listener);
    }

    private void connect(Target target, TextListener listener) {
        if (closed) {
            return;
        }
        final Request request =
                new Request.Builder().url(target.uri().toString()).build();
        socket = client.newWebSocket(request, new WebSocketListener() {
            @Override
            public void onOpen(WebSocket opened, Response response) {
                if (!target.subscribe().isEmpty()) {
                    opened.send(target.subscribe());
                }
            }

            @Override
            public void onMessage(WebSocket from, String text) {
                listener.onText(text);
            }

            @Override
            public void onClosing(WebSocket closing, int code, String reason) {
                closing.close(code, null);
            }

            @Override
            public void onClosed(WebSocket from, int code, String reason) {
                connect(target, listener);
            }

            @Override
            public void onFailure(WebSocket from, Throwable failure, Response response) {
                connect(target, listener);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        final WebSocket open = socket;
        if (open != null) {
            open.cancel();
        }
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
