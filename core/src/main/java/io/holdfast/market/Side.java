package io.holdfast.market;

/**
 * A side of the market. Of a trade, it is always the <em>aggressor's</em>: {@link #BID} says that a buyer took an
 * offer that stood in the book.
 */
public enum Side {

    /** Buyers. */
    BID,
    /** Sellers. */
    ASK;

    /** {@return the other side} */
    public Side opposite() {
        return this == BID ? ASK : BID;
    }
}
