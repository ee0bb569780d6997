package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.coinbase.CoinbaseAdapter;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import java.time.Duration;

class CoinbaseConformanceTest extends ExchangeConformanceTest {

    @Override
    protected ExchangeAdapter adapter() {
        return new CoinbaseAdapter();
    }

    @Override
    protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
        return new CoinbaseVenue(model, tick, CoinbaseRules.ADVANCED_TRADE);
    }
}
