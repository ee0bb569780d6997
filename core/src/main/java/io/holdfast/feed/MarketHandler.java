package io.holdfast.feed;

/**
 * Receives the events of the ring, in order, on a thread of its own.
 *
 * <p>What a handler throws is counted and logged, and does not stop it. A handler that is too slow fills the ring:
 * then top-of-book events conflate, and trades and books end their epochs with {@link Reason#OVERFLOW}.
 */
@FunctionalInterface
public interface MarketHandler {

    /**
     * One event.
     *
     * @param event      valid during this call alone; copy what is needed longer
     * @param endOfBatch whether no further event is ready
     */
    void onEvent(MarketEvent event, boolean endOfBatch);
}
