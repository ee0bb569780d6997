package io.holdfast.health;

/**
 * Is told of alerts: once when one is raised, once when it is cleared. Called on the thread that looks at health, where
 * it must not block. What it throws is logged and does no harm.
 */
@FunctionalInterface
public interface AlertListener {

    /** An alert was raised, or, with {@link Alert#cleared()}, is over. */
    void onAlert(Alert alert);
}
