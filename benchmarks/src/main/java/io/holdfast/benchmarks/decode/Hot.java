package io.holdfast.benchmarks.decode;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.binance.BinanceAdapter;
import io.holdfast.exchange.coinbase.CoinbaseAdapter;
import io.holdfast.exchange.kraken.KrakenAdapter;
import io.holdfast.market.Channel;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.binance.BinanceRules;
import io.holdfast.testkit.venue.binance.BinanceVenue;
import io.holdfast.testkit.venue.coinbase.CoinbaseRules;
import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import java.time.Duration;
import java.util.List;

/** The messages that come most often, as the simulated exchanges send them. */
public enum Hot {
    /** Binance {@code bookTicker}. */
    BINANCE_TICKER(Channel.TOP_OF_BOOK, "BTC/USDT", Messages.BinanceTicker.class, 1, 3),
    /** Binance {@code depth@100ms}, applied and joined; of a market in which forty orders come in that time. */
    BINANCE_DEPTH(Channel.BOOK, "BTC/USDT", Messages.BinanceDepth.class, 100, 40),
    /** Kraken {@code book}, depth 10, checksum verified. */
    KRAKEN_BOOK(Channel.BOOK, "BTC/USD", Messages.KrakenBook.class, 1, 3),
    /** Coinbase {@code l2_data}. */
    COINBASE_LEVEL2(Channel.BOOK, "BTC/USD", Messages.CoinbaseLevel2.class, 1, 3);

    final Channel channel;
    final String instrument;
    /** What a mapper fills. */
    final Class<?> message;
    /** Virtual time between two steps of the market. */
    final Duration step;

    /** Orders that come in that time. */
    final int orders;

    Hot(Channel channel, String instrument, Class<?> message, int stepMillis, int orders) {
        this.channel = channel;
        this.instrument = instrument;
        this.message = message;
        this.orders = orders;
        this.step = Duration.ofMillis(stepMillis);
    }

    ExchangeAdapter adapter() {
        return switch (this) {
            case BINANCE_TICKER, BINANCE_DEPTH -> new BinanceAdapter();
            case KRAKEN_BOOK -> new KrakenAdapter();
            case COINBASE_LEVEL2 -> new CoinbaseAdapter();
        };
    }

    SimulatedVenue<?> venue() {
        final MarketModel model = new MarketModel(List.of(MarketSpec.of(instrument, "64000.00")), 7);
        return switch (this) {
            case BINANCE_TICKER, BINANCE_DEPTH -> new BinanceVenue(model, Duration.ZERO, BinanceRules.DOCUMENTED);
            case KRAKEN_BOOK -> new KrakenVenue(model, Duration.ZERO, KrakenRules.DOCUMENTED);
            case COINBASE_LEVEL2 -> new CoinbaseVenue(model, Duration.ZERO, CoinbaseRules.ADVANCED_TRADE);
        };
    }
}
