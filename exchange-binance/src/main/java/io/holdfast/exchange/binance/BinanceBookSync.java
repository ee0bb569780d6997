package io.holdfast.exchange.binance;

import io.holdfast.codec.JsonReader;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;

/**
 * Keeps one instrument's book whole: joins the stream of depth events to a snapshot, and follows its numbering.
 *
 * <p>An event holds the updates {@code U} to {@code u}; its sizes are absolute. The <em>book id</em> is the last update
 * that the book holds. The rules:
 *
 * <ol>
 *   <li>Events are buffered until a snapshot comes; a hole between them throws the older ones away. The buffer is
 *       bounded: when it is full, all begins anew.
 *   <li>A snapshot is asked for a moment after the stream is known to run, one at a time.
 *   <li>A snapshot is of use if {@code lastUpdateId + 1 >= U} of the first buffered event. Otherwise it is older than
 *       the stream, and another is asked for after a while, which grows from try to try.
 *   <li>The book becomes the snapshot, the book id its {@code lastUpdateId}. Buffered events that end at or before it
 *       are dropped, the others applied. Without any the instrument is quiet, and the snapshot alone is the book.
 *   <li>From then on: {@code u <=} book id is a repeat, dropped. {@code U >} book id {@code + 1} is a hole: the book is
 *       thrown away, and all begins anew with this event. Else the event is applied and the book id is {@code u};
 *       {@code U =} book id {@code + 1} is the ordinary case.
 *   <li>A book that is crossed after an event, or cannot hold a number, is thrown away too.
 *   <li>A snapshot that is cut off at its limit says nothing of deeper levels. They are left out, so that what is
 *       delivered has no holes. When the market has moved so far that few levels are left, a new snapshot is fetched,
 *       and joined by rules 3 and 4 while the book goes on.
 * </ol>
 *
 * <p>Not thread-safe. Applying an event allocates nothing in steady state.
 */
final class BinanceBookSync {

    /** After the stream began, so that the snapshot is not older: the cadence of its events. */
    static final long SETTLE_NANOS = 100_000_000L;

    static final long FIRST_RETRY_NANOS = 250_000_000L;
    static final long LONGEST_RETRY_NANOS = 8_000_000_000L;

    private static final int MAX_BUFFERED_EVENTS = 10_000;
    private static final int MAX_BUFFERED_LEVELS = 1 << 18;
    /** The part of a snapshot's levels that must be left before another is fetched. */
    private static final int FEW = 4;

    private static final int OK = 200;
    private static final long NONE = -1;

    private final ProtocolSink sink;
    private final BinanceSnapshots snapshots;
    private final int id;
    private final String symbol;
    private final int limit;
    private final DiffBuffer buffer;
    private final OrderBook book = new OrderBook();
    private final KnownRange range = new KnownRange();

    private long bookId = NONE;
    private long bookTimeNanos;
    private boolean asked;
    private int failures;
    private boolean refused;

    BinanceBookSync(ProtocolSink sink, BinanceSnapshots snapshots, int id, String symbol, int limit) {
        this(sink, snapshots, id, symbol, limit, new DiffBuffer(MAX_BUFFERED_EVENTS, MAX_BUFFERED_LEVELS));
    }

    BinanceBookSync(
            ProtocolSink sink, BinanceSnapshots snapshots, int id, String symbol, int limit, DiffBuffer buffer) {
        this.sink = sink;
        this.snapshots = snapshots;
        this.id = id;
        this.symbol = symbol;
        this.limit = limit;
        this.buffer = buffer;
    }

    String snapshotTarget() {
        return BinanceRequests.snapshotTarget(symbol, limit);
    }

    int snapshotWeight() {
        return BinanceRequests.snapshotWeight(limit);
    }

    /** {@return whether the exchange does not know the symbol: nothing more will come of this book} */
    boolean isRefused() {
        return refused;
    }

    /** The stream runs: its request was acknowledged, or an event came. Harmless when repeated. */
    void streamRuns() {
        if (bookId == NONE) {
            ask(SETTLE_NANOS);
        }
    }

    /** An event could not be read: whatever it held is lost. */
    void eventLost() {
        bookId = NONE;
        buffer.clear();
    }

    /**
     * Makes the book whole again. Where ours is still whole it was the ring that had no room, and the book is told once
     * more; otherwise a new one is joined.
     */
    void resync() {
        if (bookId != NONE) {
            publish();
        } else {
            ask(buffer.isEmpty() ? SETTLE_NANOS : 0);
        }
    }

    /** A complete event of this instrument. */
    void onEvent(BinanceDepth event) {
        if (bookId == NONE) {
            keep(event);
            streamRuns();
        } else if (event.lastId <= bookId) {
            sink.unread(UnreadFrame.REPEATED, 0);
        } else if (event.firstId > bookId + 1) {
            final long expected = bookId + 1;
            eventLost();
            keep(event);
            sink.anomaly(id, Anomaly.SEQUENCE_GAP, "U " + event.firstId + " where " + expected + " was due");
        } else {
            if (asked) { // the snapshot under way may end before this event
                keep(event);
            }
            apply(event);
        }
    }

    /** The answer to a request for a snapshot; {@code status} is 0 if there was none. */
    void onSnapshot(int status, byte[] body, JsonReader json, BinanceDepth scratch) {
        asked = false;
        json.wrap(body, 0, body.length);
        if (status != OK) {
            onHttpError(status, BinanceHttpError.read(json));
            return;
        }
        scratch.readSnapshot(json);
        if (scratch.misfits()) {
            again(Anomaly.NUMBER_OUT_OF_RANGE, "snapshot: a price or size does not fit");
        } else if (!scratch.isComplete()) {
            again(Anomaly.SNAPSHOT_UNUSABLE, "snapshot: not the documented JSON");
        } else if (isTooOld(scratch.lastId)) {
            again(Anomaly.SNAPSHOT_UNUSABLE, "snapshot: ends at " + scratch.lastId + ", before the stream begins");
        } else {
            join(scratch);
        }
    }

    private boolean isTooOld(long snapshotId) {
        return buffer.isEmpty()
                ? snapshotId < bookId // which is NONE while there is no book
                : snapshotId + 1 < buffer.firstId(0);
    }

    private void join(BinanceDepth snapshot) {
        final boolean goesOn = bookId != NONE;
        book.clear();
        bookId = snapshot.lastId;
        bookTimeNanos = 0; // the snapshot has none
        boolean fits = true;
        final LevelList levels = snapshot.levels;
        for (int i = 0; i < levels.count(); i++) {
            fits &= set(levels, i);
        }
        range.set(book, snapshot.bids >= limit, snapshot.asks >= limit);
        for (int event = 0; event < buffer.events(); event++) {
            if (buffer.lastId(event) > bookId) {
                fits &= applyBuffered(event);
            }
        }
        buffer.clear();
        if (!fits || book.isCrossed()) {
            bookId = NONE;
            again(fits ? Anomaly.CROSSED_BOOK : Anomaly.NUMBER_OUT_OF_RANGE, "after joining the snapshot");
        } else if (isExhausted(Side.BID) || isExhausted(Side.ASK)) {
            bookId = NONE;
            again(Anomaly.SNAPSHOT_UNUSABLE, "the market has left what the snapshot showed");
        } else if (goesOn && isEmpty()) { // no snapshot without levels can be told inside an epoch
            throwAway(Anomaly.SNAPSHOT_UNUSABLE, "the book has become empty");
        } else {
            failures = 0;
            publish();
            refreshIfNarrow();
        }
    }

    private boolean isEmpty() {
        return book.levels(Side.BID) + book.levels(Side.ASK) == 0;
    }

    private boolean applyBuffered(int event) {
        final LevelList levels = buffer.levels();
        boolean fits = true;
        for (int i = buffer.begin(event); i < buffer.end(event); i++) {
            if (range.contains(levels.side(i), levels.price(i), levels.priceScale(i))) {
                fits &= set(levels, i);
            }
        }
        bookId = buffer.lastId(event);
        bookTimeNanos = buffer.timeNanos(event);
        return fits;
    }

    private void apply(BinanceDepth event) {
        final LevelList levels = event.levels;
        levels.retain(range);
        boolean fits = true;
        for (int i = 0; i < levels.count(); i++) {
            fits &= set(levels, i);
        }
        bookId = event.lastId;
        bookTimeNanos = event.timeNanos;
        if (!fits) {
            throwAway(Anomaly.NUMBER_OUT_OF_RANGE, "the book cannot hold a number beside the others");
        } else if (book.isCrossed()) {
            throwAway(Anomaly.CROSSED_BOOK, "after an event");
        } else if (isExhausted(Side.BID) || isExhausted(Side.ASK)) {
            throwAway(Anomaly.SNAPSHOT_UNUSABLE, "the market has left what the snapshot showed");
        } else {
            publish(levels);
            refreshIfNarrow();
        }
    }

    private boolean set(LevelList levels, int i) {
        return book.set(levels.side(i), levels.price(i), levels.priceScale(i), levels.size(i), levels.sizeScale(i));
    }

    private void throwAway(Anomaly anomaly, String detail) {
        eventLost();
        sink.anomaly(id, anomaly, detail);
    }

    private boolean isExhausted(Side side) {
        return range.isCutOff(side) && book.levels(side) == 0;
    }

    private void refreshIfNarrow() {
        if (!asked && (isNarrow(Side.BID) || isNarrow(Side.ASK))) {
            buffer.clear();
            ask(0);
        }
    }

    private boolean isNarrow(Side side) {
        return range.isCutOff(side) && book.levels(side) < limit / FEW;
    }

    /** Keeps an event for the snapshot that is to come. */
    private void keep(BinanceDepth event) {
        final long newest = buffer.isEmpty() ? NONE : buffer.lastId(buffer.events() - 1);
        if (event.lastId <= newest) {
            sink.unread(UnreadFrame.REPEATED, 0);
            return;
        }
        if (newest != NONE && event.firstId > newest + 1) {
            buffer.clear();
            sink.anomaly(id, Anomaly.SEQUENCE_GAP, "between events that waited for a snapshot");
        }
        if (!buffer.add(event)) {
            buffer.clear();
            buffer.add(event);
            if (bookId == NONE) {
                sink.anomaly(id, Anomaly.SNAPSHOT_UNUSABLE, "too many events waited for it");
            }
        }
    }

    private void onHttpError(int status, BinanceHttpError error) {
        if (error.isUnknownSymbol()) {
            refused = true;
            eventLost();
            sink.rejected(id, true, error.describe(status));
        } else {
            again(Anomaly.SNAPSHOT_UNUSABLE, error.describe(status));
        }
    }

    /** Another try, later; told only where there is no book meanwhile. */
    private void again(Anomaly anomaly, String detail) {
        final int doublings = Math.min(failures++, 5);
        ask(Math.min(LONGEST_RETRY_NANOS, FIRST_RETRY_NANOS << doublings));
        if (bookId == NONE) {
            sink.anomaly(id, anomaly, detail);
        }
    }

    private void ask(long delayNanos) {
        if (!asked && !refused) {
            asked = true;
            snapshots.ask(this, id, delayNanos);
        }
    }

    private void publish(LevelList levels) {
        final int count = levels.count();
        for (int i = 0; i < count; i++) {
            sink.bookLevel(
                    id,
                    bookTimeNanos,
                    bookId,
                    false,
                    i == count - 1,
                    levels.side(i),
                    levels.price(i),
                    levels.priceScale(i),
                    levels.size(i),
                    levels.sizeScale(i));
        }
    }

    /** Tells the whole book as a snapshot: the bids, then the asks, the best first. */
    private void publish() {
        final int bids = book.levels(Side.BID);
        final int count = bids + book.levels(Side.ASK);
        if (count == 0) {
            sink.quiet(id); // opens an epoch on an empty book
        }
        for (int i = 0; i < count; i++) {
            final Side side = i < bids ? Side.BID : Side.ASK;
            final int level = i < bids ? i : i - bids;
            sink.bookLevel(
                    id,
                    bookTimeNanos,
                    bookId,
                    true,
                    i == count - 1,
                    side,
                    book.price(side, level),
                    book.priceScale(),
                    book.size(side, level),
                    book.sizeScale());
        }
    }
}
