package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.binance.BinanceAdapter;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import java.time.Duration;

class BinanceConformanceTest extends ExchangeConformanceTest {

    @Override
    protected ExchangeAdapter adapter() {
        return new BinanceAdapter();
    }

    @Override
    protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
        return new BinanceVenue(model, tick, BinanceRules.DOCUMENTED);
    }
}
