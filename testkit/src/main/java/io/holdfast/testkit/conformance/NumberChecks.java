package io.holdfast.testkit.conformance;

import io.holdfast.testkit.venue.MarketSpec;
import java.time.Duration;
import java.util.List;

/** Prices and sizes at the edge of what exchanges trade, exact to the last digit. */
final class NumberChecks extends CheckGroup {

    private static final int DEPTH = 10;

    NumberChecks(Subject subject) {
        super("numbers", subject);
    }

    @Override
    void define() {
        kind("NUMBER");
        market("prices and sizes without decimals", 64_000, 0, 1, 0, 1);
        market("prices of millions", 123_456_789_00L, 2, 1, 8, 1);
        market("prices of 15 digits", 123_456_789_012_345L, 2, 1, 2, 1);
        market("prices near zero", 1_234, 8, 1, 2, 1);
        market("prices of one unit in the eighth decimal", 40, 8, 1, 0, 1);
        market("prices of ten decimals", 12_345_678, 10, 1, 8, 1);
        market("sizes of ten decimals", 64_000_00, 2, 1, 10, 1);
        market("sizes of thousands, without decimals", 64_000_00, 2, 1, 0, 1_000);
        market("coarse steps of prices", 64_000_00, 2, 50, 8, 1);
        market("coarse steps of sizes", 64_000_00, 2, 1, 8, 1_000_000);
        market("prices that end in zeros", 64_000_00, 2, 100, 4, 10_000);
    }

    private void market(String title, long price, int priceScale, long priceStep, int sizeScale, long sizeStep) {
        add(title, () -> {
            final List<MarketSpec> markets = List.of(
                    new MarketSpec(subject.first(), price, priceScale, priceStep, sizeScale, sizeStep, DEPTH, 1),
                    subject.markets().get(1));
            final Bench bench = new Bench(
                    subject.exchange(subject.adapter(), markets, Subject.TICK, subject.subscriptions()),
                    subject.profile());
            bench.sim.start();
            bench.expectWhole();
            bench.expectCalm(Duration.ofSeconds(90));
        });
    }
}
