package io.holdfast.exchange.coinbase;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Their products and our instruments, from the list of products of either feed; never by cutting an id up. Cold path.
 *
 * <p>Advanced Trade folds {@code BTC-USDC} into {@code BTC-USD}: asked for the one, it delivers the other, and says so
 * by {@code alias}. So the symbol of an instrument is its alias where it has one, and both instruments live on one
 * stream.
 */
final class CoinbaseSymbols {

    private static final FieldNames TOP = FieldNames.of("products");
    private static final FieldNames TEXTS = FieldNames.of(
            "product_id",
            "id",
            "base_currency_id",
            "base_currency",
            "quote_currency_id",
            "quote_currency",
            "price_increment",
            "quote_increment",
            "base_increment",
            "status",
            "alias",
            "product_type");
    /** The number of a text, whichever of its two names it has. */
    private static final int[] TEXT_OF_NAME = {0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8};

    private static final int ID = 0;
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final int PRICE_INCREMENT = 3;
    private static final int QUOTE_INCREMENT = 4;
    private static final int BASE_INCREMENT = 5;
    private static final int STATUS = 6;
    private static final int ALIAS = 7;
    private static final int TYPE = 8;

    private static final FieldNames CLOSING = FieldNames.of("is_disabled", "trading_disabled");
    private static final FieldNames RESTRICTING =
            FieldNames.of("cancel_only", "limit_only", "post_only", "auction_mode", "view_only");

    private static final String SPOT = "SPOT";

    private CoinbaseSymbols() {}

    static String target(CoinbaseFeed feed) {
        return feed == CoinbaseFeed.ADVANCED_TRADE
                ? "/api/v3/brokerage/market/products?product_type=SPOT"
                : "/products";
    }

    static List<ListedInstrument> read(CoinbaseFeed feed, byte[] body) throws CatalogException {
        final JsonReader json = new JsonReader();
        json.wrap(body, 0, body.length);
        final List<ListedInstrument> listed = new ArrayList<>();
        final boolean found;
        if (feed == CoinbaseFeed.ADVANCED_TRADE) {
            found = readWrapped(json, listed);
        } else {
            found = json.peek() == JsonType.ARRAY;
            readProducts(json, listed);
        }
        if (!json.finish() || !found) {
            throw new CatalogException(
                    "products: " + (json.failed() ? json.describeError() : "no list (expected: an array of products)"));
        }
        return listed;
    }

    /** {@return what a status means for trading} */
    static InstrumentStatus status(String status) {
        return switch (status) {
            case "online" -> InstrumentStatus.TRADING;
            case "offline", "delisted", "internal" -> InstrumentStatus.CLOSED;
            default -> InstrumentStatus.UNKNOWN;
        };
    }

    private static boolean readWrapped(JsonReader json, List<ListedInstrument> listed) throws CatalogException {
        boolean found = false;
        json.beginObject();
        while (json.nextField()) {
            if (json.field(TOP) == 0) {
                found = true;
                readProducts(json, listed);
            }
        }
        return found;
    }

    private static void readProducts(JsonReader json, List<ListedInstrument> listed) throws CatalogException {
        json.beginArray();
        while (json.nextElement()) {
            readProduct(json, listed);
        }
    }

    private static void readProduct(JsonReader json, List<ListedInstrument> listed) throws CatalogException {
        final String[] texts = {"", "", "", "", "", "", "", "", SPOT};
        boolean closed = false;
        boolean restricted = false;
        json.beginObject();
        while (json.nextField()) {
            final int text = json.field(TEXTS);
            final JsonType type = json.peek();
            if (text >= 0) {
                if (type == JsonType.STRING && json.readString()) {
                    texts[TEXT_OF_NAME[text]] = json.stringText();
                }
            } else if (type == JsonType.TRUE) {
                closed |= json.field(CLOSING) >= 0;
                restricted |= json.field(RESTRICTING) >= 0;
            }
        }
        if (json.failed() || !texts[TYPE].equals(SPOT)) {
            return; // a failure is said by the caller
        }
        try {
            final InstrumentStatus status = status(texts[STATUS]);
            listed.add(new ListedInstrument(
                    new Instrument(texts[BASE], texts[QUOTE]),
                    texts[ALIAS].isEmpty() ? texts[ID] : texts[ALIAS],
                    status != InstrumentStatus.TRADING || !closed && !restricted
                            ? status
                            : closed ? InstrumentStatus.CLOSED : InstrumentStatus.RESTRICTED,
                    increment(texts[PRICE_INCREMENT].isEmpty() ? texts[QUOTE_INCREMENT] : texts[PRICE_INCREMENT]),
                    increment(texts[BASE_INCREMENT])));
        } catch (IllegalArgumentException e) {
            throw new CatalogException("products: \"" + texts[ID] + "\": " + e.getMessage());
        }
    }

    private static Decimal increment(String text) {
        return text.isEmpty() ? Decimal.ZERO : Decimal.parse(text);
    }
}
