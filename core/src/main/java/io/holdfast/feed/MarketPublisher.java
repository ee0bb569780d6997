package io.holdfast.feed;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.holdfast.market.Channel;
import io.holdfast.market.Side;

/**
 * Writes one exchange's events into the ring. For the engine; never blocks and never allocates.
 *
 * <p>Confined to one thread. A part of the ring is kept free for status events: data is refused while less than that is
 * left, so that the end of an epoch can nearly always be told at once.
 */
public final class MarketPublisher {

    private static final long NO_ROOM = -1;
    private static final int MOST_KEPT_FOR_STATUS = 1_024;

    private final RingBuffer<MarketEvent> ring;
    private final int exchangeId;
    private final boolean singleProducer;
    private final int keptForStatus;

    MarketPublisher(RingBuffer<MarketEvent> ring, int exchangeId, boolean singleProducer) {
        this.ring = ring;
        this.exchangeId = exchangeId;
        this.singleProducer = singleProducer;
        this.keptForStatus = Math.min(MOST_KEPT_FOR_STATUS, ring.getBufferSize() / 4);
    }

    /** {@return false if the ring is full} */
    public boolean tryStatus(
            int instrumentId,
            Channel channel,
            long epoch,
            FeedStatus status,
            Reason reason,
            long timeNanos,
            long nanos) {
        final long slot = claim(0);
        if (slot == NO_ROOM) {
            return false;
        }
        final MarketEvent event = ring.get(slot);
        event.setHeader(exchangeId, instrumentId, channel, epoch, slot);
        event.setTimes(0, 0, timeNanos, nanos);
        event.setStatus(status, reason);
        ring.publish(slot);
        return true;
    }

    /**
     * The gate of an instrument has moved.
     *
     * @param channel the channel by whose epoch it is judged
     * @return false if the ring is full
     */
    public boolean tryGate(
            int instrumentId, Channel channel, long epoch, boolean open, Reason reason, long timeNanos, long nanos) {
        final long slot = claim(0);
        if (slot == NO_ROOM) {
            return false;
        }
        final MarketEvent event = ring.get(slot);
        event.setHeader(exchangeId, instrumentId, channel, epoch, slot);
        event.setTimes(0, 0, timeNanos, nanos);
        event.setGate(open, reason);
        ring.publish(slot);
        return true;
    }

    /** {@return false if the ring is full; the newest must then be kept and tried again} */
    public boolean tryTopOfBook(
            int instrumentId,
            long epoch,
            long sequence,
            long exchangeTimeNanos,
            long receivedTimeNanos,
            long receivedNanos,
            long bidPrice,
            int bidPriceScale,
            long bidSize,
            int bidSizeScale,
            long askPrice,
            int askPriceScale,
            long askSize,
            int askSizeScale) {
        final long slot = claim(keptForStatus);
        if (slot == NO_ROOM) {
            return false;
        }
        final MarketEvent event = ring.get(slot);
        event.setHeader(exchangeId, instrumentId, Channel.TOP_OF_BOOK, epoch, slot);
        event.setTimes(sequence, exchangeTimeNanos, receivedTimeNanos, receivedNanos);
        event.setTopOfBook(
                bidPrice, bidPriceScale, bidSize, bidSizeScale, askPrice, askPriceScale, askSize, askSizeScale);
        ring.publish(slot);
        return true;
    }

    /** {@return false if the ring is full; the epoch must then end} */
    public boolean tryTrade(
            int instrumentId,
            long epoch,
            long sequence,
            long exchangeTimeNanos,
            long receivedTimeNanos,
            long receivedNanos,
            Side aggressor,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        final long slot = claim(keptForStatus);
        if (slot == NO_ROOM) {
            return false;
        }
        final MarketEvent event = ring.get(slot);
        event.setHeader(exchangeId, instrumentId, Channel.TRADES, epoch, slot);
        event.setTimes(sequence, exchangeTimeNanos, receivedTimeNanos, receivedNanos);
        event.setTrade(aggressor, price, priceScale, size, sizeScale);
        ring.publish(slot);
        return true;
    }

    /** {@return false if the ring is full; the epoch must then end} */
    public boolean tryBookLevel(
            int instrumentId,
            long epoch,
            long sequence,
            long exchangeTimeNanos,
            long receivedTimeNanos,
            long receivedNanos,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        final long slot = claim(keptForStatus);
        if (slot == NO_ROOM) {
            return false;
        }
        final MarketEvent event = ring.get(slot);
        event.setHeader(exchangeId, instrumentId, Channel.BOOK, epoch, slot);
        event.setTimes(sequence, exchangeTimeNanos, receivedTimeNanos, receivedNanos);
        event.setBookLevel(snapshot, last, side, price, priceScale, size, sizeScale);
        ring.publish(slot);
        return true;
    }

    /** Claims a slot if more than {@code kept} are free. Nothing between here and publish can throw. */
    private long claim(int kept) {
        if (!ring.hasAvailableCapacity(kept + 1)) {
            return NO_ROOM;
        }
        if (singleProducer) {
            return ring.next(); // exact: nobody else can have taken the slot just seen free
        }
        try {
            return ring.tryNext();
        } catch (InsufficientCapacityException e) { // another producer was faster; preallocated, rare
            return NO_ROOM;
        }
    }
}
