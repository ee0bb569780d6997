package io.holdfast.health;

import io.holdfast.feed.Reason;
import io.holdfast.market.Subscription;

/**
 * How one subscription's data stands, by its epochs. Immutable.
 *
 * @param subscription what is wanted
 * @param live         whether an epoch is open
 * @param epoch        ordinal of the last one
 * @param reason       why it opened or closed
 * @param sinceNanos   monotonic time of that
 * @param liveNanos    time in open epochs since the first one
 * @param staleNanos   time outside of them since the first one
 */
public record SubscriptionHealth(
        Subscription subscription,
        boolean live,
        long epoch,
        Reason reason,
        long sinceNanos,
        long liveNanos,
        long staleNanos) {}
