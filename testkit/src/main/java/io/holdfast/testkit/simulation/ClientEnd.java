package io.holdfast.testkit.simulation;

import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.FrameKind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The client's end of one open connection. It ends exactly once, and says so in the words of the Netty transport.
 *
 * <p>A message lies somewhere inside a larger buffer, which is overwritten afterwards: whoever keeps it notices.
 */
final class ClientEnd implements Connection {

    private static final int MARGIN = 7;
    private static final byte JUNK = 0x7e;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_PAYLOAD = 1007;
    private static final int TOO_BIG = 1009;

    private enum State {
        OPEN,
        CLOSING,
        ENDED
    }

    private final VirtualWire wire;
    private final Pipe toServer;
    private final VirtualHost host;
    private final ConnectionListener listener;
    private final ConnectionLimits limits;
    private final Set<Long> pings = new HashSet<>();

    private State state = State.OPEN;
    private Scheduler.Timer closeTimer = Scheduler.Timer.NONE;
    private byte[] scratch = new byte[1_024];
    private boolean writeFails;

    ClientEnd(VirtualWire wire, Pipe toServer, VirtualHost host, ConnectionListener listener, ConnectionLimits limits) {
        this.wire = wire;
        this.toServer = toServer;
        this.host = host;
        this.listener = listener;
        this.limits = limits;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** The next write fails. */
    void failNextWrite() {
        writeFails = true;
    }

    /** The answer to the upgrade has come. */
    void open() {
        if (state == State.OPEN) {
            guarded(() -> {
                listener.onPhase(ConnectPhase.OPEN);
                if (state == State.OPEN) {
                    listener.onOpen(this);
                }
            });
        }
    }

    /** The answer came too late: nobody waits for it any more. */
    void abandonUnopened() {
        release(true);
    }

    @Override
    public void send(FrameKind kind, byte[] buffer, int offset, int length) {
        if (state == State.OPEN) {
            write(Packet.message(
                    kind == FrameKind.TEXT ? Packet.Kind.TEXT : Packet.Kind.BINARY, buffer, offset, length));
        }
    }

    @Override
    public void ping(long pingId) {
        if (state == State.OPEN) {
            pings.add(pingId);
            write(Packet.numbered(Packet.Kind.PING, pingId, ""));
        }
    }

    @Override
    public void close(int code, String reason) {
        if (state == State.OPEN) {
            write(Packet.numbered(Packet.Kind.CLOSE, code, reason));
            if (state == State.OPEN) {
                state = State.CLOSING;
                closeTimer = host.schedule(
                        () -> endNow(VirtualWire.ended(DisconnectCause.CLOSED_BY_US, "not answered")),
                        limits.closeTimeout().toNanos());
            }
        }
    }

    @Override
    public void abort() {
        endLater(DisconnectCause.CLOSED_BY_US, "");
    }

    @Override
    public String remoteAddress() {
        return wire.site().name();
    }

    private void write(Packet packet) {
        if (writeFails) {
            writeFails = false;
            endLater(DisconnectCause.WRITE_FAILED, "simulated");
            return;
        }
        toServer.send(packet);
        if (toServer.queuedBytes() > limits.maxPendingBytes()) {
            endLater(DisconnectCause.OUTBOUND_OVERFLOW, toServer.queuedBytes() + " bytes wait to be written");
        }
    }

    // ---- what comes

    void receivePart() {
        if (state == State.OPEN) {
            guarded(() -> listener.onPartialFrame(host.nanos()));
        }
    }

    void receive(Packet packet) {
        if (state == State.ENDED) {
            wire.site().lost(packet);
            return;
        }
        wire.site().network().frames().add(wire.site().name(), "<<", packet);
        switch (packet.kind) {
            case TEXT, BINARY -> receiveMessage(packet);
            case PING -> receivePing();
            case PONG -> {
                if (state == State.OPEN && pings.remove(packet.number)) {
                    guarded(() -> listener.onPong(packet.number, host.nanos()));
                }
            }
            case CLOSE -> receiveClose(packet);
            case FIN -> endByNetwork(DisconnectCause.END_OF_STREAM, "");
            case RST -> endByNetwork(DisconnectCause.RESET, "Connection reset by peer");
            case PART -> receivePart();
            case BAD_FRAME -> violated(DisconnectCause.PROTOCOL_VIOLATION, PROTOCOL_ERROR, "reserved bits");
            case BAD_TEXT -> violated(DisconnectCause.TEXT_INVALID, INVALID_PAYLOAD, "text is not UTF-8");
            case OVERSIZED -> tooLarge();
        }
    }

    private void receiveMessage(Packet packet) {
        if (state != State.OPEN) {
            wire.site().lost(packet);
            return;
        }
        if (packet.sent != null) {
            wire.site().counters().dataArrived++;
            if (wire.site().garblesNext()) {
                packet.garble();
            }
        }
        final int length = packet.payload.length;
        if (length > limits.maxMessageBytes()) {
            tooLarge();
            return;
        }
        if (scratch.length < length + 2 * MARGIN) {
            scratch = new byte[length * 2 + 2 * MARGIN];
        }
        System.arraycopy(packet.payload, 0, scratch, MARGIN, length);
        final FrameKind kind = packet.kind == Packet.Kind.TEXT ? FrameKind.TEXT : FrameKind.BINARY;
        final Runnable read = () -> guarded(() -> listener.onFrame(kind, scratch, MARGIN, length, host.nanos()));
        if (packet.sent == null) {
            read.run();
        } else {
            wire.site().network().reader().read(wire, packet.sent, read);
        }
        Arrays.fill(scratch, 0, length + 2 * MARGIN, JUNK);
    }

    private void receivePing() {
        if (state == State.OPEN) {
            write(Packet.of(Packet.Kind.PONG));
            if (state == State.OPEN) { // the answer may have been one too many
                guarded(() -> listener.onPing(host.nanos()));
            }
        }
    }

    private void receiveClose(Packet packet) {
        if (state == State.CLOSING) {
            endNow(VirtualWire.ended(DisconnectCause.CLOSED_BY_US, ""));
            return;
        }
        if (!mayStandInAFrame(packet.number)) {
            violated(DisconnectCause.PROTOCOL_VIOLATION, PROTOCOL_ERROR, "close code " + packet.number);
            return;
        }
        toServer.send(Packet.numbered(Packet.Kind.CLOSE, packet.number, ""));
        endNow(new Disconnect(DisconnectCause.CLOSE_FRAME, (int) packet.number, packet.text, null, ConnectPhase.OPEN));
    }

    /** RFC 6455 §7.4, and the codes registered since; 1005 stands for a frame without one. */
    private static boolean mayStandInAFrame(long code) {
        return code >= 1000 && code <= 1014 && code != 1004 && code != 1006 || code >= 3000 && code <= 4999;
    }

    private void tooLarge() {
        violated(DisconnectCause.MESSAGE_TOO_LARGE, TOO_BIG, "message above " + limits.maxMessageBytes() + " bytes");
    }

    private void violated(DisconnectCause cause, int closeCode, String detail) {
        if (state == State.OPEN) {
            toServer.send(Packet.numbered(Packet.Kind.CLOSE, closeCode, ""));
        }
        endByNetwork(cause, detail);
    }

    // ---- the end

    private void endByNetwork(DisconnectCause cause, String detail) {
        endNow(VirtualWire.ended(state == State.CLOSING ? DisconnectCause.CLOSED_BY_US : cause, detail));
    }

    private void endLater(DisconnectCause cause, String detail) {
        if (state != State.ENDED) {
            release(true);
            host.execute(() -> tell(VirtualWire.ended(cause, detail)));
        }
    }

    private void endNow(Disconnect disconnect) {
        if (state != State.ENDED) {
            release(false);
            tell(disconnect);
        }
    }

    private void release(boolean abruptly) {
        state = State.ENDED;
        closeTimer.cancel();
        if (abruptly) {
            toServer.forgetQueue();
        }
        toServer.send(Packet.of(abruptly ? Packet.Kind.RST : Packet.Kind.FIN));
        wire.clientEnded();
    }

    private void tell(Disconnect disconnect) {
        wire.site()
                .network()
                .frames()
                .add(wire.site().name(), "--", Packet.numbered(Packet.Kind.FIN, 0, disconnect.toString()));
        host.guard(() -> listener.onClosed(disconnect));
    }

    /** As the transport does it: what a listener throws ends the connection, and is told. */
    private void guarded(Runnable call) {
        if (!host.guard(call)) {
            endLater(DisconnectCause.INTERNAL_ERROR, "the listener threw");
        }
    }
}
