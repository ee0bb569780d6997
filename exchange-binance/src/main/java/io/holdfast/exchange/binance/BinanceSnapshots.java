package io.holdfast.exchange.binance;

import io.holdfast.exchange.ExchangeStatus;
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

    private boolean down;

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

    /** The exchange says that it goes down. */
    void shuttingDown(String detail) {
        down = true;
        sink.exchangeStatus(ExchangeStatus.MAINTENANCE, detail);
    }

    /** A snapshot was good: whichever book it is of, the exchange is there. */
    void answering() {
        if (down) {
            down = false;
            sink.exchangeStatus(ExchangeStatus.ONLINE, "depth snapshot");
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
