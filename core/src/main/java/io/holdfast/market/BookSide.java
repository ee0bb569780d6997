package io.holdfast.market;

import java.util.Objects;

/**
 * The levels of one side of an {@link OrderBook}, sorted, the best at the end of two parallel arrays.
 *
 * <p>Most updates concern levels near the best, so few entries move. There is room at both ends: what is inserted or
 * removed moves the shorter part, and a snapshot that comes in either order is loaded without moving anything twice.
 *
 * <p>Kept are keys, which rise towards the best on both sides: the price of a bid, and the bits of an ask's price turned
 * over, which reverses the order and cannot overflow.
 */
final class BookSide {

    private static final int FIRST_CAPACITY = 64;

    private final long keyMask;
    private long[] keys = new long[FIRST_CAPACITY];
    private long[] sizes = new long[FIRST_CAPACITY];
    private int start = FIRST_CAPACITY / 2;
    /** One behind the best. */
    private int end = start;

    BookSide(Side side) {
        keyMask = side == Side.BID ? 0 : -1;
    }

    int levels() {
        return end - start;
    }

    long price(int level) {
        return keys[index(level)] ^ keyMask;
    }

    long size(int level) {
        return sizes[index(level)];
    }

    /** {@return the size at a price; 0 where no level stands} */
    long sizeAt(long price) {
        final int found = find(price ^ keyMask);
        return found >= 0 ? sizes[found] : 0;
    }

    void clear() {
        start = keys.length / 2;
        end = start;
    }

    /** Drops all but the best. */
    void truncate(int depth) {
        start = Math.max(start, end - depth);
    }

    /** {@return false if the level is new and the side is full} */
    boolean put(long price, long size, int maxLevels) {
        final long key = price ^ keyMask;
        final int found = find(key);
        if (found >= 0) {
            sizes[found] = size;
            return true;
        }
        if (levels() == maxLevels) {
            return false;
        }
        insert(~found, key, size);
        return true;
    }

    void remove(long price) {
        final int found = find(price ^ keyMask);
        if (found < 0) {
            return;
        }
        if (found - start < end - 1 - found) {
            move(start, start + 1, found - start);
            start++;
        } else {
            move(found + 1, found, end - 1 - found);
            end--;
        }
    }

    /** {@return whether every price stays within 64 bits when multiplied; those at the ends are the largest} */
    boolean pricesFit(long factor) {
        return levels() == 0 || fits(price(0), factor) && fits(price(levels() - 1), factor);
    }

    boolean sizesFit(long factor) {
        for (int i = start; i < end; i++) {
            if (!fits(sizes[i], factor)) {
                return false;
            }
        }
        return true;
    }

    void multiplyPrices(long factor) {
        for (int i = start; i < end; i++) {
            keys[i] = (keys[i] ^ keyMask) * factor ^ keyMask;
        }
    }

    void multiplySizes(long factor) {
        for (int i = start; i < end; i++) {
            sizes[i] *= factor;
        }
    }

    private static boolean fits(long value, long factor) {
        return value >= Long.MIN_VALUE / factor && value <= Long.MAX_VALUE / factor;
    }

    private int index(int level) {
        return end - 1 - Objects.checkIndex(level, levels());
    }

    /** {@return where the key stands; if nowhere, the complement of where it belongs} Looks from the best downwards. */
    private int find(long key) {
        int high = end; // every key from here on is greater
        int step = 1;
        while (high - step >= start && keys[high - step] > key) {
            high -= step;
            step <<= 1;
        }
        int low = Math.max(start, high - step);
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (keys[middle] < key) {
                low = middle + 1;
            } else if (keys[middle] > key) {
                high = middle;
            } else {
                return middle;
            }
        }
        return ~low;
    }

    private void insert(int where, long key, long size) {
        int at = where;
        final boolean downwards = at - start < end - at;
        if (downwards ? start == 0 : end == keys.length) {
            final int oldStart = start;
            makeRoom();
            at += start - oldStart;
        }
        if (downwards) {
            move(start, start - 1, at - start);
            start--;
            at--;
        } else {
            move(at, at + 1, end - at);
            end++;
        }
        keys[at] = key;
        sizes[at] = size;
    }

    /** Puts the levels into the middle again, of larger arrays if these are more than half full. */
    private void makeRoom() {
        final int count = levels();
        final long[] oldKeys = keys;
        final long[] oldSizes = sizes;
        if (count > keys.length / 2) {
            keys = new long[oldKeys.length * 2];
            sizes = new long[oldSizes.length * 2];
        }
        final int newStart = (keys.length - count) / 2;
        System.arraycopy(oldKeys, start, keys, newStart, count);
        System.arraycopy(oldSizes, start, sizes, newStart, count);
        start = newStart;
        end = newStart + count;
    }

    private void move(int from, int to, int count) {
        System.arraycopy(keys, from, keys, to, count);
        System.arraycopy(sizes, from, sizes, to, count);
    }
}
