package io.holdfast.testkit.venue;

import io.holdfast.market.Instrument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The markets of a venue, each a real order book with a random stream of orders. The same specifications, seed and
 * steps give the same history, whatever else is done; what one market does depends on no other.
 *
 * <p>Confined to the venue's thread. Steps do not allocate in steady state.
 */
public final class MarketModel {

    private final Map<Instrument, Market> byInstrument = new LinkedHashMap<>();
    private final List<Market> markets = new ArrayList<>();
    private final List<MarketListener> listeners = new ArrayList<>();
    private int turn;
    private boolean suspended;

    /**
     * Makes markets with full books.
     *
     * @throws IllegalArgumentException if there is none, or two of one instrument
     */
    public MarketModel(List<MarketSpec> specs, long seed) {
        if (specs.isEmpty()) {
            throw new IllegalArgumentException("specs: none (expected: at least one market)");
        }
        final SplittableRandom seeds = new SplittableRandom(seed);
        for (final MarketSpec spec : specs) {
            final Market market = new Market(markets.size(), spec, seeds.split(), listeners);
            if (byInstrument.put(spec.instrument(), market) != null) {
                throw new IllegalArgumentException("specs: " + spec.instrument() + " twice (expected: once)");
            }
            markets.add(market);
        }
    }

    /** {@return all markets, in the order of their specifications} */
    public List<Market> markets() {
        return Collections.unmodifiableList(markets);
    }

    /** {@return the market of an instrument; null if there is none} */
    public @Nullable Market find(Instrument instrument) {
        return byInstrument.get(instrument);
    }

    /**
     * {@return the market of an instrument}
     *
     * @throws IllegalArgumentException if there is none
     */
    public Market market(Instrument instrument) {
        final Market market = byInstrument.get(instrument);
        if (market == null) {
            throw new IllegalArgumentException(
                    "instrument: " + instrument + " (expected one of: " + byInstrument.keySet() + ")");
        }
        return market;
    }

    /** Tells a listener of everything that happens from now on. */
    public void addListener(MarketListener listener) {
        listeners.add(listener);
    }

    /** Sets whether no orders come to any market, whatever is asked for; for maintenance of the whole exchange. */
    public void suspended(boolean value) {
        suspended = value;
    }

    /** Lets one tick pass: in every market as many orders come as its activity says. */
    public void tick(long epochNanos) {
        for (int i = 0; i < markets.size() && !suspended; i++) {
            final Market market = markets.get(i);
            for (int steps = market.drawSteps(); steps > 0; steps--) {
                market.step(epochNanos);
            }
        }
    }

    /** Lets a number of orders come, to one market after the other. */
    public void step(int orders, long epochNanos) {
        for (int i = 0; i < orders && !suspended; i++) {
            markets.get(turn).step(epochNanos);
            turn = (turn + 1) % markets.size();
        }
    }

    /** Lets a number of orders come to one market. */
    public void step(Instrument instrument, int orders, long epochNanos) {
        final Market market = market(instrument);
        for (int i = 0; i < orders && !suspended; i++) {
            market.step(epochNanos);
        }
    }
}
