package io.holdfast.exchange.kraken;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import org.jspecify.annotations.Nullable;

/** One pair as {@code AssetPairs} or the {@code instrument} channel describes it. Cold path. */
final class KrakenPair {

    private static final FieldNames FIELDS = FieldNames.of(
            "wsname",
            "symbol",
            "status",
            "pair_decimals",
            "price_precision",
            "lot_decimals",
            "qty_precision",
            "tick_size",
            "price_increment",
            "qty_increment");
    private static final int UNSAID = -1;

    private String legacyName = "";
    private String symbol = "";
    private String status = "";
    private int priceDecimals = UNSAID;
    private int sizeDecimals = UNSAID;
    private Decimal priceIncrement = Decimal.ZERO;
    private Decimal sizeIncrement = Decimal.ZERO;

    private KrakenPair() {}

    /** Reads the waiting object; whether it is sound says the reader. */
    static KrakenPair read(JsonReader json) {
        final KrakenPair pair = new KrakenPair();
        json.beginObject();
        while (json.nextField()) {
            switch (json.field(FIELDS)) {
                case 0 -> pair.legacyName = text(json);
                case 1 -> pair.symbol = text(json);
                case 2 -> pair.status = text(json);
                case 3, 4 -> pair.priceDecimals = decimals(json);
                case 5, 6 -> pair.sizeDecimals = decimals(json);
                case 7, 8 -> pair.priceIncrement = decimal(json);
                case 9 -> pair.sizeIncrement = decimal(json);
                default -> json.skipValue();
            }
        }
        return pair;
    }

    /** {@return its name in WebSocket v1; empty if not said} */
    String legacyName() {
        return legacyName;
    }

    /** {@return its name in WebSocket v2; empty if not said} */
    String symbol() {
        return symbol;
    }

    /** {@return the exchange's word for its status; not to be trusted} */
    String statusText() {
        return status;
    }

    InstrumentStatus status() {
        return switch (status) {
            case "online" -> InstrumentStatus.TRADING;
            case "cancel_only", "post_only", "limit_only", "reduce_only" -> InstrumentStatus.RESTRICTED;
            case "maintenance", "delisted", "work_in_progress" -> InstrumentStatus.CLOSED;
            default -> InstrumentStatus.UNKNOWN;
        };
    }

    /** {@return the instrument under its name in WebSocket v2; null if that is no name of one} */
    @Nullable
    ListedInstrument listed(String name) {
        final Instrument instrument;
        try {
            instrument = Instrument.of(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
        return new ListedInstrument(
                instrument,
                name,
                status(),
                increment(priceIncrement, priceDecimals),
                increment(sizeIncrement, sizeDecimals));
    }

    /** {@return the increment with so many decimals; the last of them, where none is said that has no more} */
    private static Decimal increment(Decimal said, int decimals) {
        if (decimals == UNSAID) {
            return said.mantissa() > 0 ? said : Decimal.ZERO;
        }
        return said.mantissa() > 0 && Decimal.canRescale(said.mantissa(), said.scale(), decimals)
                ? said.rescale(decimals)
                : new Decimal(1, decimals);
    }

    private static String text(JsonReader json) {
        if (json.peek() == JsonType.STRING && json.readString()) {
            return json.stringText();
        }
        json.skipValue();
        return "";
    }

    private static Decimal decimal(JsonReader json) {
        final JsonType type = json.peek();
        if (type != JsonType.NUMBER && type != JsonType.STRING) {
            json.skipValue();
            return Decimal.ZERO;
        }
        return json.readDecimal() ? new Decimal(json.mantissa(), json.scale()) : Decimal.ZERO;
    }

    private static int decimals(JsonReader json) {
        if (json.peek() != JsonType.NUMBER) {
            json.skipValue();
            return UNSAID;
        }
        final Decimal count = decimal(json);
        return count.scale() == 0 && count.mantissa() >= 0 && count.mantissa() <= Decimal.MAX_SCALE
                ? (int) count.mantissa()
                : UNSAID;
    }
}
