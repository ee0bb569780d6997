package io.holdfast.gateway.demo;

import io.holdfast.testkit.venue.binance.BinanceVenue;
import java.util.EnumSet;
import java.util.Set;

/** The testkit's Binance, over TLS on loopback. Found by {@code ServiceLoader}. */
public final class SimulatedBinanceExchange extends SimulatedDemoExchange<BinanceVenue> {

    /** Starts the exchange on a free port. */
    public SimulatedBinanceExchange() {
        super("binance", BinanceVenue.usual(), "", "BTC/USDT", "ETH/USDT");
    }

    @Override
    public Set<Cut> cuts() {
        return EnumSet.allOf(Cut.class);
    }

    @Override
    void announceShutdown() {
        exchange.onVenue(BinanceVenue::announceShutdown);
    }
}
