package io.holdfast.exchange.binance;

import io.holdfast.exchange.ProtocolSink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Asks for depth snapshots and gives each answer to the book that asked. Snapshots do not say whose they are, and the id
 * of a subscription may go to another: so one request at a time is under way for an id, and a second one waits.
 */
final class BinanceSnapshots {

    private final ProtocolSink sink;
    /** By subscription id: the book whose request is under way. */
    private @Nullable BinanceBookSync[] asking = new BinanceBookSync[16];
    /** By subscription id: another book, which has the id now and waits for its turn. */
    private @Nullable BinanceBookSync[] waiting = new BinanceBookSync[16];

    BinanceSnapshots(ProtocolSink sink) {
        this.sink = sink;
    }

    /** Asks for a snapshot, after a delay; of a book whose request is under way already nothing more is sent. */
    void ask(BinanceBookSync book, int id, long delayNanos) {
        if (id >= asking.length) {
            final int length = Math.max(id + 1, asking.length * 2);
            asking = Arrays.copyOf(asking, length);
            waiting = Arrays.copyOf(waiting, length);
        }
        if (asking[id] == null) {
            asking[id] = book;
            sink.fetch(id, book.snapshotTarget(), book.snapshotWeight(), delayNanos);
        } else if (asking[id] != book) {
            waiting[id] = book;
        }
    }

    /** {@return the book that asked for the answer that has come for this id; null if none did} */
    @Nullable
    BinanceBookSync answered(int id) {
        if (id < 0 || id >= asking.length) {
            return null;
        }
        final BinanceBookSync asked = asking[id];
        final BinanceBookSync next = waiting[id];
        asking[id] = null;
        waiting[id] = null;
        if (next != null) {
            ask(next, id, 0);
        }
        return asked;
    }
}
