package io.holdfast.session;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.feed.Reason;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import io.holdfast.session.LinkSubscription.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a protocol reports: data to the ring, everything else to those who decide. Silent once its link has been
 * given up. Confined to the session's thread; allocates nothing for data.
 */
final class LinkSink implements ProtocolSink {

    private static final Logger LOG = LoggerFactory.getLogger(LinkSink.class);

    private final Link link;
    private final Session session;

    LinkSink(Link link) {
        this.link = link;
        this.session = link.session;
    }

    @Override
    public void topOfBook(
            int id,
            long exchangeTimeNanos,
            long sequence,
            long bidPrice,
            int bidPriceScale,
            long bidSize,
            int bidSizeScale,
            long askPrice,
            int askPriceScale,
            long askSize,
            int askSizeScale) {
        final Slot slot = delivering(id, exchangeTimeNanos, false);
        if (slot != null) {
            session.commons.epochs.topOfBook(
                    slot,
                    exchangeTimeNanos,
                    sequence,
                    bidPrice,
                    bidPriceScale,
                    bidSize,
                    bidSizeScale,
                    askPrice,
                    askPriceScale,
                    askSize,
                    askSizeScale);
        }
    }

    @Override
    public void trade(
            int id,
            long exchangeTimeNanos,
            long sequence,
            Side aggressor,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        final Slot slot = delivering(id, exchangeTimeNanos, false);
        if (slot != null) {
            session.commons.epochs.trade(
                    slot, exchangeTimeNanos, sequence, aggressor, price, priceScale, size, sizeScale);
        }
    }

    @Override
    public void bookLevel(
            int id,
            long exchangeTimeNanos,
            long sequence,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        final Slot slot = delivering(id, exchangeTimeNanos, snapshot);
        if (slot != null) {
            session.commons.epochs.bookLevel(
                    slot, exchangeTimeNanos, sequence, snapshot, last, side, price, priceScale, size, sizeScale);
        }
    }

    @Override
    public void acknowledged(int id) {
        final LinkSubscription subscription = wanted(id);
        if (subscription != null) {
            link.answered();
            if (subscription.state != State.ACTIVE) {
                link.restorer().active(subscription);
            }
        }
    }

    @Override
    public void quiet(int id) {
        final Slot slot = delivering(id, 0, true);
        if (slot != null) {
            session.commons.epochs.ensureOpen(slot);
        }
    }

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        final LinkSubscription subscription = wanted(id);
        if (subscription != null) {
            link.answered();
            link.restorer().rejected(subscription, permanent, Reason.REJECTED, detail);
        }
    }

    @Override
    public void requestRejected(int[] ids, int count, String detail) {
        link.answered();
        for (int i = 0; i < count; i++) {
            final LinkSubscription subscription = wanted(ids[i]);
            if (subscription == null || subscription.state != State.REQUESTED) {
                continue;
            }
            if (count == 1) {
                link.restorer().rejected(subscription, false, Reason.REJECTED, detail);
            } else {
                link.restorer().bisect(subscription, count);
            }
        }
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        final LinkSubscription subscription = wanted(id);
        if (subscription == null) {
            return;
        }
        final Slot slot = subscription.slot;
        session.counters.anomalies++;
        subscription.brokenBy = Losses.reasonOf(anomaly);
        session.commons.epochs.close(slot, subscription.brokenBy);
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} {} {} ({})", session.settings.name(), slot.subscription, anomaly, detail);
        }
        link.restorer().resync(subscription);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        if (!link.isAbandoned()) {
            session.counters.anomalies++;
            link.lost(Loss.of(Losses.reasonOf(anomaly), detail));
        }
    }

    @Override
    public void fetch(int id, String target, int weight) {
        if (!link.isAbandoned()) {
            link.fetcher().fetch(id, target, weight);
        }
    }

    @Override
    public void fetch(int id, String target, int weight, long delayNanos) {
        if (delayNanos == 0) {
            fetch(id, target, weight);
        } else if (!link.isAbandoned()) {
            link.fetcher().fetchLater(id, target, weight, delayNanos);
        }
    }

    /** Proof of life for the connection, never data. */
    @Override
    public void heartbeat() {
        link.heartbeat();
    }

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {
        if (!link.isAbandoned()) {
            session.trust.exchangeSays(status, detail);
        }
    }

    @Override
    public void instrumentStatus(int id, InstrumentStatus status, String detail) {
        final LinkSubscription subscription = wanted(id);
        if (subscription != null) {
            subscription.slot.silenceExpected = status.expectsSilence();
        }
    }

    /** Nothing more is sent until a whole window of the limit has passed, pings aside. */
    @Override
    public void rateLimited(String detail) {
        LOG.warn("{} exchange says that we send too much ({})", session.settings.name(), detail);
        final int left = link.messages.available(link.now());
        if (left > 0) {
            link.messages.tryAcquire(link.now(), left);
        }
    }

    @Override
    public void shutdownAnnounced(String detail) {
        link.lost(Loss.planned(Reason.SHUTDOWN_ANNOUNCED, detail));
    }

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        session.counters.unread++;
    }

    /**
     * {@return where the data goes; null if it is not wanted, must not be trusted, or the link was given up}
     *
     * @param stampNanos when the exchange says that it happened; 0 where it does not
     * @param isSnapshot whether it may tell of what happened before
     */
    private @Nullable Slot delivering(int id, long stampNanos, boolean isSnapshot) {
        final LinkSubscription subscription = wanted(id);
        if (subscription == null) {
            if (link.isAbandoned()) {
                session.counters.outdatedCalls++;
            } else {
                session.counters.unread++; // its end is on its way to the exchange, which goes on until it comes
            }
            return null;
        }
        if (subscription.state == State.REFUSED || session.trust.isInMaintenance()) {
            session.counters.unread++;
            return null;
        }
        link.delivered(subscription);
        link.lookForLag(stampNanos, isSnapshot || subscription.frames == 1); // the first may be a snapshot, too
        if (session.lag.isLagging() || link.isAbandoned()) {
            session.counters.unread++;
            return null;
        }
        return subscription.slot;
    }

    private @Nullable LinkSubscription wanted(int id) {
        return link.isAbandoned() ? null : link.subscriptions.byId(id);
    }
}
