package io.holdfast.transport.netty.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one I/O thread has done so far. That thread alone writes; any thread may read, and sees a recent value.
 *
 * <p>One slot for each {@link Count}, written opaquely: no lock, no fence, no torn value. Does not allocate.
 */
public final class Counters {

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] slots = new long[Count.values().length];

    /** What is counted. */
    public enum Count {
        /** Attempts to open a WebSocket. */
        ATTEMPTS,
        /** Upgrades completed. */
        OPENED,
        /** Whole messages received. */
        MESSAGES_IN,
        /** Bytes received on open WebSockets, TLS taken off. */
        BYTES_IN,
        /** Frames sent, of any kind. */
        FRAMES_OUT,
        /** Bytes of frames sent, before TLS. */
        BYTES_OUT,
        /** Pings received. */
        PINGS_IN,
        /** Pings not answered, because a later one in the same read was. */
        PINGS_SKIPPED,
        /** Pongs that answer no ping of ours. */
        UNKNOWN_PONGS,
        /** Messages that came after we had closed, and were dropped. */
        MESSAGES_AFTER_CLOSE,
        /** HTTP requests begun. */
        REQUESTS
    }

    /** Adds one. I/O thread only. */
    public void increment(Count count) {
        add(count, 1);
    }

    /** Adds any number. I/O thread only. */
    public void add(Count count, long number) {
        SLOTS.setOpaque(slots, count.ordinal(), slots[count.ordinal()] + number);
    }

    /** {@return how many so far} Any thread. */
    public long get(Count count) {
        return (long) SLOTS.getOpaque(slots, count.ordinal());
    }
}
