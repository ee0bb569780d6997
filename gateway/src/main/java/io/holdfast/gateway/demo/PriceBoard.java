package io.holdfast.gateway.demo;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest prices of each instrument, and whether they can be trusted. Written on the handler's thread, read on any. */
final class PriceBoard implements MarketHandler {

    private final Map<Instrument, Row> rows = new TreeMap<>();

    @Override
    public synchronized void onEvent(MarketEvent event, boolean endOfBatch) {
        final Row row = rows.computeIfAbsent(event.instrument(), unused -> new Row());
        if (event.kind() == EventKind.TOP_OF_BOOK) {
            row.bid = event.bidPrice();
            row.bidScale = event.bidPriceScale();
            row.ask = event.askPrice();
            row.askScale = event.askPriceScale();
            row.filled = true;
        } else if (event.kind() == EventKind.TRADE) {
            row.trades++;
        } else if (event.kind() == EventKind.STATUS && event.channel() == Channel.TOP_OF_BOOK) {
            row.live = event.status() == FeedStatus.LIVE;
            row.epoch = event.epoch();
        }
    }

    /** {@return one line for each instrument} */
    synchronized List<String> lines() {
        return rows.entrySet().stream()
                .filter(entry -> entry.getValue().filled)
                .map(entry -> entry.getValue().describe(entry.getKey()))
                .toList();
    }

    private static final class Row {

        private boolean filled;
        private boolean live;
        private long epoch;
        private long trades;
        private long bid;
        private int bidScale;
        private long ask;
        private int askScale;

        String describe(Instrument instrument) {
            final StringBuilder text =
                    new StringBuilder("price ").append(instrument).append(" bid=");
            Decimal.appendTo(text, bid, bidScale);
            text.append(" ask=");
            Decimal.appendTo(text, ask, askScale);
            return text.append(" trades=")
                    .append(trades)
                    .append(" epoch=")
                    .append(epoch)
                    .append(live ? " LIVE" : " STALE")
                    .toString();
        }
    }
}
