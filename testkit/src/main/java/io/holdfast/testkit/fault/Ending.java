package io.holdfast.testkit.fault;

/** How TCP ends. */
public enum Ending {

    /** In order: whoever reads comes to the end of the stream. */
    FIN,
    /** By a reset: whoever reads or writes fails. */
    RST
}
