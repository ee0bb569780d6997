package io.holdfast.testkit.venue.kraken;

import io.holdfast.market.Side;
import java.util.Arrays;

/** The levels that one order has changed, in the order of the changes. */
final class Changes {

    private Side[] sides = new Side[16];
    private long[] prices = new long[16];
    private long[] sizes = new long[16];
    private int count;

    void clear() {
        count = 0;
    }

    void add(Side side, long price, long size) {
        if (count == sides.length) {
            sides = Arrays.copyOf(sides, count * 2);
            prices = Arrays.copyOf(prices, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
        }
        sides[count] = side;
        prices[count] = price;
        sizes[count++] = size;
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

    long size(int index) {
        return sizes[index];
    }

    boolean contains(Side side, long price) {
        for (int i = 0; i < count; i++) {
            if (sides[i] == side && prices[i] == price) {
                return true;
            }
        }
        return false;
    }
}
