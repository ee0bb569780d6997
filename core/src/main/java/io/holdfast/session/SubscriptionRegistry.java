package io.holdfast.session;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final Comparator<Slot> ORDER = Comparator.<Slot, Channel>comparing(
                    slot -> slot.subscription.channel())
            .thenComparing(slot -> slot.subscription.instrument());

    private final EpochWriter.Owner owner;
    private final SessionCounters counters;
    private final Map<Subscription, Slot> wanted = new HashMap<>();
    private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
    private @Nullable Slot[] byId = new Slot[16];
    private int idsGiven;

    SubscriptionRegistry(EpochWriter.Owner owner, SessionCounters counters) {
        this.owner = owner;
        this.counters = counters;
    }

    /** {@return the new slot, or null if it is wanted already} */
    @Nullable
    Slot add(Subscription subscription, int instrumentId) {
        if (wanted.containsKey(subscription)) {
            return null;
        }
        final int id = freeIds.isEmpty() ? idsGiven++ : freeIds.remove();
        if (id == byId.length) {
            byId = Arrays.copyOf(byId, id * 2);
        }
        final Slot slot = new Slot(id, subscription, instrumentId, owner, counters);
        byId[id] = slot;
        wanted.put(subscription, slot);
        return slot;
    }

    /** The slot's number is not given to another until {@link #release}: frames under it may be on their way. */
    @Nullable
    Slot remove(Subscription subscription) {
        final Slot slot = wanted.remove(subscription);
        if (slot != null) {
            byId[slot.id] = null;
        }
        return slot;
    }

    /** No protocol speaks of this number any more. */
    void release(int id) {
        freeIds.add(id);
    }

    /** {@return the slot of an id that a protocol named; null if it is not wanted any more} */
    @Nullable
    Slot byId(int id) {
        return id >= 0 && id < byId.length ? byId[id] : null;
    }

    List<Slot> all() {
        final List<Slot> slots = new ArrayList<>(wanted.values());
        slots.sort(ORDER);
        return slots;
    }

    List<Slot> in(Slot.Wire state) {
        final List<Slot> slots = all();
        slots.removeIf(slot -> slot.state != state);
        return slots;
    }

    int size() {
        return wanted.size();
    }

    int count(Slot.Wire state) {
        int count = 0;
        for (final Slot slot : wanted.values()) {
            if (slot.state == state) {
                count++;
            }
        }
        return count;
    }

    /** {@return whether every subscription is active or refused} */
    boolean isSettled() {
        for (final Slot slot : wanted.values()) {
            if (slot.state == Slot.Wire.PENDING || slot.state == Slot.Wire.REQUESTED) {
                return false;
            }
        }
        return true;
    }

    static List<WireSubscription> wire(List<Slot> slots) {
        final List<WireSubscription> subscriptions = new ArrayList<>(slots.size());
        for (final Slot slot : slots) {
            if (slot.wire != null) {
                subscriptions.add(slot.wire);
            }
        }
        return subscriptions;
    }
}
