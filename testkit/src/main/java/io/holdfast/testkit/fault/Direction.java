package io.holdfast.testkit.fault;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {

    /** What the client sends. */
    TO_SERVER,
    /** What the server sends. */
    TO_CLIENT
}
