package io.holdfast.exchange.coinbase;

import io.holdfast.market.Side;
import java.util.Arrays;

/**
 * The levels of one frame, in columns, kept until the frame is known to be whole: 27 bytes a level. The columns grow to
 * the largest snapshot and stay, so that no level costs garbage.
 */
final class CoinbaseLevels {

    private static final int FIRST_CAPACITY = 64;

    private boolean[] bids = new boolean[FIRST_CAPACITY];
    private long[] prices = new long[FIRST_CAPACITY];
    private byte[] priceScales = new byte[FIRST_CAPACITY];
    private long[] sizes = new long[FIRST_CAPACITY];
    private byte[] sizeScales = new byte[FIRST_CAPACITY];
    private long[] times = new long[FIRST_CAPACITY];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    void add(Side side, long price, int priceScale, long size, int sizeScale, long timeNanos) {
        if (count == prices.length) {
            grow();
        }
        bids[count] = side == Side.BID;
        prices[count] = price;
        priceScales[count] = (byte) priceScale;
        sizes[count] = size;
        sizeScales[count] = (byte) sizeScale;
        times[count] = timeNanos;
        count++;
    }

    Side side(int row) {
        return bids[row] ? Side.BID : Side.ASK;
    }

    long price(int row) {
        return prices[row];
    }

    int priceScale(int row) {
        return priceScales[row];
    }

    long size(int row) {
        return sizes[row];
    }

    int sizeScale(int row) {
        return sizeScales[row];
    }

    /** {@return the exchange's time of the level; 0 where it says none} */
    long timeNanos(int row) {
        return times[row];
    }

    private void grow() {
        final int capacity = count * 2;
        bids = Arrays.copyOf(bids, capacity);
        prices = Arrays.copyOf(prices, capacity);
        priceScales = Arrays.copyOf(priceScales, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        sizeScales = Arrays.copyOf(sizeScales, capacity);
        times = Arrays.copyOf(times, capacity);
    }
}
