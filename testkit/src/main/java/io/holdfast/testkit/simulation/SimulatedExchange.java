package io.holdfast.testkit.simulation;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.transport.Endpoint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * An exchange that takes part in a simulation: the real plugin on this side, a venue on the other.
 *
 * @param name          in the ring and in reports; one of its own for each that takes part
 * @param adapter       the plugin
 * @param profile       which of the plugin's profiles
 * @param venue         makes the venue, from a seed, not yet started
 * @param subscriptions what is wanted
 */
public record SimulatedExchange(
        String name,
        ExchangeAdapter adapter,
        ExchangeProfile profile,
        LongFunction<? extends SimulatedVenue<?>> venue,
        List<Subscription> subscriptions) {

    /** Checks that nothing is missing. */
    public SimulatedExchange {
        requireNonNull(name, "name");
        requireNonNull(adapter, "adapter");
        requireNonNull(profile, "profile");
        requireNonNull(venue, "venue");
        subscriptions = List.copyOf(subscriptions);
    }

    /** Takes part by the first of the plugin's profiles. */
    public SimulatedExchange(
            String name,
            ExchangeAdapter adapter,
            LongFunction<? extends SimulatedVenue<?>> venue,
            List<Subscription> subscriptions) {
        this(name, adapter, adapter.profiles().get(0), venue, subscriptions);
    }

    /** {@return the same under another name} */
    public SimulatedExchange named(String other) {
        return new SimulatedExchange(other, adapter, profile, venue, subscriptions);
    }

    /** {@return the host names that lead to it} */
    Set<String> hosts() {
        final Set<String> hosts = new LinkedHashSet<>();
        for (final Endpoint endpoint : profile().streams()) {
            hosts.add(endpoint.host());
        }
        hosts.add(profile().http().host());
        return hosts;
    }
}
