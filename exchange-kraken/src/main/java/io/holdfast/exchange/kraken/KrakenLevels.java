package io.holdfast.exchange.kraken;

import io.holdfast.market.Side;
import java.util.Arrays;

/** Book levels in the order in which they came. Reused: grows to the most it ever held, then allocates nothing. */
final class KrakenLevels {

    private static final int FIRST_CAPACITY = 32;

    private Side[] sides = new Side[FIRST_CAPACITY];
    private long[] prices = new long[FIRST_CAPACITY];
    private int[] priceScales = new int[FIRST_CAPACITY];
    private long[] sizes = new long[FIRST_CAPACITY];
    private int[] sizeScales = new int[FIRST_CAPACITY];
    private int count;

    void clear() {
        count = 0;
    }

    void add(Side side, long price, int priceScale, long size, int sizeScale) {
        if (count == sides.length) {
            grow();
        }
        sides[count] = side;
        prices[count] = price;
        priceScales[count] = priceScale;
        sizes[count] = size;
        sizeScales[count] = sizeScale;
        count++;
    }

    int count() {
        return count;
    }

    Side side(int index) {
        return sides[index];
    }

    long price(int index) {
        return prices[index];
    }

    int priceScale(int index) {
        return priceScales[index];
    }

    /** {@return total size at the price; 0 removes the level} */
    long size(int index) {
        return sizes[index];
    }

    int sizeScale(int index) {
        return sizeScales[index];
    }

    private void grow() {
        final int capacity = count * 2;
        sides = Arrays.copyOf(sides, capacity);
        prices = Arrays.copyOf(prices, capacity);
        priceScales = Arrays.copyOf(priceScales, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        sizeScales = Arrays.copyOf(sizeScales, capacity);
    }
}
