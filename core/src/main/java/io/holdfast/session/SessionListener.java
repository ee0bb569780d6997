package io.holdfast.session;

import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.resilience.CircuitBreakerReason;
import io.holdfast.resilience.CircuitBreakerState;

/**
 * Is told what becomes of a session, on the session's thread: must not block. What it throws is logged and does no harm.
 */
@FunctionalInterface
public interface SessionListener {

    /** The session has moved. */
    void onTransition(SessionTransition transition);

    /**
     * An epoch opened or closed. The end of an epoch is told before it is written to the ring, its beginning after:
     * whoever follows these calls is never more trusting than a reader of the ring.
     */
    default void onEpoch(EpochChange change) {}

    /**
     * This process stood still (garbage collection, a suspended machine): nobody else is to blame for the silence.
     *
     * @param pauseNanos how long, in nanoseconds, as far as it can be told
     * @param atNanos    monotonic time at which it was noticed
     */
    default void onLocalPause(String exchange, long pauseNanos, long atNanos) {}

    /**
     * The exchange's circuit breaker moved. Unlike the rest on whichever thread moved it: the session's, or that of an
     * operator who forced it.
     *
     * @param atNanos monotonic time of the move
     */
    default void onCircuit(
            String exchange,
            CircuitBreakerState from,
            CircuitBreakerState to,
            CircuitBreakerReason reason,
            long atNanos) {}

    /**
     * The exchange spoke of itself as a whole, and says something else than before.
     *
     * @param detail  what it said; not to be trusted
     * @param atNanos monotonic time at which it was read
     */
    default void onExchangeStatus(String exchange, ExchangeStatus status, String detail, long atNanos) {}
}
