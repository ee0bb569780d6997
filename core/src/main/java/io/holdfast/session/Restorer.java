package io.holdfast.session;

import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.session.LinkSubscription.State;
import io.holdfast.time.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one connection to what is wanted: sends requests as fast as the exchange allows, follows each subscription
 * until it is acknowledged or refused, and asks again for those that are not answered.
 *
 * <p>A request for several that is refused, or not answered, is asked for again in halves until the one to blame stands
 * alone; that one goes into quarantine. Confined to the session's thread.
 */
final class Restorer {

    private static final int MOST_REQUESTS = 3;
    /** So long what was on its way may still come after a subscription was ended. */
    private static final long DRAIN_NANOS = 250_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

    private final Link link;
    private final Session session;
    private final Scheduler scheduler;
    private final LinkSubscriptions subscriptions;
    private final Repairs repairs;
    private final ArrayDeque<WireSubscription> leaving = new ArrayDeque<>();
    /** Numbers of subscriptions that were ended: answers to them may still come, so they stay unused on this connection. */
    private final List<Integer> retired = new ArrayList<>();

    private Scheduler.Timer pumpTimer = Scheduler.Timer.NONE;
    private Scheduler.Timer deadlineTimer = Scheduler.Timer.NONE;
    private long deadlineDueNanos;
    private boolean pumpScheduled;

    Restorer(Link link) {
        this.link = link;
        this.session = link.session;
        this.scheduler = session.commons.scheduler;
        this.subscriptions = link.subscriptions;
        this.repairs = new Repairs(link, this::schedulePump);
    }

    /** Takes up what is wanted and not yet carried, and what may be carried now that could not be before. */
    void resolve() {
        for (final Slot slot : session.registry.all()) {
            final LinkSubscription known = subscriptions.byId(slot.id);
            if (known == null) {
                resolve(subscriptions.add(slot));
            } else if (known.state == State.REFUSED && !slot.quarantined) {
                subscriptions.move(known, State.PENDING);
                resolve(known);
            }
        }
    }

    private void resolve(LinkSubscription subscription) {
        final Slot slot = subscription.slot;
        final Channel channel = slot.subscription.channel();
        final ListedInstrument listed = session.commons.catalog.find(slot.subscription.instrument());
        if (slot.quarantined) {
            subscriptions.move(subscription, State.REFUSED);
        } else if (!session.settings.profile().channels().contains(channel)) {
            refuse(
                    subscription,
                    Reason.CHANNEL_NOT_OFFERED,
                    "offered: " + session.settings.profile().channels());
        } else if (listed == null) {
            refuse(subscription, Reason.NOT_LISTED, "the exchange lists no " + slot.subscription.instrument());
        } else {
            subscription.wire = new WireSubscription(slot.id, slot.subscription, listed);
            subscription.batchLimit = Integer.MAX_VALUE;
            slot.silenceExpected = listed.status().expectsSilence();
        }
    }

    /** The connection is open: what its URL asked for counts from now. */
    void opened(long nowNanos) {
        for (final LinkSubscription subscription : subscriptions.in(State.REQUESTED)) {
            subscription.requestedAtNanos = nowNanos;
        }
        armDeadlines();
        pump();
    }

    void cancel() {
        pumpTimer.cancel();
        deadlineTimer.cancel();
        repairs.cancel();
        leaving.forEach(wire -> session.registry.release(wire.id()));
        leaving.clear();
        retired.forEach(session.registry::release);
        retired.clear();
    }

    /** This process stood still: nobody was late in that time. */
    void excuse(long pauseNanos) {
        for (final LinkSubscription subscription : subscriptions.in(State.REQUESTED)) {
            subscription.requestedAtNanos += pauseNanos;
        }
        for (final LinkSubscription subscription : subscriptions.in(State.ACTIVE)) {
            subscription.groundDueNanos += pauseNanos;
        }
    }

    /** Sends what is to be sent and may be sent now; comes back by itself for the rest. */
    void pump() {
        pumpTimer.cancel();
        while (link.isOpen() && hasWork()) {
            final long waitNanos = link.messages.tryAcquire(link.now());
            if (waitNanos > 0) {
                pumpTimer = scheduler.schedule(this::pump, waitNanos);
                return;
            }
            sendOne();
        }
        settle();
    }

    void requested(List<LinkSubscription> batch, int count, long nowNanos) {
        for (int i = 0; i < count; i++) {
            final LinkSubscription subscription = batch.get(i);
            subscriptions.move(subscription, State.REQUESTED);
            subscription.requestedAtNanos = nowNanos;
            subscription.requests++;
            subscription.batchSize = count;
            link.stalls().requested(subscription, nowNanos);
        }
    }

    void active(LinkSubscription subscription) {
        final Slot slot = subscription.slot;
        if (subscription.state == State.REFUSED) {
            return; // an answer that comes after the refusal changes nothing: it is asked for again in its time
        }
        subscriptions.move(subscription, State.ACTIVE);
        if (subscription.isSuspect() && subscriptions.count(State.REQUESTED) == 0) {
            session.poison.batchSurvived();
        }
        subscription.batchLimit = Integer.MAX_VALUE;
        subscription.requests = 0;
        subscription.groundDueNanos = link.now() + Repairs.GROUND_LIMIT_NANOS;
        link.stalls().acknowledged(subscription, link.now());
        slot.refusalTold = false;
        slot.deaths = 0;
        slot.rejections = 0;
        if (subscriptions.count(State.PENDING) > 0 && subscriptions.count(State.REQUESTED) == 0) {
            schedulePump(); // a suspect may have waited for it
        }
        settle();
    }

    /** No data will come of it; the application is told once. */
    private void refuse(LinkSubscription subscription, Reason reason, String detail) {
        final Slot slot = subscription.slot;
        subscriptions.move(subscription, State.REFUSED);
        subscription.wire = null;
        if (!slot.refusalTold) {
            slot.refusalTold = true;
            LOG.warn("{} {} refused: {} ({})", session.settings.name(), slot.subscription, reason, detail);
            session.commons.epochs.refuse(slot, reason);
        }
        settle();
    }

    /** The exchange refused it; it is asked for again later, while the others go on. */
    void rejected(LinkSubscription subscription, boolean permanent, Reason reason, String detail) {
        refuse(subscription, reason, detail);
        session.quarantine.take(subscription.slot, permanent);
    }

    /** One of several was refused, nobody says which: asked for again in halves. */
    void bisect(LinkSubscription subscription, int batchSize) {
        subscriptions.move(subscription, State.PENDING);
        subscription.batchLimit = Math.max(1, batchSize / 2);
        schedulePump();
    }

    void remove(Slot slot) {
        final LinkSubscription subscription = subscriptions.byId(slot.id);
        if (subscription == null) {
            session.registry.release(slot.id);
            return;
        }
        subscriptions.remove(subscription);
        subscription.repairTimer.cancel();
        final WireSubscription wire = subscription.wire;
        if (wire != null && (subscription.requests > 0 || subscription.state == State.ACTIVE)) {
            leaving.add(wire);
            schedulePump();
        } else if (subscription.requests > 0 || subscription.state == State.REFUSED) {
            retired.add(slot.id);
        } else {
            session.registry.release(slot.id);
        }
        settle();
    }

    /** Makes one subscription whole again; the protocol is not called from within its own call. */
    void resync(LinkSubscription subscription) {
        repairs.want(subscription);
    }

    /** Makes one subscription anew, however well it could be repaired. */
    void beginAnew(LinkSubscription subscription) {
        subscription.beginAnew = true;
        repairs.want(subscription);
    }

    /** Ends one subscription, and asks for it again once what was on its way cannot be taken for the new one's. */
    void resubscribe(LinkSubscription subscription) {
        final WireSubscription wire = subscription.wire;
        if (wire == null || subscription.state != State.ACTIVE) {
            return;
        }
        endEpoch(subscription);
        link.protocol.unsubscribe(List.of(wire), link);
        subscription.batchLimit = 1;
        subscription.repairQueued = true;
        subscription.repairTimer = scheduler.schedule(
                () -> {
                    subscription.repairQueued = false;
                    if (subscription.state == State.ACTIVE) {
                        endEpoch(subscription); // what was on its way may have opened another
                        subscriptions.move(subscription, State.PENDING);
                        pump();
                    }
                },
                DRAIN_NANOS);
    }

    /** Whatever the exchange says between the end of a subscription and its beginning anew, nobody will see to be missing. */
    private void endEpoch(LinkSubscription subscription) {
        session.commons.epochs.close(subscription.slot, subscription.brokenBy);
    }

    private void schedulePump() {
        if (!pumpScheduled) {
            pumpScheduled = true;
            scheduler.execute(() -> {
                pumpScheduled = false;
                pump();
            });
        }
    }

    private boolean hasWork() {
        return repairs.isDue() || !leaving.isEmpty() || !nextBatch().isEmpty();
    }

    private void sendOne() {
        if (repairs.isDue()) {
            repairs.makeOne();
            return;
        }
        if (!leaving.isEmpty()) {
            final int sent = link.protocol.unsubscribe(List.copyOf(leaving), link);
            for (int i = 0; i < sent; i++) {
                retired.add(leaving.remove().id());
            }
            return;
        }
        final List<LinkSubscription> batch = nextBatch();
        final int sent = link.protocol.subscribe(LinkSubscriptions.wire(batch), link);
        requested(batch, Math.min(sent, batch.size()), link.now());
    }

    /** Those that nothing is known against go first and together; a suspect waits until nothing else is unanswered. */
    private List<LinkSubscription> nextBatch() {
        if (subscriptions.count(State.PENDING) == 0) {
            return List.of();
        }
        final List<LinkSubscription> pending = subscriptions.in(State.PENDING);
        final List<LinkSubscription> suspects = new ArrayList<>(pending);
        suspects.removeIf(subscription -> !subscription.isSuspect());
        pending.removeAll(suspects);
        if (pending.isEmpty()) {
            return subscriptions.count(State.REQUESTED) > 0
                    ? List.of()
                    : suspects.subList(0, Math.min(suspects.size(), session.poison.batchLimit()));
        }
        return alike(pending);
    }

    private static List<LinkSubscription> alike(List<LinkSubscription> candidates) {
        int limit = 0;
        for (final LinkSubscription candidate : candidates) {
            limit = Math.max(limit, candidate.batchLimit);
        }
        final List<LinkSubscription> batch = new ArrayList<>();
        for (final LinkSubscription candidate : candidates) {
            if (candidate.batchLimit == limit && batch.size() < limit) {
                batch.add(candidate);
            }
        }
        return batch;
    }

    private void settle() {
        if (link.isOpen() && subscriptions.isSettled()) {
            session.settled(link);
        }
    }

    private void armDeadlines() {
        final long nanos = session.settings.profile().subscribeTimeout().toNanos() / 2 + 1;
        deadlineDueNanos = link.now() + nanos;
        deadlineTimer = scheduler.schedule(this::checkDeadlines, nanos);
    }

    private void checkDeadlines() {
        if (!link.isOpen()) {
            return;
        }
        final long now = link.now();
        session.commons.pauses.onTimer(deadlineDueNanos, now);
        final long timeoutNanos = session.settings.profile().subscribeTimeout().toNanos();
        long oldestLateNanos = now;
        int late = 0;
        for (final LinkSubscription subscription : subscriptions.in(State.REQUESTED)) {
            if (now - subscription.requestedAtNanos >= timeoutNanos) {
                late++;
                oldestLateNanos = Math.min(oldestLateNanos - now, subscription.requestedAtNanos - now) + now;
                late(subscription);
            }
        }
        if (late > 0 && !link.heardDataSince(oldestLateNanos)) {
            link.lost(Loss.of(
                    Reason.SUBSCRIBE_TIMEOUT,
                    "no subscription acknowledged within "
                            + session.settings.profile().subscribeTimeout()));
            return;
        }
        for (final LinkSubscription subscription : subscriptions.in(State.ACTIVE)) {
            repairs.checkGround(subscription, now);
        }
        if (late > 0) {
            pump();
        }
        armDeadlines();
    }

    private void late(LinkSubscription subscription) {
        if (subscription.requests >= MOST_REQUESTS) {
            rejected(
                    subscription,
                    false,
                    Reason.REJECTED,
                    "not acknowledged after " + subscription.requests + " requests");
        } else {
            subscriptions.move(subscription, State.PENDING);
            subscription.batchLimit = Math.max(1, subscription.batchSize / 2);
        }
    }
}
