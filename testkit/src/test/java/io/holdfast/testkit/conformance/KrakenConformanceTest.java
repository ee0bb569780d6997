package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.kraken.KrakenAdapter;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import java.time.Duration;

class KrakenConformanceTest extends ExchangeConformanceTest {

    @Override
    protected ExchangeAdapter adapter() {
        return new KrakenAdapter();
    }

    @Override
    protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
        return new KrakenVenue(model, tick, KrakenRules.DOCUMENTED);
    }
}
