package io.holdfast.transport.netty.websocket;

/**
 * Our pings that wait for their pongs: the latest few. Does not allocate after construction. Confined to the
 * connection's thread.
 */
final class PingLedger {

    private static final int CAPACITY = 16;

    private final long[] ids = new long[CAPACITY];
    private int first;
    private int size;

    /** Notes a ping. The oldest is forgotten when there are too many. */
    void add(long id) {
        if (size == CAPACITY) {
            first = (first + 1) % CAPACITY;
            size--;
        }
        ids[(first + size) % CAPACITY] = id;
        size++;
    }

    /**
     * {@return whether this id waits} If so, it waits no longer, nor do those before it: a server may answer the latest
     * of several pings alone (RFC 6455 §5.5.3).
     */
    boolean settle(long id) {
        for (int i = 0; i < size; i++) {
            if (ids[(first + i) % CAPACITY] == id) {
                first = (first + i + 1) % CAPACITY;
                size -= i + 1;
                return true;
            }
        }
        return false;
    }
}
