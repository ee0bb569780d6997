package io.holdfast.health;

/** How a stretch of an exchange's recent past was. */
public enum TimelineState {

    /** Every session live, every epoch that had been open was open. */
    LIVE,
    /** Every session live, but the data of at least one subscription could not be trusted. */
    STALE,
    /** At least one session was not live. */
    DOWN,
    /** This process stood still and cannot say. */
    UNKNOWN,
    /** Nobody wanted the feed. */
    UNWANTED
}
