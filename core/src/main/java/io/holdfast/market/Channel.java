package io.holdfast.market;

/** A kind of market data. */
public enum Channel {

    /** Best bid and best ask with their sizes. A newer one replaces an older one, so it may be conflated. */
    TOP_OF_BOOK,
    /** Executions between others. Each counts: none may be missing inside an epoch. */
    TRADES,
    /** Price levels of both sides: a snapshot, then updates. None may be missing inside an epoch. */
    BOOK;

    /** {@return whether the newest event makes older ones of the same instrument worthless} */
    public boolean mayConflate() {
        return this == TOP_OF_BOOK;
    }
}
