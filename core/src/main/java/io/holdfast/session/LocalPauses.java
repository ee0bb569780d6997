package io.holdfast.session;

import io.holdfast.time.Scheduler;
import java.time.Duration;

/**
 * Notices that this process stood still: a timer that runs late, or a wall clock that has gone on while the monotonic
 * one has not (a suspended machine, or a clock that was set). Nobody else is to blame for the silence of that time.
 * Confined to the feed's thread.
 */
final class LocalPauses {

    /** A timer that is later than this was held up. */
    static final Duration LATE = Duration.ofMillis(500);
    /** The wall clock has jumped when it gains this much on the monotonic one between two looks. */
    static final Duration DRIFT = Duration.ofSeconds(1);

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    /** Is told. */
    interface Listener {

        /**
         * This process stood still.
         *
         * @param pauseNanos of monotonic time that nothing ran; 0 where only the wall clock went on
         * @param toldNanos  how long, as far as it can be told
         */
        void paused(long pauseNanos, long toldNanos, long now);
    }

    private final Scheduler scheduler;
    private final Listener listener;

    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private boolean running;
    private long dueNanos;
    private long noticedAtNanos;
    private long driftNanos;

    LocalPauses(Scheduler scheduler, Listener listener) {
        this.scheduler = scheduler;
        this.listener = listener;
        this.noticedAtNanos = scheduler.nanos();
    }

    void start() {
        if (!running) {
            running = true;
            driftNanos = scheduler.epochNanos() - scheduler.nanos();
            arm();
        }
    }

    void stop() {
        running = false;
        timer.cancel();
    }

    /** Whoever judges others by a timer asks first whether the timer itself was late. */
    void onTimer(long timerDueNanos, long now) {
        // What was late for a pause that has been told is not told again.
        final long since = timerDueNanos - noticedAtNanos > 0 ? timerDueNanos : noticedAtNanos;
        final long pauseNanos = now - since;
        if (timerDueNanos - now < -LATE.toNanos() && pauseNanos > LATE.toNanos()) {
            noticedAtNanos = now;
            listener.paused(pauseNanos, pauseNanos, now);
        }
    }

    private void arm() {
        dueNanos = scheduler.nanos() + INTERVAL_NANOS;
        timer = scheduler.schedule(this::onTick, INTERVAL_NANOS);
    }

    private void onTick() {
        final long now = scheduler.nanos();
        onTimer(dueNanos, now);
        final long drift = scheduler.epochNanos() - now;
        final long gained = drift - driftNanos;
        driftNanos = drift;
        if (gained >= DRIFT.toNanos()) {
            listener.paused(0, gained, now);
        }
        if (running) {
            arm();
        }
    }
}
