package io.holdfast.session;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.feed.Reason;
import io.holdfast.time.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the wire to what is wanted: sends requests as fast as the exchange allows, follows each subscription until it
 * is acknowledged or refused, and asks again for those that are not answered.
 *
 * <p>Confined to the session's thread.
 */
final class Restorer {

    private static final int MOST_REQUESTS = 3;
    private static final long ASK_REFUSED_AGAIN_NANOS = 30_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

    private final Link link;
    private final ArrayDeque<WireSubscription> leaving = new ArrayDeque<>();
    private final ArrayDeque<Runnable> repairs = new ArrayDeque<>();
    private final List<Scheduler.Timer> retryTimers = new ArrayList<>();

    private Scheduler.Timer pumpTimer = Scheduler.Timer.NONE;
    private Scheduler.Timer deadlineTimer = Scheduler.Timer.NONE;

    Restorer(Link link) {
        this.link = link;
    }

    /** The connection is open: what its URL asked for counts from now. */
    void opened(long nowNanos) {
        for (final Slot slot : link.session.registry.in(Slot.Wire.REQUESTED)) {
            slot.requestedAtNanos = nowNanos;
        }
        checkDeadlines();
        pump();
    }

    void cancel() {
        pumpTimer.cancel();
        deadlineTimer.cancel();
        retryTimers.forEach(Scheduler.Timer::cancel);
        repairs.clear();
        leaving.forEach(wire -> link.session.registry.release(wire.id()));
        leaving.clear();
    }

    /** Sends what is to be sent and may be sent now; comes back by itself for the rest. */
    void pump() {
        pumpTimer.cancel();
        while (link.isOpen() && hasWork()) {
            final long waitNanos = link.messages.tryAcquire(link.now());
            if (waitNanos > 0) {
                pumpTimer = link.session.commons.scheduler.schedule(this::pump, waitNanos);
                return;
            }
            sendOne();
        }
        settle();
    }

    void requested(Slot slot, long nowNanos) {
        slot.state = Slot.Wire.REQUESTED;
        slot.requestedAtNanos = nowNanos;
        slot.requests++;
    }

    void active(Slot slot) {
        slot.state = Slot.Wire.ACTIVE;
        slot.refusalTold = false;
        settle();
    }

    /** No data will come of it; the application is told once. */
    void refuse(Slot slot, Reason reason, String detail) {
        slot.state = Slot.Wire.REFUSED;
        slot.wire = null;
        if (!slot.refusalTold) {
            slot.refusalTold = true;
            LOG.warn("{} {} refused: {} ({})", link.session.settings.name(), slot.subscription, reason, detail);
            link.session.commons.epochs.refuse(slot, reason);
        }
        settle();
    }

    /** The exchange refused it; unless for good, it is asked again later, while the others go on. */
    void rejected(Slot slot, boolean permanent, String detail) {
        final WireSubscription wire = slot.wire;
        refuse(slot, Reason.REJECTED, detail);
        if (!permanent) {
            retryTimers.add(link.session.commons.scheduler.schedule(
                    () -> {
                        if (slot.state == Slot.Wire.REFUSED && link.isOpen()) {
                            slot.wire = wire;
                            slot.state = Slot.Wire.PENDING;
                            slot.alone = true;
                            pump();
                        }
                    },
                    ASK_REFUSED_AGAIN_NANOS));
        }
    }

    /** One of several was refused, nobody says which: each is asked for alone. */
    void askAlone(Slot slot) {
        slot.state = Slot.Wire.PENDING;
        slot.alone = true;
        schedulePump();
    }

    void remove(Slot slot) {
        if (slot.wire != null && slot.state != Slot.Wire.PENDING) {
            leaving.add(slot.wire);
            schedulePump();
        } else {
            link.session.registry.release(slot.id);
        }
        settle();
    }

    /** Makes one subscription whole again; the protocol is not called from within its own call. */
    void resync(Slot slot) {
        repairs.add(() -> {
            final WireSubscription wire = slot.wire;
            if (wire != null && !link.protocol.resync(wire, link)) {
                link.protocol.unsubscribe(List.of(wire), link);
                slot.state = Slot.Wire.PENDING;
                slot.alone = true;
            }
        });
        schedulePump();
    }

    private void schedulePump() {
        link.session.commons.scheduler.execute(this::pump);
    }

    private boolean hasWork() {
        return !repairs.isEmpty() || !leaving.isEmpty() || link.session.registry.count(Slot.Wire.PENDING) > 0;
    }

    private void sendOne() {
        if (!repairs.isEmpty()) {
            repairs.remove().run();
            return;
        }
        if (!leaving.isEmpty()) {
            final List<WireSubscription> batch = List.copyOf(leaving);
            final int sent = link.protocol.unsubscribe(batch, link);
            for (int i = 0; i < sent; i++) {
                link.session.registry.release(leaving.remove().id());
            }
            return;
        }
        final List<Slot> batch = nextBatch();
        final int sent = link.protocol.subscribe(SubscriptionRegistry.wire(batch), link);
        final long now = link.now();
        for (int i = 0; i < sent; i++) {
            requested(batch.get(i), now);
        }
    }

    private List<Slot> nextBatch() {
        final List<Slot> pending = link.session.registry.in(Slot.Wire.PENDING);
        final List<Slot> together = new ArrayList<>(pending);
        together.removeIf(slot -> slot.alone);
        return together.isEmpty() ? List.of(pending.get(0)) : together;
    }

    private void settle() {
        if (link.isOpen() && link.session.registry.isSettled()) {
            link.session.settled();
        }
    }

    private void checkDeadlines() {
        if (!link.isOpen()) {
            return;
        }
        final long now = link.now();
        final long timeoutNanos =
                link.session.settings.profile().subscribeTimeout().toNanos();
        boolean anyLate = false;
        for (final Slot slot : link.session.registry.in(Slot.Wire.REQUESTED)) {
            if (now - slot.requestedAtNanos >= timeoutNanos) {
                anyLate = true;
                late(slot);
            }
        }
        if (anyLate) {
            if (nothingEverAnswered()) {
                link.lost(Loss.of(
                        Reason.SUBSCRIBE_TIMEOUT,
                        "no subscription acknowledged within "
                                + link.session.settings.profile().subscribeTimeout()));
                return;
            }
            pump();
        }
        deadlineTimer = link.session.commons.scheduler.schedule(this::checkDeadlines, timeoutNanos / 2 + 1);
    }

    private void late(Slot slot) {
        if (slot.requests >= MOST_REQUESTS) {
            rejected(slot, false, "not acknowledged after " + slot.requests + " requests");
        } else {
            slot.state = Slot.Wire.PENDING;
            slot.alone = true;
        }
    }

    private boolean nothingEverAnswered() {
        return link.session.registry.count(Slot.Wire.ACTIVE) == 0
                && link.session.registry.count(Slot.Wire.REFUSED) == 0;
    }
}
