package io.holdfast.exchange.binance;

import io.holdfast.market.Side;
import java.util.Arrays;

/** Price levels in the order in which they came, each with its own scales. Grows; does not allocate otherwise. */
final class LevelList {

    private static final int FIRST_CAPACITY = 64;
    private static final int ASK = 1 << 16;

    private long[] prices = new long[FIRST_CAPACITY];
    private long[] sizes = new long[FIRST_CAPACITY];
    /** Side, scale of the price and scale of the size of each. */
    private int[] forms = new int[FIRST_CAPACITY];

    private int count;

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    void add(Side side, long price, int priceScale, long size, int sizeScale) {
        if (count == prices.length) {
            grow(count + 1);
        }
        prices[count] = price;
        sizes[count] = size;
        forms[count] = (side == Side.ASK ? ASK : 0) | priceScale << 8 | sizeScale;
        count++;
    }

    void addAll(LevelList other) {
        if (count + other.count > prices.length) {
            grow(count + other.count);
        }
        System.arraycopy(other.prices, 0, prices, count, other.count);
        System.arraycopy(other.sizes, 0, sizes, count, other.count);
        System.arraycopy(other.forms, 0, forms, count, other.count);
        count += other.count;
    }

    /** Drops the levels outside a range. */
    void retain(KnownRange range) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (range.contains(side(i), prices[i], priceScale(i))) {
                prices[kept] = prices[i];
                sizes[kept] = sizes[i];
                forms[kept] = forms[i];
                kept++;
            }
        }
        count = kept;
    }

    Side side(int i) {
        return (forms[i] & ASK) != 0 ? Side.ASK : Side.BID;
    }

    long price(int i) {
        return prices[i];
    }

    int priceScale(int i) {
        return forms[i] >>> 8 & 0xFF;
    }

    long size(int i) {
        return sizes[i];
    }

    int sizeScale(int i) {
        return forms[i] & 0xFF;
    }

    private void grow(int least) {
        final int capacity = Math.max(least, prices.length * 2);
        prices = Arrays.copyOf(prices, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        forms = Arrays.copyOf(forms, capacity);
    }
}
