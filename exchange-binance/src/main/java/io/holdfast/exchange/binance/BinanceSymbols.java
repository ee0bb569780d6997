package io.holdfast.exchange.binance;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import java.util.ArrayList;
import java.util.List;

/** Their symbols and our instruments, from {@code exchangeInfo}; never by cutting a symbol up. Cold path. */
final class BinanceSymbols {

    static final String TARGET = "/api/v3/exchangeInfo?permissions=SPOT&showPermissionSets=false";

    private static final FieldNames TOP = FieldNames.of("symbols");
    private static final FieldNames FIELDS = FieldNames.of("symbol", "status", "baseAsset", "quoteAsset");
    private static final int SYMBOL = 0;
    private static final int STATUS = 1;
    private static final int BASE = 2;
    private static final int QUOTE = 3;

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
        json.beginObject();
        while (json.nextField()) {
            final int field = json.field(FIELDS);
            if (field < 0) {
                json.skipValue();
            } else if (json.readString()) {
                texts[field] = json.stringText();
            }
        }
        if (json.failed()) {
            return; // said by the caller
        }
        try {
            listed.add(new ListedInstrument(
                    new Instrument(texts[BASE], texts[QUOTE]), texts[SYMBOL], status(texts[STATUS])));
        } catch (IllegalArgumentException e) {
            throw new CatalogException("exchangeInfo: symbol \"" + texts[SYMBOL] + "\": " + e.getMessage());
        }
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
