package io.holdfast.session;

import io.holdfast.feed.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a session stands, why and since when; every move is checked, logged and told here.
 *
 * <p>Written on the session's thread; {@link #status} may be read from any.
 */
final class Standing {

    /** For a time that does not apply to a move. */
    static final long NONE = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Session session;
    private SessionState state = SessionState.IDLE;
    private Reason reason = Reason.STARTED;
    private String detail = "";
    private long enteredAtNanos;
    private int generation;
    private volatile SessionStatus status; // written by the session's thread alone

    Standing(Session session) {
        this.session = session;
        this.enteredAtNanos = session.commons.scheduler.nanos();
        this.status = newStatus();
    }

    SessionState state() {
        return state;
    }

    Reason reason() {
        return reason;
    }

    String evidence() {
        return detail;
    }

    long enteredAtNanos() {
        return enteredAtNanos;
    }

    /** {@return how the session stood when it last said so; any thread} */
    SessionStatus status() {
        return status;
    }

    /** What follows is about another connection. */
    void nextGeneration() {
        generation++;
    }

    void move(SessionState next, Reason why, String evidence) {
        move(next, why, evidence, NONE, NONE);
    }

    /**
     * The only place that assigns {@code state}.
     *
     * @param retryInNanos until the next attempt, or {@link #NONE}
     * @param silentNanos  for how long a lost connection had said nothing, or {@link #NONE}
     * @throws IllegalStateException where the table knows no such transition
     */
    void move(SessionState next, Reason why, String evidence, long retryInNanos, long silentNanos) {
        assert session.commons.scheduler.inThread() : "session " + name() + ": moved on a foreign thread";
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "session " + name() + ": " + state + " -> " + next + " is not a transition (reason: " + why + ")");
        }
        final long now = session.commons.scheduler.nanos();
        final SessionTransition transition = new SessionTransition(
                name(),
                session.settings.adapter().id(),
                generation,
                state,
                next,
                why,
                evidence,
                session.attempt(),
                now - enteredAtNanos,
                retryInNanos,
                silentNanos,
                now);
        state = next;
        reason = why;
        detail = evidence;
        enteredAtNanos = now;
        refresh();
        if (LOG.isInfoEnabled()) {
            LOG.info("{}", transition);
        }
        session.commons.tell(told -> told.onTransition(transition), transition);
    }

    void refresh() {
        status = newStatus();
    }

    private String name() {
        return session.settings.name();
    }

    private SessionStatus newStatus() {
        final SessionCounters counters = session.counters;
        final Link link = session.link();
        return new SessionStatus(
                name(),
                session.settings.adapter().id(),
                state,
                reason,
                detail,
                enteredAtNanos,
                generation,
                session.attempt(),
                session.registry.size(),
                link == null ? 0 : link.subscriptions.count(LinkSubscription.State.ACTIVE),
                session.registry.refused(),
                counters.frames,
                counters.unread + counters.ungrounded,
                counters.anomalies,
                counters.conflated,
                counters.overflowed,
                counters.outdatedCalls,
                link == null ? 0 : link.stalls().silent());
    }
}
