package io.holdfast.health;

import io.holdfast.feed.FeedStatus;
import io.holdfast.session.EpochChange;

/** Follows the epochs of one subscription. Not thread-safe. */
final class SubscriptionTrack {

    private EpochChange last;
    private boolean wasLive;
    private long liveNanos;
    private long staleNanos;

    SubscriptionTrack(EpochChange first) {
        last = first;
        wasLive = first.status() == FeedStatus.LIVE;
    }

    void onEpoch(EpochChange change) {
        final long heldNanos = Math.max(0, change.atNanos() - last.atNanos());
        if (last.status() == FeedStatus.LIVE) {
            liveNanos += heldNanos;
        } else if (wasLive) {
            staleNanos += heldNanos;
        }
        wasLive |= change.status() == FeedStatus.LIVE;
        last = change;
    }

    /** {@return whether it was live once and is not now} One that never was is being restored, or was refused. */
    boolean isStale() {
        return wasLive && last.status() != FeedStatus.LIVE;
    }

    boolean isLive() {
        return last.status() == FeedStatus.LIVE;
    }

    long sinceNanos() {
        return last.atNanos();
    }

    SubscriptionHealth read(long nowNanos) {
        final long heldNanos = Math.max(0, nowNanos - last.atNanos());
        return new SubscriptionHealth(
                last.subscription(),
                isLive(),
                last.epoch(),
                last.reason(),
                last.atNanos(),
                liveNanos + (isLive() ? heldNanos : 0),
                staleNanos + (isStale() ? heldNanos : 0));
    }
}
