package io.holdfast;

import io.holdfast.feed.Reason;
import io.holdfast.market.Instrument;
import org.jspecify.annotations.Nullable;

/**
 * Says whether prices may be traded on: of a whole exchange, or of one instrument there.
 *
 * <p>Open only while the circuit breaker is closed, every session of the exchange is live, something was heard of it
 * lately, and, for an instrument, its prices are whole: the epoch of its book or top of book is open. It shuts
 * <em>before</em> the end of an epoch can be read in the ring, and opens only when everything has been well for a while.
 * When in doubt it is shut: before the first prices, after a pause of this process, and when its own thread stands still.
 *
 * <p>Any thread. Asking is one volatile read and allocates nothing.
 */
public final class TradingGate {

    /** No monotonic time is meant by it: it is compared for equality alone. */
    private static final long SHUT = Long.MIN_VALUE;

    private final GateKeeper keeper;
    private volatile long openUntilNanos = SHUT; // written under the keeper's lock
    private volatile GateChange last; // written under the keeper's lock

    // The rest is the keeper's, under its lock.
    @Nullable
    String forcedBecause;

    boolean well;
    long wellSinceNanos;

    TradingGate(GateKeeper keeper, String exchange, @Nullable Instrument instrument, long nowNanos) {
        this.keeper = keeper;
        this.last = new GateChange(exchange, instrument, false, Reason.STARTED, "", 0, instrument == null, nowNanos);
    }

    /** {@return whether it is open} A thread that has the time at hand should ask {@link #isOpen(long)}. */
    public boolean isOpen() {
        return openUntilNanos != SHUT;
    }

    /**
     * {@return whether it is open, and what was last heard of the exchange is fresh enough at this moment} True freshness
     * does not depend on any other thread being alive.
     *
     * @param nowNanos monotonic time, as of {@link System#nanoTime()}
     */
    public boolean isOpen(long nowNanos) {
        final long until = openUntilNanos;
        return until != SHUT && until - nowNanos > 0;
    }

    /** {@return how it stands, why and since when} */
    public GateChange status() {
        return last;
    }

    /**
     * Shuts the gate, whatever else is well, until {@link #release} is called. Beats everything that would open it; when
     * this returns, no thread reads it as open.
     *
     * @param because goes into the log and the status
     */
    public void forceShut(String because) {
        keeper.forceShut(this, because);
    }

    /** Takes {@link #forceShut} back: the gate opens when everything has been well for a while. Harmless otherwise. */
    public void release() {
        keeper.release(this);
    }

    // ---- the keeper's

    void openUntil(long nanos) {
        openUntilNanos = nanos == SHUT ? nanos + 1 : nanos;
    }

    void shut() {
        openUntilNanos = SHUT;
    }

    void moved(GateChange change) {
        last = change;
    }
}
