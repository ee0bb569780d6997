package io.holdfast.exchange.kraken;

import io.holdfast.exchange.BookLevels;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;

/**
 * Keeps one book whole by Kraken's rules (websocket-v2 {@code book}, guide "Book Checksum (v2)").
 *
 * <ol>
 *   <li>A snapshot replaces the book, however sound the old one looked.
 *   <li>Levels are applied in the order of the message; a size of zero removes, and the last of several at one price
 *       counts.
 *   <li>Behind the whole message each side is cut to the acknowledged depth. Kraken does not say what that drops.
 *   <li>Then the checksum must match. It is made of the best ten of each side, written with the pair's decimals.
 *   <li>Nor may the book be crossed: of levels beyond the tenth the checksum says nothing.
 *   <li>Once anything is wrong, nothing counts until the next snapshot.
 * </ol>
 *
 * <p>The pair's decimals are those of its listed increments, or more if a number comes with more. Should a snapshot
 * match only with the decimals that it is written with, then the list is out of date and those are taken.
 *
 * <p>Not thread-safe. Allocates nothing once its arrays have grown to the book's size.
 */
final class KrakenBookSync {

    /** What became of a message. */
    enum Verdict {
        /** Applied and proven: it may be passed on. */
        WHOLE,
        /** An update that no snapshot precedes. */
        UNGROUNDED,
        /** Rule 4 is broken. */
        CHECKSUM_MISMATCH,
        /** Rule 5 is broken. */
        CROSSED,
        /** A number does not fit into the book. */
        OUT_OF_RANGE
    }

    private final OrderBook book = new OrderBook();
    private final KrakenChecksum checksum = new KrakenChecksum();
    private final BookLevels dropped = new BookLevels();

    private int depth;
    private int priceDecimals;
    private int sizeDecimals;
    private boolean whole;
    private int strangers;

    KrakenBookSync(ListedInstrument listed, int depth) {
        this.depth = depth;
        this.priceDecimals = listed.priceIncrement().scale();
        this.sizeDecimals = listed.sizeIncrement().scale();
    }

    /** The exchange said how deep it keeps the book, which need not be what was asked for. */
    void acknowledged(int newDepth) {
        depth = newDepth;
        touchBoth();
    }

    /** The pair's decimals may have changed; what they are, if it is said. The next checksum shows whether that is so. */
    void relisted(ListedInstrument listed) {
        if (!listed.priceIncrement().isZero() && !listed.sizeIncrement().isZero()) {
            priceDecimals = listed.priceIncrement().scale();
            sizeDecimals = listed.sizeIncrement().scale();
        }
    }

    /** {@return whether the book stands, and every message since its snapshot was proven} */
    boolean isWhole() {
        return whole;
    }

    /** A message was lost or cannot be read. */
    void broken() {
        whole = false;
    }

    /** Applies one message: the levels from {@code from} to before {@code to}. */
    Verdict apply(boolean snapshot, BookLevels levels, int from, int to, long expectedChecksum) {
        dropped.clear();
        strangers = 0;
        if (snapshot) {
            book.clear();
        } else if (!whole) {
            return Verdict.UNGROUNDED;
        }
        whole = false;
        final int priceScale = book.priceScale();
        final int sizeScale = book.sizeScale();
        for (int i = from; i < to; i++) {
            if (!set(levels, i)) {
                return Verdict.OUT_OF_RANGE;
            }
        }
        cut(Side.BID);
        cut(Side.ASK);
        book.truncate(depth);
        if (snapshot || book.priceScale() != priceScale || book.sizeScale() != sizeScale) {
            touchBoth(); // every mantissa may be another one
        }
        if (!matches(expectedChecksum) && !(snapshot && matchesAsWritten(expectedChecksum))) {
            return Verdict.CHECKSUM_MISMATCH;
        }
        if (book.isCrossed()) {
            return Verdict.CROSSED;
        }
        whole = true;
        return Verdict.WHOLE;
    }

    /** {@return levels that the last message pushed out by rule 3, as removals} */
    BookLevels dropped() {
        return dropped;
    }

    /** {@return how many levels the last message removed that did not stand in the book} */
    int strangers() {
        return strangers;
    }

    private boolean set(BookLevels levels, int index) {
        final Side side = levels.side(index);
        final int before = book.levels(side);
        checksum.touch(side);
        final boolean done = book.set(
                side, levels.price(index), levels.priceScale(index), levels.size(index), levels.sizeScale(index));
        if (levels.size(index) == 0 && book.levels(side) == before) {
            strangers++;
        }
        return done;
    }

    private void touchBoth() {
        checksum.touch(Side.BID);
        checksum.touch(Side.ASK);
    }

    private void cut(Side side) {
        for (int i = depth; i < book.levels(side); i++) {
            dropped.add(side, book.price(side, i), book.priceScale(), 0, book.sizeScale());
        }
    }

    private boolean matches(long expected) {
        priceDecimals = Math.max(priceDecimals, book.priceScale());
        sizeDecimals = Math.max(sizeDecimals, book.sizeScale());
        return checksum.of(book, priceDecimals - book.priceScale(), sizeDecimals - book.sizeScale()) == expected;
    }

    private boolean matchesAsWritten(long expected) {
        if (checksum.of(book, 0, 0) != expected) {
            return false;
        }
        priceDecimals = book.priceScale();
        sizeDecimals = book.sizeScale();
        return true;
    }
}
