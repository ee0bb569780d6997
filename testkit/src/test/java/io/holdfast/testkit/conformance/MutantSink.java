package io.holdfast.testkit.conformance;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ForwardingSink;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Side;

/** What a protocol tells, with one rule broken. */
final class MutantSink extends ForwardingSink {

    private final Mutant mutant;
    private Runnable lastTrade = () -> {};

    MutantSink(Mutant mutant, ProtocolSink sink) {
        super(sink);
        this.mutant = mutant;
    }

    @Override
    public void topOfBook(
            int id,
            long exchangeTimeNanos,
            long sequence,
            long bidPrice,
            int bidPriceScale,
            long bidSize,
            int bidSizeScale,
            long askPrice,
            int askPriceScale,
            long askSize,
            int askSizeScale) {
        final boolean swapped = mutant == Mutant.TOP_SIDES_SWAPPED;
        super.topOfBook(
                id,
                exchangeTimeNanos,
                sequence,
                swapped ? askPrice : bidPrice,
                bidPriceScale,
                swapped ? askSize : bidSize,
                bidSizeScale,
                swapped ? bidPrice : askPrice,
                askPriceScale,
                swapped ? bidSize : askSize,
                askSizeScale);
    }

    @Override
    public void trade(
            int id,
            long exchangeTimeNanos,
            long sequence,
            Side aggressor,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        final boolean fine = mutant == Mutant.EIGHT_DECIMALS_AT_MOST && priceScale > 8;
        final long told = switch (mutant) {
            case PRICES_MISREAD -> price + 1;
            case PRICES_THROUGH_FLOAT -> (long) (float) price;
            default -> fine ? price / 100 : price;
        };
        final Side side = mutant == Mutant.AGGRESSOR_IS_THE_MAKER ? aggressor.opposite() : aggressor;
        final int scale = fine ? priceScale - 2 : priceScale;
        super.trade(id, exchangeTimeNanos, sequence, side, told, scale, size, sizeScale);
        if (mutant == Mutant.TRADES_TWICE) {
            super.trade(id, exchangeTimeNanos, sequence, side, told, scale, size, sizeScale);
        } else if (mutant == Mutant.REPEATS_PASSED_ON) {
            lastTrade =
                    () -> MutantSink.super.trade(id, exchangeTimeNanos, sequence, side, told, scale, size, sizeScale);
        }
    }

    @Override
    public void bookLevel(
            int id,
            long exchangeTimeNanos,
            long sequence,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        if (mutant == Mutant.REMOVALS_SWALLOWED && size == 0 && !last) {
            return;
        }
        super.bookLevel(
                id,
                exchangeTimeNanos,
                sequence,
                snapshot && mutant != Mutant.SNAPSHOT_IS_AN_UPDATE,
                last && mutant != Mutant.LAST_LEVEL_UNMARKED,
                mutant == Mutant.BOOK_SIDES_SWAPPED ? side.opposite() : side,
                price,
                priceScale,
                size,
                sizeScale);
    }

    @Override
    public void acknowledged(int id) {
        if (mutant != Mutant.ACKNOWLEDGEMENTS_SWALLOWED) {
            super.acknowledged(id);
        }
    }

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        if (mutant != Mutant.REFUSALS_SWALLOWED) {
            super.rejected(id, permanent, detail);
        }
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        final boolean swallowed = mutant == Mutant.TRADE_GAPS_PASSED_ON && anomaly == Anomaly.SEQUENCE_GAP
                || mutant == Mutant.CUT_MESSAGES_SWALLOWED && anomaly == Anomaly.MALFORMED;
        if (!swallowed) {
            super.anomaly(id, anomaly, detail);
        }
    }

    @Override
    public void heartbeat() {
        if (mutant != Mutant.HEARTBEATS_SWALLOWED) {
            super.heartbeat();
        }
    }

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        super.unread(why, errorOffset);
        if (why == UnreadFrame.REPEATED) {
            lastTrade.run();
        }
    }
}
