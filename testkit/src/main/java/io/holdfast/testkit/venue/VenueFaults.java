package io.holdfast.testkit.venue;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What goes wrong inside a venue while the connection is in order. Faults of the connection itself are the host's.
 *
 * <p>Confined to the venue's thread.
 */
public final class VenueFaults {

    private final Set<Instrument> refused = new HashSet<>();
    private final Set<Subscription> ignored = new HashSet<>();
    private final Set<Subscription> stopped = new HashSet<>();
    private final Map<Subscription, ArrayDeque<Fate>> fates = new HashMap<>();
    private boolean requestsUnanswered;
    private boolean heartbeatsWithheld;

    VenueFaults() {}

    /** Refuses subscriptions to an instrument from now on, as if it were unknown or not for this client. */
    public void refuse(Instrument instrument) {
        refused.add(requireNonNull(instrument, "instrument"));
    }

    /** Acknowledges new subscriptions of this kind, but never sends anything for them. */
    public void ignore(Subscription subscription) {
        ignored.add(requireNonNull(subscription, "subscription"));
    }

    /** Sends nothing more of this kind to anyone; the connections stay, and so does everything else. */
    public void stop(Subscription subscription) {
        stopped.add(requireNonNull(subscription, "subscription"));
    }

    /** Sets what becomes of the next message of this kind; called several times, of the ones after it. */
    public void next(Subscription subscription, Fate fate) {
        fates.computeIfAbsent(requireNonNull(subscription, "subscription"), key -> new ArrayDeque<>())
                .add(requireNonNull(fate, "fate"));
    }

    /** Sets whether requests are left without an answer and without an effect. */
    public void requestsUnanswered(boolean value) {
        requestsUnanswered = value;
    }

    /** Sets whether heartbeats of the protocol (not WebSocket pings) are withheld. */
    public void heartbeatsWithheld(boolean value) {
        heartbeatsWithheld = value;
    }

    /** Heals everything. What was lost stays lost, and ignored subscriptions stay dead. */
    public void clear() {
        refused.clear();
        ignored.clear();
        stopped.clear();
        fates.clear();
        requestsUnanswered = false;
        heartbeatsWithheld = false;
    }

    /** {@return whether subscriptions to it are refused} */
    public boolean refuses(Instrument instrument) {
        return !refused.isEmpty() && refused.contains(instrument);
    }

    /** {@return whether new subscriptions of this kind are dead from the start} */
    public boolean ignores(Subscription subscription) {
        return !ignored.isEmpty() && ignored.contains(subscription);
    }

    /** {@return whether requests get no answer} */
    public boolean leavesRequestsUnanswered() {
        return requestsUnanswered;
    }

    /** {@return whether heartbeats are withheld} */
    public boolean withholdsHeartbeats() {
        return heartbeatsWithheld;
    }

    /** {@return what becomes of the next message of this kind} Each call stands for one message. */
    public Fate nextFate(Subscription subscription) {
        if (!stopped.isEmpty() && stopped.contains(subscription)) {
            return Fate.LOST;
        }
        if (fates.isEmpty()) {
            return Fate.SENT;
        }
        final ArrayDeque<Fate> waiting = fates.get(subscription);
        if (waiting == null) {
            return Fate.SENT;
        }
        final Fate fate = waiting.remove();
        if (waiting.isEmpty()) {
            fates.remove(subscription);
        }
        return fate;
    }
}
