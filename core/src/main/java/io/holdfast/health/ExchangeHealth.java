package io.holdfast.health;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How one exchange's feed has been. Immutable; all times monotonic.
 *
 * @param exchange         its id
 * @param availability     how it stands
 * @param sinceNanos       since when
 * @param sessions         the last move of each session, by name
 * @param windows          figures of each {@link HealthWindow}, in their order
 * @param attempts         connection attempts
 * @param restores         attempts that led to a live session
 * @param disconnects      open connections that were lost, by reason
 * @param failedAttempts   attempts that led to nothing, by reason
 * @param gaps             epochs that ended while the connection held, by reason
 * @param circuitMoves     moves of the circuit breaker
 * @param pauses           how long this process stood still, as far as it was noticed here
 * @param detect           how long nothing had been received when a loss was noticed: an upper bound of the time it took
 * @param recover          from a loss that was noticed until every session was live again
 * @param recentRecoveries the recoveries that {@code recover} is made of, oldest first, in nanoseconds
 * @param messageAgeNanos  time since the last event in the ring; -1 where that is not known
 * @param latency          from the exchange's stamp to our receipt, over the last thousand events; it holds the
 *                         difference of both clocks
 * @param events           prices, trades and levels seen in the ring; 0 where no probe is on it
 * @param subscriptions    each subscription whose epochs were heard of
 * @param timeline         the last hour
 */
public record ExchangeHealth(
        String exchange,
        Availability availability,
        long sinceNanos,
        List<SessionTransition> sessions,
        List<WindowHealth> windows,
        long attempts,
        long restores,
        Map<Reason, Long> disconnects,
        Map<Reason, Long> failedAttempts,
        Map<Reason, Long> gaps,
        Map<CircuitMove, Long> circuitMoves,
        DurationStats pauses,
        DurationStats detect,
        DurationStats recover,
        List<Long> recentRecoveries,
        long messageAgeNanos,
        DurationStats latency,
        long events,
        List<SubscriptionHealth> subscriptions,
        List<TimelineStretch> timeline) {

    /** {@return the figures of one window} */
    public WindowHealth window(HealthWindow window) {
        return windows.get(window.ordinal());
    }

    /** {@return mean time between failures, in nanoseconds: time up by losses; empty before the first loss} */
    public OptionalLong meanTimeBetweenFailuresNanos() {
        final WindowHealth all = window(HealthWindow.SINCE_START);
        return all.disconnects() == 0 ? OptionalLong.empty() : OptionalLong.of(all.upNanos() / all.disconnects());
    }

    /** {@return the move of the session that is worst off; it speaks for the exchange} */
    public SessionTransition worstSession() {
        SessionTransition worst = sessions.get(0);
        for (final SessionTransition session : sessions) {
            if (badness(session.to()) > badness(worst.to())) {
                worst = session;
            }
        }
        return worst;
    }

    /** {@return how long the oldest stale subscription has been stale, in nanoseconds; 0 if none is} */
    public long longestStaleNanos(long nowNanos) {
        long longest = 0;
        for (final SubscriptionHealth subscription : subscriptions) {
            if (!subscription.live() && subscription.staleNanos() > 0) {
                longest = Math.max(longest, nowNanos - subscription.sinceNanos());
            }
        }
        return longest;
    }

    private static int badness(SessionState state) {
        return switch (state) {
            case LIVE -> 0;
            case STOPPED -> 1;
            case IDLE -> 2;
            case RESTORING -> 3;
            case CONNECTING -> 4;
            case WAITING -> 5;
            case SUSPENDED -> 6;
            case FAILED -> 7;
        };
    }
}
