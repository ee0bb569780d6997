package io.holdfast.exchange;

import io.holdfast.codec.JsonReader;
import io.holdfast.market.Side;
import java.util.Arrays;

/**
 * The levels of one message of a book, in the order in which they came, kept until the message is known to be sound.
 * Reused: grows to the most that it ever held, then allocates nothing. Confined to the session's thread.
 */
public final class BookLevels {

    private static final int FIRST_CAPACITY = 32;
    private static final int PRICE = 0;
    private static final int SIZE = 1;

    private Side[] sides = new Side[FIRST_CAPACITY];
    private long[] prices = new long[FIRST_CAPACITY];
    private int[] priceScales = new int[FIRST_CAPACITY];
    private long[] sizes = new long[FIRST_CAPACITY];
    private int[] sizeScales = new int[FIRST_CAPACITY];
    private int count;
    private int malformed;

    /** Makes an empty list. */
    public BookLevels() {}

    /** Forgets all levels. */
    public void clear() {
        count = 0;
        malformed = 0;
    }

    /** Adds one level. */
    public void add(Side side, long price, int priceScale, long size, int sizeScale) {
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

    /**
     * Adds the levels of one side as most exchanges write them: the waiting array of arrays, each of a price and a size,
     * such as {@code [["64000.01","0.5"],["64000.00","0"]]}. A level of fewer or more parts counts as malformed; what does
     * not fit is counted by {@link JsonReader#misfits}.
     */
    public void readPairs(JsonReader json, Side side) {
        json.beginArray();
        while (json.nextElement()) {
            final int level = count;
            add(side, 0, 0, 0, 0);
            int parts = 0;
            json.beginArray();
            while (json.nextElement()) {
                json.readDecimal();
                if (parts == PRICE) {
                    prices[level] = json.mantissa();
                    priceScales[level] = json.scale();
                } else if (parts == SIZE) {
                    sizes[level] = json.mantissa();
                    sizeScales[level] = json.scale();
                }
                parts++;
            }
            if (parts != SIZE + 1) {
                malformed++;
            }
        }
    }

    /** {@return how many levels there are} */
    public int count() {
        return count;
    }

    /** {@return whether there are levels, and {@link #readPairs} found every one to be a pair} */
    public boolean areSound() {
        return count > 0 && malformed == 0;
    }

    /** {@return side of a level} */
    public Side side(int index) {
        return sides[index];
    }

    /** {@return mantissa of a level's price} */
    public long price(int index) {
        return prices[index];
    }

    /** {@return scale of a level's price} */
    public int priceScale(int index) {
        return priceScales[index];
    }

    /** {@return mantissa of the total size at the price; 0 removes the level} */
    public long size(int index) {
        return sizes[index];
    }

    /** {@return scale of a level's size} */
    public int sizeScale(int index) {
        return sizeScales[index];
    }

    /** Delivers all levels as one message of a book; see {@link ProtocolSink#bookLevel}. */
    public void deliver(ProtocolSink sink, int id, long exchangeTimeNanos, long sequence, boolean snapshot) {
        for (int i = 0; i < count; i++) {
            sink.bookLevel(
                    id,
                    exchangeTimeNanos,
                    sequence,
                    snapshot,
                    i == count - 1,
                    sides[i],
                    prices[i],
                    priceScales[i],
                    sizes[i],
                    sizeScales[i]);
        }
    }

    /** {@return whether these are the best prices of both sides, and nothing else: one level of each} */
    public boolean isTop() {
        return count == 2 && malformed == 0 && sides[0] != sides[1];
    }

    /** Delivers the two levels as top of book, if {@link #isTop}; see {@link ProtocolSink#topOfBook}. */
    public void deliverTop(ProtocolSink sink, int id, long exchangeTimeNanos, long sequence) {
        final int bid = sides[0] == Side.BID ? 0 : 1;
        final int ask = 1 - bid;
        sink.topOfBook(
                id,
                exchangeTimeNanos,
                sequence,
                prices[bid],
                priceScales[bid],
                sizes[bid],
                sizeScales[bid],
                prices[ask],
                priceScales[ask],
                sizes[ask],
                sizeScales[ask]);
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
