package io.holdfast.exchange.kraken;

import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import java.util.zip.CRC32;

/**
 * Kraken's digest of a book: CRC-32 over the best ten asks, lowest first, then the best ten bids, highest first; of each
 * level the digits of price and size, written with the pair's fixed decimals, without the point and without leading
 * zeros (guide "Book Checksum (v2)"). That is the mantissa at those decimals, as text.
 *
 * <p>The text is kept from message to message, and of a level that has not changed it is copied, not written again: most
 * messages change one level. Allocates nothing. Not thread-safe.
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
            forget();
        }
        asks.update(book);
        bids.update(book);
        crc.reset();
        crc.update(asks.text, 0, asks.length());
        crc.update(bids.text, 0, bids.length());
        return crc.getValue();
    }

    /** The scales of the book may have changed: the text that is kept means nothing any more. */
    void forget() {
        asks.count = 0;
        bids.count = 0;
    }

    /** The text of one side, and the levels that it was written from. */
    private final class SideText {

        private static final int LONGEST_LEVEL = 2 * (19 + 18);

        private final Side side;
        private long[] prices = new long[DEPTH];
        private long[] sizes = new long[DEPTH];
        /** Where the text of a level ends. */
        private int[] ends = new int[DEPTH];

        private byte[] text = new byte[DEPTH * LONGEST_LEVEL];
        private int count;

        private long[] nextPrices = new long[DEPTH];
        private long[] nextSizes = new long[DEPTH];
        private int[] nextEnds = new int[DEPTH];
        private byte[] nextText = new byte[DEPTH * LONGEST_LEVEL];

        SideText(Side side) {
            this.side = side;
        }

        int length() {
            return end(count);
        }

        /** {@return where the text of the first so many levels ends} */
        private int end(int levels) {
            return levels == 0 ? 0 : ends[levels - 1];
        }

        void update(OrderBook book) {
            final int levels = Math.min(DEPTH, book.levels(side));
            int same = 0;
            while (same < levels && isAt(same, book, same)) {
                same++;
            }
            if (same < levels) {
                rewrite(book, same, levels);
            } else {
                count = levels;
            }
        }

        private boolean isAt(int kept, OrderBook book, int level) {
            return kept < count && prices[kept] == book.price(side, level) && sizes[kept] == book.size(side, level);
        }

        /** Writes the text anew from a level on. What is kept and the book are both sorted: one pass over both finds it. */
        private void rewrite(OrderBook book, int from, int levels) {
            int kept = from;
            int at = end(from);
            System.arraycopy(prices, 0, nextPrices, 0, from);
            System.arraycopy(sizes, 0, nextSizes, 0, from);
            System.arraycopy(ends, 0, nextEnds, 0, from);
            System.arraycopy(text, 0, nextText, 0, at);
            for (int level = from; level < levels; level++) {
                final long price = book.price(side, level);
                final long size = book.size(side, level);
                while (kept < count && isBetter(prices[kept], price)) {
                    kept++; // has left the book
                }
                final boolean known = kept < count && prices[kept] == price;
                if (known && sizes[kept] == size) {
                    final int start = end(kept);
                    final int length = ends[kept] - start;
                    System.arraycopy(text, start, nextText, at, length);
                    at += length;
                } else {
                    at = append(nextText, append(nextText, at, price, priceZeros), size, sizeZeros);
                }
                kept += known ? 1 : 0;
                nextPrices[level] = price;
                nextSizes[level] = size;
                nextEnds[level] = at;
            }
            count = levels;
            swap();
        }

        private boolean isBetter(long price, long other) {
            return side == Side.BID ? price > other : price < other;
        }

        private void swap() {
            final long[] oldPrices = prices;
            prices = nextPrices;
            nextPrices = oldPrices;
            final long[] oldSizes = sizes;
            sizes = nextSizes;
            nextSizes = oldSizes;
            final int[] oldEnds = ends;
            ends = nextEnds;
            nextEnds = oldEnds;
            final byte[] oldText = text;
            text = nextText;
            nextText = oldText;
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
