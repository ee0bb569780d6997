package io.holdfast.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.FrameKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Notes whatever it is told. */
class RecordingListener implements ConnectionListener {

    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<ConnectPhase> phases = new CopyOnWriteArrayList<>();
    final List<Disconnect> ends = new CopyOnWriteArrayList<>();
    volatile @Nullable Connection connection;
    volatile @Nullable Thread thread;
    volatile long lastReceivedNanos;

    @Override
    public void onPhase(ConnectPhase phase) {
        phases.add(phase);
    }

    @Override
    public void onOpen(Connection opened) {
        thread = Thread.currentThread();
        connection = opened;
        events.add("open");
    }

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
        lastReceivedNanos = receivedNanos;
        final String text = new String(buffer, offset, length, kind == FrameKind.TEXT ? UTF_8 : ISO_8859_1);
        messages.add(text);
        events.add(kind + ":" + (text.length() > 100 ? text.length() + " characters" : text));
    }

    @Override
    public void onPing(long receivedNanos) {
        events.add("ping");
    }

    @Override
    public void onPong(long pingId, long receivedNanos) {
        events.add("pong:" + pingId);
    }

    @Override
    public void onPartialFrame(long receivedNanos) {
        if (events.isEmpty() || !events.get(events.size() - 1).equals("partial")) {
            events.add("partial");
        }
    }

    @Override
    public void onClosed(Disconnect disconnect) {
        ends.add(disconnect);
    }

    Connection awaitOpen() {
        await().pollInterval(Duration.ofMillis(1)).until(() -> connection != null || !ends.isEmpty());
        if (connection == null) {
            throw new AssertionError("not opened: " + ends);
        }
        return connection;
    }

    Disconnect awaitEnd() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !ends.isEmpty());
        return ends.get(0);
    }
}
