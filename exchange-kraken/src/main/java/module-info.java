/** Kraken market data. */
module io.holdfast.exchange.kraken {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;

    exports io.holdfast.exchange.kraken;

    provides io.holdfast.exchange.ExchangeAdapter with
            io.holdfast.exchange.kraken.KrakenAdapter;
}
