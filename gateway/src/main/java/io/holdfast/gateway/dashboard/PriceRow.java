package io.holdfast.gateway.dashboard;

import io.holdfast.feed.Reason;

/**
 * The newest top of book of one instrument at one exchange, and whether it may be believed. Immutable.
 *
 * @param exchange      the exchange's id
 * @param instrument    our naming
 * @param filled        whether a price has come; without one the figures mean nothing
 * @param bidPrice      mantissa, as {@link io.holdfast.feed.MarketEvent}; so the following
 * @param receivedNanos monotonic time of the last price
 * @param live          whether its epoch is open
 * @param reason        why it opened or closed
 * @param gateOpen      whether it may be traded on
 * @param epoch         ordinal of the epoch
 * @param updates       prices so far
 */
public record PriceRow(
        String exchange,
        String instrument,
        boolean filled,
        long bidPrice,
        int bidPriceScale,
        long bidSize,
        int bidSizeScale,
        long askPrice,
        int askPriceScale,
        long askSize,
        int askSizeScale,
        long receivedNanos,
        boolean live,
        Reason reason,
        boolean gateOpen,
        long epoch,
        long updates) {}
