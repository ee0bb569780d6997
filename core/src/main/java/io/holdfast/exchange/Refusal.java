package io.holdfast.exchange;

/** What the end of a connection, or the failure of an attempt, means for the next attempt. */
public enum Refusal {

    /** Comes and goes: try again by the backoff. */
    TRANSIENT,
    /** Too often: wait as long as was asked for, or the profile's penalty. */
    RATE_LIMITED,
    /** The exchange is down on purpose: try again slowly. */
    MAINTENANCE,
    /** Trying again cannot help; a person must change something. */
    PERMANENT
}
