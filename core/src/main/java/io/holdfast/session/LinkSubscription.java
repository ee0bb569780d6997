package io.holdfast.session;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.feed.Reason;
import io.holdfast.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** How one subscription stands on one connection; forgotten with it. Confined to the session's thread. */
final class LinkSubscription {

    /** What the exchange has been asked and has said. */
    enum State {
        /** To be requested. */
        PENDING,
        /** Requested, not yet answered. */
        REQUESTED,
        /** Acknowledged, or delivering. */
        ACTIVE,
        /** Refused, not listed, or in quarantine: no data will come. */
        REFUSED
    }

    final Slot slot;

    @Nullable
    WireSubscription wire;

    State state = State.PENDING;
    /** In a request with how many others it may stand: halved each time that such a request is refused. */
    int batchLimit = Integer.MAX_VALUE;
    /** With how many it stood in its last request. */
    int batchSize;

    long requestedAtNanos;
    int requests;

    /** What was wrong with it last. */
    Reason brokenBy = Reason.SEQUENCE_GAP;

    /** Whether a repair is to be made, and not made yet. */
    boolean repairQueued;

    /** Whether that repair is to make the subscription anew. */
    boolean beginAnew;

    /** Whether it was made anew for its silence, and confirmed, and has been silent since. */
    boolean anew;

    long anewSince;
    /** How many frames the instrument's other channels had brought by then. */
    long instrumentFrames;
    /** Frames with data that came for it. */
    long frames;

    Scheduler.Timer repairTimer = Scheduler.Timer.NONE;
    /** When a book must have found its ground, or is asked for again. */
    long groundDueNanos;

    LinkSubscription(Slot slot) {
        this.slot = slot;
    }

    /** {@return whether it must be asked for alone, to see whether it is the one that ends connections} */
    boolean isSuspect() {
        return slot.deaths >= Slot.SUSPECT_DEATHS;
    }
}
