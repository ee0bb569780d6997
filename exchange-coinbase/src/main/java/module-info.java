/** Coinbase market data. */
module io.holdfast.exchange.coinbase {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;
}
