package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.coinbase.CoinbaseAdapter;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseExchangeVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Coinbase's older feed. */
class CoinbaseExchangeConformanceTest extends ExchangeConformanceTest {

    @Override
    protected ExchangeAdapter adapter() {
        return new CoinbaseAdapter();
    }

    @Override
    protected ExchangeProfile profile() {
        return adapter().profiles().get(1);
    }

    @Override
    protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
        return new CoinbaseExchangeVenue(model, tick, CoinbaseRules.EXCHANGE);
    }

    @Override
    protected Map<String, String> exceptions() {
        return List.of("GAP-03", "GAP-04", "ORDER-03", "ORDER-04", "BOOK-04", "RESYNC-02").stream()
                .collect(Collectors.toMap(id -> id, id -> "this feed numbers no message of a book: none is missed"));
    }
}
