package io.holdfast.exchange.kraken;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import java.util.ArrayList;
import java.util.List;

/**
 * Their symbols and our instruments, from {@code AssetPairs}, or from a recorded snapshot of the {@code instrument}
 * channel, which lists the same. Cold path.
 *
 * <p>With {@code assetVersion=1} a pair's key is its name in WebSocket v2 ({@code BTC/USD}). Where the key is of the old
 * sort ({@code XXBTZUSD}), {@code wsname} is the name in v1, which v2 refuses for two assets: they are renamed. What has
 * neither name, such as a dark pool, is left out: whoever asks for it is told that it is not listed.
 *
 * <p>An increment is written with the decimals of the pair's precision, for that is what the checksum is made of.
 */
final class KrakenSymbols {

    static final String TARGET = "/0/public/AssetPairs?assetVersion=1";

    private static final FieldNames TOP = FieldNames.of("error", "result", "channel", "data");
    private static final int ERROR = 0;
    private static final int RESULT = 1;
    private static final int DATA = 3;

    private static final FieldNames PAIRS = FieldNames.of("pairs");

    private KrakenSymbols() {}

    static List<ListedInstrument> read(byte[] body) throws CatalogException {
        final JsonReader json = new JsonReader();
        json.wrap(body, 0, body.length);
        final List<ListedInstrument> listed = new ArrayList<>();
        boolean found = false;
        String error = "";
        json.beginObject();
        while (json.nextField()) {
            switch (json.field(TOP)) {
                case ERROR -> error = readError(json);
                case RESULT -> {
                    found = true;
                    readAssetPairs(json, listed);
                }
                case DATA -> {
                    found = true;
                    readPairs(json).forEach(pair -> add(pair, pair.symbol(), listed));
                }
                default -> json.skipValue();
            }
        }
        if (!json.finish()) {
            throw new CatalogException("AssetPairs: " + json.describeError());
        }
        if (!error.isEmpty()) {
            throw new CatalogException("AssetPairs: error \"" + error + "\" (expected: none)");
        }
        if (!found) {
            throw new CatalogException("AssetPairs: no \"result\" (expected: an object of pairs)");
        }
        return listed;
    }

    /** {@return the pairs of the waiting {@code data} of an {@code instrument} frame} */
    static List<KrakenPair> readPairs(JsonReader json) {
        final List<KrakenPair> pairs = new ArrayList<>();
        json.beginObject();
        while (json.nextField()) {
            if (json.field(PAIRS) == 0) {
                json.beginArray();
                while (json.nextElement()) {
                    pairs.add(KrakenPair.read(json));
                }
            } else {
                json.skipValue();
            }
        }
        return pairs;
    }

    /** {@return the first of the errors; empty if there is none} */
    private static String readError(JsonReader json) {
        String first = "";
        json.beginArray();
        while (json.nextElement()) {
            if (first.isEmpty() && json.readString()) {
                first = json.stringText();
            }
        }
        return first;
    }

    private static void readAssetPairs(JsonReader json, List<ListedInstrument> listed) {
        json.beginObject();
        while (json.nextField()) {
            final String key = json.fieldText();
            final KrakenPair pair = KrakenPair.read(json);
            add(pair, key.indexOf('/') > 0 ? key : renamed(pair.legacyName()), listed);
        }
    }

    private static void add(KrakenPair pair, String name, List<ListedInstrument> listed) {
        final ListedInstrument instrument = pair.listed(name);
        if (instrument != null) {
            listed.add(instrument);
        }
    }

    private static String renamed(String legacyName) {
        final int slash = legacyName.indexOf('/');
        return slash < 0
                ? ""
                : renamedCode(legacyName.substring(0, slash)) + "/" + renamedCode(legacyName.substring(slash + 1));
    }

    private static String renamedCode(String code) {
        return switch (code) {
            case "XBT" -> "BTC";
            case "XDG" -> "DOGE";
            default -> code;
        };
    }
}
