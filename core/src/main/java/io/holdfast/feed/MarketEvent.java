package io.holdfast.feed;

import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;

/**
 * One slot of the ring: written by the connection's thread, read by handlers, then written again.
 *
 * <p>A handler may read it only inside {@link MarketHandler#onEvent}; whoever needs it longer copies it out. Fields
 * that the current {@link #kind()} does not use hold whatever the slot held before. Reading allocates nothing, but for
 * {@link #toString}.
 *
 * <p>Prices and sizes are a mantissa and a scale, exactly as the exchange wrote them: 0.10 is mantissa 10 with scale 2.
 */
public final class MarketEvent {

    private final Directory directory;

    private EventKind kind = EventKind.STATUS;
    private int exchangeId;
    private int instrumentId;
    private Channel channel = Channel.TOP_OF_BOOK;
    private long epoch;
    private long ringSequence;
    private long sequence;
    private long exchangeTimeNanos;
    private long receivedTimeNanos;
    private long receivedNanos;
    private FeedStatus status = FeedStatus.STALE;
    private Reason reason = Reason.STARTED;
    private Side side = Side.BID;
    private boolean snapshot;
    private boolean last;
    // Bid of a top of book, or the price and size of a trade or level.
    private long price;
    private int priceScale;
    private long size;
    private int sizeScale;
    private long askPrice;
    private int askPriceScale;
    private long askSize;
    private int askSizeScale;

    MarketEvent(Directory directory) {
        this.directory = directory;
    }

    void setHeader(int newExchangeId, int newInstrumentId, Channel newChannel, long newEpoch, long newRingSequence) {
        exchangeId = newExchangeId;
        instrumentId = newInstrumentId;
        channel = newChannel;
        epoch = newEpoch;
        ringSequence = newRingSequence;
    }

    void setTimes(long newSequence, long newExchangeTimeNanos, long newReceivedTimeNanos, long newReceivedNanos) {
        sequence = newSequence;
        exchangeTimeNanos = newExchangeTimeNanos;
        receivedTimeNanos = newReceivedTimeNanos;
        receivedNanos = newReceivedNanos;
    }

    void setStatus(FeedStatus newStatus, Reason newReason) {
        kind = EventKind.STATUS;
        status = newStatus;
        reason = newReason;
    }

    void setGate(boolean open, Reason newReason) {
        kind = EventKind.GATE;
        status = open ? FeedStatus.LIVE : FeedStatus.STALE;
        reason = newReason;
    }

    void setTopOfBook(
            long bidPrice,
            int bidPriceScale,
            long bidSize,
            int bidSizeScale,
            long newAskPrice,
            int newAskPriceScale,
            long newAskSize,
            int newAskSizeScale) {
        kind = EventKind.TOP_OF_BOOK;
        price = bidPrice;
        priceScale = bidPriceScale;
        size = bidSize;
        sizeScale = bidSizeScale;
        askPrice = newAskPrice;
        askPriceScale = newAskPriceScale;
        askSize = newAskSize;
        askSizeScale = newAskSizeScale;
    }

    void setTrade(Side aggressor, long newPrice, int newPriceScale, long newSize, int newSizeScale) {
        kind = EventKind.TRADE;
        side = aggressor;
        price = newPrice;
        priceScale = newPriceScale;
        size = newSize;
        sizeScale = newSizeScale;
    }

    void setBookLevel(
            boolean newSnapshot,
            boolean newLast,
            Side newSide,
            long newPrice,
            int newPriceScale,
            long newSize,
            int newSizeScale) {
        kind = EventKind.BOOK_LEVEL;
        snapshot = newSnapshot;
        last = newLast;
        side = newSide;
        price = newPrice;
        priceScale = newPriceScale;
        size = newSize;
        sizeScale = newSizeScale;
    }

    /** {@return what the slot holds} */
    public EventKind kind() {
        return kind;
    }

    /** {@return the exchange's id, such as {@code kraken}} */
    public String exchange() {
        return directory.exchange(exchangeId);
    }

    /** {@return the exchange's number in this process; see {@link Directory}} */
    public int exchangeId() {
        return exchangeId;
    }

    /** {@return the instrument} */
    public Instrument instrument() {
        return directory.instrument(instrumentId);
    }

    /** {@return the instrument's number in this process; see {@link Directory}} */
    public int instrumentId() {
        return instrumentId;
    }

    /** {@return the channel} */
    public Channel channel() {
        return channel;
    }

    /** {@return ordinal of the epoch of this (exchange, instrument, channel), from 1; 0 before the first} */
    public long epoch() {
        return epoch;
    }

    /** {@return the slot's place in the ring's order, from 0} */
    public long ringSequence() {
        return ringSequence;
    }

    /** {@return the exchange's number of the event; 0 where it has none} */
    public long sequence() {
        return sequence;
    }

    /** {@return exchange's clock, nanoseconds since 1970-01-01T00:00Z; 0 where the exchange sends no time} */
    public long exchangeTimeNanos() {
        return exchangeTimeNanos;
    }

    /** {@return our wall clock when the bytes were read, nanoseconds since 1970-01-01T00:00Z} */
    public long receivedTimeNanos() {
        return receivedTimeNanos;
    }

    /** {@return our monotonic clock when the bytes were read; for durations} */
    public long receivedNanos() {
        return receivedNanos;
    }

    /** {@return whether an epoch opens or closes} STATUS. */
    public FeedStatus status() {
        return status;
    }

    /** {@return whether the instrument may be traded on from here on} GATE. */
    public boolean isGateOpen() {
        return status == FeedStatus.LIVE;
    }

    /** {@return why} STATUS, GATE. */
    public Reason reason() {
        return reason;
    }

    /** {@return the aggressor's side of a trade, the level's side of a book} TRADE, BOOK_LEVEL. */
    public Side side() {
        return side;
    }

    /** {@return whether the message replaces the whole book} BOOK_LEVEL. */
    public boolean isSnapshot() {
        return snapshot;
    }

    /** {@return whether it is the last level of its message} BOOK_LEVEL. */
    public boolean isLast() {
        return last;
    }

    /** {@return mantissa of the price} TRADE, BOOK_LEVEL. */
    public long price() {
        return price;
    }

    /** {@return decimals of {@link #price()}, 0 to 18} */
    public int priceScale() {
        return priceScale;
    }

    /** {@return mantissa of the size; zero removes a level} TRADE, BOOK_LEVEL. */
    public long size() {
        return size;
    }

    /** {@return decimals of {@link #size()}, 0 to 18} */
    public int sizeScale() {
        return sizeScale;
    }

    /** {@return mantissa of the best bid} TOP_OF_BOOK. */
    public long bidPrice() {
        return price;
    }

    /** {@return decimals of {@link #bidPrice()}, 0 to 18} */
    public int bidPriceScale() {
        return priceScale;
    }

    /** {@return mantissa of the size at the best bid; zero says that nobody bids} TOP_OF_BOOK. */
    public long bidSize() {
        return size;
    }

    /** {@return decimals of {@link #bidSize()}, 0 to 18} */
    public int bidSizeScale() {
        return sizeScale;
    }

    /** {@return mantissa of the best ask} TOP_OF_BOOK. */
    public long askPrice() {
        return askPrice;
    }

    /** {@return decimals of {@link #askPrice()}, 0 to 18} */
    public int askPriceScale() {
        return askPriceScale;
    }

    /** {@return mantissa of the size at the best ask; zero says that nobody offers} TOP_OF_BOOK. */
    public long askSize() {
        return askSize;
    }

    /** {@return decimals of {@link #askSize()}, 0 to 18} */
    public int askSizeScale() {
        return askSizeScale;
    }

    /** {@return one line for people} Allocates. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(96)
                .append(exchange())
                .append(' ')
                .append(instrument())
                .append(' ')
                .append(channel)
                .append(" epoch ")
                .append(epoch)
                .append(' ');
        switch (kind) {
            case STATUS -> text.append(status).append(' ').append(reason);
            case GATE -> text.append(isGateOpen() ? "gate open " : "gate shut ").append(reason);
            case TOP_OF_BOOK -> {
                append(text, size, sizeScale, price, priceScale);
                text.append(" / ");
                append(text, askSize, askSizeScale, askPrice, askPriceScale);
            }
            case TRADE, BOOK_LEVEL -> {
                text.append(side).append(' ');
                append(text, size, sizeScale, price, priceScale);
            }
            default -> throw new AssertionError("unhandled kind: " + kind);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long size, int sizeScale, long price, int priceScale) {
        Decimal.appendTo(text, size, sizeScale);
        text.append(" @ ");
        Decimal.appendTo(text, price, priceScale);
    }
}
