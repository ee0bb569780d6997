package io.holdfast.testkit.simulation;

import java.util.Arrays;

/** A column of numbers with absolute indexes, of which only the latest are kept: 65,536 at most. */
final class History {

    private static final int MOST_KEPT = 1 << 16;

    private long[] ring = new long[64];
    private long next;

    void add(long value) {
        if (next >= ring.length && ring.length < MOST_KEPT) {
            ring = Arrays.copyOf(ring, ring.length * 2); // still in order: it has never wrapped
        }
        ring[(int) (next & ring.length - 1)] = value;
        next++;
    }

    /** {@return how many were ever added: the index of the next} */
    long size() {
        return next;
    }

    /** {@return the smallest index that is still kept} */
    long first() {
        return Math.max(0, next - ring.length);
    }

    /**
     * {@return the value at an index}
     *
     * @param index {@link #first} .. {@link #size} - 1
     */
    long get(long index) {
        if (index < first() || index >= next) {
            throw new IndexOutOfBoundsException(
                    "index: " + index + " (expected: " + first() + " .. " + (next - 1) + ")");
        }
        return ring[(int) (index & ring.length - 1)];
    }

    /** {@return the index of a value in a history that rises strictly; -1 if it is not, or no longer, there} */
    long indexOf(long value) {
        final long index = floorIndex(value);
        return index >= 0 && get(index) == value ? index : -1;
    }

    /** {@return the index of the largest value that is not above the given one; -1 if there is none} */
    long floorIndex(long value) {
        long low = first();
        long high = next - 1;
        while (low <= high) {
            final long middle = (low + high) >>> 1;
            if (get(middle) <= value) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= first() ? high : -1;
    }
}
