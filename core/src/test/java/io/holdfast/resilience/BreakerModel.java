package io.holdfast.resilience;

import static io.holdfast.resilience.CircuitBreakerState.CLOSED;
import static io.holdfast.resilience.CircuitBreakerState.DISABLED;
import static io.holdfast.resilience.CircuitBreakerState.FORCED_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.HALF_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.METRICS_ONLY;
import static io.holdfast.resilience.CircuitBreakerState.OPEN;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a circuit breaker is to do, as plainly as it can be said: lists and fields, one thread, no cleverness. The open
 * times are not worked out but handed in, since they are drawn.
 */
final class BreakerModel {

    /** A permit as the model sees it. */
    static final class Pass {
        final long epoch;
        final boolean counted;
        final boolean probe;
        final long atNanos;
        boolean out = true;

        Pass(long epoch, boolean counted, boolean probe, long atNanos) {
            this.epoch = epoch;
            this.counted = counted;
            this.probe = probe;
            this.atNanos = atNanos;
        }
    }

    /** An outcome in the window. */
    record Outcome(long atNanos, boolean failed, boolean slow) {}

    /** How long it opens, given how often in a row. */
    interface OpenTime {
        long nanos(int opens);
    }

    final List<String> events = new ArrayList<>();
    final Deque<Outcome> window = new ArrayDeque<>();
    final List<Pass> probes = new ArrayList<>(); // of this half-open phase, one for each slot
    CircuitBreakerState state = CLOSED;
    boolean shadow;
    long epoch;
    long late;
    long refused;
    int consecutive;
    int succeeded;
    int slots;
    int opens;
    long sinceNanos;
    long openUntil;
    long openedForNanos = -1; // drawn at the last opening that the policy decided
    boolean told;
    long toldUntil;

    private final CircuitBreakerPolicy policy;
    private final OpenTime openTime;
    private CircuitBreakerState epochState = CLOSED; // the one before the last

    BreakerModel(CircuitBreakerPolicy policy, OpenTime openTime, long nowNanos) {
        this.policy = policy;
        this.openTime = openTime;
        sinceNanos = nowNanos;
    }

    CircuitBreakerState visible() {
        return shadow ? METRICS_ONLY : state;
    }

    void advance(long now) {
        if (state == OPEN && now - openUntil >= 0) {
            begin(HALF_OPEN, now);
            slots = policy.probes();
            move(OPEN, HALF_OPEN, CircuitBreakerReason.OPEN_TIME_OVER);
        }
        if (state == HALF_OPEN
                && probes.stream()
                        .anyMatch(probe -> probe.out
                                && now - probe.atNanos >= policy.probeLease().toNanos())) {
            open(CircuitBreakerReason.PROBE_LEASE_OVER, now);
        }
        if (state == CLOSED && !policy.rates().age().isZero()) {
            window.removeIf(
                    outcome -> now - outcome.atNanos >= policy.rates().age().toNanos());
        }
    }

    /** {@return a pass, or null if refused} */
    Pass acquire(long now) {
        advance(now);
        if (state == HALF_OPEN && probes.size() == slots && probes.stream().noneMatch(probe -> probe.out)) {
            final int missing = slots - succeeded; // the slots that were cancelled, and cannot be used again
            begin(HALF_OPEN, sinceNanos);
            slots = missing;
        }
        final boolean granted = switch (state) {
            case CLOSED, DISABLED -> true;
            case HALF_OPEN -> probes.size() < slots;
            default -> false;
        };
        if (!granted && !shadow) {
            refused++;
            return null;
        }
        final Pass pass = new Pass(epoch, granted && state != DISABLED, state == HALF_OPEN, now);
        if (granted && state == HALF_OPEN) {
            probes.add(pass);
        }
        return pass;
    }

    void report(Pass pass, boolean failed, boolean slow, long now) {
        if (!pass.counted) {
            return;
        }
        advance(now);
        if (pass.epoch != epoch || (pass.probe && !pass.out)) {
            late++;
            return;
        }
        if (!pass.probe) {
            record(failed, slow, now);
        } else if (failed) {
            open(CircuitBreakerReason.PROBE_FAILED, now);
        } else {
            pass.out = false;
            succeeded++;
            settleProbes(now);
        }
    }

    void cancel(Pass pass, long now) {
        if (!pass.counted) {
            return;
        }
        advance(now);
        if (pass.epoch != epoch || (pass.probe && !pass.out)) {
            late++;
            return;
        }
        if (pass.probe) {
            pass.out = false;
        }
    }

    void openUntil(long until, long now) {
        advance(now);
        if (until - now <= 0) {
            return;
        }
        toldUntil = told && toldUntil - until >= 0 ? toldUntil : until;
        told = true;
        if (state == CLOSED || state == HALF_OPEN) {
            countOpening(now);
            openedForNanos = -1;
            begin(OPEN, now);
            openUntil = toldUntil;
            move(epochState, OPEN, CircuitBreakerReason.TOLD_TO_WAIT);
        } else if (state == OPEN && toldUntil - openUntil >= 0) {
            openUntil = toldUntil;
        }
    }

    void order(CircuitBreakerState ordered, long now) {
        advance(now);
        if (visible() == ordered) {
            return;
        }
        final CircuitBreakerState from = visible();
        opens = 0;
        begin(ordered == METRICS_ONLY ? CLOSED : ordered, now);
        shadow = ordered == METRICS_ONLY;
        events.add(from + ">" + ordered + ":ORDERED");
    }

    void resume(long now) {
        final CircuitBreakerState from = visible();
        if (from != FORCED_OPEN && from != DISABLED && from != METRICS_ONLY) {
            return;
        }
        shadow = false;
        if (told && toldUntil - now > 0) {
            begin(OPEN, now);
            opens = 1;
            openUntil = toldUntil;
            events.add(from + ">OPEN:TOLD_TO_WAIT");
        } else {
            begin(CLOSED, now);
            opens = 0;
            events.add(from + ">CLOSED:RESUMED");
        }
    }

    void reset(long now) {
        final CircuitBreakerState from = visible();
        shadow = false;
        told = false;
        opens = 0;
        begin(CLOSED, now);
        if (from != CLOSED) {
            events.add(from + ">CLOSED:RESET");
        }
    }

    int failures() {
        return (int) window.stream().filter(Outcome::failed).count();
    }

    int slow() {
        return (int) window.stream().filter(Outcome::slow).count();
    }

    long outstanding() {
        return probes.stream().filter(probe -> probe.out).count();
    }

    private void record(boolean failed, boolean slow, long now) {
        window.addLast(new Outcome(now, failed, slow));
        if (window.size() > policy.rates().outcomes()) {
            window.removeFirst();
        }
        consecutive = failed ? consecutive + 1 : 0;
        final boolean enough = window.size() >= policy.rates().minimum();
        if (policy.consecutiveFailures() > 0 && consecutive >= policy.consecutiveFailures()) {
            open(CircuitBreakerReason.CONSECUTIVE_FAILURES, now);
        } else if (enough
                && (double) failures() / window.size() >= policy.rates().failureRate()) {
            open(CircuitBreakerReason.FAILURE_RATE, now);
        } else if (enough && (double) slow() / window.size() >= policy.rates().slowRate()) {
            open(CircuitBreakerReason.SLOW_RATE, now);
        }
    }

    private void settleProbes(long now) {
        if (succeeded == slots) {
            begin(CLOSED, now);
            move(HALF_OPEN, CLOSED, CircuitBreakerReason.PROBES_SUCCEEDED);
        }
    }

    private void open(CircuitBreakerReason reason, long now) {
        countOpening(now);
        openedForNanos = openTime.nanos(opens);
        begin(OPEN, now);
        openUntil = now + openedForNanos;
        move(epochState, OPEN, reason);
    }

    private void countOpening(long now) {
        final boolean stable =
                state == CLOSED && now - sinceNanos >= policy.stableAfter().toNanos();
        opens = stable ? 1 : opens + 1;
    }

    private void begin(CircuitBreakerState next, long now) {
        epochState = state;
        state = next;
        epoch++;
        sinceNanos = now;
        window.clear();
        consecutive = 0;
        probes.clear();
        succeeded = 0;
    }

    private void move(CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason) {
        events.add((shadow ? "would " : "") + from + ">" + to + ":" + reason);
    }
}
