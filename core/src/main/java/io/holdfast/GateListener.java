package io.holdfast;

/**
 * Is told of every change of a trading gate, after the gate has moved, on the feed's thread: must not block. What it
 * throws is logged and does no harm.
 */
@FunctionalInterface
public interface GateListener {

    /** A gate opened or shut. */
    void onGate(GateChange change);
}
