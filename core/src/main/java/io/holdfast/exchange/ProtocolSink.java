package io.holdfast.exchange;

import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;

/**
 * Where a protocol reports what it decoded. Confined to the session's thread; a protocol calls it from within its own
 * methods alone. Nothing here allocates in steady state.
 *
 * <p>A subscription is spoken of by its {@link WireSubscription#id()}. Decimals are a mantissa and a scale of 0 to 18,
 * exactly as the exchange wrote them. {@code exchangeTimeNanos} is the exchange's own stamp in nanoseconds since
 * 1970-01-01T00:00Z, 0 where it sends none. {@code sequence} is the exchange's number of the event, 0 where it has none.
 *
 * <p>The first data event after a subscription was made, or after an anomaly was repaired, opens an epoch; of a book
 * the first whole snapshot. Inside it
 * the protocol must deliver everything, once, in order; where it cannot, it says so by {@link #anomaly} before any
 * further data of that subscription.
 */
public interface ProtocolSink {

    /** The best prices of both sides. A size of zero says that the side is empty. */
    void topOfBook(
            int id,
            long exchangeTimeNanos,
            long sequence,
            long bidPrice,
            int bidPriceScale,
            long bidSize,
            int bidSizeScale,
            long askPrice,
            int askPriceScale,
            long askSize,
            int askSizeScale);

    /**
     * One trade.
     *
     * @param aggressor the side that took: of the taker, also where the exchange names the maker's
     */
    void trade(
            int id,
            long exchangeTimeNanos,
            long sequence,
            Side aggressor,
            long price,
            int priceScale,
            long size,
            int sizeScale);

    /**
     * One level of a book message: its total size at a price, zero to remove it. A message is delivered as a run of
     * calls for one subscription, the last with {@code last} set, all from within one call of the protocol.
     *
     * <p>A book's epoch opens behind a whole snapshot alone; updates before it are dropped. A snapshot inside an open
     * epoch replaces the book and keeps the epoch. A message that does not come to its last level ends the epoch, and
     * the engine calls {@link ExchangeProtocol#resync}.
     *
     * @param snapshot whether the message replaces the whole book; the same for all levels of a message
     * @param last     whether it is the message's last level
     */
    void bookLevel(
            int id,
            long exchangeTimeNanos,
            long sequence,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale);

    /** The exchange confirmed the subscription. Proves no data: the epoch opens with the first event. */
    void acknowledged(int id);

    /**
     * The subscription is whole although no event came: a quiet instrument whose state is known (for example by a
     * snapshot without levels). Opens the epoch.
     */
    void quiet(int id);

    /**
     * The exchange refused the subscription.
     *
     * @param permanent whether asking again is pointless: unknown symbol, channel not offered
     * @param detail    what it said; not to be trusted
     */
    void rejected(int id, boolean permanent, String detail);

    /**
     * The exchange refused a request that cannot be told apart by subscription.
     *
     * @param ids    the subscriptions that it may concern; the array's first {@code count} entries
     * @param detail what it said; not to be trusted
     */
    void requestRejected(int[] ids, int count, String detail);

    /** Something was lost or cannot be read: the epoch ends, the engine calls {@link ExchangeProtocol#resync}. */
    void anomaly(int id, Anomaly anomaly, String detail);

    /** The exchange's digest of a book matched ours; told for each message that carries one. Hot path. */
    default void checksumVerified(int id) {}

    /** Something was lost on the connection as a whole: all its epochs end and it is replaced. */
    void connectionAnomaly(Anomaly anomaly, String detail);

    /**
     * Asks for a resource over HTTP, for example a book snapshot. The engine fetches it within the profile's weight
     * budget and gives it to {@link ExchangeProtocol#onResource}.
     *
     * @param target path and query, appended to the profile's HTTP endpoint
     * @param weight what it costs, in the exchange's unit
     */
    void fetch(int id, String target, int weight);

    /**
     * As {@link #fetch(int, String, int)}, but not before a delay has passed: for a second try, or where the exchange
     * needs a moment. A sink without time asks at once.
     *
     * @param delayNanos at least 0
     */
    default void fetch(int id, String target, int weight, long delayNanos) {
        fetch(id, target, weight);
    }

    /** An application-level heartbeat or pong came. Never counts as data. */
    void heartbeat();

    /** The exchange spoke of itself as a whole. */
    void exchangeStatus(ExchangeStatus status, String detail);

    /**
     * The exchange spoke of trading in one subscription's instrument. Says nothing of its data: epochs stay as they are.
     *
     * @param detail what it said; not to be trusted
     */
    default void instrumentStatus(int id, InstrumentStatus status, String detail) {}

    /**
     * The exchange said that we send too much on this connection. Which request it dropped, if any, it did not say: one
     * that stays unanswered runs into the profile's time-out.
     *
     * @param detail what it said; not to be trusted
     */
    default void rateLimited(String detail) {}

    /** The exchange announced that it will end this connection: the engine replaces it. */
    void shutdownAnnounced(String detail);

    /** A frame, or a part of one, led to nothing. */
    void unread(UnreadFrame why, int errorOffset);
}
