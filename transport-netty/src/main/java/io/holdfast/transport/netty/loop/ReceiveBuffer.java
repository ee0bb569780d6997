package io.holdfast.transport.netty.loop;

import io.holdfast.time.MonotonicClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * What all channels of one I/O thread read into: a single direct buffer, handed to one read after another.
 *
 * <p>A read ends before the next begins, so one buffer is enough, and no read allocates: neither the buffer object
 * nor the {@code ByteBuffer} view that Netty makes afresh for a pooled buffer each time. Whoever keeps the buffer
 * beyond its read (TLS with half a record) holds a reference; then the next read gets a pooled one.
 *
 * <p>The handle also notes when the socket was read, so that a message's time stamp is not that of its decryption.
 */
public final class ReceiveBuffer {

    /** One read takes as much; a burst of more is read again in the same turn. */
    static final int CAPACITY = 64 * 1024;

    private static final int MOST_READS_A_TURN = 16;

    private final MonotonicClock clock;
    private final ByteBuf shared = Unpooled.directBuffer(CAPACITY, CAPACITY);

    ReceiveBuffer(MonotonicClock clock) {
        this.clock = clock;
    }

    /** {@return what one channel reads with} */
    Reading newReading() {
        return new Reading();
    }

    /** Gives the buffer back. The I/O thread only, as the last thing. */
    void release() {
        shared.release();
    }

    private ByteBuf next(ByteBufAllocator pool) {
        return shared.refCnt() == 1 ? shared.clear().retain() : pool.directBuffer(CAPACITY);
    }

    /** One channel's reading: allocator and handle in one, for each channel has its own. */
    public final class Reading implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

        private int reads;
        private int lastBytes;
        private int attemptedBytes;
        private long readNanos;

        private Reading() {}

        /** {@return monotonic time of the last read that brought bytes} */
        public long readNanos() {
            return readNanos;
        }

        @Override
        public Reading newHandle() {
            return this;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            return next(alloc);
        }

        @Override
        public int guess() {
            return CAPACITY;
        }

        @Override
        public void reset(ChannelConfig config) {
            reads = 0;
        }

        @Override
        public void incMessagesRead(int number) {
            reads += number;
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
            if (bytes > 0) {
                readNanos = clock.nanos();
            }
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public boolean continueReading() {
            return reads < MOST_READS_A_TURN && lastBytes > 0 && lastBytes == attemptedBytes;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return reads < MOST_READS_A_TURN && lastBytes > 0 && maybeMoreData.get();
        }

        @Override
        public void readComplete() {}
    }
}
