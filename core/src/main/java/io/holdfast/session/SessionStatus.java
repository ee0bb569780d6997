package io.holdfast.session;

import io.holdfast.feed.Reason;

/**
 * How a session stands: a picture that is taken anew at each transition and about once a second. Immutable.
 *
 * @param session        its name
 * @param exchange       the exchange's id
 * @param state          where it stands
 * @param reason         why it moved there
 * @param detail         evidence; partly written by the other side, so not to be trusted
 * @param sinceNanos     monotonic time of that move
 * @param generation     ordinal of its connections
 * @param attempt        attempts since it was last live and stable
 * @param wanted         subscriptions wanted
 * @param active         of them, those that the exchange serves
 * @param refused        of them, those that are not listed or were rejected
 * @param frames         messages received, on all connections
 * @param unread         frames, or parts, that led to nothing
 * @param anomalies      gaps, checksum mismatches, malformed messages
 * @param conflated      top-of-book events that a newer one replaced while the ring was full
 * @param overflowed     trades and book levels that did not fit the ring
 * @param outdatedCalls  calls from connections that had been given up
 * @param silent         subscriptions that are silent beyond their own rhythm; a quiet market makes some, too
 */
public record SessionStatus(
        String session,
        String exchange,
        SessionState state,
        Reason reason,
        String detail,
        long sinceNanos,
        int generation,
        int attempt,
        int wanted,
        int active,
        int refused,
        long frames,
        long unread,
        long anomalies,
        long conflated,
        long overflowed,
        long outdatedCalls,
        int silent) {}
