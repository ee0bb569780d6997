package io.holdfast.session;

import io.holdfast.resilience.CircuitBreakerState;
import java.util.List;

/**
 * How the feed of one exchange stands: a picture that is taken when it is asked for. Immutable.
 *
 * @param exchange          the exchange's id
 * @param state             of its sessions the state that is farthest from live; {@link SessionState#IDLE} if there is
 *                          none, {@link SessionState#STOPPED} once the feed was stopped
 * @param listedInstruments how many instruments the exchange lists; 0 before its list is there
 * @param circuit           how the exchange's circuit breaker was last left
 * @param attemptsLeft      connection attempts that the budget of the exchange has now
 * @param sessions          how each session stands, in the order in which they were opened
 */
public record ExchangeFeedStatus(
        String exchange,
        SessionState state,
        int listedInstruments,
        CircuitBreakerState circuit,
        int attemptsLeft,
        List<SessionStatus> sessions) {

    /** Copies the list. */
    public ExchangeFeedStatus {
        sessions = List.copyOf(sessions);
    }

    /** {@return subscriptions wanted, on all sessions} */
    public int wanted() {
        return sessions.stream().mapToInt(SessionStatus::wanted).sum();
    }

    /** {@return of them, those that the exchange serves} */
    public int active() {
        return sessions.stream().mapToInt(SessionStatus::active).sum();
    }

    /** {@return of them, those that are not listed or were rejected} */
    public int refused() {
        return sessions.stream().mapToInt(SessionStatus::refused).sum();
    }
}
