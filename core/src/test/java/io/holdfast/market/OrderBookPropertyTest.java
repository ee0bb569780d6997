package io.holdfast.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

/** The book against a sorted map of {@link BigDecimal}, which has no scales, no room and no limits. */
class OrderBookPropertyTest {

    private OrderBook book = new OrderBook();
    private final Map<Side, TreeMap<BigDecimal, BigDecimal>> model = new EnumMap<>(Side.class);

    @BeforeTry
    void begin() {
        book = new OrderBook();
        model.put(Side.BID, new TreeMap<>(Comparator.reverseOrder()));
        model.put(Side.ASK, new TreeMap<>());
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void theBookEqualsTheModelAfterEveryChange(@ForAll("usualChanges") List<Change> changes) {
        for (final Change change : changes) {
            apply(change);
        }
        compare();
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void aChangeIsRefusedExactlyWhenNoScaleHoldsIt(@ForAll("extremeChanges") List<Change> changes) {
        for (final Change change : changes) {
            apply(change);
            compare();
        }
    }

    private void apply(Change change) {
        final TreeMap<BigDecimal, BigDecimal> side = model.get(change.side);
        if (change.truncateTo >= 0) {
            book.truncate(change.truncateTo);
            model.values().forEach(levels -> {
                while (levels.size() > change.truncateTo) {
                    levels.pollLastEntry();
                }
            });
            return;
        }
        final BigDecimal price = BigDecimal.valueOf(change.price, change.priceScale);
        final BigDecimal size = BigDecimal.valueOf(change.size, change.sizeScale);
        final boolean expected = size.signum() == 0
                || size.signum() > 0
                        && fits(price, book.priceScale(), prices())
                        && fits(size, book.sizeScale(), sizes());
        final boolean accepted = book.set(change.side, change.price, change.priceScale, change.size, change.sizeScale);
        assertThat(accepted).as("%s", change).isEqualTo(expected);
        if (accepted) {
            if (size.signum() == 0) {
                side.remove(price);
            } else {
                side.put(price, size);
            }
        }
    }

    private void compare() {
        for (final Side side : Side.values()) {
            final List<Map.Entry<BigDecimal, BigDecimal>> expected =
                    List.copyOf(model.get(side).entrySet());
            assertThat(book.levels(side)).isEqualTo(expected.size());
            for (int level = 0; level < expected.size(); level++) {
                final BigDecimal price = BigDecimal.valueOf(book.price(side, level), book.priceScale());
                final BigDecimal size = BigDecimal.valueOf(book.size(side, level), book.sizeScale());
                assertThat(price).isEqualByComparingTo(expected.get(level).getKey());
                assertThat(size).isEqualByComparingTo(expected.get(level).getValue());
                assertThat(book.sizeAt(side, book.price(side, level), book.priceScale()))
                        .isEqualTo(book.size(side, level));
            }
        }
        final TreeMap<BigDecimal, BigDecimal> bids = model.get(Side.BID);
        final TreeMap<BigDecimal, BigDecimal> asks = model.get(Side.ASK);
        assertThat(book.isCrossed())
                .isEqualTo(!bids.isEmpty() && !asks.isEmpty() && bids.firstKey().compareTo(asks.firstKey()) >= 0);
    }

    /** {@return whether some scale from the book's on holds the number and everything that stands} */
    private static boolean fits(BigDecimal number, int fromScale, List<BigDecimal> standing) {
        for (int scale = fromScale; scale <= Decimal.MAX_SCALE; scale++) {
            final int candidate = scale;
            if (Stream.concat(standing.stream(), Stream.of(number)).allMatch(each -> holds(each, candidate))) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(BigDecimal number, int scale) {
        final BigDecimal scaled = number.scaleByPowerOfTen(scale);
        if (scaled.stripTrailingZeros().scale() > 0) {
            return false;
        }
        final BigInteger mantissa = scaled.toBigIntegerExact();
        return mantissa.bitLength() < Long.SIZE;
    }

    private List<BigDecimal> prices() {
        final List<BigDecimal> all = new ArrayList<>();
        model.values().forEach(levels -> all.addAll(levels.keySet()));
        return all;
    }

    private List<BigDecimal> sizes() {
        final List<BigDecimal> all = new ArrayList<>();
        model.values().forEach(levels -> all.addAll(levels.values()));
        return all;
    }

    @Provide
    Arbitrary<List<Change>> usualChanges() {
        final Arbitrary<Long> price = Arbitraries.longs().between(9_000, 11_000);
        final Arbitrary<Long> size = Arbitraries.longs().between(0, 3);
        return changes(
                        price,
                        Arbitraries.integers().between(0, 3),
                        size,
                        Arbitraries.integers().between(0, 3),
                        60)
                .list()
                .ofMaxSize(400);
    }

    @Provide
    Arbitrary<List<Change>> extremeChanges() {
        final Arbitrary<Long> number = Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs().between(-3, 3),
                Arbitraries.integers().between(0, 18).map(Decimal::powerOfTen),
                Arbitraries.integers().between(0, 18).map(power -> Long.MAX_VALUE / Decimal.powerOfTen(power)));
        final Arbitrary<Integer> scale = Arbitraries.integers().between(0, Decimal.MAX_SCALE);
        return changes(number, scale, number.map(value -> value < 0 ? value / 2 * -1 : value), scale, 20)
                .list()
                .ofMaxSize(12);
    }

    private static Arbitrary<Change> changes(
            Arbitrary<Long> price,
            Arbitrary<Integer> priceScale,
            Arbitrary<Long> size,
            Arbitrary<Integer> sizeScale,
            int oneTruncationIn) {
        final Arbitrary<Integer> truncation =
                Arbitraries.integers().between(1, oneTruncationIn).map(drawn -> drawn == 1 ? 5 : -1);
        return Combinators.combine(Arbitraries.of(Side.class), price, priceScale, size, sizeScale, truncation)
                .as(Change::new);
    }

    /** One call: a level to set, or a depth to truncate to if that is not negative. */
    record Change(Side side, long price, int priceScale, long size, int sizeScale, int truncateTo) {}
}
