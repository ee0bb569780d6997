package io.holdfast.session;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.feed.Reason;
import io.holdfast.market.Side;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a protocol reports: data to the ring, everything else to those who decide. Silent once its link has been
 * given up. Confined to the session's thread; allocates nothing for data.
 */
final class LinkSink implements ProtocolSink {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(10);
    private static final int FETCH_MAX_BYTES = 64 << 20;
    private static final byte[] NOTHING = {};
    private static final Logger LOG = LoggerFactory.getLogger(LinkSink.class);

    private final Link link;
    private final Session session;
    private ExchangeStatus exchangeStatus = ExchangeStatus.ONLINE;

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
        final Slot slot = delivering(id);
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
        final Slot slot = delivering(id);
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
        final Slot slot = delivering(id);
        if (slot != null) {
            session.commons.epochs.bookLevel(
                    slot, exchangeTimeNanos, sequence, snapshot, last, side, price, priceScale, size, sizeScale);
        }
    }

    @Override
    public void acknowledged(int id) {
        final Slot slot = wanted(id);
        if (slot != null && slot.state != Slot.Wire.ACTIVE) {
            link.restorer().active(slot);
        }
    }

    @Override
    public void quiet(int id) {
        final Slot slot = delivering(id);
        if (slot != null) {
            session.commons.epochs.ensureOpen(slot);
        }
    }

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        final Slot slot = wanted(id);
        if (slot != null) {
            link.restorer().rejected(slot, permanent, detail);
        }
    }

    @Override
    public void requestRejected(int[] ids, int count, String detail) {
        for (int i = 0; i < count; i++) {
            final Slot slot = wanted(ids[i]);
            if (slot == null || slot.state == Slot.Wire.ACTIVE) {
                continue;
            }
            if (slot.alone || count == 1) {
                link.restorer().rejected(slot, false, detail);
            } else {
                link.restorer().askAlone(slot);
            }
        }
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        final Slot slot = wanted(id);
        if (slot == null) {
            return;
        }
        session.counters.anomalies++;
        session.commons.epochs.close(slot, Losses.reasonOf(anomaly));
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} {} {} ({})", session.settings.name(), slot.subscription, anomaly, detail);
        }
        link.restorer().resync(slot);
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
        if (link.isAbandoned()) {
            return;
        }
        final long waitNanos = session.commons.httpWeight.tryAcquire(link.now(), weight);
        if (waitNanos > 0) {
            session.commons.scheduler.schedule(() -> fetch(id, target, weight), waitNanos);
            return;
        }
        final Endpoint http = session.settings.profile().http();
        session.commons.transport.get(
                new HttpRequest(http.withTarget(Link.join(http.target(), target)), FETCH_TIMEOUT, FETCH_MAX_BYTES),
                session.commons.scheduler,
                new HttpListener() {
                    @Override
                    public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
                        if (!link.isAbandoned()) {
                            session.commons.epochs.received(link.now());
                            link.protocol.onResource(id, status, body);
                            session.commons.epochs.messageEnded();
                        }
                    }

                    @Override
                    public void onFailed(Disconnect disconnect) {
                        if (!link.isAbandoned()) {
                            LOG.warn("{} fetch failed: {}", session.settings.name(), disconnect);
                            link.protocol.onResource(id, 0, NOTHING);
                            session.commons.epochs.messageEnded();
                        }
                    }
                });
    }

    @Override
    public void heartbeat() {
        // Its bytes have already counted as a sign of life of the transport; it says nothing of the data.
    }

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {
        if (status != exchangeStatus) {
            LOG.warn("{} exchange says {} ({})", session.settings.name(), status, detail);
            exchangeStatus = status;
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

    /** {@return the slot, counted as delivering; null if the id is not wanted or the link was given up} */
    private @Nullable Slot delivering(int id) {
        final Slot slot = wanted(id);
        if (slot != null) {
            link.delivered(slot);
        }
        return slot;
    }

    private @Nullable Slot wanted(int id) {
        return link.isAbandoned() ? null : session.registry.byId(id);
    }
}
