package io.holdfast.transport.netty.websocket;

import io.holdfast.time.Scheduler.Timer;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.dial.Channels;
import io.holdfast.transport.netty.dial.Dial;
import io.holdfast.transport.netty.dial.Dialer;
import io.holdfast.transport.netty.dial.Untrusted;
import io.holdfast.transport.netty.loop.Counters.Count;
import io.holdfast.transport.netty.loop.IoLoop;
import io.holdfast.transport.netty.loop.LoopMember;
import io.holdfast.transport.netty.loop.ReceiveBuffer;
import io.holdfast.transport.netty.tls.TlsFailures;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket from the first look-up to its end, and the only place that tells its listener anything.
 *
 * <p>Confined to its I/O thread.
 */
final class WebSocketLink extends ChannelInboundHandlerAdapter
        implements Transport.Attempt, Dial.Client, FrameReader.Sink, LoopMember {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketLink.class);
    private static final long REFUSAL_BODY_NANOS = 250_000_000L;

    private final WebSocketClient client;
    private final IoLoop loop;
    private final ConnectRequest request;
    private final UpgradeRequest upgradeRequest;
    private final ConnectionListener listener;
    private final ReadBuffer buffer;
    private final FrameReader reader;

    private LinkState state = LinkState.DIALING;
    private ConnectPhase phase = ConnectPhase.RESOLVE;
    private @Nullable Dial dial;
    private @Nullable Channel channel;
    private ReceiveBuffer.@Nullable Reading reading;
    private @Nullable UpgradeKey key;
    private @Nullable UpgradeResponse refusal;
    private @Nullable FrameWriter writer;
    private Timer timer = Timer.NONE;
    private long receivedNanos;
    private int messages; // of the read under way

    WebSocketLink(
            WebSocketClient client,
            ConnectRequest request,
            UpgradeRequest upgradeRequest,
            ConnectionListener listener) {
        this.client = client;
        this.loop = client.loop();
        this.request = request;
        this.upgradeRequest = upgradeRequest;
        this.listener = listener;
        this.buffer = new ReadBuffer(loop.takeBuffer());
        this.reader = new FrameReader(buffer, request.limits(), this);
    }

    /** Begins; the listener is not told of an end before this has returned. */
    void begin(Dialer dialer) {
        if (loop.isClosing()) {
            endLater(DisconnectCause.TRANSPORT_CLOSED, "");
            return;
        }
        loop.add(this);
        dial = dialer.newDial(request.endpoint(), request.limits(), loop, this);
        dial.begin();
    }

    @Override
    public void abort() {
        assert loop.inThread();
        endLater(DisconnectCause.CLOSED_BY_US, "");
    }

    @Override
    public void transportClosed() {
        if (writer != null && state == LinkState.OPEN) {
            writer.close(CloseCodes.GOING_AWAY, "");
        }
        end(Disconnect.of(DisconnectCause.TRANSPORT_CLOSED, phase, ""), false, true);
    }

    // ---- On the way to the socket

    @Override
    public void onPhase(ConnectPhase next) {
        phase = next;
        try {
            listener.onPhase(next);
        } catch (Throwable e) {
            onBug(e);
        }
    }

    @Override
    public ChannelHandler handler() {
        return this;
    }

    @Override
    public void onDialFailed(Disconnect disconnect) {
        // Perhaps from within connect(), and then it is too early to tell.
        end(disconnect, true, false);
    }

    @Override
    public void onConnected(Channel open) {
        channel = open;
        reading = IoLoop.readingOf(open);
        state = LinkState.UPGRADING;
        onPhase(ConnectPhase.UPGRADE);
        if (state != LinkState.UPGRADING) {
            return;
        }
        key = client.takeKey();
        timer = loop.schedule(
                this::onUpgradeDeadline, request.limits().upgradeTimeout().toNanos());
        writer = new FrameWriter(open, this, client.outbound(), request.limits(), loop.counters());
        writer.writeRaw(upgradeRequest.encode(open.alloc(), key));
    }

    // ---- What comes

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        final ByteBuf in = (ByteBuf) message;
        try {
            if (reading != null && state != LinkState.ENDED) {
                receivedNanos = reading.readNanos();
                final int length = in.readableBytes();
                buffer.append(in);
                if (state == LinkState.UPGRADING) {
                    onUpgradeBytes();
                } else {
                    onFrameBytes(length);
                }
            }
        } catch (Throwable e) {
            onBug(e);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (writer != null) {
            writer.readComplete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (refusal != null) {
            refused(refusal);
        } else {
            endByNetwork(DisconnectCause.END_OF_STREAM, "");
        }
        timer.cancel(); // of the lingering
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (failure.getCause() instanceof SSLException || failure instanceof SSLException) {
            endByNetwork(DisconnectCause.TLS_FAILED, TlsFailures.detail(failure));
        } else if (failure instanceof IOException) {
            endByNetwork(DisconnectCause.RESET, String.valueOf(failure.getMessage()));
        } else {
            onBug(failure);
        }
    }

    private void onUpgradeBytes() {
        if (refusal == null && !readUpgradeHead()) {
            return;
        }
        if (state == LinkState.OPEN) {
            if (buffer.end() > buffer.start()) {
                onFrameBytes(buffer.end() - buffer.start());
            }
        } else if (refusal != null && Refusal.isWhole(refusal, bodyBytes(refusal))) {
            refused(refusal);
        }
    }

    /** {@return whether the head has come, and more is to be done with what stands behind it} */
    private boolean readUpgradeHead() {
        final int head = UpgradeResponse.headLength(buffer.bytes(), buffer.start(), buffer.end());
        if (head > UpgradeResponse.LONGEST_HEAD
                || head < 0 && buffer.end() - buffer.start() > UpgradeResponse.LONGEST_HEAD) {
            endByNetwork(DisconnectCause.UPGRADE_INVALID, "headers above " + UpgradeResponse.LONGEST_HEAD + " bytes");
            return false;
        }
        if (head < 0 || key == null) {
            return false;
        }
        final UpgradeResponse response =
                UpgradeResponse.parse(buffer.bytes(), buffer.start(), head, key, upgradeRequest.protocols());
        if (response.problem() != null) {
            endByNetwork(DisconnectCause.UPGRADE_INVALID, response.problem());
            return false;
        }
        if (response.status() == UpgradeResponse.SWITCHING_PROTOCOLS) {
            buffer.consumeTo(buffer.start() + head);
            open();
            return true;
        }
        refusal = response;
        timer.cancel();
        timer = loop.schedule(() -> refused(response), REFUSAL_BODY_NANOS);
        return true;
    }

    private void open() {
        timer.cancel();
        state = LinkState.OPEN;
        loop.counters().increment(Count.OPENED);
        if (dial != null) {
            dial.onServed();
        }
        onPhase(ConnectPhase.OPEN);
        if (state == LinkState.OPEN && writer != null) {
            listener.onOpen(new OpenConnection(this, writer));
            client.prepareKey();
        }
    }

    private void refused(UpgradeResponse response) {
        refusal = null;
        end(
                Refusal.toDisconnect(
                        response,
                        buffer.bytes(),
                        buffer.start() + response.headLength(),
                        bodyBytes(response),
                        loop.epochNanos()),
                false,
                false);
    }

    private int bodyBytes(UpgradeResponse response) {
        return buffer.end() - buffer.start() - response.headLength();
    }

    private void onUpgradeDeadline() {
        endByNetwork(
                DisconnectCause.UPGRADE_TIMEOUT,
                "no answer within " + request.limits().upgradeTimeout());
    }

    private void onFrameBytes(int length) {
        messages = 0;
        final boolean told = reader.read();
        loop.counters().add(Count.BYTES_IN, length);
        if (messages > 0) {
            loop.counters().add(Count.MESSAGES_IN, messages);
        }
        if (!told && state == LinkState.OPEN) {
            listener.onPartialFrame(receivedNanos);
        }
    }

    @Override
    public void onMessage(FrameKind kind, byte[] bytes, int offset, int length) {
        if (state == LinkState.OPEN) {
            messages++;
            listener.onFrame(kind, bytes, offset, length, receivedNanos);
        } else {
            loop.counters().increment(Count.MESSAGES_AFTER_CLOSE);
        }
    }

    @Override
    public void onPing(byte[] bytes, int offset, int length) {
        if (state == LinkState.OPEN && writer != null) {
            writer.answerPing(bytes, offset, length);
            if (state == LinkState.OPEN) { // the answer may have been one too many
                listener.onPing(receivedNanos);
            }
        }
    }

    @Override
    public void onPong(byte[] bytes, int offset, int length) {
        if (state != LinkState.OPEN || writer == null) {
            return;
        }
        if (length == Long.BYTES && writer.pings().settle((long) Longs.BIG_ENDIAN.get(bytes, offset))) {
            listener.onPong((long) Longs.BIG_ENDIAN.get(bytes, offset), receivedNanos);
        } else {
            loop.counters().increment(Count.UNKNOWN_PONGS);
        }
    }

    @Override
    public void onClose(int code, String reason) {
        if (state == LinkState.CLOSING) {
            end(Disconnect.of(DisconnectCause.CLOSED_BY_US, phase, ""), false, true);
            return;
        }
        if (writer != null) {
            writer.close(code, "");
        }
        end(new Disconnect(DisconnectCause.CLOSE_FRAME, code, Untrusted.clean(reason), null, phase), false, true);
    }

    @Override
    public void onViolation(DisconnectCause cause, int closeCode, String detail) {
        if (writer != null && state == LinkState.OPEN) {
            writer.close(closeCode, "");
        }
        final DisconnectCause told = state == LinkState.CLOSING ? DisconnectCause.CLOSED_BY_US : cause;
        end(Disconnect.of(told, phase, detail), false, true);
    }

    // ---- What we do

    /** {@return whether frames may be sent} */
    boolean isOpen() {
        assert loop.inThread();
        return state == LinkState.OPEN;
    }

    /** Begins the closing handshake. */
    void close(int code, String reason) {
        if (state != LinkState.OPEN || writer == null) {
            return;
        }
        writer.close(code, reason);
        if (state == LinkState.OPEN) {
            state = LinkState.CLOSING;
            timer = loop.schedule(
                    () -> end(Disconnect.of(DisconnectCause.CLOSED_BY_US, phase, "not answered"), false, false),
                    request.limits().closeTimeout().toNanos());
        }
    }

    /** A write failed, and not merely because the socket had been closed before. */
    void onWriteFailed(Throwable failure) {
        endLater(
                state == LinkState.CLOSING ? DisconnectCause.CLOSED_BY_US : DisconnectCause.WRITE_FAILED,
                Untrusted.clean(String.valueOf(failure.getMessage())));
    }

    /** More waits to be written than may. */
    void onOverflow(long pendingBytes) {
        endLater(DisconnectCause.OUTBOUND_OVERFLOW, pendingBytes + " bytes wait to be written");
    }

    // ---- The end

    private void endByNetwork(DisconnectCause cause, String detail) {
        final DisconnectCause told = state == LinkState.CLOSING ? DisconnectCause.CLOSED_BY_US : cause;
        end(Disconnect.of(told, phase, Untrusted.clean(detail)), false, false);
    }

    private void endLater(DisconnectCause cause, String detail) {
        end(Disconnect.of(cause, phase, detail), true, false);
    }

    private void onBug(Throwable bug) {
        LOG.error("{}: an exception ends the connection", request.endpoint(), bug);
        end(Disconnect.of(DisconnectCause.INTERNAL_ERROR, phase, bug.toString()), true, false);
    }

    /**
     * The only way to the end.
     *
     * @param later  whether the listener is told on a later turn, because it may be what called us
     * @param inPeace whether a close frame is on its way, so that TCP is left to the server for a while
     */
    private void end(Disconnect disconnect, boolean later, boolean inPeace) {
        if (state == LinkState.ENDED) {
            return;
        }
        if (state == LinkState.UPGRADING && dial != null && disconnect.cause() != DisconnectCause.CLOSED_BY_US) {
            dial.onNotServed();
        }
        state = LinkState.ENDED;
        reader.stop();
        timer.cancel();
        loop.remove(this);
        if (dial != null) {
            dial.abort();
        }
        final Channel open = channel;
        if (open != null && inPeace && open.isActive()) {
            timer = loop.schedule(
                    () -> Channels.abort(open), request.limits().closeTimeout().toNanos());
        } else if (open != null) {
            Channels.abort(open);
        }
        loop.giveBuffer(buffer.surrender());
        if (later) {
            tellLater(disconnect);
        } else {
            tell(disconnect);
        }
    }

    private void tellLater(Disconnect disconnect) {
        try {
            loop.execute(() -> tell(disconnect));
        } catch (RejectedExecutionException e) {
            tell(disconnect); // the loop is ending: there is no later turn
        }
    }

    private void tell(Disconnect disconnect) {
        try {
            listener.onClosed(disconnect);
        } catch (Throwable e) {
            LOG.error("{}: onClosed failed after {}", request.endpoint(), disconnect, e);
        }
    }
}
