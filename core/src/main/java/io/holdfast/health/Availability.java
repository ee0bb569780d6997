package io.holdfast.health;

/** Whether an exchange's feed was there, for the sum of its time. */
public enum Availability {

    /** Every session was live: connected, and every subscription restored or refused with a reason. */
    UP,
    /** It was wanted, and at least one session was not live. */
    DOWN,
    /** It was wanted, but this process stood still and cannot say. */
    UNKNOWN,
    /** Nobody wanted it; such time is not counted. */
    UNWANTED
}
