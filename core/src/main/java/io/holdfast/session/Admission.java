package io.holdfast.session;

import io.holdfast.exchange.Refusal;
import io.holdfast.feed.Reason;
import io.holdfast.resilience.CircuitBreaker;
import java.time.Duration;

/**
 * Whether one session may try to connect: asks all that have a say, and tells them what became of it. Confined to the
 * session's thread.
 */
final class Admission {

    /** What was said. */
    enum Verdict {
        /** Try now. */
        GRANTED,
        /** Our own network is suspected, and another one tries. */
        LOCAL_NETWORK,
        /** One more attempt would pass the exchange's limit. */
        BUDGET,
        /** The circuit breaker forbids attempts. */
        CIRCUIT
    }

    private final Commons commons;
    private long permit = CircuitBreaker.REFUSED;
    private long waitNanos;

    Admission(Commons commons) {
        this.commons = commons;
    }

    /**
     * Asks for an attempt. A grant is used up: what becomes of it must be told.
     *
     * @param recovers whether the session has been live: it may draw on the reserve
     */
    Verdict ask(long now, boolean recovers) {
        waitNanos = commons.network.nanosUntilAllowed(now);
        if (waitNanos > 0) {
            return Verdict.LOCAL_NETWORK;
        }
        waitNanos = commons.budgets.nanosUntilAttempt(now, recovers);
        if (waitNanos > 0) {
            return Verdict.BUDGET;
        }
        permit = commons.breaker.tryAcquire(now);
        if (permit == CircuitBreaker.REFUSED) {
            waitNanos = commons.breaker.nanosUntilPermitted(now);
            return Verdict.CIRCUIT;
        }
        if (!commons.network.tryAttempt(now)) { // another exchange was faster
            cancel(now);
            waitNanos = Math.max(1, commons.network.nanosUntilAllowed(now));
            return Verdict.LOCAL_NETWORK;
        }
        waitNanos = commons.budgets.tryAttempt(now, recovers);
        if (waitNanos > 0) { // another user of the budget was faster
            cancel(now);
            return Verdict.BUDGET;
        }
        return Verdict.GRANTED;
    }

    /** {@return after a refusal, how long until it is worth to ask again; {@link Long#MAX_VALUE} for until told} */
    long waitNanos() {
        return waitNanos;
    }

    /**
     * The connection delivers data after its subscriptions: the exchange serves us.
     *
     * @return whether the breaker has taken note; if not, for the probe's lease is over or the breaker is still open, it
     *     must be told again with later data, or a feed that is quiet after an outage would be locked out for ever
     */
    boolean proven(long now) {
        commons.network.succeeded();
        if (permit == CircuitBreaker.REFUSED) {
            if (commons.breaker.nanosUntilPermitted(now) > 0) {
                return false;
            }
            permit = commons.breaker.tryAcquire(now);
            if (permit == CircuitBreaker.REFUSED) {
                return false;
            }
        }
        final long late = commons.breaker.lateReports();
        commons.breaker.onSuccess(permit, now);
        permit = CircuitBreaker.REFUSED;
        return commons.breaker.lateReports() == late;
    }

    /** Nothing came of it, good or bad. */
    void cancel(long now) {
        if (permit != CircuitBreaker.REFUSED) {
            commons.breaker.onCancelled(permit, now);
            permit = CircuitBreaker.REFUSED;
        }
    }

    /** The attempt failed, or its connection was lost. */
    void lost(Loss loss, Duration hint, long now) {
        final boolean local = loss.refusal() == Refusal.LOCAL || loss.reason() == Reason.INTERNAL_ERROR;
        if (Losses.mayBeOurNetwork(loss.reason())) {
            commons.network.failed(now);
        } else {
            commons.network.succeeded(); // whoever gets an answer has a network
        }
        if (loss.refusal() == Refusal.RATE_LIMITED && !hint.isZero()) {
            commons.breaker.openFor(hint, now);
        }
        if (permit == CircuitBreaker.REFUSED) {
            return;
        }
        if (loss.planned() || local || loss.refusal() == Refusal.MAINTENANCE || commons.network.isSuspected()) {
            cancel(now);
        } else {
            commons.breaker.onFailure(permit, now);
            permit = CircuitBreaker.REFUSED;
        }
    }
}
