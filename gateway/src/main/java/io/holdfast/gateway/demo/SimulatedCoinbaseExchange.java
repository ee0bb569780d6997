package io.holdfast.gateway.demo;

import io.holdfast.testkit.venue.coinbase.CoinbaseVenue;

/** The testkit's Coinbase Advanced Trade, over TLS on loopback. Found by {@code ServiceLoader}. */
public final class SimulatedCoinbaseExchange extends SimulatedDemoExchange<CoinbaseVenue> {

    /** Starts the exchange on a free port. */
    public SimulatedCoinbaseExchange() {
        super("coinbase", CoinbaseVenue.usual(), "", "BTC/USD", "ETH/USD");
    }
}
