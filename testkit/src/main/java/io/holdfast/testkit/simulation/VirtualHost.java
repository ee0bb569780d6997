package io.holdfast.testkit.simulation;

import static java.util.Objects.requireNonNull;

import io.holdfast.time.Scheduler;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The machine that the program under test runs on: its clock, its timers and its one thread, which can stand still
 * while the rest of the world goes on.
 *
 * <p>A pause (garbage collection, a stopped process) lets the clock run and runs nothing; a sleep (a closed laptop)
 * stops the monotonic clock as well. What became due meanwhile runs afterwards: what came from the network and what was
 * due by timer, in either order.
 *
 * <p>Confined to one thread.
 */
public final class VirtualHost implements Scheduler {

    private final VirtualScheduler world;
    private final Consumer<Throwable> failures;
    private final List<HostTask> waiting = new ArrayList<>();

    private boolean still;
    private boolean asleep;
    private boolean timersFirst;
    private long stillUntilNanos;
    private long sleptNanos;
    private long wallAheadNanos;
    private long fellAsleepNanos;
    private long runningSinceNanos;
    private int armedTimers;

    /**
     * Makes a host that runs.
     *
     * @param world    the world's time
     * @param failures is given what a task throws; the scheduler's contract is that it stops nothing
     */
    public VirtualHost(VirtualScheduler world, Consumer<Throwable> failures) {
        this.world = requireNonNull(world, "world");
        this.failures = requireNonNull(failures, "failures");
        this.runningSinceNanos = world.nanos();
    }

    @Override
    public long nanos() {
        return (asleep ? fellAsleepNanos : world.nanos()) - sleptNanos;
    }

    @Override
    public long epochNanos() {
        return world.epochNanos() + wallAheadNanos;
    }

    @Override
    public long epochNanosAt(long nanos) {
        return epochNanos() + (nanos - nanos());
    }

    @Override
    public void execute(Runnable task) {
        requireNonNull(task, "task");
        world.execute(() -> run(new HostTask(task, false)));
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        final HostTask timer = new HostTask(requireNonNull(task, "task"), true);
        timer.dueNanos = nanos() + Math.max(0, delayNanos);
        armedTimers++;
        timer.arm();
        return timer;
    }

    @Override
    public boolean inThread() {
        return true;
    }

    /** Runs what came from the network, now or as soon as the host runs again. */
    void fromNetwork(Runnable task) {
        run(new HostTask(task, false));
    }

    /**
     * Stands still for a while; the clock goes on.
     *
     * @param timersBeforeNetwork which of the two runs first afterwards
     */
    public void pause(Duration duration, boolean timersBeforeNetwork) {
        standStill(duration, timersBeforeNetwork, false);
    }

    /** Sleeps for a while: the monotonic clock stands as well, wall time goes on. */
    public void sleep(Duration duration, boolean timersBeforeNetwork) {
        standStill(duration, timersBeforeNetwork, true);
    }

    /** Sets its wall clock, and nobody else's, forward or back. */
    public void jumpWallClock(Duration by) {
        wallAheadNanos += by.toNanos();
    }

    /** {@return whether it stands still} */
    public boolean isStill() {
        return still;
    }

    /** {@return since when it has been running, the world's monotonic time} */
    public long runningSinceNanos() {
        return runningSinceNanos;
    }

    private void standStill(Duration duration, boolean timersBeforeNetwork, boolean sleeping) {
        final long now = world.nanos();
        final long untilNanos = now + duration.toNanos();
        if (still && untilNanos - stillUntilNanos <= 0) {
            return;
        }
        if (sleeping && !asleep) {
            asleep = true;
            fellAsleepNanos = now;
        }
        still = true;
        timersFirst = timersBeforeNetwork;
        stillUntilNanos = untilNanos;
        world.schedule(this::goOn, duration.toNanos());
    }

    private void goOn() {
        if (!still || world.nanos() - stillUntilNanos < 0) {
            return; // it was told to stand still for longer meanwhile
        }
        if (asleep) {
            sleptNanos += world.nanos() - fellAsleepNanos;
            asleep = false;
        }
        still = false;
        runningSinceNanos = world.nanos();
        final List<HostTask> due = List.copyOf(waiting);
        waiting.clear();
        due.stream().filter(task -> task.isTimer == timersFirst).forEach(this::run);
        due.stream().filter(task -> task.isTimer != timersFirst).forEach(this::run);
    }

    private void run(HostTask task) {
        if (still) {
            waiting.add(task);
        } else if (task.isTimer && !task.cancelled && nanos() - task.dueNanos < 0) {
            task.arm(); // the host slept meanwhile: by its own clock the time has not come
        } else if (!task.cancelled) {
            armedTimers -= task.isTimer ? 1 : 0;
            task.over = true;
            guard(task.action);
        }
    }

    /** Runs something whose exceptions stop nothing, and are told. {@return whether it threw nothing} */
    boolean guard(Runnable action) {
        try {
            action.run();
            return true;
        } catch (Throwable e) { // the contract of a scheduler, and of a transport
            failures.accept(e);
            return false;
        }
    }

    /** {@return timers that are set, and neither due nor called off} */
    public int pendingTimers() {
        return armedTimers;
    }

    /** A task that is due at some time of this host. */
    private final class HostTask implements Timer {

        private final Runnable action;
        private final boolean isTimer;
        private Timer inWorld = NONE;
        private long dueNanos;
        private boolean cancelled;
        private boolean over;

        HostTask(Runnable action, boolean isTimer) {
            this.action = action;
            this.isTimer = isTimer;
        }

        void arm() {
            inWorld = world.schedule(() -> VirtualHost.this.run(this), dueNanos - nanos());
        }

        @Override
        public void cancel() {
            if (!cancelled && !over) {
                cancelled = true;
                armedTimers--;
                inWorld.cancel();
            }
        }
    }
}
