package io.holdfast.time;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;

/**
 * A scheduler whose time stands still until it is told to go on: for tests and back-tests.
 *
 * <p>Everything runs on the thread that calls {@link #advance}, {@link #advanceToNextTimer} or {@link #runReady}.
 * Timers run in the order of their deadlines, equal ones in the order in which they were set, each at exactly its own
 * time. The same calls give the same run. Monotonic time begins shortly before {@link Long#MAX_VALUE}, so that
 * whatever compares it wrongly fails at once.
 *
 * <p>Confined to one thread.
 */
public final class VirtualScheduler implements Scheduler {

    /** Wall time at which a scheduler begins unless told otherwise: 2026-01-01T00:00Z, in nanoseconds. */
    public static final long DEFAULT_EPOCH_NANOS = 1_767_225_600_000_000_000L;

    private static final long ORIGIN_NANOS =
            Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    /** Guards tests against tasks that re-arm themselves without ever letting time pass. */
    private static final int MAX_TASKS_AT_ONE_INSTANT = 1_000_000;

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<VirtualTimer> timers = new PriorityQueue<>();
    private long elapsedNanos;
    private long epochNanosAtOrigin;
    private long timersSet;
    private boolean running;

    /** Makes a scheduler that begins at {@link #DEFAULT_EPOCH_NANOS}. */
    public VirtualScheduler() {
        this(DEFAULT_EPOCH_NANOS);
    }

    /**
     * Makes a scheduler.
     *
     * @param epochNanos wall time at which it begins, nanoseconds since 1970-01-01T00:00Z
     */
    public VirtualScheduler(long epochNanos) {
        this.epochNanosAtOrigin = epochNanos;
    }

    @Override
    public long nanos() {
        return ORIGIN_NANOS + elapsedNanos;
    }

    @Override
    public long epochNanos() {
        return epochNanosAtOrigin + elapsedNanos;
    }

    @Override
    public long epochNanosAt(long nanos) {
        return epochNanos() + (nanos - nanos());
    }

    @Override
    public void execute(Runnable task) {
        ready.add(requireNonNull(task, "task"));
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        final long dueNanos = elapsedNanos + Math.max(0, delayNanos);
        final VirtualTimer timer = new VirtualTimer(requireNonNull(task, "task"), dueNanos, timersSet++);
        timers.add(timer);
        return timer;
    }

    /** {@return whether a task of this scheduler is being run, or time stands still} Always true: one thread. */
    @Override
    public boolean inThread() {
        return true;
    }

    /**
     * Lets time pass, running whatever becomes due on the way.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: >= 0)");
        }
        final long untilNanos = elapsedNanos + duration.toNanos();
        runReady();
        while (!timers.isEmpty() && timers.peek().dueNanos <= untilNanos) {
            runNextTimer();
        }
        elapsedNanos = untilNanos;
    }

    /**
     * Lets time pass up to the next timer and runs it.
     *
     * @return false if there is none
     */
    public boolean advanceToNextTimer() {
        runReady();
        if (timers.isEmpty()) {
            return false;
        }
        runNextTimer();
        return true;
    }

    /** Runs what is ready now; no time passes. */
    public void runReady() {
        if (running) {
            throw new IllegalStateException("runReady: called from a task of this scheduler (expected: from outside)");
        }
        running = true;
        try {
            int tasks = 0;
            for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
                if (++tasks > MAX_TASKS_AT_ONE_INSTANT) {
                    throw new IllegalStateException("tasks at one instant: more than " + MAX_TASKS_AT_ONE_INSTANT
                            + " (expected: a task that repeats itself lets time pass)");
                }
                task.run();
            }
        } finally {
            running = false;
        }
    }

    /**
     * Lets time pass without running anything, as when the process is stopped: what became due meanwhile runs late, by
     * the next call that lets time pass.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void stall(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: >= 0)");
        }
        elapsedNanos += duration.toNanos();
    }

    /** Sets the wall clock forward or back; monotonic time and timers take no notice. */
    public void jumpWallClock(Duration by) {
        epochNanosAtOrigin += by.toNanos();
    }

    /** {@return the number of timers set, due in the future, and not called off} */
    public int pendingTimers() {
        return timers.size();
    }

    /** {@return virtual time that has passed since the beginning} */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos);
    }

    private void runNextTimer() {
        final VirtualTimer timer = timers.remove();
        elapsedNanos = Math.max(elapsedNanos, timer.dueNanos);
        ready.add(timer.task);
        runReady();
    }

    private final class VirtualTimer implements Timer, Comparable<VirtualTimer> {

        private final Runnable task;
        private final long dueNanos;
        private final long order;

        VirtualTimer(Runnable task, long dueNanos, long order) {
            this.task = task;
            this.dueNanos = dueNanos;
            this.order = order;
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }

        @Override
        public int compareTo(VirtualTimer other) {
            final int byDeadline = Long.compare(dueNanos, other.dueNanos);
            return byDeadline != 0 ? byDeadline : Long.compare(order, other.order);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(order);
        }
    }
}
