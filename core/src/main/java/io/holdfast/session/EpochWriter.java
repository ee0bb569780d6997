package io.holdfast.session;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.Reason;
import io.holdfast.market.Side;
import io.holdfast.time.Scheduler;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trust contract in the ring: data only inside an open epoch, the end of an epoch before anything else, and
 * what does not fit is conflated or ends its epoch, and is counted. Confined to the session's thread.
 *
 * <p>A book's snapshot goes before its LIVE, under the number of the epoch that LIVE will open; one that does not get
 * through whole is void, and its number is spent: its STALE says so.
 *
 * <p>Allocates nothing in steady state; while the ring is full it sets a timer every millisecond.
 */
final class EpochWriter {

    /** Is told what becomes of epochs. */
    interface Owner {

        /** An epoch closed, or will not open (told before the ring), or opened (told after it). */
        void epochChanged(Slot slot, FeedStatus status, Reason reason);

        /** A book has lost its ground by what happened here; its epoch is closed already. */
        void bookBroken(Slot slot);
    }

    private static final long FLUSH_INTERVAL_NANOS = 1_000_000L;

    private final MarketPublisher publisher;
    private final Scheduler scheduler;
    /** Slots that owe the ring a status or a conflated top of book. */
    private final ArrayDeque<Slot> indebted = new ArrayDeque<>();

    /** The book whose message has begun and has not come to its last level. */
    private @Nullable Slot unfinished;

    private boolean flushScheduled;
    private long receivedNanos;
    private long receivedTimeNanos;

    EpochWriter(MarketPublisher publisher, Scheduler scheduler) {
        this.publisher = publisher;
        this.scheduler = scheduler;
    }

    /** Lets a new slot go on where another of the same subscription has left off, which may still owe its end. */
    void adopt(Slot slot) {
        for (final Slot other : indebted) {
            if (other.owed != null && other.subscription.equals(slot.subscription)) {
                slot.epoch = Math.max(slot.epoch, other.epoch);
                slot.owed = other.owed;
                other.owed = null;
            }
        }
        if (slot.owed != null) {
            flushLater(slot); // it may be long before any data of its own asks for the debt
        }
    }

    /** Says when the bytes were read that the next events come from. */
    void received(long nanos) {
        receivedNanos = nanos;
        receivedTimeNanos = scheduler.epochNanosAt(nanos);
    }

    void topOfBook(
            Slot slot,
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
        if (!slot.conflating
                && ensureOpen(slot)
                && publisher.tryTopOfBook(
                        slot.instrumentId,
                        slot.epoch,
                        sequence,
                        exchangeTimeNanos,
                        receivedTimeNanos,
                        receivedNanos,
                        bidPrice,
                        bidPriceScale,
                        bidSize,
                        bidSizeScale,
                        askPrice,
                        askPriceScale,
                        askSize,
                        askSizeScale)) {
            return;
        }
        if (slot.conflating) {
            slot.counters.conflated++;
        }
        slot.conflating = true;
        slot.sequence = sequence;
        slot.exchangeTimeNanos = exchangeTimeNanos;
        slot.receivedNanos = receivedNanos;
        slot.bidPrice = bidPrice;
        slot.bidPriceScale = bidPriceScale;
        slot.bidSize = bidSize;
        slot.bidSizeScale = bidSizeScale;
        slot.askPrice = askPrice;
        slot.askPriceScale = askPriceScale;
        slot.askSize = askSize;
        slot.askSizeScale = askSizeScale;
        flushLater(slot);
    }

    void trade(
            Slot slot,
            long exchangeTimeNanos,
            long sequence,
            Side aggressor,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        if (!ensureOpen(slot)) {
            slot.counters.overflowed++;
            return;
        }
        if (!publisher.tryTrade(
                slot.instrumentId,
                slot.epoch,
                sequence,
                exchangeTimeNanos,
                receivedTimeNanos,
                receivedNanos,
                aggressor,
                price,
                priceScale,
                size,
                sizeScale)) {
            slot.counters.overflowed++;
            close(slot, Reason.OVERFLOW);
        }
    }

    /**
     * A level that does not fit ends the epoch, or voids the snapshot, and the rest of its message is skipped. Updates
     * that no snapshot precedes are dropped and counted.
     */
    void bookLevel(
            Slot slot,
            long exchangeTimeNanos,
            long sequence,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        if (unfinished != slot) {
            messageEnded();
        }
        unfinished = last ? null : slot;
        if (slot.skipping) {
            slot.skipping = !last;
            slot.counters.ungrounded++;
            return;
        }
        if (!slot.open && !slot.loading && !snapshot) {
            slot.counters.ungrounded++;
            return;
        }
        if ((slot.open || load(slot))
                && publisher.tryBookLevel(
                        slot.instrumentId,
                        slot.open ? slot.epoch : slot.epoch + 1,
                        sequence,
                        exchangeTimeNanos,
                        receivedTimeNanos,
                        receivedNanos,
                        snapshot,
                        last,
                        side,
                        price,
                        priceScale,
                        size,
                        sizeScale)
                && (slot.open || !last || tryOpen(slot))) {
            return;
        }
        slot.counters.overflowed++;
        close(slot, Reason.OVERFLOW);
        slot.owner.bookBroken(slot);
    }

    /** The protocol has ended its call: a book message that has not come to its last level is not whole. */
    void messageEnded() {
        final Slot slot = unfinished;
        if (slot == null) {
            return;
        }
        unfinished = null;
        slot.skipping = false;
        if (slot.open || slot.loading) { // otherwise its end was told when the rest of it began to be skipped
            close(slot, Reason.MALFORMED);
            slot.owner.bookBroken(slot);
        }
    }

    /** Nothing more comes of what the connection was about to deliver. */
    void connectionEnded() {
        unfinished = null;
    }

    /** Opens an epoch if none is open and no snapshot is on its way. {@return whether one is open now} */
    boolean ensureOpen(Slot slot) {
        return slot.open || !slot.loading && tryPay(slot) && tryOpen(slot);
    }

    /** Closes the epoch, or voids a snapshot on its way, before anything else of this subscription. */
    void close(Slot slot, Reason reason) {
        dropConflated(slot);
        slot.skipping = unfinished == slot; // its levels may be snapshot's: they must not pass for another one's front
        if (slot.loading) {
            slot.loading = false;
            slot.epoch++; // spent: what was published under it is void
            owe(slot, reason);
        } else if (slot.open) {
            slot.open = false;
            owe(slot, reason);
        }
    }

    /** Says that no epoch will open, and why, whether or not one was open. */
    void refuse(Slot slot, Reason reason) {
        if (slot.open || slot.loading) {
            close(slot, reason);
        } else {
            dropConflated(slot);
            owe(slot, reason);
        }
    }

    /** Begins to publish a snapshot. {@return false if the end of the last epoch has not found room yet} */
    private boolean load(Slot slot) {
        slot.loading = slot.loading || tryPay(slot);
        return slot.loading;
    }

    private boolean tryOpen(Slot slot) {
        final boolean opened = publisher.tryStatus(
                slot.instrumentId,
                slot.subscription.channel(),
                slot.epoch + 1,
                FeedStatus.LIVE,
                Reason.FIRST_DATA,
                receivedTimeNanos,
                receivedNanos);
        if (opened) {
            slot.epoch++;
            slot.open = true;
            slot.loading = false;
            slot.owner.epochChanged(slot, FeedStatus.LIVE, Reason.FIRST_DATA);
        }
        return opened;
    }

    /** A top of book that waited for room will not be read: nothing is dropped uncounted. */
    private static void dropConflated(Slot slot) {
        if (slot.conflating) {
            slot.conflating = false;
            slot.counters.conflated++;
        }
    }

    private void owe(Slot slot, Reason reason) {
        slot.owner.epochChanged(slot, FeedStatus.STALE, reason);
        if (slot.owed == null) { // of two ends that nobody has read yet, the first is the one that counts
            slot.owed = reason;
        }
        if (!tryPay(slot)) {
            flushLater(slot);
        }
    }

    private boolean tryPay(Slot slot) {
        final Reason reason = slot.owed;
        if (reason == null) {
            return true;
        }
        final long now = scheduler.nanos();
        if (!publisher.tryStatus(
                slot.instrumentId,
                slot.subscription.channel(),
                slot.epoch,
                FeedStatus.STALE,
                reason,
                scheduler.epochNanosAt(now),
                now)) {
            return false;
        }
        slot.owed = null;
        return true;
    }

    private void flushLater(Slot slot) {
        if (!slot.indebted) {
            slot.indebted = true;
            indebted.add(slot);
        }
        if (!flushScheduled) {
            flushScheduled = true;
            scheduler.schedule(this::flush, FLUSH_INTERVAL_NANOS);
        }
    }

    private void flush() {
        flushScheduled = false;
        while (!indebted.isEmpty() && settle(indebted.peek())) {
            indebted.remove().indebted = false;
        }
        if (!indebted.isEmpty()) {
            flushScheduled = true;
            scheduler.schedule(this::flush, FLUSH_INTERVAL_NANOS);
        }
    }

    /** {@return whether the slot owes nothing any more} */
    private boolean settle(Slot slot) {
        if (!tryPay(slot)) {
            return false;
        }
        if (!slot.conflating) {
            return true;
        }
        received(slot.receivedNanos);
        if (!ensureOpen(slot)
                || !publisher.tryTopOfBook(
                        slot.instrumentId,
                        slot.epoch,
                        slot.sequence,
                        slot.exchangeTimeNanos,
                        receivedTimeNanos,
                        receivedNanos,
                        slot.bidPrice,
                        slot.bidPriceScale,
                        slot.bidSize,
                        slot.bidSizeScale,
                        slot.askPrice,
                        slot.askPriceScale,
                        slot.askSize,
                        slot.askSizeScale)) {
            return false;
        }
        slot.conflating = false;
        return true;
    }
}
