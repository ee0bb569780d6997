package io.holdfast.testkit.fault;

import io.holdfast.time.MonotonicClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One direction of one connection: what comes out of one socket goes into the other, late, slowly, in slices, spoilt,
 * or not at all. Bytes keep their order, and none is lost while the connection lives: what is held back is sent once
 * it is held no more, as TCP would.
 */
final class Pipe {

    private static final int MOST_WAITING_BYTES = 1 << 20;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** A limited bandwidth is given out in so many parts of a second. */
    private static final long PARTS_OF_SECOND = 200;

    private final Channel from;
    private final Channel to;
    private final PipeFaults faults;
    private final MonotonicClock clock;
    private final SplittableRandom random;
    private final Consumer<Ending> end;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();

    private long waitingBytes;
    private long passedBytes;
    private long lastDueNanos;
    private long freeAtNanos;
    private boolean sourceEnded;
    private boolean pumpScheduled;
    private boolean closed;

    Pipe(
            Channel from,
            Channel to,
            PipeFaults faults,
            MonotonicClock clock,
            SplittableRandom random,
            Consumer<Ending> end) {
        this.from = from;
        this.to = to;
        this.faults = faults;
        this.clock = clock;
        this.random = random;
        this.end = end;
        this.lastDueNanos = clock.nanos();
        this.freeAtNanos = lastDueNanos;
    }

    long passedBytes() {
        return passedBytes;
    }

    void offer(ByteBuf bytes) {
        final long jitter = faults.jitterNanos > 0 ? random.nextLong(faults.jitterNanos + 1) : 0;
        final long due = clock.nanos() + faults.latencyNanos + jitter;
        if (due - lastDueNanos > 0) {
            lastDueNanos = due; // what was sent first arrives first, however the jitter falls
        }
        waitingBytes += bytes.readableBytes();
        chunks.add(new Chunk(bytes, lastDueNanos));
        pump();
    }

    /** The source has come to its end. */
    void sourceEnded() {
        sourceEnded = true;
        pump();
    }

    /** Sends what may be sent; called whenever that may have changed. */
    void pump() {
        while (!closed && !faults.held && !pumpScheduled) {
            final Chunk chunk = chunks.peek();
            if (passedBytes >= faults.endAfterBytes) {
                end.accept(faults.ending);
                return;
            }
            if (chunk == null) {
                if (sourceEnded) {
                    end.accept(Ending.FIN);
                }
                break;
            }
            final long early = Math.max(chunk.dueNanos - clock.nanos(), freeAtNanos - clock.nanos());
            if (early > 0) {
                pumpIn(early);
                break;
            }
            send(chunk);
        }
        if (!closed) {
            from.config().setAutoRead(!faults.held && waitingBytes < MOST_WAITING_BYTES);
        }
    }

    void close() {
        closed = true;
        for (Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            chunk.bytes.release();
        }
    }

    private void send(Chunk chunk) {
        final ByteBuf bytes = chunk.bytes;
        long count = Math.min(bytes.readableBytes(), faults.sliceBytes);
        if (faults.bytesPerSecond != PipeFaults.NEVER) {
            count = Math.min(count, Math.max(1, faults.bytesPerSecond / PARTS_OF_SECOND));
            freeAtNanos = clock.nanos() + count * NANOS_PER_SECOND / faults.bytesPerSecond;
        }
        count = Math.min(count, faults.endAfterBytes - passedBytes);
        if (faults.corruptAt >= passedBytes && faults.corruptAt < passedBytes + count) {
            final int index = bytes.readerIndex() + (int) (faults.corruptAt - passedBytes);
            bytes.setByte(index, bytes.getByte(index) ^ 0x04);
        }
        passedBytes += count;
        waitingBytes -= count;
        if (count == bytes.readableBytes()) {
            chunks.remove();
            to.writeAndFlush(bytes);
        } else {
            to.writeAndFlush(bytes.readRetainedSlice((int) count));
        }
    }

    private void pumpIn(long nanos) {
        pumpScheduled = true;
        from.eventLoop()
                .schedule(
                        () -> {
                            pumpScheduled = false;
                            pump();
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private record Chunk(ByteBuf bytes, long dueNanos) {}
}
