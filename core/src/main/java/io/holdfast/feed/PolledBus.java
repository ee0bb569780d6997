package io.holdfast.feed;

import static java.util.Objects.requireNonNull;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;

/**
 * The ring without threads: nothing is read until its owner says so. For simulations and back-tests in virtual time,
 * where a handler's thread would bring chance in.
 *
 * <p>What publishers see is what they see of a {@link MarketBus}: an owner that does not poll is a slow handler, and the
 * ring fills. Confined to one thread, which publishes and polls.
 */
public final class PolledBus {

    private final RingBuffer<MarketEvent> ring;
    private final EventPoller<MarketEvent> poller;
    private final Directory directory;

    /**
     * Makes a bus.
     *
     * @param directory numbers of exchanges and instruments
     * @param capacity  slots; a power of two, {@value MarketBus#MIN_CAPACITY} to 2^24
     */
    public PolledBus(Directory directory, int capacity) {
        if (capacity < MarketBus.MIN_CAPACITY || capacity > MarketBus.MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("ring capacity: " + capacity + " (expected: a power of two, "
                    + MarketBus.MIN_CAPACITY + " .. " + MarketBus.MAX_CAPACITY + ")");
        }
        this.directory = requireNonNull(directory, "directory");
        this.ring = RingBuffer.createSingleProducer(
                () -> new MarketEvent(directory), capacity, new BusySpinWaitStrategy()); // nobody ever waits
        this.poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
    }

    /** {@return a publisher for one exchange's sessions} */
    public MarketPublisher newPublisher(String exchange) {
        return new MarketPublisher(ring, directory.exchangeId(exchange), true);
    }

    /** {@return the numbers of exchanges and instruments} */
    public Directory directory() {
        return directory;
    }

    /** {@return slots in all} */
    public int capacity() {
        return ring.getBufferSize();
    }

    /** {@return slots that are free} */
    public long remainingCapacity() {
        return ring.remainingCapacity();
    }

    /** {@return how many events have been published so far: the ring sequence of the next} */
    public long published() {
        return ring.getCursor() + 1;
    }

    /**
     * Hands all that stands in the ring to a handler, in order. What the handler throws is thrown; the event that it
     * threw on counts as read.
     *
     * @return whether there was anything
     */
    public boolean poll(MarketHandler handler) {
        try {
            return poller.poll((event, sequence, endOfBatch) -> {
                        handler.onEvent(event, endOfBatch);
                        return true;
                    })
                    == EventPoller.PollState.PROCESSING;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // the poller's signature; a MarketHandler throws no checked exception
            throw new IllegalStateException("ring: not read", e);
        }
    }
}
