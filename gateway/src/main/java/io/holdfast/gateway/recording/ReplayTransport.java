package io.holdfast.gateway.recording;

import io.holdfast.time.Scheduler;
import io.holdfast.time.VirtualScheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose other side is a recording, in virtual time: what the engine sends goes nowhere, what it is sent is
 * {@linkplain #deliver delivered} line by line.
 *
 * <p>Confined to one thread, which is the scheduler's too.
 */
final class ReplayTransport implements Transport {

    /** How long, in timers, the engine may take until it connects again. */
    private static final int MOST_TIMERS_UNTIL_CONNECTING = 10_000;

    private final VirtualScheduler scheduler;
    /** Answers that do not stand in the recording, by the front of the target. */
    private final Map<String, Deque<byte[]>> given = new LinkedHashMap<>();

    private final Deque<Wire> connecting = new ArrayDeque<>();
    private final Map<Integer, Wire> open = new HashMap<>();
    /**
     * Connections that the recorded engine gave up. Ours may not, since its deadlines are off: they end when the next
     * one opens; those at the end of a recording, by its orderly stop, do not.
     */
    private final List<Wire> endedByUs = new ArrayList<>();

    private final List<Request> requests = new ArrayList<>();
    private final Map<String, Deque<RecordedLine>> unclaimed = new HashMap<>();
    private @Nullable Wire current;
    private long undelivered;

    ReplayTransport(VirtualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Answers requests whose target begins so; of several answers each is given once, the last for ever. */
    void give(String targetFront, byte[] body) {
        given.computeIfAbsent(targetFront, front -> new ArrayDeque<>()).add(body);
    }

    /** {@return lines that no connection was there for} */
    long undelivered() {
        return undelivered;
    }

    /** {@return whether a request to this target waits for its answer} */
    boolean awaits(String target) {
        return requests.stream().anyMatch(request -> request.target.endsWith(target));
    }

    /** Answers the requests to this target that are waiting, with status 200. */
    void answer(String target, byte[] body) {
        for (final Request request : List.copyOf(requests)) {
            if (request.target.endsWith(target)) {
                request.respond(200, body);
            }
        }
        scheduler.runReady();
    }

    /** Hands one line to the engine, as if it came from the wire now. */
    void deliver(RecordedLine line) {
        switch (line.kind()) {
            case FRAME -> deliverFrame(line.text().getBytes(StandardCharsets.UTF_8));
            case HTTP -> deliverAnswer(line);
            case OPENED -> {
                endedByUs.forEach(wire -> wire.end(DisconnectCause.END_OF_STREAM));
                endedByUs.clear();
                final Wire opened = openNext();
                if (opened != null) {
                    open.put(line.number(), opened);
                }
            }
            case CONNECTION -> current = open.get(line.number());
            case CLOSED -> {
                final Wire closed = open.remove(line.number());
                if (closed != null && line.name().equals(DisconnectCause.CLOSED_BY_US.name())) {
                    endedByUs.add(closed);
                } else if (closed != null) {
                    closed.end(causeOf(line.name()));
                }
            }
            case DROPPED -> {} // what is missing shows in the numbers of what is there
        }
        scheduler.runReady();
    }

    private void deliverFrame(byte[] bytes) {
        if (current == null || current.closed) {
            openNext();
        }
        final Wire wire = current;
        if (wire == null || wire.closed) {
            undelivered++;
        } else {
            wire.listener.onFrame(FrameKind.TEXT, bytes, 0, bytes.length, scheduler.nanos());
        }
    }

    private void deliverAnswer(RecordedLine line) {
        for (final Request request : requests) {
            if (request.target.equals(line.name())) {
                request.respond(line);
                return;
            }
        }
        unclaimed.computeIfAbsent(line.name(), target -> new ArrayDeque<>()).add(line);
    }

    /** Opens the connection that the engine asks for; lets time pass until it does. {@return null if it does not} */
    private @Nullable Wire openNext() {
        scheduler.runReady();
        for (int i = 0; connecting.isEmpty() && i < MOST_TIMERS_UNTIL_CONNECTING; i++) {
            if (!scheduler.advanceToNextTimer()) {
                break;
            }
        }
        final Wire wire = connecting.poll();
        if (wire != null) {
            current = wire;
            wire.listener.onOpen(wire);
            scheduler.runReady();
        }
        return wire;
    }

    private static DisconnectCause causeOf(String name) {
        for (final DisconnectCause cause : DisconnectCause.values()) {
            if (cause.name().equals(name)) {
                return cause;
            }
        }
        return DisconnectCause.END_OF_STREAM;
    }

    @Override
    public Scheduler newScheduler() {
        return scheduler;
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public Attempt connect(ConnectRequest request, Scheduler on, ConnectionListener listener) {
        final Wire wire = new Wire(listener);
        connecting.add(wire);
        return wire::abort;
    }

    @Override
    public Attempt get(HttpRequest request, Scheduler on, HttpListener listener) {
        final Request asked = new Request(request, listener);
        requests.add(asked);
        final byte[] body = givenFor(asked.target);
        final Deque<RecordedLine> early = unclaimed.get(asked.target);
        if (body != null) {
            scheduler.execute(() -> asked.respond(200, body));
        } else if (early != null && !early.isEmpty()) {
            final RecordedLine line = early.remove();
            scheduler.execute(() -> asked.respond(line));
        }
        return asked::abort;
    }

    private byte @Nullable [] givenFor(String target) {
        for (final Map.Entry<String, Deque<byte[]>> each : given.entrySet()) {
            if (target.startsWith(each.getKey())) {
                return each.getValue().size() > 1
                        ? each.getValue().remove()
                        : each.getValue().element();
            }
        }
        return null;
    }

    @Override
    public void close() {}

    private final class Request {

        private final String target;
        private final HttpListener listener;
        private final Scheduler.Timer timeout;
        private boolean ended;

        Request(HttpRequest request, HttpListener listener) {
            this.target = request.endpoint().target();
            this.listener = listener;
            this.timeout = scheduler.schedule(
                    () -> fail(DisconnectCause.RESPONSE_TIMEOUT),
                    request.timeout().toNanos());
        }

        void respond(RecordedLine line) {
            if (line.number() == 0) {
                fail(DisconnectCause.RESPONSE_TIMEOUT);
            } else {
                respond(line.number(), line.text().getBytes(StandardCharsets.UTF_8));
            }
        }

        void respond(int status, byte[] body) {
            if (end()) {
                listener.onResponse(status, body.clone(), null);
            }
        }

        void fail(DisconnectCause cause) {
            if (end()) {
                listener.onFailed(Disconnect.of(cause, ConnectPhase.OPEN, target + " is not in the recording"));
            }
        }

        void abort() {
            if (end()) {
                scheduler.execute(
                        () -> listener.onFailed(Disconnect.of(DisconnectCause.CLOSED_BY_US, ConnectPhase.OPEN, "")));
            }
        }

        private boolean end() {
            final boolean first = !ended;
            ended = true;
            timeout.cancel();
            requests.remove(this);
            return first;
        }
    }

    private final class Wire implements Connection {

        private final ConnectionListener listener;
        private boolean closed;

        Wire(ConnectionListener listener) {
            this.listener = listener;
        }

        void end(DisconnectCause cause) {
            if (!closed) {
                closed = true;
                listener.onClosed(Disconnect.of(cause, ConnectPhase.OPEN, "recorded"));
            }
        }

        @Override
        public void send(FrameKind kind, byte[] buffer, int offset, int length) {}

        @Override
        public void ping(long pingId) {
            scheduler.execute(() -> {
                if (!closed) {
                    listener.onPong(pingId, scheduler.nanos());
                }
            });
        }

        @Override
        public void close(int code, String reason) {
            abort();
        }

        @Override
        public void abort() {
            connecting.remove(this);
            if (!closed) {
                closed = true;
                scheduler.execute(
                        () -> listener.onClosed(Disconnect.of(DisconnectCause.CLOSED_BY_US, ConnectPhase.OPEN, "")));
            }
        }

        @Override
        public String remoteAddress() {
            return "recording";
        }
    }
}
