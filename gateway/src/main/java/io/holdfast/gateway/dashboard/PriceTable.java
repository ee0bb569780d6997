package io.holdfast.gateway.dashboard;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest top of book of every instrument. {@link #onEvent} on the handler's thread, {@link #rows} on any. Allocates
 * nothing for an event, once for each instrument.
 */
public final class PriceTable implements MarketHandler {

    private final Map<Long, Row> rows = new HashMap<>(); // by the numbers of exchange and instrument; guarded by itself

    /** Makes an empty table. */
    public PriceTable() {}

    @Override
    public void onEvent(MarketEvent event, boolean endOfBatch) {
        final boolean isPrice = event.kind() == EventKind.TOP_OF_BOOK;
        final boolean isStatus = event.kind() == EventKind.STATUS && event.channel() == Channel.TOP_OF_BOOK;
        if (isPrice || isStatus || event.kind() == EventKind.GATE) {
            row(event).onEvent(event);
        }
    }

    /** {@return the rows, by exchange and instrument} */
    public List<PriceRow> rows() {
        final List<Row> all;
        synchronized (rows) {
            all = new ArrayList<>(rows.values());
        }
        final List<PriceRow> read = new ArrayList<>(all.size());
        for (final Row row : all) {
            read.add(row.read());
        }
        read.sort((one, other) -> {
            final int byExchange = one.exchange().compareTo(other.exchange());
            return byExchange != 0 ? byExchange : one.instrument().compareTo(other.instrument());
        });
        return read;
    }

    /** Forgets an exchange. */
    public void remove(String exchange) {
        synchronized (rows) {
            rows.values().removeIf(row -> row.exchange.equals(exchange));
        }
    }

    private Row row(MarketEvent event) {
        final Long key = (long) event.exchangeId() << Integer.SIZE | event.instrumentId();
        synchronized (rows) {
            final Row known = rows.get(key);
            if (known != null) {
                return known;
            }
            final Row made = new Row(event.exchange(), event.instrument().toString());
            rows.put(key, made);
            return made;
        }
    }

    /** Rows of a table by their key, for finding out what has changed. */
    static Map<String, PriceRow> byKey(List<PriceRow> rows) {
        final Map<String, PriceRow> byKey = new LinkedHashMap<>();
        rows.forEach(row -> byKey.put(row.exchange() + ' ' + row.instrument(), row));
        return byKey;
    }

    private static final class Row {

        private final String exchange;
        private final String instrument;
        private boolean filled;
        private long bidPrice;
        private int bidPriceScale;
        private long bidSize;
        private int bidSizeScale;
        private long askPrice;
        private int askPriceScale;
        private long askSize;
        private int askSizeScale;
        private long receivedNanos;
        private boolean live;
        private Reason reason = Reason.STARTED;
        private boolean gateOpen;
        private long epoch;
        private long updates;

        Row(String exchange, String instrument) {
            this.exchange = exchange;
            this.instrument = instrument;
        }

        synchronized void onEvent(MarketEvent event) {
            if (event.kind() == EventKind.GATE) {
                gateOpen = event.isGateOpen();
                return;
            }
            epoch = event.epoch();
            if (event.kind() == EventKind.STATUS) {
                live = event.status() == FeedStatus.LIVE;
                reason = event.reason();
                return;
            }
            filled = true;
            bidPrice = event.bidPrice();
            bidPriceScale = event.bidPriceScale();
            bidSize = event.bidSize();
            bidSizeScale = event.bidSizeScale();
            askPrice = event.askPrice();
            askPriceScale = event.askPriceScale();
            askSize = event.askSize();
            askSizeScale = event.askSizeScale();
            receivedNanos = event.receivedNanos();
            updates++;
        }

        synchronized PriceRow read() {
            return new PriceRow(
                    exchange,
                    instrument,
                    filled,
                    bidPrice,
                    bidPriceScale,
                    bidSize,
                    bidSizeScale,
                    askPrice,
                    askPriceScale,
                    askSize,
                    askSizeScale,
                    receivedNanos,
                    live,
                    reason,
                    gateOpen,
                    epoch,
                    updates);
        }
    }
}
