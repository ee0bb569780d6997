package io.holdfast.health;

import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Writes what happens to sessions into the JDK's flight recorder: {@code io.holdfast.Transition}, {@code
 * io.holdfast.Reconnect}, {@code io.holdfast.Gap}, {@code io.holdfast.LocalPause} and {@code io.holdfast.Gate}. Costs a
 * few nanoseconds where nothing is recorded. Any thread; stateless.
 */
public final class FlightEvents implements SessionListener {

    /** Makes a listener. */
    public FlightEvents() {}

    @Override
    public void onTransition(SessionTransition transition) {
        final TransitionEvent event = new TransitionEvent();
        if (event.shouldCommit()) {
            event.exchange = transition.exchange();
            event.session = transition.session();
            event.from = transition.from().name();
            event.to = transition.to().name();
            event.reason = transition.reason().name();
            event.detail = transition.detail();
            event.attempt = transition.attempt();
            event.generation = transition.generation();
            event.held = transition.heldNanos();
            event.commit();
        }
        if (transition.to() == SessionState.LIVE) {
            final ReconnectEvent restored = new ReconnectEvent();
            if (restored.shouldCommit()) {
                restored.exchange = transition.exchange();
                restored.session = transition.session();
                restored.generation = transition.generation();
                restored.attempts = transition.attempt();
                restored.restoring = transition.heldNanos();
                restored.commit();
            }
        }
    }

    @Override
    public void onEpoch(EpochChange change) {
        if (ExchangeTrack.isGap(change.reason())) {
            final GapEvent event = new GapEvent();
            if (event.shouldCommit()) {
                event.exchange = change.exchange();
                event.subscription = change.subscription().toString();
                event.epoch = change.epoch();
                event.reason = change.reason().name();
                event.commit();
            }
        }
    }

    @Override
    public void onLocalPause(String exchange, long pauseNanos, long atNanos) {
        final LocalPauseEvent event = new LocalPauseEvent();
        if (event.shouldCommit()) {
            event.exchange = exchange;
            event.pause = pauseNanos;
            event.commit();
        }
    }

    /**
     * A trading gate has moved.
     *
     * @param instrument whose; empty for the whole exchange
     */
    public void onGate(String exchange, String instrument, boolean open, String reason) {
        final GateEvent event = new GateEvent();
        if (event.shouldCommit()) {
            event.exchange = exchange;
            event.instrument = instrument;
            event.open = open;
            event.reason = reason;
            event.commit();
        }
    }

    /** A session has moved. */
    @Name("io.holdfast.Transition")
    @Label("Session Transition")
    @Category("Holdfast")
    @StackTrace(false)
    static final class TransitionEvent extends Event {

        @Label("Exchange")
        String exchange = "";

        @Label("Session")
        String session = "";

        @Label("From")
        String from = "";

        @Label("To")
        String to = "";

        @Label("Reason")
        String reason = "";

        @Label("Detail")
        @Description("Evidence, partly written by the other side")
        String detail = "";

        @Label("Attempt")
        int attempt;

        @Label("Generation")
        int generation;

        @Label("Held")
        @Timespan(Timespan.NANOSECONDS)
        long held;
    }

    /** A session is live again. */
    @Name("io.holdfast.Reconnect")
    @Label("Session Live")
    @Category("Holdfast")
    @StackTrace(false)
    static final class ReconnectEvent extends Event {

        @Label("Exchange")
        String exchange = "";

        @Label("Session")
        String session = "";

        @Label("Generation")
        int generation;

        @Label("Attempts")
        int attempts;

        @Label("Restoring")
        @Description("From the open connection until every subscription was answered")
        @Timespan(Timespan.NANOSECONDS)
        long restoring;
    }

    /** An epoch ended for its data. */
    @Name("io.holdfast.Gap")
    @Label("Gap")
    @Category("Holdfast")
    @StackTrace(false)
    static final class GapEvent extends Event {

        @Label("Exchange")
        String exchange = "";

        @Label("Subscription")
        String subscription = "";

        @Label("Epoch")
        long epoch;

        @Label("Reason")
        String reason = "";
    }

    /** This process stood still. */
    @Name("io.holdfast.LocalPause")
    @Label("Local Pause")
    @Category("Holdfast")
    @StackTrace(false)
    static final class LocalPauseEvent extends Event {

        @Label("Exchange")
        String exchange = "";

        @Label("Pause")
        @Timespan(Timespan.NANOSECONDS)
        long pause;
    }

    /** A trading gate opened or shut. */
    @Name("io.holdfast.Gate")
    @Label("Trading Gate")
    @Category("Holdfast")
    @StackTrace(false)
    static final class GateEvent extends Event {

        @Label("Exchange")
        String exchange = "";

        @Label("Instrument")
        String instrument = "";

        @Label("Open")
        boolean open;

        @Label("Reason")
        String reason = "";
    }
}
