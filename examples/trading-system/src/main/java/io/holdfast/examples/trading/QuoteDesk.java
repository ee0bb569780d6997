package io.holdfast.examples.trading;

import io.holdfast.GateChange;
import io.holdfast.TradingGate;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.Reason;
import io.holdfast.market.Decimal;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Quotes one instrument on one exchange while its gate is open, and takes the quotes back as soon as it shuts.
 *
 * <p>Three threads may call: the ring's handler with events, the exchange's feed when the gate moves, and a watch that
 * asks every few milliseconds, should the other two stand still. One lock makes it safe: the gate has shut before
 * {@link #onGate} is called, so a quote is either not sent any more, or it was sent before and is taken back. Quotes are
 * sent by the ring's thread alone, so none is made from a price whose end is still unread.
 */
final class QuoteDesk {

    /** A quote stands so far behind the best price: one part in so many. */
    private static final long EDGE = 2_000;
    /** And is renewed when the best price has moved by one part in so many. */
    private static final long TOLERANCE = 200_000;
    /** Events that waited longer in the ring, behind others, make no quotes. */
    private static final long OLDEST_NANOS = 250_000_000L;

    private final String exchange;
    private final TradingGate gate;
    private final OrderEntry orders;
    private final Journal journal;

    // Guarded by this object.
    private final Map<Reason, Integer> stops = new EnumMap<>(Reason.class);
    private final long startNanos;
    private boolean quoting;
    private long sinceNanos;
    private long quotingNanos;
    private @Nullable Decimal bestBid;
    private @Nullable Decimal bestAsk;
    private @Nullable Decimal quotedOn;

    QuoteDesk(String exchange, TradingGate gate, OrderEntry orders, Journal journal, long nowNanos) {
        this.exchange = exchange;
        this.gate = gate;
        this.orders = orders;
        this.journal = journal;
        this.startNanos = nowNanos;
        this.sinceNanos = nowNanos;
    }

    /** What the ring says, in the order in which it happened. On the ring's thread. */
    synchronized void onEvent(MarketEvent event, long nowNanos) {
        switch (event.kind()) {
            case TOP_OF_BOOK -> {
                if (!Decimal.isZero(event.bidSize()) && !Decimal.isZero(event.askSize())) {
                    bestBid = new Decimal(event.bidPrice(), event.bidPriceScale());
                    bestAsk = new Decimal(event.askPrice(), event.askPriceScale());
                    quote(event.receivedNanos(), nowNanos);
                }
            }
            case STATUS -> {
                if (event.status() == FeedStatus.STALE) {
                    bestBid = null; // what it was means nothing any more
                    bestAsk = null;
                }
            }
            case GATE -> {
                if (event.isGateOpen()) {
                    quote(event.receivedNanos(), nowNanos); // the price may not have changed for a while
                }
            }
            default -> {} // trades and levels: for strategies that are cleverer
        }
    }

    /** The gate has moved, or may have: take back what must not stand. */
    synchronized void onGate(long nowNanos) {
        if (!gate.isOpen(nowNanos)) {
            stop(nowNanos);
        }
    }

    /** {@return whether quotes stand} */
    synchronized boolean isQuoting() {
        return quoting;
    }

    /** {@return the share of the time in which quotes stood, 0 to 1} */
    synchronized double share(long nowNanos) {
        final long standing = quotingNanos + (quoting ? nowNanos - sinceNanos : 0);
        return (double) standing / Math.max(1, nowNanos - startNanos);
    }

    /** {@return how often quotes were taken back, by the reason for which the gate had shut} */
    synchronized Map<Reason, Integer> stops() {
        return stops.isEmpty() ? Map.of() : new EnumMap<>(stops);
    }

    /** Quotes behind the best prices, if that is permitted at this very moment. */
    private void quote(long eventNanos, long nowNanos) {
        if (!gate.isOpen(nowNanos)) {
            stop(nowNanos);
            return;
        }
        final Decimal bid = bestBid;
        final Decimal ask = bestAsk;
        if (bid == null || ask == null || nowNanos - eventNanos > OLDEST_NANOS || isCloseToQuoted(bid)) {
            return;
        }
        final Decimal ourBid = new Decimal(bid.mantissa() - bid.mantissa() / EDGE, bid.scale());
        final Decimal ourAsk = new Decimal(ask.mantissa() + ask.mantissa() / EDGE, ask.scale());
        orders.quote(exchange, ourBid, ourAsk);
        quotedOn = bid;
        if (!quoting) {
            quoting = true;
            journal.say(nowNanos, exchange, "quotes   " + ourBid + " / " + ourAsk + notFor(nowNanos - sinceNanos));
            sinceNanos = nowNanos;
        }
    }

    private void stop(long nowNanos) {
        if (!quoting) {
            return;
        }
        orders.pull(exchange); // first of all
        quoting = false;
        final long stoodNanos = nowNanos - sinceNanos;
        quotingNanos += stoodNanos;
        sinceNanos = nowNanos;
        final GateChange status = gate.status();
        final Reason reason = status.open() ? Reason.SUSPECTED : status.reason(); // it may have shut by time alone
        stops.merge(reason, 1, Integer::sum);
        journal.say(
                nowNanos, exchange, "stops    gate shut: " + reason + "; quotes stood " + Journal.seconds(stoodNanos));
    }

    private boolean isCloseToQuoted(Decimal bid) {
        final Decimal on = quotedOn;
        return quoting
                && on != null
                && on.scale() == bid.scale()
                && Math.abs(bid.mantissa() - on.mantissa()) <= on.mantissa() / TOLERANCE;
    }

    private String notFor(long nanos) {
        return stops.isEmpty() ? "" : "   after " + Journal.seconds(nanos);
    }
}
