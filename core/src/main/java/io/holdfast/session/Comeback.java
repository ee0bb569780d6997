package io.holdfast.session;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.Refusal;
import io.holdfast.feed.Reason;
import io.holdfast.resilience.Backoff;
import java.time.Duration;

/**
 * What follows upon the end of a connection or attempt: decided by what happened, the waits granted so far, the budget
 * and the breaker, and by nothing else. Immutable.
 *
 * @param kind      what to do
 * @param reason    why
 * @param detail    the evidence; for {@link Kind#FAIL} with what a person may do about it
 * @param waitNanos how long to wait; for {@link Kind#SUSPEND} {@link Long#MAX_VALUE} until somebody says otherwise
 */
record Comeback(Kind kind, Reason reason, String detail, long waitNanos) {

    /** What to do. */
    enum Kind {
        /** Try again after the wait. */
        WAIT,
        /** The breaker forbids attempts for now. */
        SUSPEND,
        /** Give up. */
        FAIL
    }

    /** How often an exchange in maintenance is asked whether it is back. */
    static final Duration MAINTENANCE_PROBE = Duration.ofMinutes(1);

    /**
     * Decides, and takes the wait from the backoff.
     *
     * @param nowNanos     time of the end
     * @param budgetNanos  until the budget has another attempt
     * @param circuitNanos until the breaker permits one; {@link Long#MAX_VALUE} if only an order can
     */
    static Comeback after(
            Loss loss, ExchangeProfile profile, Backoff backoff, long nowNanos, long budgetNanos, long circuitNanos) {
        if (loss.refusal() == Refusal.PERMANENT || loss.refusal() == Refusal.AUTHENTICATION) {
            return new Comeback(
                    Kind.FAIL,
                    Reason.REFUSED_FOR_GOOD,
                    loss.reason() + ": " + loss.detail() + " (trying again cannot help: "
                            + (loss.refusal() == Refusal.AUTHENTICATION
                                    ? "check the key, and the clock that signs with it)"
                                    : "change endpoint, region or configuration)"),
                    0);
        }
        final long askedNanos = hint(loss, profile).toNanos();
        final long hintNanos = loss.later() ? Math.max(1, askedNanos) : askedNanos;
        final long remainingNanos = backoff.remainingNanos(nowNanos);
        final boolean ordered = circuitNanos == Long.MAX_VALUE; // until somebody says otherwise, however long that is
        final long leastNanos = ordered ? budgetNanos : Math.max(budgetNanos, circuitNanos);
        if (backoff.exhausted(hintNanos, nowNanos) || leastNanos > remainingNanos) {
            return exhausted(backoff, loss.reason() + " " + loss.detail());
        }
        if (loss.planned()) {
            backoff.grantImmediateRetry();
        }
        final long waitNanos = Math.max(backoff.nextDelayNanos(hintNanos, nowNanos), budgetNanos);
        final Reason reason = loss.refusal() == Refusal.RATE_LIMITED ? Reason.RATE_LIMITED : loss.reason();
        return circuitNanos > 0
                ? new Comeback(Kind.SUSPEND, reason, loss.detail(), Math.max(circuitNanos, waitNanos))
                : new Comeback(Kind.WAIT, reason, loss.detail(), waitNanos);
    }

    /** {@return the end of the policy's patience} */
    static Comeback exhausted(Backoff backoff, String last) {
        return new Comeback(
                Kind.FAIL,
                Reason.ATTEMPTS_EXHAUSTED,
                "failed to connect after " + backoff.attempt() + " attempts; last: " + last,
                0);
    }

    /** {@return the least wait that the end asks for; zero if it asks for none} */
    static Duration hint(Loss loss, ExchangeProfile profile) {
        final Duration asked = loss.retryAfter();
        if (asked != null) {
            return shorter(asked, Backoff.LONGEST_HINT);
        }
        return switch (loss.refusal()) {
            case RATE_LIMITED -> profile.rateLimitPenalty();
            case MAINTENANCE -> shorter(profile.rateLimitPenalty(), MAINTENANCE_PROBE);
            case TRANSIENT, AUTHENTICATION, PERMANENT, LOCAL -> Duration.ZERO;
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
