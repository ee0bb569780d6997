/** Coinbase market data. */
module io.holdfast.exchange.coinbase {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;

    exports io.holdfast.exchange.coinbase;

    provides io.holdfast.exchange.ExchangeAdapter with
            io.holdfast.exchange.coinbase.CoinbaseAdapter;
}
