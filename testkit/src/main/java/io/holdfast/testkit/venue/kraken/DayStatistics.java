package io.holdfast.testkit.venue.kraken;

import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;

/** What a ticker says of the trades since the start, which for a simulation is the day. */
final class DayStatistics {

    private static final int PERCENT_DECIMALS = 2;

    private final Market market;
    private long first;
    private long last;
    private long low;
    private long high;
    private long volume;
    private long vwap;
    private long trades;

    DayStatistics(Market market) {
        this.market = market;
        first = market.bids().price(0);
        last = first;
        low = first;
        high = first;
        vwap = first;
    }

    void add(long price, long size) {
        last = price;
        low = Math.min(low, price);
        high = Math.max(high, price);
        volume += size;
        trades++;
        vwap += Math.round((double) (price - vwap) * size / volume);
    }

    void write(FrameText frame) {
        final int scale = market.spec().priceScale();
        frame.ascii(",\"last\":").decimal(last, scale, scale);
        frame.ascii(",\"volume\":")
                .decimal(volume, market.spec().sizeScale(), market.spec().sizeScale());
        frame.ascii(",\"vwap\":").decimal(vwap, scale, scale);
        frame.ascii(",\"low\":").decimal(low, scale, scale);
        frame.ascii(",\"high\":").decimal(high, scale, scale);
        frame.ascii(",\"change\":").decimal(last - first, scale, scale);
        frame.ascii(",\"change_pct\":").decimal((last - first) * 10_000 / first, PERCENT_DECIMALS, PERCENT_DECIMALS);
        frame.ascii(",\"trades\":").number(trades);
    }
}
