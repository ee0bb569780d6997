package io.holdfast.testkit.simulation;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketListener;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.VenueListener;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows of one exchange what had happened in its markets, and what it had told its clients, at each instant.
 *
 * <p>Confined to the simulation's thread.
 */
public final class TruthOracle implements MarketListener, VenueListener {

    private final VirtualSite site;
    private final Map<Instrument, MarketTruth> markets = new HashMap<>();
    private final Map<Subscription, SentLog> sent = new HashMap<>();

    private TruthOracle(VirtualSite site) {
        this.site = site;
    }

    /** {@return the oracle of a venue, before it has been started} */
    public static TruthOracle of(SimulatedVenue<?> venue, VirtualSite site) {
        final TruthOracle oracle = new TruthOracle(site);
        for (final Market market : venue.model().markets()) {
            oracle.markets.put(market.instrument(), new MarketTruth(market));
        }
        venue.model().addListener(oracle);
        venue.addListener(oracle);
        return oracle;
    }

    @Nullable
    MarketTruth market(Instrument instrument) {
        return markets.get(instrument);
    }

    SentLog sent(Subscription subscription) {
        return sent.computeIfAbsent(subscription, key -> new SentLog());
    }

    @Override
    public void onLevel(Market market, Side side, long price, long size) {
        truth(market).changed(side, price, size);
    }

    @Override
    public void onTrade(Market market, Side aggressor, long price, long size) {
        truth(market).traded(aggressor, price, size);
    }

    @Override
    public void onSettled(Market market) {
        truth(market).settled();
    }

    @Override
    public void onSubscribed(ClientLink client, Subscription subscription) {
        if (client instanceof VirtualWire wire) {
            wire.goOn(subscription); // what had stalled was another subscription to the same
        }
    }

    @Override
    public void onPublished(ClientLink client, Subscription subscription, boolean snapshot, long firstId, long lastId) {
        final long now = site.now();
        if (client instanceof VirtualWire wire
                && wire.carries(new Sent(subscription, snapshot, firstId, lastId, now))) {
            if (subscription.channel() == Channel.TRADES) {
                for (long id = firstId; id <= lastId; id++) {
                    sent(subscription).add(id, now);
                }
            } else {
                sent(subscription).add(lastId, now);
            }
        }
    }

    @Override
    public void onTamperedWith(ClientLink client, Subscription subscription, Fate fate, long firstId, long lastId) {
        site.struck(FaultKind.LOSE_MESSAGES);
    }

    private MarketTruth truth(Market market) {
        final MarketTruth truth = markets.get(market.instrument());
        if (truth == null) {
            throw new IllegalStateException("market: " + market.instrument() + " (expected: one of the venue's)");
        }
        return truth;
    }
}
