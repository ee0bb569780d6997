/** Binance market data. */
module io.holdfast.exchange.binance {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;

    exports io.holdfast.exchange.binance;

    provides io.holdfast.exchange.ExchangeAdapter with
            io.holdfast.exchange.binance.BinanceAdapter;
}
