package io.holdfast.session;

import io.holdfast.exchange.Refusal;
import io.holdfast.feed.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection or attempt, judged.
 *
 * @param reason     why
 * @param detail     the evidence
 * @param refusal    what it means for the next attempt
 * @param retryAfter what the server asked for; null where it said nothing
 * @param later      whether the server asked us, without naming a time, not to come back at once
 * @param planned    whether we end it ourselves in good time, so that no blame and no wait follow
 */
record Loss(
        Reason reason,
        String detail,
        Refusal refusal,
        @Nullable Duration retryAfter,
        boolean later,
        boolean planned) {

    static Loss of(Reason reason, String detail) {
        return new Loss(reason, detail, Refusal.TRANSIENT, null, false, false);
    }

    static Loss planned(Reason reason, String detail) {
        return new Loss(reason, detail, Refusal.TRANSIENT, null, false, true);
    }

    /** {@return the same end of a connection to an exchange that is down on purpose} */
    Loss inMaintenance() {
        return new Loss(reason, detail, Refusal.MAINTENANCE, retryAfter, later, planned);
    }
}
