package io.holdfast.exchange.binance;

import io.holdfast.market.Decimal;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;

/**
 * The prices within which a book is complete. A snapshot that was cut off at its limit says nothing of deeper levels,
 * and later events show only those of them that change.
 */
final class KnownRange {

    private boolean bidsCutOff;
    private long lowestBid;
    private boolean asksCutOff;
    private long highestAsk;
    private int scale;

    /** Takes the range from a book that holds a snapshot and nothing else. */
    void set(OrderBook book, boolean bidsAreCutOff, boolean asksAreCutOff) {
        final int bids = book.levels(Side.BID);
        final int asks = book.levels(Side.ASK);
        bidsCutOff = bidsAreCutOff && bids > 0;
        asksCutOff = asksAreCutOff && asks > 0;
        lowestBid = bidsCutOff ? book.price(Side.BID, bids - 1) : 0;
        highestAsk = asksCutOff ? book.price(Side.ASK, asks - 1) : 0;
        scale = book.priceScale();
    }

    boolean contains(Side side, long price, int priceScale) {
        return side == Side.BID
                ? !bidsCutOff || Decimal.compare(price, priceScale, lowestBid, scale) >= 0
                : !asksCutOff || Decimal.compare(price, priceScale, highestAsk, scale) <= 0;
    }

    boolean isCutOff(Side side) {
        return side == Side.BID ? bidsCutOff : asksCutOff;
    }
}
