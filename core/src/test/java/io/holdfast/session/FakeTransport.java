package io.holdfast.session;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A network that does what the test says, in virtual time. */
final class FakeTransport implements Transport {

    final VirtualScheduler scheduler;
    final List<Wire> wires = new ArrayList<>();
    final List<String> gets = new ArrayList<>();
    /** Those for anything but the list of instruments, which is answered at once. */
    final List<Request> requests = new ArrayList<>();

    int catalogStatus = 200;
    /** How the request for the list of instruments ends, where it is not answered. */
    @Nullable
    Disconnect catalogFailure;

    FakeTransport(VirtualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    Wire last() {
        return wires.get(wires.size() - 1);
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
        final Wire wire = new Wire(request, listener);
        wires.add(wire);
        return wire::abort;
    }

    @Override
    public Attempt get(HttpRequest request, Scheduler on, HttpListener listener) {
        gets.add(request.endpoint().target());
        if (!request.endpoint().target().endsWith("/instruments")) {
            requests.add(new Request(request, listener));
            return requests.get(requests.size() - 1)::abort;
        }
        final Disconnect failure = catalogFailure;
        scheduler.execute(() -> {
            if (failure == null) {
                listener.onResponse(catalogStatus, new byte[0], null);
            } else {
                listener.onFailed(failure);
            }
        });
        return () -> {};
    }

    @Override
    public void close() {}

    /** One request over HTTP, as the test answers it. */
    static final class Request {

        final HttpRequest request;
        final HttpListener listener;
        boolean aborted;

        Request(HttpRequest request, HttpListener listener) {
            this.request = request;
            this.listener = listener;
        }

        void abort() {
            aborted = true;
        }
    }

    /** One connection, as the test drives it. */
    final class Wire implements Connection {

        final ConnectRequest request;
        final List<String> sent = new ArrayList<>();
        private final ConnectionListener listener;
        long pings;
        boolean opened;
        boolean closed;
        final Set<String> carried = new TreeSet<>();
        private final List<Long> sentAtNanos = new ArrayList<>();
        private int answered;
        private long deliveredNanos;

        Wire(ConnectRequest request, ConnectionListener listener) {
            this.request = request;
            this.listener = listener;
        }

        void open() {
            opened = true;
            listener.onOpen(this);
            scheduler.runReady();
        }

        void openIfNew() {
            if (!opened && !closed) {
                open();
            }
        }

        /** Acknowledges what was asked for and has not been answered yet. */
        void acknowledgeRequests() {
            acknowledgeRequests(-1);
        }

        /** The same, with data; but a request that holds a certain id ends the connection. */
        void acknowledgeRequests(int poison) {
            while (answered < sent.size() && !closed) {
                final String request = sent.get(answered++);
                if (request.startsWith("unsubscribe ")) {
                    List.of(request.substring("unsubscribe ".length()).split(","))
                            .forEach(carried::remove);
                } else if (request.startsWith("subscribe ")) {
                    final List<String> ids =
                            List.of(request.substring("subscribe ".length()).split(","));
                    if (ids.contains(Integer.toString(poison))) {
                        end(DisconnectCause.CLOSE_FRAME);
                        return;
                    }
                    ids.forEach(id -> receive("ack " + id));
                    carried.addAll(ids);
                    if (poison >= 0) {
                        receive("trade " + ids.get(0) + " 1");
                    }
                }
            }
        }

        void receiveIfOpen(String text) {
            if (opened && !closed) {
                receive(text);
            }
        }

        int mostMessagesInOneSecond() {
            int most = 0;
            for (int first = 0; first < sentAtNanos.size(); first++) {
                int last = first;
                while (last < sentAtNanos.size() && sentAtNanos.get(last) - sentAtNanos.get(first) < 1_000_000_000L) {
                    last++;
                }
                most = Math.max(most, last - first);
            }
            return most;
        }

        /** A frame, and nothing else: for measuring. */
        void deliver(byte[] frame) {
            listener.onFrame(FrameKind.BINARY, frame, 0, frame.length, ++deliveredNanos + scheduler.nanos());
        }

        void receive(String text) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            listener.onFrame(FrameKind.TEXT, bytes, 0, bytes.length, scheduler.nanos());
            scheduler.runReady();
        }

        void pong() {
            listener.onPong(pings, scheduler.nanos());
        }

        void ping() {
            listener.onPing(scheduler.nanos());
        }

        void partOfAFrame() {
            listener.onPartialFrame(scheduler.nanos());
        }

        void end(DisconnectCause cause) {
            end(Disconnect.of(cause, ConnectPhase.OPEN, ""));
        }

        void end(Disconnect disconnect) {
            closed = true;
            listener.onClosed(disconnect);
            scheduler.runReady();
        }

        @Override
        public void send(FrameKind kind, byte[] buffer, int offset, int length) {
            sentAtNanos.add(scheduler.nanos());
            sent.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void ping(long pingId) {
            pings = pingId;
        }

        @Override
        public void close(int code, String reason) {
            abort();
        }

        @Override
        public void abort() {
            if (!closed) {
                closed = true;
                scheduler.execute(
                        () -> listener.onClosed(Disconnect.of(DisconnectCause.CLOSED_BY_US, ConnectPhase.OPEN, "")));
            }
        }

        @Override
        public String remoteAddress() {
            return "fake";
        }
    }
}
