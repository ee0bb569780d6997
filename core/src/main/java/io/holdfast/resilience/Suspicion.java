package io.holdfast.resilience;

/** How much a silence says. */
public enum Suspicion {

    /** Nothing. */
    NONE,
    /** Longer than is usual: stop trusting, ask whether anybody is there. Cheap, and easily taken back. */
    SUSPECT,
    /** Too long to wait any further: replace what is silent. */
    CONVICT
}
