package io.holdfast.exchange.binance;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import java.util.ArrayList;
import java.util.List;

/** Their symbols and our instruments, from {@code exchangeInfo}; never by cutting a symbol up. Cold path. */
final class BinanceSymbols {

    static final String TARGET = "/api/v3/exchangeInfo?permissions=SPOT&showPermissionSets=false";

    private static final FieldNames TOP = FieldNames.of("symbols");
    private static final FieldNames FIELDS = FieldNames.of("symbol", "status", "baseAsset", "quoteAsset", "filters");
    private static final int SYMBOL = 0;
    private static final int STATUS = 1;
    private static final int BASE = 2;
    private static final int QUOTE = 3;
    private static final int FILTERS = 4;

    private static final FieldNames FILTER = FieldNames.of("filterType", "tickSize", "stepSize");

    private BinanceSymbols() {}

    static List<ListedInstrument> read(byte[] body) throws CatalogException {
        final JsonReader json = new JsonReader();
        json.wrap(body, 0, body.length);
        final List<ListedInstrument> listed = new ArrayList<>();
        boolean found = false;
        json.beginObject();
        while (json.nextField()) {
            if (json.field(TOP) == 0) {
                found = true;
                json.beginArray();
                while (json.nextElement()) {
                    readSymbol(json, listed);
                }
            } else {
                json.skipValue();
            }
        }
        if (json.failed() || !found) {
            throw new CatalogException("exchangeInfo: "
                    + (json.failed() ? json.describeError() : "no \"symbols\" (expected: an array of symbols)"));
        }
        return listed;
    }

    private static void readSymbol(JsonReader json, List<ListedInstrument> listed) throws CatalogException {
        final String[] texts = {"", "", "", ""};
        final Decimal[] increments = {Decimal.ZERO, Decimal.ZERO};
        json.beginObject();
        while (json.nextField()) {
            final int field = json.field(FIELDS);
            if (field == FILTERS) {
                json.beginArray();
                while (json.nextElement()) {
                    readFilter(json, increments);
                }
            } else if (field >= 0 && json.readString()) {
                texts[field] = json.stringText();
            }
        }
        if (json.failed()) {
            return; // said by the caller
        }
        try {
            listed.add(new ListedInstrument(
                    new Instrument(texts[BASE], texts[QUOTE]),
                    texts[SYMBOL],
                    status(texts[STATUS]),
                    increments[0],
                    increments[1]));
        } catch (IllegalArgumentException e) {
            throw new CatalogException("exchangeInfo: symbol \"" + texts[SYMBOL] + "\": " + e.getMessage());
        }
    }

    /** Of the filters, found by their type and not by their place, two matter; a zero switches its rule off. */
    private static void readFilter(JsonReader json, Decimal[] increments) {
        String type = "";
        Decimal tick = Decimal.ZERO;
        Decimal step = Decimal.ZERO;
        json.beginObject();
        while (json.nextField()) {
            switch (json.field(FILTER)) {
                case 0 -> type = json.readString() ? json.stringText() : "";
                case 1 -> tick = readIncrement(json);
                case 2 -> step = readIncrement(json);
                default -> {}
            }
        }
        if (type.equals("PRICE_FILTER")) {
            increments[0] = tick;
        } else if (type.equals("LOT_SIZE")) {
            increments[1] = step;
        }
    }

    private static Decimal readIncrement(JsonReader json) {
        return json.readDecimal() && json.mantissa() > 0 ? new Decimal(json.mantissa(), json.scale()) : Decimal.ZERO;
    }

    private static InstrumentStatus status(String status) {
        return switch (status) {
            case "TRADING" -> InstrumentStatus.TRADING;
            case "HALT", "CANCEL_ONLY" -> InstrumentStatus.RESTRICTED; // market data is still produced
            case "BREAK", "END_OF_DAY" -> InstrumentStatus.CLOSED;
            default -> InstrumentStatus.UNKNOWN;
        };
    }
}
