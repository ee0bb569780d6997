package io.holdfast.session;

import io.holdfast.feed.Reason;

/**
 * One move of a session from one state to another.
 *
 * @param session      its name, such as {@code kraken-1}
 * @param exchange     the exchange's id
 * @param generation   ordinal of its connections, from 1; 0 before the first
 * @param from         state before
 * @param to           state after
 * @param reason       why
 * @param detail       evidence: close reason, HTTP status, exception; partly written by the other side, so not to be
 *                     trusted
 * @param attempt      attempts since it was last live and stable
 * @param heldNanos    how long it had been in {@code from}
 * @param retryInNanos how long until the next attempt; -1 where there is none
 * @param silentNanos  how long nothing had been received on the connection that was lost; -1 where there was none
 * @param atNanos      monotonic time of the move
 */
public record SessionTransition(
        String session,
        String exchange,
        int generation,
        SessionState from,
        SessionState to,
        Reason reason,
        String detail,
        int attempt,
        long heldNanos,
        long retryInNanos,
        long silentNanos,
        long atNanos) {

    private static final double NANOS_PER_MILLI = 1e6;

    /** {@return one line for logs} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(128)
                .append(session)
                .append(' ')
                .append(from)
                .append(" -> ")
                .append(to)
                .append(" reason=")
                .append(reason)
                .append(String.format(java.util.Locale.ROOT, " held=%.1fms", heldNanos / NANOS_PER_MILLI))
                .append(" attempt=")
                .append(attempt);
        if (retryInNanos >= 0) {
            text.append(String.format(java.util.Locale.ROOT, " retryIn=%.1fms", retryInNanos / NANOS_PER_MILLI));
        }
        if (!detail.isEmpty()) {
            text.append(" (").append(detail).append(')');
        }
        return text.toString();
    }
}
