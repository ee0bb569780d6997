package io.holdfast.testkit.server;

import io.holdfast.time.MonotonicClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Next to the socket, below TLS: delays what is sent, cuts it into slices, spoils it or swallows it, and does not read
 * what comes. Order is always kept.
 */
final class SendShaper extends ChannelDuplexHandler {

    private final WireFaults faults;
    private final MonotonicClock clock;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long bytesSent;
    private boolean muted;
    private boolean deaf;
    private boolean spoilNext;
    private boolean pumping;
    private @Nullable ChannelPromise closing;

    SendShaper(WireFaults faults, MonotonicClock clock) {
        this.faults = faults;
        this.clock = clock;
    }

    /** Sends nothing any more, and loses what it is given. */
    void mute() {
        muted = true;
        drop();
    }

    /** Reads nothing any more. */
    void deafen() {
        deaf = true;
    }

    /** Turns one bit of the next bytes sent. */
    void spoilNext() {
        spoilNext = true;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!deaf) {
            ctx.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (deaf) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.write(message, promise);
            return;
        }
        if (muted) {
            bytes.release();
            if (!promise.isVoid()) {
                promise.trySuccess();
            }
            return;
        }
        if (spoilNext && bytes.isReadable()) {
            spoilNext = false;
            spoil(bytes);
        }
        if (queue.isEmpty() && !isShaping()) {
            bytesSent += bytes.readableBytes();
            ctx.write(bytes, promise);
            return;
        }
        queue.add(new Waiting(bytes, promise, clock.nanos() + faults.sendDelay.toNanos()));
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        pump(ctx);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (queue.isEmpty() || muted) {
            ctx.close(promise);
        } else {
            closing = promise;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private boolean isShaping() {
        return !faults.sendDelay.isZero() || faults.sliceBytes > 0 || faults.bytesUntilMute >= 0;
    }

    /** Sends what is due, slice by slice. */
    private void pump(ChannelHandlerContext ctx) {
        if (pumping) {
            return;
        }
        for (Waiting first = queue.peek(); first != null; first = queue.peek()) {
            final long early = first.dueNanos - clock.nanos();
            if (early > 0) {
                pumpLater(ctx, early);
                return;
            }
            final int most = mostBytes(first.bytes.readableBytes());
            if (most == 0) {
                mute();
                return;
            }
            bytesSent += most;
            if (most == first.bytes.readableBytes()) {
                queue.remove();
                ctx.writeAndFlush(first.bytes, first.promise);
            } else {
                ctx.writeAndFlush(first.bytes.readRetainedSlice(most));
            }
            if (!faults.sliceInterval.isZero() && !queue.isEmpty()) {
                pumpLater(ctx, faults.sliceInterval.toNanos());
                return;
            }
        }
        if (closing != null) {
            ctx.close(closing);
        }
    }

    private void pumpLater(ChannelHandlerContext ctx, long nanos) {
        pumping = true;
        ctx.executor()
                .schedule(
                        () -> {
                            pumping = false;
                            pump(ctx);
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private int mostBytes(int wanted) {
        final int slice = faults.sliceBytes > 0 ? Math.min(faults.sliceBytes, wanted) : wanted;
        return faults.bytesUntilMute < 0
                ? slice
                : (int) Math.max(0, Math.min(slice, faults.bytesUntilMute - bytesSent));
    }

    private void drop() {
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.bytes.release();
        }
    }

    private static void spoil(ByteBuf bytes) {
        final int last = bytes.writerIndex() - 1;
        bytes.setByte(last, bytes.getByte(last) ^ 0x10);
    }

    private record Waiting(ByteBuf bytes, ChannelPromise promise, long dueNanos) {}
}
