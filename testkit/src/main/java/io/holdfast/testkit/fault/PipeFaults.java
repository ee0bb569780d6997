package io.holdfast.testkit.fault;

/** What goes wrong in one direction, on all connections. Confined to the proxy's thread. */
final class PipeFaults {

    static final long NEVER = Long.MAX_VALUE;

    long latencyNanos;
    long jitterNanos;
    long bytesPerSecond = NEVER;
    int sliceBytes = Integer.MAX_VALUE;
    boolean held;
    long endAfterBytes = NEVER;
    Ending ending = Ending.FIN;
    long corruptAt = NEVER;

    void heal() {
        latencyNanos = 0;
        jitterNanos = 0;
        bytesPerSecond = NEVER;
        sliceBytes = Integer.MAX_VALUE;
        held = false;
        endAfterBytes = NEVER;
        ending = Ending.FIN;
        corruptAt = NEVER;
    }
}
