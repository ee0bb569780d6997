package io.holdfast.gateway.demo;

import io.holdfast.testkit.venue.kraken.KrakenVenue;

/** The testkit's Kraken, over TLS on loopback. Found by {@code ServiceLoader}. */
public final class SimulatedKrakenExchange extends SimulatedDemoExchange<KrakenVenue> {

    /** Starts the exchange on a free port. */
    public SimulatedKrakenExchange() {
        super("kraken", KrakenVenue.usual(), "/v2", "BTC/USD", "ETH/USD");
    }
}
