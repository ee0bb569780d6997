package io.holdfast.exchange;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import java.util.List;

/**
 * A subscription as a protocol handles it: what is wanted, the exchange's symbol for it, and the number by which
 * protocol and engine speak of it.
 *
 * @param id           dense, from 0; stable for as long as the subscription is wanted, then given to another
 * @param subscription what is wanted
 * @param listed       the instrument as the exchange lists it
 */
public record WireSubscription(int id, Subscription subscription, ListedInstrument listed) {

    /** Checks that the parts agree. */
    public WireSubscription {
        requireNonNull(subscription, "subscription");
        requireNonNull(listed, "listed");
        if (id < 0) {
            throw new IllegalArgumentException("id: " + id + " (expected: >= 0)");
        }
        if (!subscription.instrument().equals(listed.instrument())) {
            throw new IllegalArgumentException(
                    "listed: " + listed.instrument() + " (expected: " + subscription.instrument() + ")");
        }
    }

    /**
     * {@return the longest run from the front that is of one channel, for exchanges whose requests are}
     *
     * @param pending not empty
     * @param most    how many one request may carry; at least 1
     */
    public static List<WireSubscription> ofOneChannel(List<WireSubscription> pending, int most) {
        int count = 1;
        while (count < Math.min(most, pending.size())
                && pending.get(count).channel() == pending.get(0).channel()) {
            count++;
        }
        return pending.subList(0, count);
    }

    /** {@return the exchange's names of the instruments, in order} */
    public static List<String> symbols(List<WireSubscription> subscriptions) {
        return subscriptions.stream().map(WireSubscription::symbol).toList();
    }

    /** {@return the exchange's name of the instrument} */
    public String symbol() {
        return listed.symbol();
    }

    /** {@return what kind of data} */
    public Channel channel() {
        return subscription.channel();
    }
}
