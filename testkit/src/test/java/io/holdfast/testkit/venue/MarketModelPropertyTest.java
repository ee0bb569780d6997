package io.holdfast.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MarketModelPropertyTest {

    private static final List<MarketSpec> SPECS = List.of(
            MarketSpec.of("BTC/USDT", "64000.00").withDepth(20),
            MarketSpec.of("CHEAP/USDT", "0.00000064").withDepth(50),
            MarketSpec.of("COARSE/EUR", "100.0").withPriceIncrement(5).withSizes(0, 1));

    @Property(tries = 60)
    void aBookIsNeverCrossedNorEmptyAndStaysWithinItsDepth(
            @ForAll long seed, @ForAll @IntRange(max = 3_000) int orders) {
        final MarketModel model = new MarketModel(SPECS, seed);
        model.addListener(new MarketListener() {
            @Override
            public void onSettled(Market market) {
                assertThat(market.bids().price(0)).isLessThan(market.asks().price(0));
                for (final Side side : Side.values()) {
                    checkLadder(market.side(side), market.spec());
                }
            }
        });
        model.step(orders, 1);
    }

    @Property(tries = 40)
    void theChangesThatAreToldMakeTheBook(@ForAll long seed, @ForAll @IntRange(max = 2_000) int orders) {
        final MarketModel model = new MarketModel(SPECS, seed);
        final Market market = model.markets().get(0);
        final Map<Long, Long> bids = contents(market.bids());
        final Map<Long, Long> asks = contents(market.asks());
        final long firstId = market.updateId();
        final List<Long> ids = new ArrayList<>();
        model.addListener(new MarketListener() {
            @Override
            public void onLevel(Market changed, Side side, long price, long size) {
                if (changed == market) {
                    ids.add(market.updateId());
                    final Map<Long, Long> levels = side == Side.BID ? bids : asks;
                    if (size == 0) {
                        levels.remove(price);
                    } else {
                        levels.put(price, size);
                    }
                }
            }
        });
        model.step(market.instrument(), orders, 1);

        assertThat(bids).isEqualTo(contents(market.bids()));
        assertThat(asks).isEqualTo(contents(market.asks()));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(ids.get(i)).isEqualTo(firstId + 1 + i);
        }
    }

    @Property(tries = 40)
    void aTradeTakesTheBestLevelOfTheOtherSide(@ForAll long seed) {
        final MarketModel model = new MarketModel(SPECS, seed);
        final long[] seen = new long[1];
        model.addListener(new MarketListener() {
            @Override
            public void onTrade(Market market, Side aggressor, long price, long size) {
                seen[0]++;
                final PriceLadder taken = market.side(aggressor.opposite());
                assertThat(price).isEqualTo(taken.price(0));
                assertThat(size).isBetween(1L, taken.size(0));
                assertThat(market.trades().id(0)).isEqualTo(market.tradeId());
                assertThat(market.trades().price(0)).isEqualTo(price);
                assertThat(market.trades().aggressor(0)).isEqualTo(aggressor);
            }
        });
        model.step(2_000, 1);
        assertThat(seen[0]).isPositive();
    }

    @Property(tries = 20)
    void theSameSeedGivesTheSameHistoryHoweverItIsStepped(@ForAll long seed) {
        final MarketModel together = new MarketModel(SPECS, seed);
        final MarketModel apart = new MarketModel(SPECS, seed);
        final List<String> first = historyOf(together);
        final List<String> second = historyOf(apart);
        together.step(900, 7);
        for (final MarketSpec spec : SPECS) {
            apart.step(spec.instrument(), 300, 7);
        }
        assertThat(first).hasSizeGreaterThan(300).containsExactlyInAnyOrderElementsOf(second);
    }

    private static List<String> historyOf(MarketModel model) {
        final List<String> history = new ArrayList<>();
        model.addListener(new MarketListener() {
            @Override
            public void onLevel(Market market, Side side, long price, long size) {
                history.add(market.instrument() + " " + market.updateId() + " " + side + " " + price + " " + size);
            }

            @Override
            public void onTrade(Market market, Side aggressor, long price, long size) {
                history.add(market.instrument() + " " + market.tradeId() + " T " + aggressor + price + " " + size);
            }
        });
        return history;
    }

    private static void checkLadder(PriceLadder ladder, MarketSpec spec) {
        assertThat(ladder.levels()).isBetween(1, spec.depth());
        for (int i = 0; i < ladder.levels(); i++) {
            assertThat(ladder.size(i)).isPositive();
            assertThat(ladder.size(i) % spec.sizeIncrement()).isZero();
            assertThat(ladder.price(i)).isPositive();
            assertThat(ladder.price(i) % spec.priceIncrement()).isZero();
            assertThat(ladder.levelsBetterThan(ladder.price(i))).isEqualTo(i);
            if (i > 0) {
                assertThat(ladder.isBetter(ladder.price(i - 1), ladder.price(i)))
                        .isTrue();
            }
        }
    }

    private static Map<Long, Long> contents(PriceLadder ladder) {
        final Map<Long, Long> levels = new TreeMap<>();
        for (int i = 0; i < ladder.levels(); i++) {
            levels.put(ladder.price(i), ladder.size(i));
        }
        return levels;
    }
}
