package io.holdfast.testkit.venue;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One instrument's market: an order book into which orders fall. What trades comes out of it, and its best levels are
 * the top of book, so that all that is told of it agrees. The book is never empty on a side and never crossed.
 *
 * <p>Numbers: {@link #updateId} rises by one with each change of a level, {@link #tradeId} by one with each trade,
 * {@link #sequence} by one with either. Confined to the venue's thread. Does not allocate in steady state.
 */
public final class Market {

    private static final int PERCENT = 100;
    private static final int PLACED_BELOW = 55;
    private static final int CANCELLED_BELOW = 80;
    private static final int MOST_FILLS = 3;
    private static final int LARGEST_SIZE = 5;
    private static final int WIDE_SPREAD = 8;
    private static final int FEWEST_LEVELS = 4;
    private static final int ONE_IN_TINY = 32;

    private final int index;
    private final MarketSpec spec;
    private final List<MarketListener> listeners;
    private final SplittableRandom random;
    private final PriceLadder bids = new PriceLadder(Side.BID);
    private final PriceLadder asks = new PriceLadder(Side.ASK);
    private final RecentTrades trades = new RecentTrades();
    private final long mostSteps;

    private InstrumentStatus status = InstrumentStatus.TRADING;
    private long updateId;
    private long tradeId;
    private long sequence;
    private long epochNanos;

    Market(int index, MarketSpec spec, SplittableRandom random, List<MarketListener> listeners) {
        this.index = index;
        this.spec = spec;
        this.random = random;
        this.listeners = listeners;
        long unit = 1;
        for (int i = 0; i < spec.sizeScale(); i++) {
            unit *= 10;
        }
        mostSteps = Math.max(2, LARGEST_SIZE * unit / spec.sizeIncrement());
        updateId = 1_000_000L + random.nextInt(1_000_000);
        tradeId = 1_000L + random.nextInt(1_000_000);
        sequence = updateId + tradeId;
        fill();
    }

    /** {@return its number among the markets of its model, from 0} */
    public int index() {
        return index;
    }

    /** {@return what it was made from} */
    public MarketSpec spec() {
        return spec;
    }

    /** {@return what is traded} */
    public Instrument instrument() {
        return spec.instrument();
    }

    /** {@return one side of the book} */
    public PriceLadder side(Side side) {
        return side == Side.BID ? bids : asks;
    }

    /** {@return the book's buyers} */
    public PriceLadder bids() {
        return bids;
    }

    /** {@return the book's sellers} */
    public PriceLadder asks() {
        return asks;
    }

    /** {@return the latest trades} */
    public RecentTrades trades() {
        return trades;
    }

    /** {@return id of the latest change of a level} */
    public long updateId() {
        return updateId;
    }

    /** {@return id of the latest trade, or one below the first to come} */
    public long tradeId() {
        return tradeId;
    }

    /** {@return number of the latest event, trade or change} */
    public long sequence() {
        return sequence;
    }

    /** {@return when the latest order came, nanoseconds since 1970-01-01T00:00Z; 0 before the first} */
    public long epochNanos() {
        return epochNanos;
    }

    /** {@return what the exchange says of trading in it} */
    public InstrumentStatus status() {
        return status;
    }

    void status(InstrumentStatus next) {
        status = requireNonNull(next, "status");
    }

    /** Lets one order come: it is placed in the book, taken out of it, or trades. None comes to a closed market. */
    void step(long nowEpochNanos) {
        if (status.expectsSilence()) {
            return;
        }
        epochNanos = nowEpochNanos;
        final Side side = random.nextBoolean() ? Side.BID : Side.ASK;
        final int draw = random.nextInt(PERCENT);
        final int levels = side(side).levels();
        if (levels < spec.depth() / 2 || draw < PLACED_BELOW) {
            place(side);
        } else if (draw < CANCELLED_BELOW) {
            cancel(side);
        } else {
            trade(side.opposite());
        }
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).onSettled(this);
        }
    }

    /** Draws how many orders come in one tick of the venue. */
    int drawSteps() {
        final int whole = (int) spec.activity();
        return whole + (random.nextDouble() < spec.activity() - whole ? 1 : 0);
    }

    private void place(Side side) {
        final PriceLadder own = side(side);
        final long best = own.price(0);
        final long spread = Math.abs(asks.price(0) - bids.price(0)) / spec.priceIncrement();
        final long steps;
        if (spread > 1 && random.nextInt(4) < (spread > WIDE_SPREAD ? 3 : 1)) {
            steps = -1 - random.nextLong(spread - 1);
        } else {
            final int range = own.levels() + 2;
            steps = smallOf(range);
        }
        final long price = own.away(best, steps * spec.priceIncrement());
        change(own, price > 0 ? price : best, drawSize());
        if (own.levels() > spec.depth()) {
            change(own, own.price(own.levels() - 1), 0);
        }
    }

    private void cancel(Side side) {
        final PriceLadder own = side(side);
        if (own.levels() <= FEWEST_LEVELS) {
            place(side);
            return;
        }
        final int level = smallOf(own.levels());
        final long size = own.size(level);
        final boolean reduced = size > spec.sizeIncrement() && random.nextInt(3) == 0;
        change(own, own.price(level), reduced ? part(size) : 0);
    }

    private void trade(Side aggressor) {
        final PriceLadder taken = side(aggressor.opposite());
        final int fills = 1 + random.nextInt(MOST_FILLS);
        for (int i = 0; i < fills && taken.levels() > FEWEST_LEVELS; i++) {
            final long price = taken.price(0);
            final long size = taken.size(0);
            final boolean whole = i < fills - 1 || size == spec.sizeIncrement() || random.nextBoolean();
            final long left = whole ? 0 : part(size);
            tradeId++;
            sequence++;
            trades.add(tradeId, sequence, aggressor, price, size - left, epochNanos);
            for (int l = 0; l < listeners.size(); l++) {
                listeners.get(l).onTrade(this, aggressor, price, size - left);
            }
            change(taken, price, left);
        }
        if (taken.levels() <= FEWEST_LEVELS) {
            place(taken.side());
        }
    }

    private void change(PriceLadder ladder, long price, long size) {
        ladder.set(price, size);
        updateId++;
        sequence++;
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).onLevel(this, ladder.side(), price, size);
        }
    }

    /** {@return a number below the bound, the smaller the likelier} */
    private int smallOf(int bound) {
        final int one = random.nextInt(bound);
        final int other = random.nextInt(bound);
        return Math.min(one, other);
    }

    private long drawSize() {
        final long steps = random.nextInt(ONE_IN_TINY) == 0 ? 1 : 1 + random.nextLong(mostSteps);
        return steps * spec.sizeIncrement();
    }

    /** {@return less than the given size and more than nothing} */
    private long part(long size) {
        final long steps = size / spec.sizeIncrement();
        return (1 + random.nextLong(steps - 1)) * spec.sizeIncrement();
    }

    private void fill() {
        final long middle = spec.startPrice() / spec.priceIncrement() * spec.priceIncrement();
        final long[] prices = new long[spec.depth()];
        final long[] sizes = new long[spec.depth()];
        for (final PriceLadder ladder : List.of(bids, asks)) {
            int levels = 0;
            long price = ladder.side() == Side.BID ? middle : middle + spec.priceIncrement();
            while (levels < spec.depth() && price > 0) {
                prices[levels] = price;
                sizes[levels++] = drawSize();
                price = ladder.away(price, (1 + random.nextInt(2)) * spec.priceIncrement());
            }
            for (int i = levels - 1; i >= 0; i--) { // the best last, where a ladder takes it without moving others
                ladder.set(prices[i], sizes[i]);
            }
        }
    }
}
