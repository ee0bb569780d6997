package io.holdfast.session;

import io.holdfast.exchange.WireSubscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All subscriptions of one connection, by number and by state. Confined to the session's thread. */
final class LinkSubscriptions {

    private final int[] counts = new int[LinkSubscription.State.values().length];
    private @Nullable LinkSubscription[] byId = new LinkSubscription[16];

    /** {@return the subscription of a number that a protocol named; null if it is not carried here (any more)} */
    @Nullable
    LinkSubscription byId(int id) {
        return id >= 0 && id < byId.length ? byId[id] : null;
    }

    /** {@return the number above every one that is carried} */
    int limit() {
        return byId.length;
    }

    LinkSubscription add(Slot slot) {
        if (slot.id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(slot.id + 1, byId.length * 2));
        }
        final LinkSubscription added = new LinkSubscription(slot);
        byId[slot.id] = added;
        counts[added.state.ordinal()]++;
        return added;
    }

    void remove(LinkSubscription subscription) {
        byId[subscription.slot.id] = null;
        counts[subscription.state.ordinal()]--;
    }

    void move(LinkSubscription subscription, LinkSubscription.State next) {
        counts[subscription.state.ordinal()]--;
        subscription.state = next;
        counts[next.ordinal()]++;
    }

    int count(LinkSubscription.State state) {
        return counts[state.ordinal()];
    }

    List<LinkSubscription> all() {
        final List<LinkSubscription> found = new ArrayList<>();
        for (final LinkSubscription subscription : byId) {
            if (subscription != null) {
                found.add(subscription);
            }
        }
        return found;
    }

    /** {@return those in a state, by channel, then instrument} */
    List<LinkSubscription> in(LinkSubscription.State state) {
        final List<LinkSubscription> found = new ArrayList<>(count(state));
        for (final LinkSubscription subscription : byId) {
            if (subscription != null && subscription.state == state) {
                found.add(subscription);
            }
        }
        found.sort((one, other) -> SubscriptionRegistry.ORDER.compare(one.slot, other.slot));
        return found;
    }

    /** {@return whether every one is active or refused} */
    boolean isSettled() {
        return count(LinkSubscription.State.PENDING) == 0 && count(LinkSubscription.State.REQUESTED) == 0;
    }

    static List<WireSubscription> wire(List<LinkSubscription> subscriptions) {
        final List<WireSubscription> wire = new ArrayList<>(subscriptions.size());
        for (final LinkSubscription subscription : subscriptions) {
            if (subscription.wire != null) {
                wire.add(subscription.wire);
            }
        }
        return wire;
    }
}
