package io.holdfast.transport.netty.websocket;

import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.netty.loop.Counters;
import io.holdfast.transport.netty.loop.Counters.Count;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * What one connection sends, within the bound on what may wait.
 *
 * <p>The bound counts what Netty counts: the bytes, after TLS, and some hundred more for each frame that waits.
 * Confined to the connection's thread.
 */
final class FrameWriter {

    /** So many pings of one read are answered one by one; of more, the last alone (RFC 6455 §5.5.3 allows it). */
    private static final int MOST_PONGS_A_READ = 16;

    private final Channel channel;
    private final WebSocketLink link;
    private final Outbound outbound;
    private final int maxPendingBytes;
    private final Counters counters;
    private final PingLedger pings = new PingLedger();
    private final ChannelFutureListener onWritten = this::onWritten;
    private final byte[] control = new byte[125];
    private final String remoteAddress;

    private int pongsThisRead;
    private int skippedPing = -1; // length of its payload, which is in control; -1 where there is none
    private boolean isFlushDue;

    FrameWriter(Channel channel, WebSocketLink link, Outbound outbound, ConnectionLimits limits, Counters counters) {
        this.channel = channel;
        this.link = link;
        this.outbound = outbound;
        this.maxPendingBytes = limits.maxPendingBytes();
        this.counters = counters;
        this.remoteAddress = String.valueOf(channel.remoteAddress());
    }

    /** Writes bytes that are no frame, and releases them. */
    void writeRaw(ByteBuf bytes) {
        channel.writeAndFlush(bytes).addListener(onWritten);
    }

    /** Sends a frame now. */
    void send(int opcode, byte[] payload, int offset, int length) {
        if (write(opcode, payload, offset, length)) {
            channel.flush();
        }
    }

    /** Sends a ping and notes it. */
    void ping(long id) {
        pings.add(id);
        final byte[] payload = new byte[Long.BYTES];
        Longs.BIG_ENDIAN.set(payload, 0, id);
        send(Outbound.PING, payload, 0, payload.length);
    }

    /** Sends a close frame. */
    void close(int code, String reason) {
        final byte[] payload = Outbound.closePayload(code, reason);
        send(Outbound.CLOSE, payload, 0, payload.length);
    }

    /** Answers a ping; flushed when the read is complete. */
    void answerPing(byte[] bytes, int offset, int length) {
        counters.increment(Count.PINGS_IN);
        pongsThisRead++;
        if (pongsThisRead <= MOST_PONGS_A_READ) {
            isFlushDue |= write(Outbound.PONG, bytes, offset, length);
            return;
        }
        if (skippedPing >= 0) {
            counters.increment(Count.PINGS_SKIPPED);
        }
        System.arraycopy(bytes, offset, control, 0, length);
        skippedPing = length;
    }

    /** The socket has been read empty, or as often as it may be in one turn. */
    void readComplete() {
        pongsThisRead = 0;
        if (skippedPing >= 0) {
            if (link.isOpen()) {
                isFlushDue |= write(Outbound.PONG, control, 0, skippedPing);
            }
            skippedPing = -1;
        }
        if (isFlushDue) {
            isFlushDue = false;
            channel.flush();
        }
    }

    /** {@return our pings that wait} */
    PingLedger pings() {
        return pings;
    }

    /** {@return the other side} */
    String remoteAddress() {
        return remoteAddress;
    }

    private boolean write(int opcode, byte[] payload, int offset, int length) {
        final long pending = pendingBytes() + length;
        if (pending > maxPendingBytes) {
            link.onOverflow(pending);
            return false;
        }
        final ByteBuf frame = outbound.frame(channel.alloc(), opcode, payload, offset, length);
        counters.increment(Count.FRAMES_OUT);
        counters.add(Count.BYTES_OUT, frame.readableBytes());
        channel.write(frame).addListener(onWritten);
        return true;
    }

    private long pendingBytes() {
        final ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    private void onWritten(ChannelFuture future) {
        final Throwable failure = future.cause();
        if (failure != null && !(failure instanceof ClosedChannelException)) {
            link.onWriteFailed(failure);
        }
    }
}
