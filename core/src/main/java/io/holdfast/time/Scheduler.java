package io.holdfast.time;

import java.util.concurrent.Executor;

/**
 * One thread, its clocks and its timers: all that a state machine needs of the world besides its inputs.
 *
 * <p>Whatever is given to {@link #execute} and {@link #schedule} runs on this scheduler's one thread, one task after
 * another, so state that only these tasks touch needs no lock. A task must not block. What a task throws is logged
 * by the scheduler and stops nothing.
 *
 * <p>{@link VirtualScheduler} has the same contract in virtual time.
 */
public interface Scheduler extends MonotonicClock, WallClock, Executor {

    /** Runs a task on this scheduler's thread as soon as it is free, in the order of the calls. Any thread. */
    @Override
    void execute(Runnable task);

    /**
     * Runs a task once, on this scheduler's thread, not before the delay has passed. Any thread.
     *
     * @param delayNanos nanoseconds from now; zero or less means as soon as the thread is free
     * @return the way to call it off
     */
    Timer schedule(Runnable task, long delayNanos);

    /** {@return whether the caller runs on this scheduler's thread} For assertions of confinement. */
    boolean inThread();

    /**
     * {@return wall time of a monotonic reading, nanoseconds since 1970-01-01T00:00Z} Scheduler's thread only.
     *
     * @param nanos a recent reading of {@link #nanos()}
     */
    long epochNanosAt(long nanos);

    /** A task that is due at some time. */
    interface Timer {

        /** A timer that is not running. */
        Timer NONE = () -> {};

        /**
         * Calls the task off. Harmless when it has run or was called off before. Called on the scheduler's thread, it
         * is certain that the task will not run any more.
         */
        void cancel();
    }
}
