package io.holdfast.session;

import io.holdfast.feed.Reason;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.StalenessDetector;
import io.holdfast.resilience.StalenessPolicy;
import io.holdfast.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One wanted subscription: its epoch in the ring, and what is remembered of it from one connection to the next.
 * Confined to the session's thread.
 */
final class Slot {

    /** So many connections in a row that ended while it was asked for make it a suspect. */
    static final int SUSPECT_DEATHS = 2;

    final int id;
    final Subscription subscription;
    final int instrumentId;
    final EpochWriter.Owner owner;
    final SessionCounters counters;

    // ---- what the exchange made of it

    /** Connections in a row that ended while this was requested and not answered. */
    int deaths;
    /** How often it was refused since it last was active. */
    int rejections;
    /** Whether it is not asked for until {@link #quarantineTimer} says so. */
    boolean quarantined;

    Scheduler.Timer quarantineTimer = Scheduler.Timer.NONE;

    /** Whether the exchange says that the instrument does not trade: silence is no fault. */
    boolean silenceExpected;

    /** Whether the application was told that no data will come. */
    boolean refusalTold;

    /** Repairs close upon one another: how many, and when the last was. */
    int repairs;

    long repairedAtNanos;

    // ---- its rhythm

    final StalenessDetector rhythm;
    /** When data last came, or was first expected. */
    long dataNanos;
    /** How many frames with trades the connection had brought when its own last came. */
    long tradesBefore;
    /** Whether its epoch was closed because it is silent against its rhythm. */
    boolean stalled;

    /** How many connections were replaced for its silence, and when the last was. */
    int replacements;

    long replacedAtNanos;

    // ---- its epoch

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

    // ---- a top of book that found the ring full and waits for room; only the newest is kept

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

    Slot(
            int id,
            Subscription subscription,
            int instrumentId,
            EpochWriter.Owner owner,
            SessionCounters counters,
            StalenessPolicy staleness) {
        this.id = id;
        this.subscription = subscription;
        this.instrumentId = instrumentId;
        this.owner = owner;
        this.counters = counters;
        this.rhythm = new StalenessDetector(staleness);
    }

    /** Nothing that was on its way will come. */
    void connectionEnded() {
        skipping = false;
        silenceExpected = false;
    }
}
