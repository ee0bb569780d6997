package io.holdfast.session;

import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.StalenessPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted: the truth that survives every connection. Confined to the session's thread.
 *
 * <p>Order is by channel, then instrument, so that requests of one channel stand together.
 */
final class SubscriptionRegistry {

    static final Comparator<Slot> ORDER = Comparator.<Slot, Channel>comparing(slot -> slot.subscription.channel())
            .thenComparing(slot -> slot.subscription.instrument());

    private final EpochWriter.Owner owner;
    private final SessionCounters counters;
    private final StalenessPolicy staleness;
    private final Map<Subscription, Slot> wanted = new HashMap<>();
    private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
    private int idsGiven;

    SubscriptionRegistry(EpochWriter.Owner owner, SessionCounters counters, StalenessPolicy staleness) {
        this.owner = owner;
        this.counters = counters;
        this.staleness = staleness;
    }

    /** {@return the new slot, or null if it is wanted already} */
    @Nullable
    Slot add(Subscription subscription, int instrumentId) {
        if (wanted.containsKey(subscription)) {
            return null;
        }
        final int id = freeIds.isEmpty() ? idsGiven++ : freeIds.remove();
        final Slot slot = new Slot(id, subscription, instrumentId, owner, counters, staleness);
        wanted.put(subscription, slot);
        return slot;
    }

    /** The slot's number is not given to another until {@link #release}: frames under it may be on their way. */
    @Nullable
    Slot remove(Subscription subscription) {
        return wanted.remove(subscription);
    }

    /** No protocol speaks of this number any more. */
    void release(int id) {
        freeIds.add(id);
    }

    List<Slot> all() {
        final List<Slot> slots = new ArrayList<>(wanted.values());
        slots.sort(ORDER);
        return slots;
    }

    int size() {
        return wanted.size();
    }

    /** {@return of how many the application was told that no data will come} */
    int refused() {
        int count = 0;
        for (final Slot slot : wanted.values()) {
            if (slot.refusalTold) {
                count++;
            }
        }
        return count;
    }
}
