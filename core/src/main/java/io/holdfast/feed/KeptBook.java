package io.holdfast.feed;

import io.holdfast.market.Channel;
import io.holdfast.market.OrderBook;

/**
 * The order book of one (exchange, instrument), kept from the ring's events, which knows when it is not to be trusted.
 *
 * <p>A snapshot's levels stand in the ring before the {@code LIVE} that they found, under the number of the epoch that is
 * about to open; until then, and again after {@code STALE}, the levels may be looked at but not acted on. So it is in the
 * middle of a message: its levels belong together.
 *
 * <p>Confined to the handler's thread. Allocates nothing in steady state.
 */
public final class KeptBook {

    private final OrderBook book = new OrderBook();

    private boolean live;
    private Reason reason = Reason.STARTED;
    private long epoch;
    /** Epoch of the last snapshot. */
    private long loadedEpoch;
    /** Whether a message has begun and not ended. */
    private boolean inMessage;
    /** Whether every level since the snapshot could be kept. */
    private boolean whole = true;

    private long sequence;
    private long exchangeTimeNanos;
    private long receivedNanos;

    /** Makes an empty book that is not to be trusted. */
    public KeptBook() {}

    /**
     * Takes the next event of this book's exchange and instrument. Events of other channels change nothing.
     *
     * @return whether the event was one of a book
     */
    public boolean apply(MarketEvent event) {
        if (event.channel() != Channel.BOOK) {
            return false;
        }
        if (event.kind() == EventKind.STATUS) {
            applyStatus(event);
        } else if (event.kind() == EventKind.BOOK_LEVEL) {
            applyLevel(event);
        }
        return true;
    }

    /**
     * {@return whether the book is the exchange's as of {@link #sequence}} It is while an epoch is open, between two
     * messages, as long as every level could be kept and the book is not crossed.
     */
    public boolean isTrustworthy() {
        return live && !inMessage && whole && !book.isCrossed();
    }

    /** {@return the levels; to be read, not to be changed} After {@code STALE} they stay as they were. */
    public OrderBook book() {
        return book;
    }

    /** {@return ordinal of the epoch that is open, or was the last to be; 0 before the first} */
    public long epoch() {
        return epoch;
    }

    /** {@return whether an epoch is open; see {@link #isTrustworthy} for whether to act} */
    public boolean isLive() {
        return live;
    }

    /** {@return why the epoch opened, or closed} */
    public Reason reason() {
        return reason;
    }

    /** {@return the exchange's number of the last message; 0 where it has none} */
    public long sequence() {
        return sequence;
    }

    /** {@return exchange's clock at the last message, nanoseconds since 1970-01-01T00:00Z; 0 where it sends no time} */
    public long exchangeTimeNanos() {
        return exchangeTimeNanos;
    }

    /** {@return our monotonic clock when the last message was read} */
    public long receivedNanos() {
        return receivedNanos;
    }

    private void applyStatus(MarketEvent event) {
        live = event.status() == FeedStatus.LIVE;
        reason = event.reason();
        inMessage = false;
        if (live) {
            epoch = event.epoch();
            if (loadedEpoch != epoch) { // no snapshot came before: the exchange's book is empty
                load(epoch);
            }
        }
    }

    private void applyLevel(MarketEvent event) {
        if (event.isSnapshot()) {
            if (!inMessage || event.epoch() != loadedEpoch) {
                load(event.epoch());
            }
        } else if (!live || event.epoch() != epoch) {
            whole = false; // an update outside an epoch: never by the contract, and never to be built on
        }
        whole &= book.set(event.side(), event.price(), event.priceScale(), event.size(), event.sizeScale());
        inMessage = !event.isLast();
        sequence = event.sequence();
        exchangeTimeNanos = event.exchangeTimeNanos();
        receivedNanos = event.receivedNanos();
    }

    private void load(long ofEpoch) {
        book.clear();
        loadedEpoch = ofEpoch;
        whole = true;
    }
}
