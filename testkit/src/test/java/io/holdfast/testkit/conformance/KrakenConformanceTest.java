package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.kraken.KrakenAdapter;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import java.time.Duration;
import java.util.Map;

class KrakenConformanceTest extends ExchangeConformanceTest {

    @Override
    protected ExchangeAdapter adapter() {
        return new KrakenAdapter();
    }

    @Override
    protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
        return new KrakenVenue(model, tick, KrakenRules.DOCUMENTED);
    }

    @Override
    protected Map<String, String> exceptions() {
        return Map.of(
                "LIMIT-01",
                "known: one message above the profile's pace, which stays below what the exchange allows",
                "LIMIT-02",
                "known: what is sent when the connection opens is not paced by so small a limit");
    }
}
