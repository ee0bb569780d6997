package io.holdfast.testkit.simulation;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.testkit.simulation.Violation.Rule;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows one exchange's sessions: counts losses by reason, measures how long it took to notice and to come back, and
 * says so when one was given up although nothing was wrong. Confined to the simulation's thread.
 */
final class SessionLedger implements SessionListener {

    private static final int LINES_KEPT = 50;
    private static final long NONE = -1;
    /** A fault may take so long to be noticed: a ping interval and a pong's time, a backlog, a lifetime of requests. */
    private static final long CALM_NANOS = Duration.ofMinutes(2).toNanos();

    private final VirtualSite site;
    private final VirtualHost host;
    private final VirtualScheduler world;
    private final Violations violations;
    private final ArrayDeque<String> lines;
    private final Map<Reason, Long> losses = new EnumMap<>(Reason.class);
    private final Map<String, SessionState> states = new TreeMap<>();
    private final Samples detected = new Samples();
    private final Samples recovered = new Samples();

    private long lostAtNanos = NONE;
    private boolean lost;
    private long falseAlarms;

    /**
     * Makes a ledger.
     *
     * @param lines where transitions are noted, shared by all exchanges
     */
    SessionLedger(
            VirtualSite site,
            VirtualHost host,
            VirtualScheduler world,
            Violations violations,
            ArrayDeque<String> lines) {
        this.site = site;
        this.host = host;
        this.world = world;
        this.violations = violations;
        this.lines = lines;
    }

    @Override
    public void onTransition(SessionTransition transition) {
        if (lines.size() == LINES_KEPT) {
            lines.remove();
        }
        lines.add(Lines.time(world.elapsed()) + " " + site.name() + " " + transition);
        if (transition.to() == SessionState.STOPPED) {
            states.remove(transition.session());
        } else {
            states.put(transition.session(), transition.to());
        }
        if (transition.to() == SessionState.LIVE && lost) {
            lost = false;
            recovered.add(world.nanos() - lostAtNanos);
        } else if (isLoss(transition)) {
            onLoss(transition);
        }
    }

    private void onLoss(SessionTransition transition) {
        losses.merge(transition.reason(), 1L, Long::sum);
        if (!lost) {
            lost = true;
            lostAtNanos = world.nanos();
        }
        final long calmNanos = site.calmNanos();
        if (isPlanned(transition.reason())) {
            return;
        }
        if (calmNanos > CALM_NANOS && !isOfTheSocket(transition.reason())) {
            falseAlarms++;
            violations.add(Rule.FALSE_ALARM, transition.toString());
        } else {
            // A process that stood still could notice nothing.
            detected.add(Math.min(world.nanos() - site.lastStruckNanos(), world.nanos() - host.runningSinceNanos()));
        }
    }

    private static boolean isLoss(SessionTransition transition) {
        return (transition.from() == SessionState.LIVE || transition.from() == SessionState.RESTORING)
                && transition.to() != SessionState.STOPPED
                && transition.to() != SessionState.LIVE;
    }

    /** What the socket said, whoever is to blame for it, is no alarm; what we concluded may be one. */
    private static boolean isOfTheSocket(Reason reason) {
        return switch (reason) {
            case CLOSE_FRAME, END_OF_STREAM, RESET, WRITE_FAILED, PROTOCOL_VIOLATION -> true;
            default -> false;
        };
    }

    private static boolean isPlanned(Reason reason) {
        return reason == Reason.LIFETIME_ENDING || reason == Reason.SHUTDOWN_ANNOUNCED;
    }

    /** {@return how many sessions there are} */
    int sessions() {
        return states.size();
    }

    /** {@return whether there are sessions, and all are live} */
    boolean allLive() {
        return !states.isEmpty() && states.values().stream().allMatch(state -> state == SessionState.LIVE);
    }

    /** {@return whether there are sessions, and all have failed for good} */
    boolean allFailed() {
        return !states.isEmpty() && states.values().stream().allMatch(state -> state == SessionState.FAILED);
    }

    Map<Reason, Long> losses() {
        return losses;
    }

    Samples detected() {
        return detected;
    }

    Samples recovered() {
        return recovered;
    }

    long falseAlarms() {
        return falseAlarms;
    }
}
