package io.holdfast.exchange;

/** What the end of a connection, or the failure of an attempt, means for the next attempt. */
public enum Refusal {

    /** Comes and goes: try again by the backoff. */
    TRANSIENT,
    /** Too often: wait as long as was asked for, or the profile's penalty. */
    RATE_LIMITED,
    /** The exchange is down on purpose: try again slowly. */
    MAINTENANCE,
    /** The exchange does not accept who we are: a key, a signature, or the clock that it was made with. */
    AUTHENTICATION,
    /** Trying again cannot help; a person must change something. */
    PERMANENT,
    /** The fault is on our side, and may pass: no network, no descriptors. The exchange is not to blame. */
    LOCAL
}
