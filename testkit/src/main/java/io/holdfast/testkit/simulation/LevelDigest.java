package io.holdfast.testkit.simulation;

import io.holdfast.market.Side;
import java.util.HashMap;
import java.util.Map;

/** A book and one number that stands for all of it: two books are equal if, and nearly only if, their numbers are. */
final class LevelDigest {

    private final Map<Long, Long> bids = new HashMap<>();
    private final Map<Long, Long> asks = new HashMap<>();
    private long value;

    /** Sets the size at a price; 0 removes the level. Both at the market's own scales. */
    void set(Side side, long price, long size) {
        final Map<Long, Long> levels = side == Side.BID ? bids : asks;
        final Long before = size == 0 ? levels.remove(price) : levels.put(price, size);
        if (before != null) {
            value ^= digest(side, price, before);
        }
        if (size != 0) {
            value ^= digest(side, price, size);
        }
    }

    void clear() {
        bids.clear();
        asks.clear();
        value = 0;
    }

    long value() {
        return value;
    }

    int levels() {
        return bids.size() + asks.size();
    }

    private static long digest(Side side, long price, long size) {
        return mix(mix(price * 2 + side.ordinal()) + size);
    }

    /** The finisher of SplitMix64. */
    private static long mix(long bits) {
        final long first = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        final long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
