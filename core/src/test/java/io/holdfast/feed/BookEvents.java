package io.holdfast.feed;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;

/** Fills a slot as the engine does, one event at a time. */
final class BookEvents {

    final Directory directory = new Directory();
    final int exchange = directory.exchangeId("demo");
    final int instrument = directory.instrumentId(Instrument.of("BTC/USD"));
    private final MarketEvent event = new MarketEvent(directory);

    MarketEvent live(long epoch) {
        return status(epoch, FeedStatus.LIVE, Reason.FIRST_DATA);
    }

    MarketEvent stale(long epoch, Reason reason) {
        return status(epoch, FeedStatus.STALE, reason);
    }

    MarketEvent snapshot(long epoch, long sequence, boolean last, Side side, long price, long size) {
        return level(epoch, sequence, true, last, side, price, 0, size, 0);
    }

    MarketEvent update(long epoch, long sequence, boolean last, Side side, long price, long size) {
        return level(epoch, sequence, false, last, side, price, 0, size, 0);
    }

    MarketEvent level(
            long epoch,
            long sequence,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        event.setHeader(exchange, instrument, Channel.BOOK, epoch, 0);
        event.setTimes(sequence, sequence * 10, sequence * 100, sequence * 1_000);
        event.setBookLevel(snapshot, last, side, price, priceScale, size, sizeScale);
        return event;
    }

    MarketEvent trade() {
        event.setHeader(exchange, instrument, Channel.TRADES, 1, 0);
        event.setTrade(Side.BID, 1, 0, 1, 0);
        return event;
    }

    private MarketEvent status(long epoch, FeedStatus status, Reason reason) {
        event.setHeader(exchange, instrument, Channel.BOOK, epoch, 0);
        event.setTimes(0, 0, 0, 0);
        event.setStatus(status, reason);
        return event;
    }
}
