/** Kraken market data. */
module io.holdfast.exchange.kraken {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;
}
