package io.holdfast.testkit.venue;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Instrument;
import java.math.BigDecimal;

/**
 * One instrument of a {@link MarketModel}.
 *
 * @param startPrice     about where trading begins, mantissa at {@code priceScale}
 * @param priceScale     decimals of prices, 0 to 12
 * @param priceIncrement step between prices, mantissa at {@code priceScale}
 * @param sizeScale      decimals of sizes, 0 to 12
 * @param sizeIncrement  step between sizes, mantissa at {@code sizeScale}
 * @param depth          levels a side at most, at least {@value #LEAST_DEPTH}
 * @param activity       orders on average in each tick of the venue; 0 for a market that sleeps
 */
public record MarketSpec(
        Instrument instrument,
        long startPrice,
        int priceScale,
        long priceIncrement,
        int sizeScale,
        long sizeIncrement,
        int depth,
        double activity) {

    /** The fewest levels that a side may be limited to. */
    public static final int LEAST_DEPTH = 8;

    private static final int MAX_SCALE = 12;
    private static final int USUAL_SIZE_SCALE = 8;
    private static final int USUAL_DEPTH = 100;
    private static final int MOST_DEPTH = 200_000;
    private static final double MOST_ACTIVITY = 10_000;

    /** Checks every bound. */
    public MarketSpec {
        requireNonNull(instrument, "instrument");
        check(priceScale >= 0 && priceScale <= MAX_SCALE, "priceScale", priceScale, "0 .. " + MAX_SCALE);
        check(sizeScale >= 0 && sizeScale <= MAX_SCALE, "sizeScale", sizeScale, "0 .. " + MAX_SCALE);
        check(priceIncrement > 0, "priceIncrement", priceIncrement, "> 0");
        check(sizeIncrement > 0, "sizeIncrement", sizeIncrement, "> 0");
        check(startPrice / LEAST_DEPTH / 2 >= priceIncrement, "startPrice", startPrice, "room for levels below it");
        check(depth >= LEAST_DEPTH && depth <= MOST_DEPTH, "depth", depth, LEAST_DEPTH + " .. " + MOST_DEPTH);
        check(activity >= 0 && activity <= MOST_ACTIVITY, "activity", activity, "0 .. " + MOST_ACTIVITY);
    }

    /**
     * {@return a market of 100 levels a side and one order a tick, with sizes of 8 decimals}
     *
     * @param instrument such as {@code BTC/USDT}
     * @param startPrice such as {@code 64000.00}; prices have as many decimals and their step is the last of them
     */
    public static MarketSpec of(String instrument, String startPrice) {
        final BigDecimal price = new BigDecimal(startPrice);
        return new MarketSpec(
                Instrument.of(instrument),
                price.unscaledValue().longValueExact(),
                price.scale(),
                1,
                USUAL_SIZE_SCALE,
                1,
                USUAL_DEPTH,
                1);
    }

    /** {@return the same with another number of levels a side} */
    public MarketSpec withDepth(int value) {
        return new MarketSpec(
                instrument, startPrice, priceScale, priceIncrement, sizeScale, sizeIncrement, value, activity);
    }

    /** {@return the same with another number of orders in each tick} */
    public MarketSpec withActivity(double value) {
        return new MarketSpec(
                instrument, startPrice, priceScale, priceIncrement, sizeScale, sizeIncrement, depth, value);
    }

    /** {@return the same with another step between prices, mantissa at {@link #priceScale}} */
    public MarketSpec withPriceIncrement(long value) {
        return new MarketSpec(instrument, startPrice, priceScale, value, sizeScale, sizeIncrement, depth, activity);
    }

    /** {@return the same with other decimals and steps of sizes} */
    public MarketSpec withSizes(int scale, long increment) {
        return new MarketSpec(instrument, startPrice, priceScale, priceIncrement, scale, increment, depth, activity);
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
