package io.holdfast.benchmarks.decode;

import io.holdfast.benchmarks.decode.Messages.BinanceDepth;
import io.holdfast.benchmarks.decode.Messages.CoinbaseLevel2;
import io.holdfast.benchmarks.decode.Messages.KrakenBook;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What an application does with a mapper's objects to have as much as Holdfast gives it: a book in two tree maps, by each
 * exchange's rules, and of Kraken the checksum. It starts empty instead of from a snapshot, which costs it less.
 */
final class UsualBook {

    private static final int KRAKEN_DEPTH = 10;

    private final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();

    /** {@return something that depends on all of the work} */
    Object apply(Object message) {
        if (message instanceof BinanceDepth depth) {
            apply(bids, depth.data.b);
            apply(asks, depth.data.a);
            return bids;
        }
        if (message instanceof KrakenBook book) {
            for (final KrakenBook.Book data : book.data) {
                apply(bids, data.bids);
                apply(asks, data.asks);
            }
            return checksum();
        }
        if (message instanceof CoinbaseLevel2 levels) {
            for (final CoinbaseLevel2.Event event : levels.events) {
                for (final CoinbaseLevel2.Update update : event.updates) {
                    set(update.side.equals("bid") ? bids : asks, update.price_level, update.new_quantity);
                }
            }
            return bids;
        }
        return message;
    }

    private static void apply(NavigableMap<BigDecimal, BigDecimal> side, BigDecimal[][] levels) {
        for (final BigDecimal[] level : levels) {
            set(side, level[0], level[1]);
        }
    }

    private static void apply(NavigableMap<BigDecimal, BigDecimal> side, KrakenBook.Level[] levels) {
        for (final KrakenBook.Level level : levels) {
            set(side, level.price, level.qty);
        }
        while (side.size() > KRAKEN_DEPTH) {
            side.pollLastEntry();
        }
    }

    private static void set(NavigableMap<BigDecimal, BigDecimal> side, BigDecimal price, BigDecimal size) {
        if (size.signum() == 0) {
            side.remove(price);
        } else {
            side.put(price, size);
        }
    }

    private long checksum() {
        final StringBuilder text = new StringBuilder();
        append(text, asks);
        append(text, bids);
        final CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private static void append(StringBuilder text, NavigableMap<BigDecimal, BigDecimal> side) {
        final Iterator<Map.Entry<BigDecimal, BigDecimal>> levels =
                side.entrySet().iterator();
        for (int i = 0; i < KRAKEN_DEPTH && levels.hasNext(); i++) {
            final Map.Entry<BigDecimal, BigDecimal> level = levels.next();
            text.append(level.getKey().unscaledValue()).append(level.getValue().unscaledValue());
        }
    }
}
