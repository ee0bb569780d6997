package io.holdfast.session;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.Reason;
import io.holdfast.market.Side;
import io.holdfast.time.Scheduler;
import java.util.ArrayDeque;

/**
 * Keeps the trust contract in the ring: data only inside an open epoch, the end of an epoch before anything else, and
 * what does not fit is conflated or ends its epoch, and is counted. Confined to the session's thread.
 *
 * <p>Allocates nothing in steady state; while the ring is full it sets a timer every millisecond.
 */
final class EpochWriter {

    private static final long FLUSH_INTERVAL_NANOS = 1_000_000L;

    private final MarketPublisher publisher;
    private final Scheduler scheduler;
    /** Slots that owe the ring a status or a conflated top of book. */
    private final ArrayDeque<Slot> indebted = new ArrayDeque<>();

    private boolean flushScheduled;
    private long receivedNanos;
    private long receivedTimeNanos;
    private long conflated;
    private long overflowed;

    EpochWriter(MarketPublisher publisher, Scheduler scheduler) {
        this.publisher = publisher;
        this.scheduler = scheduler;
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
            conflated++;
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
            overflowed++;
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
            overflowed++;
            close(slot, Reason.OVERFLOW);
        }
    }

    /** {@return false if the level did not fit: the epoch is closed, and the book wants a resync} */
    boolean bookLevel(
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
        if (ensureOpen(slot)
                && publisher.tryBookLevel(
                        slot.instrumentId,
                        slot.epoch,
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
                        sizeScale)) {
            return true;
        }
        overflowed++;
        close(slot, Reason.OVERFLOW);
        return false;
    }

    /** Opens an epoch if none is open. {@return whether one is open now} */
    boolean ensureOpen(Slot slot) {
        if (slot.open) {
            return true;
        }
        if (slot.owed != null && !tryPay(slot)) {
            return false;
        }
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
        }
        return opened;
    }

    /** Closes the epoch, if one is open, before anything else of this subscription. */
    void close(Slot slot, Reason reason) {
        slot.conflating = false;
        if (slot.open) {
            slot.open = false;
            owe(slot, reason);
        }
    }

    /** Says that no epoch will open, and why, whether or not one was open. */
    void refuse(Slot slot, Reason reason) {
        slot.conflating = false;
        slot.open = false;
        owe(slot, reason);
    }

    long conflated() {
        return conflated;
    }

    long overflowed() {
        return overflowed;
    }

    private void owe(Slot slot, Reason reason) {
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
