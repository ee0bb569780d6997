package io.holdfast.session;

import io.holdfast.feed.Reason;
import io.holdfast.session.LinkSubscription.State;
import java.util.List;

/**
 * Finds the subscription that makes the exchange end the connection whenever it is asked for. What was requested and not
 * answered when connections ended is suspect; suspects are asked for after all others, in batches that are halved by
 * each such end and doubled by each that survives, until one stands alone. Confined to the session's thread.
 */
final class Poison {

    private static final int CERTAIN_DEATHS = Slot.SUSPECT_DEATHS + 1;

    private final Session session;
    private int limit = Integer.MAX_VALUE;

    Poison(Session session) {
        this.session = session;
    }

    /** {@return how many suspects may be asked for at once} */
    int batchLimit() {
        return limit;
    }

    void batchSurvived() {
        limit = limit > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : limit * 2;
    }

    /** The exchange has ended a connection that was open. */
    void connectionEnded(LinkSubscriptions subscriptions) {
        final List<LinkSubscription> unanswered = subscriptions.in(State.REQUESTED);
        int suspects = 0;
        for (final LinkSubscription subscription : unanswered) {
            subscription.slot.deaths++;
            if (subscription.isSuspect()) {
                suspects++;
            }
        }
        if (suspects > 0) {
            limit = Math.max(1, Math.min(limit, suspects) / 2);
        }
        // Where nothing else was served the exchange itself may be ill: then nobody is to blame.
        if (unanswered.size() == 1
                && unanswered.get(0).slot.deaths >= CERTAIN_DEATHS
                && subscriptions.count(State.ACTIVE) > 0) {
            convict(unanswered.get(0).slot);
        }
    }

    private void convict(Slot slot) {
        slot.deaths = Slot.SUSPECT_DEATHS; // when it is asked for again, it goes last and alone
        if (!slot.refusalTold) {
            slot.refusalTold = true;
            session.commons.epochs.refuse(slot, Reason.QUARANTINED);
        }
        session.quarantine.take(slot, false);
    }
}
