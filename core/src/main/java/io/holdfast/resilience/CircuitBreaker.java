package io.holdfast.resilience;

import static io.holdfast.resilience.CircuitBreakerState.CLOSED;
import static io.holdfast.resilience.CircuitBreakerState.DISABLED;
import static io.holdfast.resilience.CircuitBreakerState.FORCED_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.HALF_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.OPEN;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stops asking what keeps failing, and asks again with care.
 *
 * <pre>{@code
 * final CircuitBreaker breaker = new CircuitBreaker(CircuitBreakerPolicy.of(3, Duration.ofSeconds(10)), seed);
 *
 * final long permit = breaker.tryAcquire(nowNanos);
 * if (permit == CircuitBreaker.REFUSED) {
 *     retryIn(breaker.nanosUntilPermitted(nowNanos));
 * } else if (connect()) {
 *     breaker.onSuccess(permit, nowNanos);
 * } else {
 *     breaker.onFailure(permit, nowNanos);
 * }
 * }</pre>
 *
 * <p>Each permit carries the epoch that it was given in. An outcome that is reported in a later one, because the breaker
 * moved meanwhile, is counted as late and changes nothing. A probe of a half-open breaker is leased: if it has not
 * reported when its lease ends, it has failed. Where the last missing success and a failure meet, whichever comes first
 * decides. The open time counts from the outcome that opened the breaker; it is drawn from the seed and the epoch, so
 * that the same calls with the same seed give the same transitions.
 *
 * <p>Holds no clock: every call is given the time of one monotonic clock, of any origin; times are compared by their
 * difference. What is due by then is done by the next call, be it {@link #tryAcquire}, a report or {@link #advance}.
 *
 * <p>Thread-safe and lock-free. Permits and reports do not allocate; a change of state allocates its new state, some
 * hundred bytes and 8 for each outcome to be remembered. Listeners run on the thread that caused a change.
 */
public final class CircuitBreaker {

    /** What {@link #tryAcquire} returns instead of a permit. */
    public static final long REFUSED = -1;

    private final CircuitBreakerPolicy policy;
    private final BreakerMoves moves;
    private final long slowTicks; // 0 if nothing is slow
    private final AtomicReference<BreakerPhase> phase;
    private final Announcements announcements;
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** As {@link #CircuitBreaker(CircuitBreakerPolicy, long, CircuitBreakerListener)} with nobody listening. */
    public CircuitBreaker(CircuitBreakerPolicy policy, long seed) {
        this(policy, seed, CircuitBreakerListener.NONE);
    }

    /**
     * Makes a closed breaker.
     *
     * @param seed of the open times; different for each breaker, or those that open together try again together
     */
    public CircuitBreaker(CircuitBreakerPolicy policy, long seed, CircuitBreakerListener listener) {
        this.policy = requireNonNull(policy, "policy");
        moves = new BreakerMoves(policy, seed);
        slowTicks = Permit.ticks(policy.rates().slowAfter().toNanos());
        final BreakerPhase first = moves.first();
        phase = new AtomicReference<>(first);
        announcements = new Announcements(requireNonNull(listener, "listener"), first);
    }

    /**
     * Asks whether to try.
     *
     * @return a permit, not negative, with which to report the outcome, once; or {@link #REFUSED}
     */
    public long tryAcquire(long nowNanos) {
        for (; ; ) {
            final BreakerPhase current = phase.get();
            final int slot = switch (current.state) {
                case CLOSED -> current.outcomes().isTripped() ? Probes.LEASE_OVER : Permit.CLOSED_SLOT;
                case OPEN -> nowNanos - current.openUntilNanos < 0 ? Probes.NONE_FREE : Probes.LEASE_OVER;
                case HALF_OPEN -> current.probes().take(nowNanos);
                case FORCED_OPEN -> Probes.NONE_FREE;
                case DISABLED, METRICS_ONLY -> Permit.UNCOUNTED_SLOT;
            };
            if (slot >= 0) {
                return Permit.of(current.epoch, slot, nowNanos);
            }
            if (slot == Probes.NONE_FREE) {
                if (current.shadow) {
                    return Permit.of(current.epoch, Permit.UNCOUNTED_SLOT, nowNanos);
                }
                refused.incrementAndGet();
                return REFUSED;
            }
            settle(current, nowNanos);
        }
    }

    /** Reports that what was permitted went well. */
    public void onSuccess(long permit, long nowNanos) {
        report(permit, 0, nowNanos);
    }

    /** Reports that what was permitted failed. */
    public void onFailure(long permit, long nowNanos) {
        report(permit, OutcomeWindow.FAILED, nowNanos);
    }

    /** Gives back a permit of which nothing came, neither good nor bad: it was not used, or its use says nothing. */
    public void onCancelled(long permit, long nowNanos) {
        requirePermit(permit);
        final int slot = Permit.slot(permit);
        if (slot == Permit.UNCOUNTED_SLOT) {
            return;
        }
        final BreakerPhase current = advanced(nowNanos);
        if (!Permit.isOf(permit, current)
                || (slot != Permit.CLOSED_SLOT && !current.probes().cancel(slot))) {
            late.incrementAndGet();
        }
    }

    /**
     * {@return how long until it is worth to ask again, in nanoseconds: 0 if a permit could be had now,
     * {@link Long#MAX_VALUE} if only an order can change that} Takes no permit and changes nothing. While every probe of
     * a half-open breaker is out, this is the time until the first lease ends; a report may come before.
     */
    public long nanosUntilPermitted(long nowNanos) {
        final BreakerPhase current = phase.get();
        if (current.shadow) {
            return 0;
        }
        return switch (current.state) {
            case OPEN -> Math.max(0, current.openUntilNanos - nowNanos);
            case FORCED_OPEN -> Long.MAX_VALUE;
            case HALF_OPEN ->
                switch (current.probes().state(nowNanos)) {
                    case Probes.NONE_FREE -> current.probes().nanosUntilLeaseOver(nowNanos);
                    case Probes.LEASE_OVER, Probes.PROBE_FAILED -> moves.nextOpenNanos(current, nowNanos);
                    default -> 0;
                };
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
        };
    }

    /** {@return the state as it was last left; one read, for gauges} */
    public CircuitBreakerState state() {
        return phase.get().visibleState();
    }

    /** {@return the state at this time; does what is due, as {@link #advance} does} */
    public CircuitBreakerState state(long nowNanos) {
        return advanced(nowNanos).visibleState();
    }

    /** Does what is due: a breaker whose open time is over becomes half-open, one whose probe is lost opens again. */
    public void advance(long nowNanos) {
        advanced(nowNanos);
    }

    /**
     * Permits nothing before a time that the other side named, as with {@code Retry-After} or a ban.
     *
     * <p>The time may be longer than any of the policy's. A breaker that is open for longer already stays as it is: no
     * order to wait shortens another. While an ordered state lasts, the time is kept, and {@link #resume} heeds it.
     *
     * @param duration above zero; more than {@link Backoff#LONGEST_HINT} counts as that
     */
    public void openFor(Duration duration, long nowNanos) {
        requireNonNull(duration, "duration");
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: above zero)");
        }
        final Duration believed = duration.compareTo(Backoff.LONGEST_HINT) < 0 ? duration : Backoff.LONGEST_HINT;
        openUntil(nowNanos + believed.toNanos(), nowNanos);
    }

    /** As {@link #openFor}, naming the end; one that has passed changes nothing. */
    public void openUntil(long untilNanos, long nowNanos) {
        for (; ; ) {
            final BreakerPhase current = advanced(nowNanos);
            final BreakerPhase next = moves.told(current, untilNanos, nowNanos);
            if (next == null || moveTo(current, next)) {
                return;
            }
        }
    }

    /** Permits nothing until {@link #resume}, {@link #reset} or another order. */
    public void forceOpen(long nowNanos) {
        order(FORCED_OPEN, false, nowNanos);
    }

    /** Permits everything and counts nothing until {@link #resume}, {@link #reset} or another order. */
    public void disable(long nowNanos) {
        order(DISABLED, false, nowNanos);
    }

    /** Permits everything, and works out and tells what it would have done, until ordered otherwise. */
    public void metricsOnly(long nowNanos) {
        order(CLOSED, true, nowNanos);
    }

    /**
     * Ends an ordered state: closed and with nothing remembered, or open until the time that the other side named
     * meanwhile. Harmless in any other state.
     */
    public void resume(long nowNanos) {
        for (; ; ) {
            final BreakerPhase current = phase.get();
            if (!current.isOrdered() || moveTo(current, moves.resumed(current, nowNanos))) {
                return;
            }
        }
    }

    /** Makes it as new: closed, nothing remembered, nobody waited for, a time that was named forgotten. */
    public void reset(long nowNanos) {
        boolean moved = false;
        while (!moved) {
            final BreakerPhase current = phase.get();
            moved = moveTo(current, moves.reset(current, nowNanos));
        }
    }

    /** {@return how it stands at this time; does what is due; allocates} */
    public CircuitBreakerStatus status(long nowNanos) {
        final BreakerPhase current = advanced(nowNanos);
        final long counts = current.state == CLOSED ? current.outcomes().counts(nowNanos) : 0;
        return new CircuitBreakerStatus(
                current.visibleState(),
                current.reason,
                current.sinceNanos,
                current.opens,
                nanosUntilPermitted(nowNanos),
                OutcomeWindow.remembered(counts),
                OutcomeWindow.failures(counts),
                OutcomeWindow.slow(counts),
                OutcomeWindow.consecutiveFailures(counts),
                current.state == HALF_OPEN ? current.probes().outstanding() : 0);
    }

    /** {@return the policy it was made with} */
    public CircuitBreakerPolicy policy() {
        return policy;
    }

    /** {@return outcomes that came when their permit stood for nothing any more, or for the second time} */
    public long lateReports() {
        return late.get();
    }

    /** {@return permits refused} */
    public long refusals() {
        return refused.get();
    }

    /** {@return how often it moved so, as the listener was told} */
    public long transitions(CircuitBreakerState from, CircuitBreakerState to) {
        return announcements.transitions(from, to);
    }

    /** {@return how often the listener threw} */
    public long listenerFailures() {
        return announcements.failures();
    }

    /** {@return what the listener threw last; null if it never did} */
    public @Nullable Throwable lastListenerFailure() {
        return announcements.lastFailure();
    }

    /** {@return where it is, for tests} */
    BreakerPhase phase() {
        return phase.get();
    }

    private void report(long permit, int failed, long nowNanos) {
        requirePermit(permit);
        final int slot = Permit.slot(permit);
        if (slot == Permit.UNCOUNTED_SLOT) {
            return;
        }
        for (; ; ) {
            final BreakerPhase current = advanced(nowNanos);
            final boolean counts = Permit.isOf(permit, current);
            if (counts && slot == Permit.CLOSED_SLOT) {
                if (!current.outcomes().record(failed | slow(permit, nowNanos), nowNanos)) {
                    continue; // another has tripped it meanwhile
                }
                settle(current, nowNanos);
            } else if (counts && isAccepted(current.probes(), slot, failed, nowNanos)) {
                settle(current, nowNanos);
            } else {
                late.incrementAndGet();
            }
            return;
        }
    }

    private static boolean isAccepted(Probes probes, int slot, int failed, long nowNanos) {
        return failed == 0 ? probes.succeed(slot) : probes.fail(slot, nowNanos);
    }

    /** {@return the phase in which nothing is due any more} */
    private BreakerPhase advanced(long nowNanos) {
        for (; ; ) {
            final BreakerPhase current = phase.get();
            if (!settle(current, nowNanos)) {
                return current;
            }
        }
    }

    /** Does one thing that is due in this phase. {@return whether there was any; the phase is over then} */
    private boolean settle(BreakerPhase current, long nowNanos) {
        final BreakerPhase next = moves.due(current, nowNanos);
        if (next == null) {
            return false;
        }
        moveTo(current, next);
        return true;
    }

    private void order(CircuitBreakerState state, boolean shadow, long nowNanos) {
        for (; ; ) {
            final BreakerPhase current = advanced(nowNanos);
            final boolean same = shadow ? current.shadow : !current.shadow && current.state == state;
            if (same || moveTo(current, moves.ordered(current, state, shadow, nowNanos))) {
                return;
            }
        }
    }

    private boolean moveTo(BreakerPhase current, BreakerPhase next) {
        assert current.visibleState() == next.visibleState()
                        || current.visibleState().mayBecome(next.visibleState())
                : current.visibleState() + " -> " + next.visibleState();
        if (!phase.compareAndSet(current, next)) {
            return false;
        }
        current.next = next;
        announcements.tell();
        return true;
    }

    private int slow(long permit, long nowNanos) {
        return slowTicks > 0 && Permit.age(permit, nowNanos) >= slowTicks ? OutcomeWindow.SLOW : 0;
    }

    private static void requirePermit(long permit) {
        if (permit < 0) {
            throw new IllegalArgumentException("permit: " + permit + " (expected: one that tryAcquire granted)");
        }
    }
}
