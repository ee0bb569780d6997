package io.holdfast.testkit.venue;

import io.holdfast.market.Side;

/** The latest trades of a market, number 0 the newest. Does not allocate after construction. */
public final class RecentTrades {

    /** How many are kept. */
    public static final int CAPACITY = 128;

    private final long[] ids = new long[CAPACITY];
    private final long[] prices = new long[CAPACITY];
    private final long[] sizes = new long[CAPACITY];
    private final long[] times = new long[CAPACITY];
    private final long[] sequences = new long[CAPACITY];
    private final Side[] aggressors = new Side[CAPACITY];
    private long added;

    RecentTrades() {}

    /** {@return how many there are, up to {@link #CAPACITY}} */
    public int count() {
        return (int) Math.min(added, CAPACITY);
    }

    /** {@return the trade's id} */
    public long id(int back) {
        return ids[at(back)];
    }

    /** {@return its price, mantissa at {@link MarketSpec#priceScale}} */
    public long price(int back) {
        return prices[at(back)];
    }

    /** {@return its size, mantissa at {@link MarketSpec#sizeScale}} */
    public long size(int back) {
        return sizes[at(back)];
    }

    /** {@return when it happened, nanoseconds since 1970-01-01T00:00Z} */
    public long epochNanos(int back) {
        return times[at(back)];
    }

    /** {@return its number among all events of the market; see {@link Market#sequence}} */
    public long sequence(int back) {
        return sequences[at(back)];
    }

    /** {@return who took what stood in the book} */
    public Side aggressor(int back) {
        return aggressors[at(back)];
    }

    void add(long id, long sequence, Side aggressor, long price, long size, long epochNanos) {
        final int index = (int) (added++ % CAPACITY);
        ids[index] = id;
        sequences[index] = sequence;
        aggressors[index] = aggressor;
        prices[index] = price;
        sizes[index] = size;
        times[index] = epochNanos;
    }

    private int at(int back) {
        if (back < 0 || back >= count()) {
            throw new IndexOutOfBoundsException("trade: " + back + " (expected: 0 .. " + (count() - 1) + ")");
        }
        return (int) ((added - 1 - back) % CAPACITY);
    }
}
