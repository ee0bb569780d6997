package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.coinbase.CoinbaseAdapter;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import java.time.Duration;
import java.util.Map;

class CoinbaseConformanceTest extends ExchangeConformanceTest {

    @Override
    protected ExchangeAdapter adapter() {
        return new CoinbaseAdapter();
    }

    @Override
    protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
        return new CoinbaseVenue(model, tick, CoinbaseRules.ADVANCED_TRADE);
    }

    @Override
    protected Map<String, String> exceptions() {
        return Map.of(
                "LIMIT-02",
                "what the plugin sends when the connection opens is counted, but cannot wait for so small a limit",
                "TRUST-09",
                "known: a frame that comes twice counts as a broken numbering, and the connection is replaced");
    }
}
