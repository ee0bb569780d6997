package io.holdfast.testkit.simulation;

import io.holdfast.market.Side;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.PriceLadder;

/**
 * What happened in one market: every trade, every top of book, and a digest of the whole book after every change of a
 * level, each under its number. Confined to the simulation's thread.
 */
final class MarketTruth {

    private final Market market;
    private final long firstTradeId;
    private final History tradePrices = new History();
    private final History tradeSizes = new History();
    private final History tradeSides = new History();
    private final long firstUpdateId;
    private final History digests = new History();
    private final History topIds = new History();
    private final History bidPrices = new History();
    private final History bidSizes = new History();
    private final History askPrices = new History();
    private final History askSizes = new History();
    private final LevelDigest book = new LevelDigest();

    MarketTruth(Market market) {
        this.market = market;
        this.firstTradeId = market.tradeId() + 1;
        this.firstUpdateId = market.updateId();
        for (final Side side : Side.values()) {
            final PriceLadder ladder = market.side(side);
            for (int i = 0; i < ladder.levels(); i++) {
                book.set(side, ladder.price(i), ladder.size(i));
            }
        }
        digests.add(book.value());
        settled();
    }

    Market market() {
        return market;
    }

    void traded(Side aggressor, long price, long size) {
        tradePrices.add(price);
        tradeSizes.add(size);
        tradeSides.add(aggressor.ordinal());
    }

    void changed(Side side, long price, long size) {
        book.set(side, price, size);
        digests.add(book.value());
    }

    void settled() {
        final PriceLadder bids = market.bids();
        final PriceLadder asks = market.asks();
        if (topIds.size() > 0 && topIds.get(topIds.size() - 1) == market.updateId()) {
            return;
        }
        topIds.add(market.updateId());
        bidPrices.add(bids.price(0));
        bidSizes.add(bids.size(0));
        askPrices.add(asks.price(0));
        askSizes.add(asks.size(0));
    }

    /** {@return whether a trade with this number happened as told; trades older than those kept are believed} */
    boolean isTrade(long id, Side aggressor, long price, long size) {
        final long index = id - firstTradeId;
        if (index < tradePrices.first()) {
            return true; // from before the beginning, or forgotten
        }
        return index < tradePrices.size()
                && tradePrices.get(index) == price
                && tradeSizes.get(index) == size
                && tradeSides.get(index) == aggressor.ordinal();
    }

    /** {@return whether the best levels were these when the market settled with this update id} */
    boolean isTop(long updateId, long bidPrice, long bidSize, long askPrice, long askSize) {
        final long index = topIds.floorIndex(updateId);
        return index >= 0
                && bidPrices.get(index) == bidPrice
                && bidSizes.get(index) == bidSize
                && askPrices.get(index) == askPrice
                && askSizes.get(index) == askSize;
    }

    /** {@return whether the best levels were these at some time since this update id} */
    boolean wasTopSince(long updateId, long bidPrice, long bidSize, long askPrice, long askSize) {
        for (long index = topIds.size() - 1; index >= topIds.first() && topIds.get(index) >= updateId; index--) {
            if (bidPrices.get(index) == bidPrice
                    && bidSizes.get(index) == bidSize
                    && askPrices.get(index) == askPrice
                    && askSizes.get(index) == askSize) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the whole book had this digest at some time since this change} */
    boolean wasBookSince(long updateId, long digest) {
        final long from = Math.max(updateId - firstUpdateId, digests.first());
        for (long index = digests.size() - 1; index >= from; index--) {
            if (digests.get(index) == digest) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the whole book had this digest after this change} */
    boolean isBook(long updateId, long digest) {
        final long index = updateId - firstUpdateId;
        if (index < digests.first()) {
            return index >= 0; // forgotten
        }
        return index < digests.size() && digests.get(index) == digest;
    }
}
