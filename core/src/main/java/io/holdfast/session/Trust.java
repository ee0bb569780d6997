package io.holdfast.session;

import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The epochs of one session as a whole: closes them where nothing may be trusted, keeps their numbers, tells of them,
 * and follows what the exchange says of itself. Confined to the session's thread.
 */
final class Trust implements EpochWriter.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);

    private final Session session;
    private final Commons commons;
    private boolean inMaintenance;
    private ExchangeStatus exchangeStatus = ExchangeStatus.ONLINE;

    Trust(Session session) {
        this.session = session;
        this.commons = session.commons;
    }

    boolean isInMaintenance() {
        return inMaintenance;
    }

    /** A new connection is open: what the exchange said on the last one says nothing now. */
    void connectionOpened() {
        inMaintenance = false;
        exchangeStatus = ExchangeStatus.ONLINE;
    }

    /** The connection is lost, or ends. */
    void connectionEnded(Reason why) {
        for (final Slot slot : session.registry.all()) {
            commons.epochs.close(slot, why);
            slot.connectionEnded();
        }
        commons.epochs.connectionEnded();
    }

    /** Closes all epochs although the connection is kept, until something is heard. */
    void withdraw(Reason why) {
        withhold(why);
        final Link link = session.link();
        if (link != null) {
            link.distrust();
        }
    }

    /** Closes all epochs although the connection is kept. */
    void withhold(Reason why) {
        for (final Slot slot : session.registry.all()) {
            commons.epochs.close(slot, why);
        }
    }

    /** No epoch will open any more: none is silently missing. */
    void giveUp(Reason why) {
        for (final Slot slot : session.registry.all()) {
            session.quarantine.forget(slot);
            commons.epochs.refuse(slot, why);
        }
    }

    /** Goes on counting where the subscription was left, on whatever session. */
    void begin(Slot slot) {
        slot.epoch = commons.directory.lastEpoch(commons.adapter.id(), slot.subscription);
        commons.epochs.adopt(slot);
    }

    /** Whoever wants the subscription next goes on counting from here. */
    void keep(Slot slot) {
        session.quarantine.forget(slot);
        commons.directory.keepEpoch(commons.adapter.id(), slot.subscription, slot.epoch);
    }

    void exchangeSays(ExchangeStatus says, String evidence) {
        if (says == exchangeStatus) {
            return;
        }
        exchangeStatus = says;
        LOG.warn("{} exchange says {} ({})", session.settings.name(), says, evidence);
        final long now = commons.scheduler.nanos();
        commons.tell(told -> told.onExchangeStatus(commons.adapter.id(), says, evidence, now), says);
        final boolean down = says == ExchangeStatus.MAINTENANCE;
        if (down && !inMaintenance) {
            withdraw(Reason.EXCHANGE_MAINTENANCE);
        }
        final Link link = session.link();
        final boolean up = inMaintenance && !down;
        inMaintenance = down;
        if (up && link != null) {
            link.regain();
        }
    }

    @Override
    public void epochChanged(Slot slot, FeedStatus status, Reason why) {
        final EpochChange change = new EpochChange(
                session.settings.name(),
                commons.adapter.id(),
                slot.subscription,
                slot.epoch,
                status,
                why,
                commons.scheduler.nanos());
        commons.tell(told -> told.onEpoch(change), change);
    }

    @Override
    public void bookBroken(Slot slot) {
        final Link link = session.link();
        final LinkSubscription subscription = link == null ? null : link.subscriptions.byId(slot.id);
        if (link != null && subscription != null) {
            link.restorer().resync(subscription);
        }
    }
}
