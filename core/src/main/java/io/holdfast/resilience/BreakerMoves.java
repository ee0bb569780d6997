package io.holdfast.resilience;

import static io.holdfast.resilience.CircuitBreakerState.CLOSED;
import static io.holdfast.resilience.CircuitBreakerState.HALF_OPEN;
import static io.holdfast.resilience.CircuitBreakerState.OPEN;

import org.jspecify.annotations.Nullable;

/** What follows a phase of a {@link CircuitBreaker}: works it out, and leaves it to the breaker to move there. */
final class BreakerMoves {

    private final CircuitBreakerPolicy policy;
    private final long seed;

    BreakerMoves(CircuitBreakerPolicy policy, long seed) {
        this.policy = policy;
        this.seed = seed;
    }

    BreakerPhase first() {
        return new BreakerPhase(
                CLOSED, false, CircuitBreakerReason.RESET, 0, 0, 0, 0, false, 0, new OutcomeWindow(policy, 0), null);
    }

    /** {@return what is due by now; null if nothing is} */
    @Nullable
    BreakerPhase due(BreakerPhase current, long nowNanos) {
        return switch (current.state) {
            case CLOSED -> tripped(current, nowNanos);
            case OPEN ->
                nowNanos - current.openUntilNanos < 0
                        ? null
                        : halfOpen(current, policy.probes(), CircuitBreakerReason.OPEN_TIME_OVER, nowNanos);
            case HALF_OPEN ->
                switch (current.probes().decide(nowNanos)) {
                    case Probes.LEASE_OVER ->
                        opened(
                                current,
                                CircuitBreakerReason.PROBE_LEASE_OVER,
                                current.probes().decidedAtNanos());
                    case Probes.PROBE_FAILED ->
                        opened(
                                current,
                                CircuitBreakerReason.PROBE_FAILED,
                                current.probes().decidedAtNanos());
                    case Probes.ALL_SUCCEEDED ->
                        closed(current, current.shadow, current.opens, CircuitBreakerReason.PROBES_SUCCEEDED, nowNanos);
                    case Probes.USED_UP ->
                        halfOpen(current, current.probes().missing(), current.reason, current.sinceNanos);
                    default -> null;
                };
            case FORCED_OPEN, DISABLED, METRICS_ONLY -> null;
        };
    }

    private BreakerPhase opened(BreakerPhase current, CircuitBreakerReason reason, long sinceNanos) {
        final int opens = opensAfter(current, sinceNanos);
        return new BreakerPhase(
                OPEN,
                current.shadow,
                reason,
                current.epoch + 1,
                sinceNanos,
                opens,
                sinceNanos + openNanos(opens, current.epoch + 1),
                current.told,
                current.toldUntilNanos,
                null,
                null);
    }

    /** {@return how long it would be open if it opened now} */
    long nextOpenNanos(BreakerPhase current, long nowNanos) {
        return openNanos(opensAfter(current, nowNanos), current.epoch + 1);
    }

    /** {@return what follows from the order to wait until then; null if that changes nothing} */
    @Nullable
    BreakerPhase told(BreakerPhase current, long untilNanos, long nowNanos) {
        final boolean waits = current.state != CLOSED && current.state != HALF_OPEN;
        if (untilNanos - nowNanos <= 0 || (waits && current.told && current.toldUntilNanos - untilNanos >= 0)) {
            return null;
        }
        final long toldNanos = current.told ? later(current.toldUntilNanos, untilNanos) : untilNanos;
        return switch (current.state) {
            case CLOSED, HALF_OPEN ->
                new BreakerPhase(
                        OPEN,
                        current.shadow,
                        CircuitBreakerReason.TOLD_TO_WAIT,
                        current.epoch + 1,
                        nowNanos,
                        opensAfter(current, nowNanos),
                        toldNanos,
                        true,
                        toldNanos,
                        null,
                        null);
            case OPEN, FORCED_OPEN, DISABLED, METRICS_ONLY ->
                new BreakerPhase(
                        current.state,
                        current.shadow,
                        CircuitBreakerReason.TOLD_TO_WAIT,
                        current.epoch + 1,
                        current.sinceNanos,
                        current.opens,
                        later(current.openUntilNanos, toldNanos),
                        true,
                        toldNanos,
                        null,
                        null);
        };
    }

    BreakerPhase ordered(BreakerPhase current, CircuitBreakerState state, boolean shadow, long nowNanos) {
        return new BreakerPhase(
                state,
                shadow,
                CircuitBreakerReason.ORDERED,
                current.epoch + 1,
                nowNanos,
                0,
                nowNanos,
                current.told,
                current.toldUntilNanos,
                state == CLOSED ? new OutcomeWindow(policy, nowNanos) : null,
                null);
    }

    BreakerPhase resumed(BreakerPhase current, long nowNanos) {
        if (!current.told || current.toldUntilNanos - nowNanos <= 0) {
            return closed(current, false, 0, CircuitBreakerReason.RESUMED, nowNanos);
        }
        return new BreakerPhase(
                OPEN,
                false,
                CircuitBreakerReason.TOLD_TO_WAIT,
                current.epoch + 1,
                nowNanos,
                1,
                current.toldUntilNanos,
                true,
                current.toldUntilNanos,
                null,
                null);
    }

    BreakerPhase reset(BreakerPhase current, long nowNanos) {
        return new BreakerPhase(
                CLOSED,
                false,
                CircuitBreakerReason.RESET,
                current.epoch + 1,
                nowNanos,
                0,
                0,
                false,
                0,
                new OutcomeWindow(policy, nowNanos),
                null);
    }

    private @Nullable BreakerPhase tripped(BreakerPhase current, long nowNanos) {
        final CircuitBreakerReason reason = current.outcomes().tripReason();
        return reason == null
                ? null
                : opened(current, reason, current.outcomes().trippedAtNanos(nowNanos));
    }

    private BreakerPhase halfOpen(BreakerPhase current, int limit, CircuitBreakerReason reason, long sinceNanos) {
        return new BreakerPhase(
                HALF_OPEN,
                current.shadow,
                reason,
                current.epoch + 1,
                sinceNanos,
                current.opens,
                0,
                current.told,
                current.toldUntilNanos,
                null,
                new Probes(limit, policy.probeLease().toNanos(), sinceNanos));
    }

    private BreakerPhase closed(
            BreakerPhase current, boolean shadow, int opens, CircuitBreakerReason reason, long sinceNanos) {
        return new BreakerPhase(
                CLOSED,
                shadow,
                reason,
                current.epoch + 1,
                sinceNanos,
                opens,
                0,
                current.told,
                current.toldUntilNanos,
                new OutcomeWindow(policy, sinceNanos),
                null);
    }

    private int opensAfter(BreakerPhase current, long nowNanos) {
        final boolean stable = current.state == CLOSED
                && nowNanos - current.sinceNanos >= policy.stableAfter().toNanos();
        return stable ? 1 : Math.min(current.opens, Integer.MAX_VALUE - 1) + 1;
    }

    private long openNanos(int opens, long epoch) {
        final long ceilingNanos = policy.openTime().ceilingNanos(opens);
        return SplitMix.between(policy.openTime().floorNanos(ceilingNanos), ceilingNanos, seed, epoch);
    }

    private static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }
}
