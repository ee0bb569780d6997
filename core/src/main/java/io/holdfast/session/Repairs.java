package io.holdfast.session;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.session.LinkSubscription.State;
import java.util.ArrayDeque;

/**
 * Makes single subscriptions of one connection whole again. The first repair is made at once; one that follows upon
 * another waits, ever longer, and a book that has not found its ground in time is repaired again. Confined to the
 * session's thread.
 */
final class Repairs {

    /** How long a book may be without its ground until it is asked for again. */
    static final long GROUND_LIMIT_NANOS = 15_000_000_000L;

    private static final long FIRST_WAIT_NANOS = 100_000_000L;
    private static final long LONGEST_WAIT_NANOS = 30_000_000_000L;
    /** A book that has held for so long is well again. */
    private static final long WELL_AFTER_NANOS = 60_000_000_000L;

    private static final int MOST_DOUBLINGS = 9;
    /** From this repair in a row on, the subscription is begun anew instead. */
    private static final int BEGIN_ANEW = 3;

    private final Link link;
    private final Runnable due;
    private final ArrayDeque<LinkSubscription> ready = new ArrayDeque<>();

    /**
     * Makes one with nothing to repair.
     *
     * @param due is called when there is something to {@link #makeOne}
     */
    Repairs(Link link, Runnable due) {
        this.link = link;
        this.due = due;
    }

    void want(LinkSubscription subscription) {
        if (subscription.repairQueued || subscription.state == State.REFUSED) {
            return;
        }
        subscription.repairQueued = true;
        final Slot slot = subscription.slot;
        final long now = link.now();
        if (slot.repairs > 0 && now - slot.repairedAtNanos >= WELL_AFTER_NANOS) {
            slot.repairs = 0;
        }
        final long waitNanos = slot.repairs == 0
                ? 0
                : Math.min(LONGEST_WAIT_NANOS, FIRST_WAIT_NANOS << Math.min(slot.repairs - 1, MOST_DOUBLINGS));
        if (waitNanos == 0) {
            begin(subscription);
        } else {
            subscription.repairTimer = link.session.commons.scheduler.schedule(() -> begin(subscription), waitNanos);
        }
    }

    /** A book without its ground for too long is repaired again: what was asked for has been lost. */
    void checkGround(LinkSubscription subscription, long now) {
        final Slot slot = subscription.slot;
        if (slot.subscription.channel() != Channel.BOOK || slot.open || link.isWaitingFor(slot.id)) {
            subscription.groundDueNanos = now + GROUND_LIMIT_NANOS;
        } else if (now - subscription.groundDueNanos >= 0) {
            subscription.groundDueNanos = now + GROUND_LIMIT_NANOS;
            want(subscription);
        }
    }

    boolean isDue() {
        return !ready.isEmpty();
    }

    void makeOne() {
        final LinkSubscription subscription = ready.remove();
        subscription.repairQueued = false;
        final WireSubscription wire = subscription.wire;
        final Slot slot = subscription.slot;
        if (wire == null || subscription.state != State.ACTIVE && subscription.state != State.REQUESTED) {
            return;
        }
        if (slot.subscription.channel() == Channel.BOOK && slot.open && !subscription.beginAnew) {
            return; // it has found its ground while the repair waited
        }
        slot.repairs++;
        slot.repairedAtNanos = link.now();
        subscription.groundDueNanos = link.now() + GROUND_LIMIT_NANOS;
        final boolean anew = subscription.beginAnew || slot.repairs > BEGIN_ANEW;
        subscription.beginAnew = false;
        if (anew || !link.protocol.resync(wire, link)) {
            if (subscription.state == State.REQUESTED) {
                link.subscriptions.move(subscription, State.ACTIVE); // what is on its way is overtaken
            }
            link.restorer().resubscribe(subscription);
        }
    }

    void cancel() {
        link.subscriptions.all().forEach(subscription -> subscription.repairTimer.cancel());
        ready.clear();
    }

    private void begin(LinkSubscription subscription) {
        if (link.subscriptions.byId(subscription.slot.id) == subscription) {
            ready.add(subscription);
            due.run();
        }
    }
}
