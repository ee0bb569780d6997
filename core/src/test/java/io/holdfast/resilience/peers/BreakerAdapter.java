package io.holdfast.resilience.peers;

import java.time.Duration;
import java.util.Set;

/** What the invariants ask of a circuit breaker, whoever made it. */
interface BreakerAdapter {

    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /** What not every breaker offers. */
    enum Feature {
        /** A permit can be given back without an outcome. */
        CANCEL,
        /** The clock can be handed in; else time passes for real. */
        CLOCK,
        /** The other side's order to wait can be passed on. */
        OPEN_FOR
    }

    /**
     * How the breaker is to be made: it opens when {@code failures} of the last {@code window} outcomes failed; a breaker
     * with a minimum has the whole window as its minimum.
     *
     * @param listener told the new state after every change
     */
    record Settings(int window, int failures, int probes, Duration openTime, Listener listener) {}

    /** Told of a change of state; may throw, may call the breaker. */
    interface Listener {
        void changed(State to);
    }

    Set<Feature> features();

    /** {@return what stands for the permit; null if refused} */
    Object tryAcquire();

    void onSuccess(Object permit);

    void onFailure(Object permit);

    void onCancelled(Object permit);

    State state();

    /** Lets time pass. */
    void pass(Duration time);

    /** Sets the wall clock, while the monotonic one goes on. */
    void stepWallClock(Duration step);

    void openFor(Duration time);

    /** Whether it is to open with so many outcomes in its window, so many of them failed. */
    boolean opensAt(Settings settings, int outcomes, int failures);
}
