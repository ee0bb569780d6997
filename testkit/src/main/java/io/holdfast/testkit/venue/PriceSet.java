package io.holdfast.testkit.venue;

import java.util.Arrays;

/** The prices at which something has changed, each once. Does not allocate once it is large enough. */
public final class PriceSet {

    private static final int FIRST_CAPACITY = 64;

    private long[] prices = new long[FIRST_CAPACITY];
    private int count;

    /** Makes an empty one. */
    public PriceSet() {}

    /** Adds a price; harmless when it is there. */
    public void add(long price) {
        if (count == prices.length) {
            sort();
            if (count > prices.length / 2) {
                prices = Arrays.copyOf(prices, prices.length * 2);
            }
        }
        prices[count++] = price;
    }

    /** Brings the prices into ascending order, each once. To be called before they are read. */
    public void sort() {
        Arrays.sort(prices, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kept == 0 || prices[i] != prices[kept - 1]) {
                prices[kept++] = prices[i];
            }
        }
        count = kept;
    }

    /** {@return how many there are; right only after {@link #sort}} */
    public int count() {
        return count;
    }

    /** {@return a price, number 0 the lowest; right only after {@link #sort}} */
    public long price(int index) {
        return prices[index];
    }

    /** Empties it. */
    public void clear() {
        count = 0;
    }
}
