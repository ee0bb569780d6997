package io.holdfast.testkit.venue;

import io.holdfast.market.Side;

/**
 * Is told everything that happens in a {@link MarketModel}, as it happens. Called on the venue's thread. The market's
 * ids and times are those of the event.
 */
public interface MarketListener {

    /**
     * A level of the book has another size; {@link Market#updateId} is the change's own.
     *
     * @param price mantissa at {@link MarketSpec#priceScale}
     * @param size  the new total, mantissa at {@link MarketSpec#sizeScale}; 0 if the level is gone
     */
    default void onLevel(Market market, Side side, long price, long size) {}

    /** A trade has happened; {@link Market#tradeId} is its own. The change of the level follows. */
    default void onTrade(Market market, Side aggressor, long price, long size) {}

    /** An order has been dealt with: book, trades and top of book agree. */
    default void onSettled(Market market) {}
}
