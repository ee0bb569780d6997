package io.holdfast;

import io.holdfast.feed.MarketPublisher;
import io.holdfast.time.Scheduler;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells ring, log and listener of gates that have moved. Confined to the feed's thread. */
final class GateAnnouncer {

    private static final long RETRY_NANOS = 1_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(TradingGate.class);

    private final Scheduler scheduler;
    private final MarketPublisher publisher;
    private final GateListener listener;
    /** Those for whose change the ring had no room. */
    private final ArrayDeque<GatedInstrument> unpublished = new ArrayDeque<>();

    private Scheduler.Timer retryTimer = Scheduler.Timer.NONE;

    GateAnnouncer(Scheduler scheduler, MarketPublisher publisher, GateListener listener) {
        this.scheduler = scheduler;
        this.publisher = publisher;
        this.listener = listener;
    }

    /**
     * Tells of one change.
     *
     * @param one whose gate it is; null for the exchange's, which the ring is told of by its instruments'
     */
    void announce(GateChange change, @Nullable GatedInstrument one) {
        if (one != null && !one.unpublished) {
            publishOrKeep(one);
        }
        if (change.ofExchange() && one != null) {
            LOG.debug("{}", change); // one line for the exchange is enough for people
        } else {
            LOG.info("{}", change);
        }
        try {
            listener.onGate(change);
        } catch (RuntimeException e) {
            LOG.error("gate listener threw on: {}", change, e);
        }
    }

    void close() {
        retryTimer.cancel();
    }

    private void publishOrKeep(GatedInstrument one) {
        if (publish(one)) {
            return;
        }
        one.unpublished = true;
        unpublished.add(one);
        if (unpublished.size() == 1) {
            retryTimer = scheduler.schedule(this::publishKept, RETRY_NANOS);
        }
    }

    /** Tells how gates stand now: what came in between is of no use to anybody. */
    private void publishKept() {
        while (!unpublished.isEmpty() && publish(unpublished.peek())) {
            unpublished.remove().unpublished = false;
        }
        if (!unpublished.isEmpty()) {
            retryTimer = scheduler.schedule(this::publishKept, RETRY_NANOS);
        }
    }

    private boolean publish(GatedInstrument one) {
        final GateChange change = one.gate.status();
        return publisher.tryGate(
                one.id,
                one.judgedBy(),
                change.epoch(),
                change.open(),
                change.reason(),
                scheduler.epochNanosAt(change.atNanos()),
                change.atNanos());
    }
}
