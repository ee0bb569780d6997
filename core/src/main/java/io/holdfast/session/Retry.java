package io.holdfast.session;

import io.holdfast.resilience.Backoff;
import io.holdfast.time.Scheduler;
import java.util.random.RandomGenerator;

/**
 * When a session's next attempt is due, and whether there is one: its waits, their one timer, and the proof of stability
 * after which the waits begin anew. Confined to the session's thread.
 */
final class Retry {

    /** No connection must prove its stability for longer, unless the settings say so: 2 minutes. */
    private static final long LONGEST_PROOF_NANOS = 120_000_000_000L;
    /** Over so long the sessions that a breaker lets go are spread. */
    private static final long WAKE_SPREAD_NANOS = 250_000_000L;

    private final Session session;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final Runnable due;

    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private Scheduler.Timer stableTimer = Scheduler.Timer.NONE;
    private long openedAtNanos;
    private long lastLivedNanos;
    /** Whether the policy has granted the attempt that is waited for; what else delays it is not in its time. */
    private boolean granted;

    /** @param due is run when a wait is over */
    Retry(Session session, RandomGenerator random, Runnable due) {
        this.session = session;
        this.scheduler = session.commons.scheduler;
        this.random = random;
        this.backoff = new Backoff(session.settings.backoff(), random);
        this.due = due;
    }

    /** {@return attempts since it was last live and stable, the first of all among them} */
    int attempt() {
        return backoff.attempt();
    }

    /** {@return what follows upon the end of a connection or attempt} */
    Comeback after(Loss loss, long now, long budgetNanos, long circuitNanos) {
        final Comeback comeback =
                Comeback.after(loss, session.settings.profile(), backoff, now, budgetNanos, circuitNanos);
        granted = comeback.kind() != Comeback.Kind.FAIL && comeback.waitNanos() != Long.MAX_VALUE;
        return comeback;
    }

    /** {@return whether an attempt that must wait so much longer would start after the policy's longest time of trying} */
    boolean isTooLate(long now, long moreNanos) {
        if (backoff.attempt() == 0
                || moreNanos == Long.MAX_VALUE) { // nothing was tried; or until somebody says otherwise
            return false;
        }
        final long remainingNanos = backoff.remainingNanos(now);
        return moreNanos > 0 ? moreNanos > remainingNanos : !granted && remainingNanos <= 0;
    }

    /** {@return the end for an attempt that came too late} */
    Comeback exhausted(String last) {
        return Comeback.exhausted(backoff, last);
    }

    /** An attempt begins: the very first is one that no wait came before. */
    void begins() {
        granted = false;
        if (backoff.attempt() == 0) {
            backoff.countUnwaitedAttempt();
        }
    }

    /** The attempt that was waited for may not begin yet. */
    void delayed() {
        granted = false;
    }

    /** Comes back after so long; zero is at once, within this call. */
    void waitFor(long delayNanos) {
        timer.cancel();
        if (delayNanos == 0) {
            due.run();
        } else {
            timer = scheduler.schedule(due, delayNanos);
        }
    }

    /** Comes back soon, but not at the same instant as all the others. */
    void waitABit() {
        waitFor(random.nextLong(1, WAKE_SPREAD_NANOS));
    }

    /** Does not come back. */
    void cancel() {
        timer.cancel();
        stableTimer.cancel();
    }

    void connectionOpened() {
        openedAtNanos = scheduler.nanos();
    }

    /** Stable is what outlives its predecessor twice: whoever drops us after any same time is met with growing waits. */
    void restored() {
        stableTimer = scheduler.schedule(
                this::judgeStability,
                Math.max(session.settings.stableAfter().toNanos(), Math.min(2 * lastLivedNanos, LONGEST_PROOF_NANOS)));
    }

    /** @param unforeseen whether the connection had been open and its end was not planned */
    void connectionEnded(boolean unforeseen, long now) {
        stableTimer.cancel();
        if (unforeseen) {
            lastLivedNanos = now - openedAtNanos;
        }
    }

    /** Live for a while is not enough: it must have delivered, or an exchange that only acknowledges would count. */
    private void judgeStability() {
        final Link link = session.link();
        if (link != null && link.hasDelivered()) {
            backoff.reset();
            backoff.grantImmediateRetry();
            session.refreshStatus();
        } else {
            restored();
        }
    }
}
