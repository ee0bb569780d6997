package io.holdfast.market;

/**
 * Price levels of both sides, exact, best first.
 *
 * <p>All prices of a book have one scale, and all sizes one; a finer one raises the scale of what stands, exactly. Level
 * 0 is the best. A level near the best is found and changed in a few steps; in steady state, that is once the arrays
 * have grown to the book's size, nothing allocates.
 *
 * <p>The book does as it is told: it is {@linkplain #isCrossed crossed} if the exchange's messages cross it, and knows
 * nothing of gaps. Not thread-safe; one instance belongs to one thread.
 */
public final class OrderBook {

    /** The most levels that a side holds; the next is refused. */
    public static final int MAX_LEVELS = 1 << 20;

    private final BookSide bids = new BookSide(Side.BID);
    private final BookSide asks = new BookSide(Side.ASK);
    private int priceScale;
    private int sizeScale;

    /** Makes an empty book. */
    public OrderBook() {}

    /** Removes every level and forgets the scales; keeps the arrays. */
    public void clear() {
        bids.clear();
        asks.clear();
        priceScale = 0;
        sizeScale = 0;
    }

    /**
     * Sets the total size at a price: adds the level, changes it, or removes it if the size is zero. Removing a level
     * that does not stand changes nothing.
     *
     * @param priceScale decimals of {@code price}, 0 to {@value Decimal#MAX_SCALE}; the same for {@code sizeScale}
     * @return false, with the book unchanged, if the size is negative, if the number or a level that stands would leave
     *     64 bits at the scale that both need, or if the side holds {@value #MAX_LEVELS} levels already
     */
    public boolean set(Side side, long price, int priceScale, long size, int sizeScale) {
        if (size <= 0) {
            if (size == 0) {
                remove(side, price, priceScale);
            }
            return size == 0;
        }
        if (priceScale == this.priceScale && sizeScale == this.sizeScale) {
            return of(side).put(price, size, MAX_LEVELS);
        }
        final int newPriceScale = scaleFor(price, priceScale, this.priceScale, true);
        final int newSizeScale = scaleFor(size, sizeScale, this.sizeScale, false);
        if (newPriceScale < 0
                || newSizeScale < 0
                || levels(side) == MAX_LEVELS && sizeAt(side, price, priceScale) == 0) {
            return false;
        }
        raise(newPriceScale, newSizeScale);
        return of(side).put(
                        Decimal.rescale(price, priceScale, newPriceScale),
                        Decimal.rescale(size, sizeScale, newSizeScale),
                        MAX_LEVELS);
    }

    /**
     * Drops all but the best levels of both sides.
     *
     * @param depth how many stay on each side; at least 0
     */
    public void truncate(int depth) {
        if (depth < 0) {
            throw new IllegalArgumentException("depth: " + depth + " (expected: >= 0)");
        }
        bids.truncate(depth);
        asks.truncate(depth);
    }

    /** {@return how many levels the side has} */
    public int levels(Side side) {
        return of(side).levels();
    }

    /**
     * {@return mantissa of the price of a level, at {@link #priceScale()}}
     *
     * @param level 0, the best, to {@link #levels} - 1
     * @throws IndexOutOfBoundsException if there is no such level
     */
    public long price(Side side, int level) {
        return of(side).price(level);
    }

    /**
     * {@return mantissa of the size of a level, at {@link #sizeScale()}; positive}
     *
     * @param level 0, the best, to {@link #levels} - 1
     * @throws IndexOutOfBoundsException if there is no such level
     */
    public long size(Side side, int level) {
        return of(side).size(level);
    }

    /** {@return decimals of every price, 0 to {@value Decimal#MAX_SCALE}; 0 while the book has had no level} */
    public int priceScale() {
        return priceScale;
    }

    /** {@return decimals of every size, 0 to {@value Decimal#MAX_SCALE}; 0 while the book has had no level} */
    public int sizeScale() {
        return sizeScale;
    }

    /** {@return mantissa of the size at a price, at {@link #sizeScale()}; 0 where no level stands} */
    public long sizeAt(Side side, long price, int priceScale) {
        return Decimal.canRescale(price, priceScale, this.priceScale)
                ? of(side).sizeAt(Decimal.rescale(price, priceScale, this.priceScale))
                : 0;
    }

    /** {@return whether the best bid is at or above the best ask; never while a side is empty} */
    public boolean isCrossed() {
        return bids.levels() > 0 && asks.levels() > 0 && bids.price(0) >= asks.price(0);
    }

    /** {@return the best of both sides and the number of levels, for people} Allocates. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(96);
        appendBest(text, Side.BID);
        text.append(" / ");
        appendBest(text, Side.ASK);
        return text.append(" (")
                .append(bids.levels())
                .append(" bids, ")
                .append(asks.levels())
                .append(" asks)")
                .toString();
    }

    private void appendBest(StringBuilder text, Side side) {
        if (levels(side) == 0) {
            text.append("none");
            return;
        }
        Decimal.appendTo(text, size(side, 0), sizeScale);
        text.append(" @ ");
        Decimal.appendTo(text, price(side, 0), priceScale);
    }

    private void remove(Side side, long price, int scale) {
        if (Decimal.canRescale(price, scale, priceScale)) { // a number that the book's scale cannot hold stands nowhere
            of(side).remove(Decimal.rescale(price, scale, priceScale));
        }
    }

    private BookSide of(Side side) {
        return side == Side.BID ? bids : asks;
    }

    /**
     * {@return the scale at which both the number and what stands can be held; -1 if there is none} The finer of the two
     * where that works, else without the number's trailing zeros.
     */
    private int scaleFor(long mantissa, int scale, int current, boolean isPrice) {
        if (scale <= current) {
            return Decimal.canRescale(mantissa, scale, current) ? current : -1;
        }
        if (canRaise(current, scale, isPrice)) {
            return scale;
        }
        int shortest = scale;
        long digits = mantissa;
        while (shortest > current && digits % 10 == 0) {
            digits /= 10;
            shortest--;
        }
        return canRaise(current, shortest, isPrice) ? shortest : -1;
    }

    private boolean canRaise(int from, int to, boolean isPrice) {
        final long factor = Decimal.powerOfTen(to - from);
        return isPrice
                ? bids.pricesFit(factor) && asks.pricesFit(factor)
                : bids.sizesFit(factor) && asks.sizesFit(factor);
    }

    private void raise(int newPriceScale, int newSizeScale) {
        if (newPriceScale > priceScale) {
            final long factor = Decimal.powerOfTen(newPriceScale - priceScale);
            bids.multiplyPrices(factor);
            asks.multiplyPrices(factor);
            priceScale = newPriceScale;
        }
        if (newSizeScale > sizeScale) {
            final long factor = Decimal.powerOfTen(newSizeScale - sizeScale);
            bids.multiplySizes(factor);
            asks.multiplySizes(factor);
            sizeScale = newSizeScale;
        }
    }
}
