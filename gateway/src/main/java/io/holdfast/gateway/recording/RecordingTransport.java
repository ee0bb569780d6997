package io.holdfast.gateway.recording;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Another transport, with everything that arrives written down before it is passed on. */
public final class RecordingTransport implements Transport {

    private final Transport transport;
    private final Recorder recorder;
    private final AtomicInteger connections = new AtomicInteger();
    /** The connection whose frame was written last: the next one of another says so first. */
    private int current;

    /** Makes a transport that closes the other one with itself. */
    public RecordingTransport(Transport transport, Recorder recorder) {
        this.transport = transport;
        this.recorder = recorder;
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
        return transport.connect(request, scheduler, new Tee(request, scheduler, listener));
    }

    @Override
    public Attempt get(HttpRequest request, Scheduler scheduler, HttpListener listener) {
        final String target = request.endpoint().target();
        return transport.get(request, scheduler, new HttpListener() {
            @Override
            public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
                record(scheduler.epochNanos(), status, new String(body, StandardCharsets.UTF_8));
                listener.onResponse(status, body, retryAfter);
            }

            @Override
            public void onFailed(Disconnect disconnect) {
                record(scheduler.epochNanos(), 0, "");
                listener.onFailed(disconnect);
            }

            private void record(long timeNanos, int status, String body) {
                recorder.add(new RecordedLine(timeNanos, RecordedLine.Kind.HTTP, status, target, body));
            }
        });
    }

    @Override
    public void rehearse() {
        transport.rehearse();
    }

    @Override
    public void close() {
        transport.close();
    }

    /** Connections may live on several threads: what says whose a frame is must stand right before it. */
    private synchronized void record(int connection, RecordedLine line) {
        if (connection != current && line.kind() == RecordedLine.Kind.FRAME) {
            recorder.add(new RecordedLine(line.timeNanos(), RecordedLine.Kind.CONNECTION, connection, "", ""));
        }
        if (line.kind() != RecordedLine.Kind.CLOSED) {
            current = connection;
        }
        recorder.add(line);
    }

    private final class Tee implements ConnectionListener {

        private final ConnectRequest request;
        private final Scheduler scheduler;
        private final ConnectionListener listener;
        private int number;

        Tee(ConnectRequest request, Scheduler scheduler, ConnectionListener listener) {
            this.request = request;
            this.scheduler = scheduler;
            this.listener = listener;
        }

        @Override
        public void onPhase(ConnectPhase phase) {
            listener.onPhase(phase);
        }

        @Override
        public void onOpen(Connection connection) {
            number = connections.incrementAndGet();
            record(
                    number,
                    new RecordedLine(
                            scheduler.epochNanos(),
                            RecordedLine.Kind.OPENED,
                            number,
                            request.endpoint().toString(),
                            ""));
            listener.onOpen(connection);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
            final long timeNanos = scheduler.epochNanosAt(receivedNanos);
            record(
                    number,
                    kind == FrameKind.TEXT
                            ? RecordedLine.frame(timeNanos, new String(buffer, offset, length, StandardCharsets.UTF_8))
                            : new RecordedLine(timeNanos, RecordedLine.Kind.DROPPED, 1, "", "")); // no plugin reads it
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
            if (number > 0) {
                record(
                        number,
                        new RecordedLine(
                                scheduler.epochNanos(),
                                RecordedLine.Kind.CLOSED,
                                number,
                                disconnect.cause().name(),
                                ""));
            }
            listener.onClosed(disconnect);
        }
    }
}
