package io.holdfast.session;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.market.Subscription;

/**
 * One epoch of one subscription opened or closed. Immutable.
 *
 * @param session      the session's name, such as {@code kraken-1}
 * @param exchange     the exchange's id
 * @param subscription what it is an epoch of
 * @param epoch        its ordinal, from 1; 0 where none had been open
 * @param status       {@link FeedStatus#LIVE} if it opened, {@link FeedStatus#STALE} if it closed or will not open
 * @param reason       why
 * @param atNanos      monotonic time of the change
 */
public record EpochChange(
        String session,
        String exchange,
        Subscription subscription,
        long epoch,
        FeedStatus status,
        Reason reason,
        long atNanos) {}
