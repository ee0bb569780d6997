package io.holdfast.exchange.kraken;

import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import java.util.zip.CRC32;

/**
 * Kraken's digest of a book: CRC-32 over the best ten asks, lowest first, then the best ten bids, highest first; of each
 * level the digits of price and size, written with the pair's fixed decimals, without the point and without leading
 * zeros (guide "Book Checksum (v2)"). That is the mantissa at those decimals, as text.
 *
 * <p>The text is kept from message to message and mended where the book has changed: most messages change one level.
 * Allocates nothing. Not thread-safe.
 */
final class KrakenChecksum {

    static final int DEPTH = 10;

    private static final long[] POWERS_OF_TEN = powersOfTen();

    private final SideText asks = new SideText(Side.ASK);
    private final SideText bids = new SideText(Side.BID);
    private final CRC32 crc = new CRC32();
    private int priceZeros;
    private int sizeZeros;

    /**
     * {@return the digest, 0 to 2^32 - 1}
     *
     * @param newPriceZeros zeros that a price of the book lacks to have the pair's decimals
     * @param newSizeZeros  the same of a size
     */
    long of(OrderBook book, int newPriceZeros, int newSizeZeros) {
        if (newPriceZeros != priceZeros || newSizeZeros != sizeZeros) {
            priceZeros = newPriceZeros;
            sizeZeros = newSizeZeros;
            forget(asks);
            forget(bids);
        }
        asks.update(book);
        bids.update(book);
        crc.reset();
        crc.update(asks.text, 0, asks.length());
        crc.update(bids.text, 0, bids.length());
        return crc.getValue();
    }

    /** Levels of this side may have changed; of a side that nobody speaks of, the text is taken as it was. */
    void touch(Side side) {
        (side == Side.ASK ? asks : bids).touched = true;
    }

    private static void forget(SideText side) {
        side.count = 0;
        side.touched = true;
    }

    /** The text of one side, and the levels that it was written from, best first. */
    private final class SideText {

        private static final int LONGEST_LEVEL = 2 * (19 + 18);

        private final Side side;
        private final long[] prices = new long[DEPTH];
        private final long[] sizes = new long[DEPTH];
        /** Where the text of a level ends. */
        private final int[] ends = new int[DEPTH];

        private final byte[] text = new byte[DEPTH * LONGEST_LEVEL];
        private int count;
        private boolean touched = true;

        SideText(Side side) {
            this.side = side;
        }

        int length() {
            return end(count);
        }

        /** What is kept and the book are both sorted: one pass over both finds what differs, and mends the text there. */
        void update(OrderBook book) {
            if (!touched) {
                return;
            }
            touched = false;
            final int levels = Math.min(DEPTH, book.levels(side));
            int level = 0;
            while (level < levels) {
                final long price = book.price(side, level);
                final long size = book.size(side, level);
                if (level < count && prices[level] == price) {
                    if (sizes[level] != size) {
                        replace(level, size);
                    }
                    level++;
                } else if (level < count && isBetter(prices[level], price)) {
                    remove(level);
                } else {
                    insert(level, price, size);
                    level++;
                }
            }
            count = levels;
        }

        /** {@return where the text of the first so many levels ends} */
        private int end(int levels) {
            return levels == 0 ? 0 : ends[levels - 1];
        }

        private boolean isBetter(long price, long other) {
            return side == Side.BID ? price > other : price < other;
        }

        private void replace(int level, long size) {
            final int from = end(level) + width(prices[level], priceZeros);
            sizes[level] = size;
            shift(level + 1, from + width(size, sizeZeros) - ends[level]);
            ends[level] = append(text, from, size, sizeZeros);
        }

        private void remove(int level) {
            shift(level + 1, end(level) - ends[level]);
            count--;
            System.arraycopy(prices, level + 1, prices, level, count - level);
            System.arraycopy(sizes, level + 1, sizes, level, count - level);
            System.arraycopy(ends, level + 1, ends, level, count - level);
        }

        private void insert(int level, long price, long size) {
            count = Math.min(count, DEPTH - 1); // one beyond the tenth falls out
            shift(level, width(price, priceZeros) + width(size, sizeZeros));
            System.arraycopy(prices, level, prices, level + 1, count - level);
            System.arraycopy(sizes, level, sizes, level + 1, count - level);
            System.arraycopy(ends, level, ends, level + 1, count - level);
            count++;
            prices[level] = price;
            sizes[level] = size;
            ends[level] = append(text, append(text, end(level), price, priceZeros), size, sizeZeros);
        }

        /** Moves the text of all levels from this one on. */
        private void shift(int level, int by) {
            if (by == 0 || level >= count) {
                return;
            }
            final int from = end(level);
            System.arraycopy(text, from, text, from + by, ends[count - 1] - from);
            for (int i = level; i < count; i++) {
                ends[i] += by;
            }
        }
    }

    /** Appends the digits of a number that is not negative, and zeros; of zero, whose digits all lead, nothing. */
    static int append(byte[] target, int at, long value, int zeros) {
        if (value == 0) {
            return at;
        }
        final int end = at + digits(value);
        int next = end;
        long rest = value;
        while (rest >= 100) {
            final long quotient = rest / 100;
            final int pair = (int) (rest - quotient * 100);
            target[--next] = (byte) ('0' + pair % 10);
            target[--next] = (byte) ('0' + pair / 10);
            rest = quotient;
        }
        final int last = (int) rest;
        target[--next] = (byte) ('0' + last % 10);
        if (last >= 10) {
            target[--next] = (byte) ('0' + last / 10);
        }
        for (int i = 0; i < zeros; i++) {
            target[end + i] = '0';
        }
        return end + zeros;
    }

    /** {@return how many bytes {@link #append} adds} */
    private static int width(long value, int zeros) {
        return value == 0 ? 0 : digits(value) + zeros;
    }

    /** {@return how many digits a positive number has} */
    private static int digits(long value) {
        final int atMost = (Long.SIZE - Long.numberOfLeadingZeros(value)) * 1_233 >>> 12; // log10(2), from below
        return atMost < POWERS_OF_TEN.length && value >= POWERS_OF_TEN[atMost] ? atMost + 1 : atMost;
    }

    private static long[] powersOfTen() {
        final long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
