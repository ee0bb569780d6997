package io.holdfast.gateway.check;

import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A transport that tells a watcher how far attempts come, and leaves everything else to another transport. */
final class WatchedTransport implements Transport {

    /** Is told, on the transport's threads. */
    interface Watcher {

        void phase(ConnectPhase phase, ConnectRequest request);

        void disconnected(Disconnect disconnect);

        void requested(HttpRequest request);

        /** An HTTP status, or 0 and why there is none. */
        void responded(int status, @Nullable Disconnect failure);
    }

    private final Transport transport;
    private final Watcher watcher;

    WatchedTransport(Transport transport, Watcher watcher) {
        this.transport = transport;
        this.watcher = watcher;
    }

    @Override
    public Scheduler newScheduler() {
        return transport.newScheduler();
    }

    @Override
    public int threads() {
        return transport.threads();
    }

    @Override
    public Attempt connect(ConnectRequest request, Scheduler scheduler, ConnectionListener listener) {
        return transport.connect(request, scheduler, new WatchedListener(request, listener));
    }

    @Override
    public Attempt get(HttpRequest request, Scheduler scheduler, HttpListener listener) {
        watcher.requested(request);
        return transport.get(request, scheduler, new HttpListener() {
            @Override
            public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
                watcher.responded(status, null);
                listener.onResponse(status, body, retryAfter);
            }

            @Override
            public void onFailed(Disconnect disconnect) {
                watcher.responded(0, disconnect);
                listener.onFailed(disconnect);
            }
        });
    }

    @Override
    public void close() {
        transport.close();
    }

    private final class WatchedListener implements ConnectionListener {

        private final ConnectRequest request;
        private final ConnectionListener listener;

        WatchedListener(ConnectRequest request, ConnectionListener listener) {
            this.request = request;
            this.listener = listener;
        }

        @Override
        public void onPhase(ConnectPhase phase) {
            watcher.phase(phase, request);
            listener.onPhase(phase);
        }

        @Override
        public void onOpen(Connection connection) {
            watcher.phase(ConnectPhase.OPEN, request);
            listener.onOpen(connection);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
            listener.onFrame(kind, buffer, offset, length, receivedNanos);
        }

        @Override
        public void onPing(long receivedNanos) {
            listener.onPing(receivedNanos);
        }

        @Override
        public void onPong(long pingId, long receivedNanos) {
            listener.onPong(pingId, receivedNanos);
        }

        @Override
        public void onPartialFrame(long receivedNanos) {
            listener.onPartialFrame(receivedNanos);
        }

        @Override
        public void onClosed(Disconnect disconnect) {
            watcher.disconnected(disconnect);
            listener.onClosed(disconnect);
        }
    }
}
