package io.holdfast.session;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.feed.Reason;
import io.holdfast.market.Subscription;
import org.jspecify.annotations.Nullable;

/** One wanted subscription: how it stands on the wire, and its epoch in the ring. Confined to the session's thread. */
final class Slot {

    /** How a subscription stands on the present connection. */
    enum Wire {
        /** To be requested. */
        PENDING,
        /** Requested, not yet answered. */
        REQUESTED,
        /** Acknowledged, or delivering. */
        ACTIVE,
        /** Refused, or not listed: no data will come. */
        REFUSED
    }

    final int id;
    final Subscription subscription;
    final int instrumentId;
    final EpochWriter.Owner owner;
    final SessionCounters counters;

    @Nullable
    WireSubscription wire;

    Wire state = Wire.PENDING;
    /** Whether a request for several was refused, so that this one goes alone. */
    boolean alone;

    long requestedAtNanos;
    int requests;

    long epoch;
    boolean open;
    /** Why the last epoch closed, where the ring had no room to say so; nothing else may be published before it. */
    @Nullable
    Reason owed;

    /** Whether it stands among those that owe the ring something. */
    boolean indebted;

    /** Whether a book's snapshot is being published, under the number after {@link #epoch}. */
    boolean loading;

    /** Whether the rest of a book message that did not fit is being passed over. */
    boolean skipping;

    /** Whether the application was told that no data will come. */
    boolean refusalTold;

    /** A top of book that found the ring full and waits for room; only the newest is kept. */
    boolean conflating;

    long sequence;
    long exchangeTimeNanos;
    long receivedNanos;
    long bidPrice;
    int bidPriceScale;
    long bidSize;
    int bidSizeScale;
    long askPrice;
    int askPriceScale;
    long askSize;
    int askSizeScale;

    Slot(int id, Subscription subscription, int instrumentId, EpochWriter.Owner owner, SessionCounters counters) {
        this.id = id;
        this.subscription = subscription;
        this.instrumentId = instrumentId;
        this.owner = owner;
        this.counters = counters;
    }

    /** Forgets what the last connection knew. */
    void forgetConnection() {
        state = Wire.PENDING;
        alone = false;
        requests = 0;
        skipping = false;
    }
}
