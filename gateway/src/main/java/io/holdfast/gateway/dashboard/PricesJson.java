package io.holdfast.gateway.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The prices as JSON, whole or what has changed since they were last written. Confined to the server's thread.
 *
 * <p>A row is an array: exchange, instrument, bid size, bid, ask, ask size, age in milliseconds (null without a price),
 * live, gate open, epoch, reason.
 */
final class PricesJson {

    private Map<String, PriceRow> written = new HashMap<>();

    static String whole(List<PriceRow> rows, long nowNanos) {
        return json(rows, List.of(), true, nowNanos);
    }

    /** {@return what has changed; empty if nothing has} */
    String changes(List<PriceRow> rows, long nowNanos) {
        final Map<String, PriceRow> now = PriceTable.byKey(rows);
        final List<PriceRow> changed = new ArrayList<>();
        now.forEach((key, row) -> {
            if (!row.equals(written.get(key))) {
                changed.add(row);
            }
        });
        final List<PriceRow> gone = new ArrayList<>();
        written.forEach((key, row) -> {
            if (!now.containsKey(key)) {
                gone.add(row);
            }
        });
        written = now;
        return changed.isEmpty() && gone.isEmpty() ? "" : json(changed, gone, false, nowNanos);
    }

    private static String json(List<PriceRow> rows, List<PriceRow> gone, boolean whole, long nowNanos) {
        final Json json = new Json().beginObject().key("whole").bool(whole);
        json.key("rows").beginArray();
        rows.forEach(row -> row(json, row, nowNanos));
        json.endArray().key("gone").beginArray();
        gone.forEach(row -> json.beginArray()
                .untrusted(row.exchange())
                .untrusted(row.instrument())
                .endArray());
        return json.endArray().endObject().toString();
    }

    private static void row(Json json, PriceRow row, long nowNanos) {
        json.beginArray().untrusted(row.exchange()).untrusted(row.instrument());
        if (row.filled()) {
            json.decimal(row.bidSize(), row.bidSizeScale());
            json.decimal(row.bidPrice(), row.bidPriceScale());
            json.decimal(row.askPrice(), row.askPriceScale());
            json.decimal(row.askSize(), row.askSizeScale());
            json.integer(Math.max(0, nowNanos - row.receivedNanos()) / 1_000_000);
        } else {
            json.nothing().nothing().nothing().nothing().nothing();
        }
        json.bool(row.live()).bool(row.gateOpen()).integer(row.epoch());
        json.text(row.reason().name()).endArray();
    }
}
