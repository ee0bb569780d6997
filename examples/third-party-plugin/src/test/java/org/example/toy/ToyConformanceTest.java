package org.example.toy;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.testkit.conformance.ExchangeConformanceTest;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.time.Duration;

class ToyConformanceTest extends ExchangeConformanceTest {

    @Override
    protected ExchangeAdapter adapter() {
        return new ToyAdapter();
    }

    @Override
    protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
        return new ToyVenue(model, tick);
    }
}
