package io.holdfast.session;

import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.resilience.StalenessDetector;
import io.holdfast.resilience.Suspicion;
import io.holdfast.session.LinkSubscription.State;
import io.holdfast.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Watches each subscription of one connection against its own rhythm. Confined to the session's thread; what is called
 * for each frame allocates nothing.
 *
 * <p>Silence alone convicts nobody: a quiet market is not a dead one. What counts as evidence:
 *
 * <ul>
 *   <li>one subscription is silent beyond its rhythm while others flow: its epoch ends, and if it stays silent that one
 *       is made anew;
 *   <li>all that have a rhythm are silent beyond it: their epochs end, and one is made anew as a probe. If the exchange
 *       does not answer it, the connection is lost; if it does, the market is quiet;
 *   <li>trades may stay out for long in a market that is alive, so they are only ever made anew, and only while many
 *       others come.
 * </ul>
 *
 * <p>One that was made anew, and stays silent although another channel of the same instrument flows, shows a connection
 * that is broken behind the exchange's front: it is replaced, ever more rarely.
 *
 * <p>An answer to what was made anew vindicates the silence: it is learned, and the same silence alarms nobody again.
 */
final class StallWatch {

    private static final long INTERVAL_NANOS = 1_000_000_000L;
    /** Shorter silences of a whole connection say nothing. */
    private static final long COLLECTIVE_NANOS = 10_000_000_000L;
    /** So many trades of others during a silence of one are evidence against it. */
    private static final long TELLING_TRADES = 20;

    /** So long after it was made anew a subscription may stay silent before the connection is to blame; grows fourfold. */
    private static final long REPLACE_AFTER_NANOS = 60_000_000_000L;

    /** So many frames of the instrument's other channels in that time are evidence against the connection. */
    private static final long TELLING_FRAMES = 50;

    private static final int MOST_DOUBLINGS = 12;
    /** After so long without, a connection may again be replaced as soon as at first. */
    private static final long REPLACEMENT_FORGOTTEN_NANOS = 6 * 3_600_000_000_000L;

    private final Link link;
    private final LinkSubscriptions subscriptions;
    private final Runnable tick = this::onTick;

    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private long dueNanos;
    private long dataNanos; // when data of any subscription last came
    private long trades; // frames with trades
    private boolean probed; // the silence under way of the connection as a whole
    private int silent;

    StallWatch(Link link) {
        this.link = link;
        this.subscriptions = link.subscriptions;
    }

    void opened(long now) {
        dataNanos = now;
        arm(now);
    }

    void cancel() {
        timer.cancel();
        for (final LinkSubscription subscription : subscriptions.all()) {
            subscription.slot.rhythm.disarm();
            subscription.slot.stalled = false;
        }
    }

    /** {@return how many subscriptions were silent beyond their rhythm when last looked} */
    int silent() {
        return silent;
    }

    /** A subscription was sent: from now on data is expected. */
    void requested(LinkSubscription subscription, long now) {
        if (!subscription.slot.stalled) { // made anew for its silence, which goes on
            subscription.slot.rhythm.arm(now);
            subscription.slot.dataNanos = now;
        }
    }

    /** The exchange has confirmed a subscription: one that was made anew is well, and only quiet. */
    void acknowledged(LinkSubscription subscription, long now) {
        if (subscription.slot.stalled) {
            subscription.slot.rhythm.vindicate(now);
            subscription.anewSince = now;
            subscription.instrumentFrames = instrumentFrames(subscription);
            subscription.anew = true;
            if (probed) {
                for (final LinkSubscription other : subscriptions.in(State.ACTIVE)) {
                    other.slot.rhythm.vindicate(now);
                }
            }
        }
    }

    /** Data came; several events of one frame count once. */
    void data(LinkSubscription subscription, long frameNanos) {
        final Slot slot = subscription.slot;
        if (slot.dataNanos == frameNanos) {
            return;
        }
        slot.dataNanos = frameNanos;
        subscription.frames++;
        dataNanos = frameNanos;
        probed = false;
        slot.rhythm.onData(frameNanos);
        if (slot.subscription.channel() == Channel.TRADES) {
            trades++;
            slot.tradesBefore = trades;
        }
        if (slot.stalled) {
            slot.stalled = false;
            subscription.anew = false;
            if (slot.subscription.channel() == Channel.BOOK && !slot.open) {
                link.restorer().resync(subscription);
            }
        }
    }

    /** This process stood still. */
    void excuse(long now) {
        for (final LinkSubscription subscription : subscriptions.all()) {
            subscription.slot.rhythm.excuse(now);
        }
        dataNanos = now;
    }

    private void arm(long now) {
        dueNanos = now + INTERVAL_NANOS;
        timer = link.session.commons.scheduler.schedule(tick, INTERVAL_NANOS);
    }

    private void onTick() {
        final long now = link.now();
        link.session.commons.pauses.onTimer(dueNanos, now);
        if (!link.isOpen()) {
            return;
        }
        if (!link.session.trust.isInMaintenance()) {
            final int before = silent;
            look(now);
            if (silent != before) {
                link.session.refreshStatus();
            }
        }
        arm(now);
    }

    private void look(long now) {
        silent = 0;
        boolean allSilent = true;
        boolean anyConvicted = false;
        for (int id = 0; id < subscriptions.limit(); id++) {
            final LinkSubscription subscription = subscriptions.byId(id);
            if (subscription == null || subscription.state != State.ACTIVE) {
                continue;
            }
            final Slot slot = subscription.slot;
            if (slot.silenceExpected) {
                slot.rhythm.excuse(now);
                continue;
            }
            final Suspicion suspicion = slot.rhythm.check(now);
            if (suspicion != Suspicion.NONE) {
                silent++;
                judge(subscription, suspicion, now);
                if (!link.isOpen()) {
                    return;
                }
            }
            if (hasRhythm(slot)) {
                allSilent &= suspicion != Suspicion.NONE;
                anyConvicted |= suspicion == Suspicion.CONVICT;
            }
        }
        if (allSilent && anyConvicted && !probed && now - dataNanos >= COLLECTIVE_NANOS) {
            probe();
        }
    }

    private void judge(LinkSubscription subscription, Suspicion suspicion, long now) {
        final Slot slot = subscription.slot;
        final boolean convicted = suspicion == Suspicion.CONVICT;
        if (slot.subscription.channel() == Channel.TRADES) {
            if (convicted && slot.rhythm.isRhythmKnown() && trades - slot.tradesBefore >= TELLING_TRADES) {
                stall(subscription, true);
            }
        } else if (subscription.anew) {
            replaceIfBroken(subscription, now);
        } else if (othersFlow(slot.rhythm, now)
                && (slot.rhythm.isRhythmKnown() || convicted && subscription.frames == 0)) {
            stall(subscription, convicted);
        }
    }

    /** {@return whether data of others came after half of the silence that is suspect} */
    private boolean othersFlow(StalenessDetector rhythm, long now) {
        final long sinceNanos = now - rhythm.silentNanos(now);
        return dataNanos - sinceNanos > rhythm.suspectNanos() / 2;
    }

    private void replaceIfBroken(LinkSubscription subscription, long now) {
        final Slot slot = subscription.slot;
        if (now - slot.replacedAtNanos >= REPLACEMENT_FORGOTTEN_NANOS) {
            slot.replacements = 0;
        }
        final long patience = Math.max(REPLACE_AFTER_NANOS, slot.rhythm.convictNanos())
                << Math.min(2 * slot.replacements, MOST_DOUBLINGS);
        if (!slot.rhythm.isRhythmKnown()
                || now - subscription.anewSince < patience
                || instrumentFrames(subscription) - subscription.instrumentFrames < TELLING_FRAMES) {
            return;
        }
        slot.replacements++;
        slot.replacedAtNanos = now;
        link.lost(Loss.of(
                Reason.STALLED,
                slot.subscription + " was made anew and stays silent, while the instrument's other channels flow"));
    }

    /** {@return how many frames the other channels of the same instrument have brought} */
    private long instrumentFrames(LinkSubscription one) {
        long frames = 0;
        for (final LinkSubscription other : subscriptions.in(State.ACTIVE)) {
            if (other != one && other.slot.instrumentId == one.slot.instrumentId) {
                frames += other.frames;
            }
        }
        return frames;
    }

    private void stall(LinkSubscription subscription, boolean beginAnew) {
        final Slot slot = subscription.slot;
        if (!slot.stalled) {
            slot.stalled = true;
            link.session.commons.epochs.close(slot, Reason.STALLED);
        }
        if (beginAnew) {
            link.restorer().beginAnew(subscription);
        }
    }

    /** Everything is silent: nothing is trusted, and the one with the quickest rhythm is made anew to see who answers. */
    private void probe() {
        probed = true;
        LinkSubscription quickest = null;
        for (final LinkSubscription subscription : subscriptions.in(State.ACTIVE)) {
            if (hasRhythm(subscription.slot) && !subscription.slot.silenceExpected) {
                stall(subscription, false);
                quickest = quicker(quickest, subscription);
            }
        }
        if (quickest != null) {
            link.restorer().beginAnew(quickest);
        }
    }

    private static LinkSubscription quicker(@Nullable LinkSubscription one, LinkSubscription other) {
        return one == null || other.slot.rhythm.suspectNanos() < one.slot.rhythm.suspectNanos() ? other : one;
    }

    private static boolean hasRhythm(Slot slot) {
        return slot.subscription.channel() != Channel.TRADES && slot.rhythm.isRhythmKnown();
    }
}
