/** Binance market data. */
module io.holdfast.exchange.binance {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;
}
