package io.holdfast.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ForwardingSink;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.coinbase.CoinbaseAdapter;
import io.holdfast.exchange.kraken.KrakenAdapter;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseExchangeVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exchanges that tell of trading in an instrument on the connection are listened to. */
class TradingStatusTest {

    private static final List<Instrument> INSTRUMENTS = List.of(Instrument.of("BTC/USD"), Instrument.of("ETH/USD"));

    static Stream<Arguments> exchanges() {
        return Stream.of(
                exchange(
                        new CoinbaseAdapter(),
                        0,
                        (model, tick) -> new CoinbaseVenue(model, tick, CoinbaseRules.ADVANCED_TRADE)),
                exchange(
                        new CoinbaseAdapter(),
                        1,
                        (model, tick) -> new CoinbaseExchangeVenue(model, tick, CoinbaseRules.EXCHANGE)),
                exchange(
                        new KrakenAdapter(), 0, (model, tick) -> new KrakenVenue(model, tick, KrakenRules.DOCUMENTED)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("exchanges")
    void aHaltIsToldAndSoIsItsEnd(
            ExchangeAdapter adapter,
            ExchangeProfile profile,
            BiFunction<MarketModel, Duration, SimulatedVenue<?>> venue) {
        final Set<InstrumentStatus> told = EnumSet.noneOf(InstrumentStatus.class);
        final Subject subject = new Subject(listening(adapter, told), profile, venue::apply, INSTRUMENTS);
        final Bench bench = Bench.live(subject);

        told.clear();
        bench.sim.venue().status(INSTRUMENTS.get(0), InstrumentStatus.CLOSED);
        bench.sim.advance(Duration.ofSeconds(10));
        assertThat(told).containsExactly(InstrumentStatus.CLOSED);

        told.clear();
        bench.sim.venue().status(INSTRUMENTS.get(0), InstrumentStatus.TRADING);
        bench.sim.advance(Duration.ofSeconds(10));
        assertThat(told).containsExactly(InstrumentStatus.TRADING);
        bench.expectPromiseKept();
    }

    private static ExchangeAdapter listening(ExchangeAdapter adapter, Set<InstrumentStatus> told) {
        return new ForwardingAdapter(adapter) {
            @Override
            public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
                return super.newProtocol(profile, new ForwardingSink(sink) {
                    @Override
                    public void instrumentStatus(int id, InstrumentStatus status, String detail) {
                        told.add(status);
                        super.instrumentStatus(id, status, detail);
                    }
                });
            }
        };
    }

    private static Arguments exchange(
            ExchangeAdapter adapter, int profile, BiFunction<MarketModel, Duration, SimulatedVenue<?>> venue) {
        final ExchangeProfile chosen = adapter.profiles().get(profile);
        return Arguments.of(adapter, chosen, venue);
    }
}
