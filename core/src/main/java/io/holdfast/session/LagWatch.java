package io.holdfast.session;

import io.holdfast.feed.Reason;
import io.holdfast.resilience.LagDetector;
import io.holdfast.resilience.LagPolicy;
import io.holdfast.resilience.Suspicion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how far a session's data falls behind the exchange's clock. Data that lags is not published: epochs end, and
 * open again when it has caught up. A connection that lags by far is replaced, ever more rarely: the next one may be as
 * late. What was learned outlives connections. Confined to the session's thread; allocates nothing for a frame.
 */
final class LagWatch {

    /** A connection lives so long at least, times four for each that was replaced before it. */
    private static final long REPLACE_AFTER_NANOS = 10_000_000_000L;

    private static final int MOST_DOUBLINGS = 12;
    /** After so long without, a connection may again be replaced at once. */
    private static final long FORGOTTEN_NANOS = 6 * 3_600_000_000_000L;

    /** Without evidence for so long, though frames come, data is let through again. */
    private static final long UNDECIDED_NANOS = 10_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);

    private final Session session;
    private final LagDetector detector;
    private boolean lagging;
    private long frameNanos;
    private long evidenceNanos;
    private long openedAtNanos;
    private int replacements;
    private long replacedAtNanos;

    LagWatch(Session session, LagPolicy policy) {
        this.session = session;
        this.detector = new LagDetector(policy);
    }

    void opened(long now) {
        detector.connectionOpened();
        openedAtNanos = now;
        evidenceNanos = now;
    }

    /** This process stood still. */
    void excuse() {
        detector.excuse();
    }

    /** {@return whether data is held back because it comes too late} */
    boolean isLagging() {
        return lagging;
    }

    /**
     * Looks at one event; the first of a frame stands for all of it. May end the connection.
     *
     * @param stampNanos when the exchange says that it happened; 0 where it does not say
     * @param mayBePast whether it may tell of what happened before
     * @param ofFrameNanos when its frame was received
     */
    void look(Link link, long stampNanos, boolean mayBePast, long ofFrameNanos) {
        if (frameNanos == ofFrameNanos) {
            return;
        }
        if (stampNanos == 0) {
            if (lagging && ofFrameNanos - evidenceNanos >= UNDECIDED_NANOS) {
                letThrough(link, "nothing says that data is late still");
            }
            return;
        }
        frameNanos = ofFrameNanos;
        evidenceNanos = ofFrameNanos;
        final Suspicion suspicion =
                mayBePast ? detector.onPast(stampNanos, ofFrameNanos) : detector.onData(stampNanos, ofFrameNanos);
        if (suspicion == Suspicion.NONE && !lagging) {
            return;
        }
        if (suspicion == Suspicion.NONE) {
            letThrough(link, "data comes in time again");
            return;
        }
        if (!lagging) {
            lagging = true;
            LOG.warn("{} {}", session.settings.name(), evidence());
            session.trust.withhold(Reason.LAGGING);
        }
        if (suspicion == Suspicion.CONVICT) {
            replace(link, ofFrameNanos);
        }
    }

    private void letThrough(Link link, String why) {
        lagging = false;
        LOG.info("{} {}", session.settings.name(), why);
        link.regain();
    }

    private void replace(Link link, long now) {
        if (now - replacedAtNanos >= FORGOTTEN_NANOS) {
            replacements = 0;
        }
        if (replacements > 0
                && now - openedAtNanos < REPLACE_AFTER_NANOS << Math.min(2 * replacements, MOST_DOUBLINGS)) {
            return;
        }
        replacements++;
        replacedAtNanos = now;
        link.lost(Loss.of(Reason.LAGGING, evidence()));
    }

    private String evidence() {
        return "data is " + detector.lagNanos() / NANOS_PER_MILLI + " ms later than the least delay seen";
    }
}
