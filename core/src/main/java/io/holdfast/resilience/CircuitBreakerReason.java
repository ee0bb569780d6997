package io.holdfast.resilience;

/** Why a {@link CircuitBreaker} moved. */
public enum CircuitBreakerReason {

    /** As many failures in a row as the policy allows. */
    CONSECUTIVE_FAILURES,
    /** The share of failures among the remembered outcomes reached its limit. */
    FAILURE_RATE,
    /** The share of slow outcomes reached its limit. */
    SLOW_RATE,
    /** The other side named a time before which it wants to hear nothing. */
    TOLD_TO_WAIT,
    /** The open time is over. */
    OPEN_TIME_OVER,
    /** Every probe succeeded. */
    PROBES_SUCCEEDED,
    /** A probe failed. */
    PROBE_FAILED,
    /** A probe did not report within its lease. */
    PROBE_LEASE_OVER,
    /** Somebody ordered the state. */
    ORDERED,
    /** Somebody ended an ordered state. */
    RESUMED,
    /** Somebody made it as new. */
    RESET
}
