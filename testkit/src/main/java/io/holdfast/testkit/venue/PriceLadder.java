package io.holdfast.testkit.venue;

import io.holdfast.market.Side;
import java.util.Arrays;

/**
 * One side of a simulated order book: levels in the order of their prices, number 0 the best. Its own code on purpose,
 * shared with nothing that is tested against it. Does not allocate once it is as large as it gets.
 */
public final class PriceLadder {

    private static final int FIRST_CAPACITY = 64;

    private final Side side;
    private final long sign;
    /** Price times sign, ascending, so that the best stands last, where coming and going costs least. */
    private long[] keys = new long[FIRST_CAPACITY];

    private long[] sizes = new long[FIRST_CAPACITY];
    private int count;

    PriceLadder(Side side) {
        this.side = side;
        this.sign = side == Side.BID ? 1 : -1;
    }

    /** {@return which side it is} */
    public Side side() {
        return side;
    }

    /** {@return the number of levels} */
    public int levels() {
        return count;
    }

    /**
     * {@return price of a level, mantissa at {@link MarketSpec#priceScale}}
     *
     * @param level 0 for the best
     */
    public long price(int level) {
        return keys[at(level)] * sign;
    }

    /** {@return size of a level, mantissa at {@link MarketSpec#sizeScale}} */
    public long size(int level) {
        return sizes[at(level)];
    }

    /** {@return the size at a price; 0 if there is no such level} */
    public long sizeAt(long price) {
        final int index = Arrays.binarySearch(keys, 0, count, price * sign);
        return index < 0 ? 0 : sizes[index];
    }

    /** {@return how many levels are better than a price} */
    public int levelsBetterThan(long price) {
        final int index = Arrays.binarySearch(keys, 0, count, price * sign);
        return index < 0 ? count - (-index - 1) : count - index - 1;
    }

    /** {@return whether a price is nearer to the other side than another} */
    public boolean isBetter(long price, long than) {
        return price * sign > than * sign;
    }

    /** {@return price that is a number of steps away from another, away from the other side; negative steps toward it} */
    long away(long price, long steps) {
        return price - steps * sign;
    }

    void set(long price, long size) {
        final long key = price * sign;
        final int found = Arrays.binarySearch(keys, 0, count, key);
        if (found >= 0) {
            if (size > 0) {
                sizes[found] = size;
            } else {
                remove(found);
            }
        } else if (size > 0) {
            insert(-found - 1, key, size);
        }
    }

    private void insert(int index, long key, long size) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
        }
        System.arraycopy(keys, index, keys, index + 1, count - index);
        System.arraycopy(sizes, index, sizes, index + 1, count - index);
        keys[index] = key;
        sizes[index] = size;
        count++;
    }

    private void remove(int index) {
        System.arraycopy(keys, index + 1, keys, index, count - index - 1);
        System.arraycopy(sizes, index + 1, sizes, index, count - index - 1);
        count--;
    }

    private int at(int level) {
        if (level < 0 || level >= count) {
            throw new IndexOutOfBoundsException("level: " + level + " (expected: 0 .. " + (count - 1) + ")");
        }
        return count - 1 - level;
    }
}
