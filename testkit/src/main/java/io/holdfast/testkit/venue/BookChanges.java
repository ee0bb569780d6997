package io.holdfast.testkit.venue;

import io.holdfast.market.Side;
import java.util.Arrays;

/** The levels that one order has changed, in the order of the changes. Does not allocate once it is large enough. */
public final class BookChanges {

    private Side[] sides = new Side[16];
    private long[] prices = new long[16];
    private long[] sizes = new long[16];
    private int count;

    /** Makes an empty one. */
    public BookChanges() {}

    /** Starts on the next order. */
    public void clear() {
        count = 0;
    }

    /** Adds a change; see {@link MarketListener#onLevel}. */
    public void add(Side side, long price, long size) {
        if (count == sides.length) {
            sides = Arrays.copyOf(sides, count * 2);
            prices = Arrays.copyOf(prices, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
        }
        sides[count] = side;
        prices[count] = price;
        sizes[count++] = size;
    }

    /** {@return how many there are} */
    public int count() {
        return count;
    }

    /** {@return the side of a change, the first being number 0} */
    public Side side(int index) {
        return sides[index];
    }

    /** {@return its price} */
    public long price(int index) {
        return prices[index];
    }

    /** {@return the size that the level has since} */
    public long size(int index) {
        return sizes[index];
    }

    /** {@return whether a level is among those that changed} */
    public boolean contains(Side side, long price) {
        for (int i = 0; i < count; i++) {
            if (sides[i] == side && prices[i] == price) {
                return true;
            }
        }
        return false;
    }
}
