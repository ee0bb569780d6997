package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.simulation.SimulatedExchange;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is checked. */
final class Subject {

    /** How often the markets move unless a check needs it otherwise. */
    static final Duration TICK = Duration.ofMillis(250);

    private static final int DEPTH = 10;

    private final ExchangeAdapter adapter;
    private final ExchangeProfile profile;
    private final Venues venues;
    private final List<Instrument> instruments;

    /** Makes venues. */
    @FunctionalInterface
    interface Venues {

        SimulatedVenue<?> make(MarketModel model, Duration tick);
    }

    Subject(ExchangeAdapter adapter, ExchangeProfile profile, Venues venues, List<Instrument> instruments) {
        this.adapter = adapter;
        this.profile = profile;
        this.venues = venues;
        this.instruments = List.copyOf(instruments);
        if (instruments.size() < 2) {
            throw new IllegalArgumentException("instruments: " + instruments + " (expected: at least two)");
        }
    }

    ExchangeAdapter adapter() {
        return adapter;
    }

    ExchangeProfile profile() {
        return profile;
    }

    Instrument first() {
        return instruments.get(0);
    }

    Instrument second() {
        return instruments.get(1);
    }

    /** {@return the channels on offer, in order} */
    List<Channel> channels() {
        return Stream.of(Channel.values())
                .filter(channel -> profile().channels().contains(channel))
                .toList();
    }

    /** {@return every channel of two instruments} */
    List<Subscription> subscriptions() {
        final List<Subscription> all = new ArrayList<>();
        for (final Instrument instrument : instruments.subList(0, 2)) {
            channels().forEach(channel -> all.add(new Subscription(instrument, channel)));
        }
        return all;
    }

    /** {@return two usual markets} Few levels, so that a subscription shows the whole book, which is compared whole. */
    List<MarketSpec> markets() {
        return List.of(
                MarketSpec.of(first().toString(), "64000.00").withDepth(DEPTH),
                MarketSpec.of(second().toString(), "3000.00").withDepth(DEPTH));
    }

    SimulatedVenue<?> venue(List<MarketSpec> markets, Duration tick, long seed) {
        return venues.make(new MarketModel(markets, seed), tick);
    }

    SimulatedExchange exchange(Duration tick) {
        return exchange(adapter, markets(), tick, subscriptions());
    }

    SimulatedExchange exchange(
            ExchangeAdapter plugin, List<MarketSpec> markets, Duration tick, List<Subscription> subscriptions) {
        return new SimulatedExchange(plugin.id(), plugin, profile, seed -> venue(markets, tick, seed), subscriptions);
    }
}
