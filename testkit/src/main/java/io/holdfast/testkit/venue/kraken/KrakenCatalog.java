package io.holdfast.testkit.venue.kraken;

import io.holdfast.market.Instrument;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketSpec;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes what is listed: as the {@code instrument} channel does, and as {@code AssetPairs} does, under other names. */
final class KrakenCatalog {

    private static final Set<String> CURRENCIES = Set.of("USD", "EUR", "GBP", "CAD", "JPY");

    private KrakenCatalog() {}

    static void writeInstruments(FrameText frame, String type, Collection<KrakenPair> pairs, boolean withAssets) {
        frame.ascii("{\"channel\":\"instrument\",\"type\":\"").ascii(type).ascii("\",\"data\":{\"assets\":[");
        final Set<String> assets = new LinkedHashSet<>();
        if (withAssets) {
            for (final KrakenPair pair : pairs) {
                assets.addAll(List.of(
                        pair.market().instrument().base(),
                        pair.market().instrument().quote()));
            }
        }
        String separator = "";
        for (final String asset : assets) {
            frame.ascii(separator).ascii("{\"id\":").string(asset);
            frame.ascii(",\"status\":\"enabled\",\"precision\":10,\"precision_display\":5,\"borrowable\":true,"
                    + "\"collateral_value\":1.0,\"margin_rate\":0.01}");
            separator = ",";
        }
        frame.ascii("],\"pairs\":[");
        separator = "";
        for (final KrakenPair pair : pairs) {
            writePair(frame.ascii(separator), pair);
            separator = ",";
        }
        frame.ascii("]}}");
    }

    static void writeAssetPairs(FrameText frame, Collection<KrakenPair> pairs) {
        frame.ascii("{\"error\":[],\"result\":{");
        String separator = "";
        for (final KrakenPair pair : pairs) {
            writeAssetPair(frame.ascii(separator), pair);
            separator = ",";
        }
        frame.ascii("}}");
    }

    private static void writePair(FrameText frame, KrakenPair pair) {
        final MarketSpec spec = pair.market().spec();
        frame.ascii("{\"symbol\":").string(pair.symbol());
        frame.ascii(",\"base\":").string(spec.instrument().base());
        frame.ascii(",\"quote\":").string(spec.instrument().quote());
        frame.ascii(",\"status\":\"").ascii(status(pair.market()));
        frame.ascii("\",\"qty_precision\":").number(spec.sizeScale());
        frame.ascii(",\"qty_increment\":");
        writeFloat(frame, spec.sizeIncrement(), spec.sizeScale());
        frame.ascii(",\"price_precision\":").number(spec.priceScale());
        frame.ascii(",\"cost_precision\":5,\"marginable\":false,\"has_index\":true,\"cost_min\":0.5,\"tick_size\":");
        writeFloat(frame, spec.priceIncrement(), spec.priceScale());
        frame.ascii(",\"price_increment\":");
        writeFloat(frame, spec.priceIncrement(), spec.priceScale());
        frame.ascii(",\"qty_min\":");
        writeFloat(frame, spec.sizeIncrement(), spec.sizeScale());
        frame.ascii('}');
    }

    private static void writeAssetPair(FrameText frame, KrakenPair pair) {
        final MarketSpec spec = pair.market().spec();
        final String base = oldName(spec.instrument().base());
        final String quote = oldName(spec.instrument().quote());
        frame.string(longName(base) + longName(quote)).ascii(":{\"altname\":").string(base + quote);
        frame.ascii(",\"wsname\":").string(new Instrument(base, quote).toString());
        frame.ascii(",\"aclass_base\":\"currency\",\"base\":").string(longName(base));
        frame.ascii(",\"aclass_quote\":\"currency\",\"quote\":").string(longName(quote));
        frame.ascii(",\"lot\":\"unit\",\"cost_decimals\":5,\"pair_decimals\":").number(spec.priceScale());
        frame.ascii(",\"lot_decimals\":").number(spec.sizeScale());
        frame.ascii(",\"lot_multiplier\":1,\"leverage_buy\":[],\"leverage_sell\":[],\"fees\":[[0,0.4]],"
                + "\"fees_maker\":[[0,0.25]],\"fee_volume_currency\":\"ZUSD\",\"margin_call\":80,\"margin_stop\":40,"
                + "\"ordermin\":\"");
        frame.shortest(spec.sizeIncrement(), spec.sizeScale());
        frame.ascii("\",\"costmin\":\"0.5\",\"tick_size\":\"").shortest(spec.priceIncrement(), spec.priceScale());
        frame.ascii("\",\"status\":\"").ascii(status(pair.market())).ascii("\"}");
    }

    private static String status(Market market) {
        return switch (market.status()) {
            case TRADING -> "online";
            case RESTRICTED -> "post_only";
            case CLOSED -> "maintenance";
            case UNKNOWN -> "work_in_progress";
        };
    }

    /** As the instrument channel writes numbers: with an exponent of two digits below 0.0001, such as 1e-08. */
    private static void writeFloat(FrameText frame, long mantissa, int scale) {
        long digits = mantissa;
        int decimals = scale;
        while (decimals > 0 && digits % 10 == 0) {
            digits /= 10;
            decimals--;
        }
        final int places = Long.toString(digits).length();
        if (decimals - places < 4) {
            frame.decimal(digits, decimals, Math.max(1, decimals));
            return;
        }
        frame.decimal(digits, places - 1, places - 1);
        frame.ascii("e-").padded(decimals - places + 1L, 2);
    }

    private static String oldName(String asset) {
        return switch (asset) {
            case "BTC" -> "XBT";
            case "DOGE" -> "XDG";
            default -> asset;
        };
    }

    private static String longName(String asset) {
        if (CURRENCIES.contains(asset)) {
            return "Z" + asset;
        }
        return asset.equals("XBT") || asset.equals("XDG") || asset.equals("ETH") ? "X" + asset : asset;
    }
}
