package io.holdfast.testkit.venue.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Side;
import io.holdfast.testkit.venue.FakeClient;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.time.VirtualScheduler;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class KrakenBookPropertyTest {

    /** The client truncates by itself; levels that come into view must be told although they did not change. */
    @Property(tries = 60)
    void everyChecksumIsRightAndTheClientsBookIsTheTopOfTheVenues(
            @ForAll long seed,
            @ForAll("depths") int depth,
            @ForAll @IntRange(min = 8, max = 60) int levels,
            @ForAll @IntRange(max = 600) int orders) {
        final KrakenVenue venue = new KrakenVenue(
                new MarketModel(
                        List.of(MarketSpec.of("A/B", "90.0").withDepth(levels).withSizes(5, 7)), seed),
                Duration.ZERO,
                KrakenRules.DOCUMENTED);
        venue.start(new VirtualScheduler());
        final FakeClient client = FakeClient.connect(venue, "/v2");
        venue.step(orders / 2);
        client.send("{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"A/B\"],\"depth\":" + depth
                + "}}");
        venue.step(orders);

        final KrakenClientBook book = new KrakenClientBook(depth);
        client.take().stream()
                .filter(text -> text.startsWith("{\"channel\":\"book\""))
                .forEach(book::apply);
        final Market market = venue.model().markets().get(0);
        assertThat(book.bad).as("checksums that do not match").isZero();
        assertThat(book.good).isPositive();
        check(book.bids, market.side(Side.BID), market.spec(), depth);
        check(book.asks, market.side(Side.ASK), market.spec(), depth);
    }

    /** Sample 14 of the checksum guide; the levels as the guide's book holds them. */
    @Example
    void theWorkedExampleOfTheGuideComesOut() {
        final KrakenClientBook book = new KrakenClientBook(10);
        book.apply("{\"channel\":\"book\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":["
                + levels("45283.5 0.10000000,45283.4 1.54582015,45282.1 0.10000000,45281.0 0.10000000,"
                        + "45280.3 1.54592586,45279.0 0.07990000,45277.6 0.03310103,45277.5 0.30000000,"
                        + "45277.3 1.54602737,45276.6 0.15445238")
                + "],\"asks\":["
                + levels("45285.2 0.00100000,45286.4 1.54571953,45286.6 1.54571109,45289.6 1.54560911,"
                        + "45290.2 0.15890660,45291.8 1.54553491,45294.7 0.04454749,45296.1 0.35380000,"
                        + "45297.5 0.09945542,45299.5 0.18772827")
                + "],\"checksum\":3310070434}]}");
        assertThat(book.good).isEqualTo(1);
        assertThat(book.bad).isZero();
    }

    @Provide
    static Arbitrary<Integer> depths() {
        return Arbitraries.of(10, 25, 100, 500, 1_000);
    }

    private static String levels(String text) {
        return Arrays.stream(text.split(","))
                .map(level -> level.split(" "))
                .map(level -> "{\"price\":" + level[0] + ",\"qty\":" + level[1] + "}")
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();
    }

    private static void check(Map<BigDecimal, String[]> held, PriceLadder ladder, MarketSpec spec, int depth) {
        assertThat(held).hasSize(Math.min(depth, ladder.levels()));
        int level = 0;
        for (final String[] written : held.values()) {
            assertThat(written[0])
                    .isEqualTo(BigDecimal.valueOf(ladder.price(level), spec.priceScale())
                            .toPlainString());
            assertThat(written[1])
                    .isEqualTo(BigDecimal.valueOf(ladder.size(level), spec.sizeScale())
                            .toPlainString());
            level++;
        }
    }
}
