package io.holdfast.testkit.simulation;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseExchangeVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** The exchanges that can be simulated: those of which there is a venue here and a plugin on the path. */
public final class SimulatedExchanges {

    /** Few levels, so that every exchange's subscription shows the whole book, which can then be compared whole. */
    private static final int DEPTH = 10;

    private static final char PROFILE = ':';
    private static final List<String> INSTRUMENTS = List.of("BTC/USDT", "ETH/USDT");

    private SimulatedExchanges() {}

    /**
     * {@return the exchanges on the path, by id; those of another profile than the first by {@code id:profile}}
     *
     * @param tick     how often the markets move
     * @param activity orders on average in each tick and market
     */
    public static Map<String, SimulatedExchange> available(Duration tick, double activity) {
        final Map<String, ExchangeAdapter> adapters = new TreeMap<>();
        ServiceLoader.load(ExchangeAdapter.class).forEach(adapter -> adapters.put(adapter.id(), adapter));
        final Map<String, SimulatedExchange> available = new LinkedHashMap<>();
        venues(tick, activity).forEach((name, venue) -> {
            final ExchangeAdapter adapter = adapters.get(id(name));
            if (adapter != null) {
                final ExchangeProfile profile = profile(adapter, name);
                available.put(name, new SimulatedExchange(name, adapter, profile, venue, subscriptions(profile)));
            }
        });
        return available;
    }

    /** {@return the exchange's id: what stands before the colon, or all of it} */
    private static String id(String name) {
        final int colon = name.indexOf(PROFILE);
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** {@return the profile whose name stands behind the colon; the first if there is none} */
    private static ExchangeProfile profile(ExchangeAdapter adapter, String name) {
        final String wanted = name.substring(id(name).length());
        return adapter.profiles().stream()
                .filter(profile -> wanted.isEmpty() || wanted.equals(PROFILE + profile.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("profile: " + name + " (expected: one of the plugin's)"));
    }

    /** {@return so many exchanges, those available in turn, each under a name of its own} */
    public static List<SimulatedExchange> inTurn(int count, Duration tick, double activity) {
        final List<SimulatedExchange> available =
                List.copyOf(available(tick, activity).values());
        if (available.isEmpty()) {
            throw new IllegalStateException("exchanges: none can be simulated (expected: a plugin on the path, such as"
                    + " holdfast-exchange-binance)");
        }
        final List<SimulatedExchange> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final SimulatedExchange exchange = available.get(i % available.size());
            final int round = i / available.size();
            all.add(round == 0 ? exchange : exchange.named(exchange.name() + "#" + (round + 1)));
        }
        return all;
    }

    private static Map<String, LongFunction<SimulatedVenue<?>>> venues(Duration tick, double activity) {
        final Map<String, LongFunction<SimulatedVenue<?>>> venues = new LinkedHashMap<>();
        venues.put("binance", seed -> new BinanceVenue(model(seed, activity), tick, BinanceRules.DOCUMENTED));
        venues.put("kraken", seed -> new KrakenVenue(model(seed, activity), tick, KrakenRules.DOCUMENTED));
        venues.put("coinbase", seed -> new CoinbaseVenue(model(seed, activity), tick, CoinbaseRules.ADVANCED_TRADE));
        venues.put(
                "coinbase:exchange",
                seed -> new CoinbaseExchangeVenue(model(seed, activity), tick, CoinbaseRules.EXCHANGE));
        return venues;
    }

    private static MarketModel model(long seed, double activity) {
        return new MarketModel(
                List.of(
                        MarketSpec.of("BTC/USDT", "64000.00").withDepth(DEPTH).withActivity(activity),
                        MarketSpec.of("ETH/USDT", "3000.00").withDepth(DEPTH).withActivity(activity)),
                seed);
    }

    private static List<Subscription> subscriptions(ExchangeProfile profile) {
        final List<Subscription> subscriptions = new ArrayList<>();
        for (final String instrument : INSTRUMENTS) {
            for (final Channel channel : Channel.values()) {
                if (profile.channels().contains(channel)) {
                    subscriptions.add(new Subscription(Instrument.of(instrument), channel));
                }
            }
        }
        return subscriptions;
    }
}
