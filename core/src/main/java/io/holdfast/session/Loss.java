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
 * @param planned    whether we end it ourselves in good time, so that no blame and no wait follow
 */
record Loss(
        Reason reason,
        String detail,
        Refusal refusal,
        @Nullable Duration retryAfter,
        boolean planned) {

    static Loss of(Reason reason, String detail) {
        return new Loss(reason, detail, Refusal.TRANSIENT, null, false);
    }

    static Loss planned(Reason reason, String detail) {
        return new Loss(reason, detail, Refusal.TRANSIENT, null, true);
    }
}
