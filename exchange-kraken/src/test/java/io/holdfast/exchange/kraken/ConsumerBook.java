package io.holdfast.exchange.kraken;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What becomes of a book that applies every level it is given, and knows nothing of Kraken. */
final class ConsumerBook {

    final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
    final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();

    private boolean loading;

    /** Takes lines of {@link RecordingSink}; anything but levels is a failure. */
    void apply(List<String> lines) {
        for (final String line : lines) {
            final String[] words = line.split(" ", -1); // snapshot 0 BID 0.1 @ 45283.5 at 0 last
            if (words[0].equals("quiet")) {
                continue;
            }
            if (!words[0].equals("snapshot") && !words[0].equals("level")) {
                throw new AssertionError(line);
            }
            if (words[0].equals("snapshot") && !loading) {
                bids.clear();
                asks.clear();
            }
            loading = words[0].equals("snapshot") && !line.endsWith(" last");
            final TreeMap<BigDecimal, BigDecimal> side = words[2].equals("BID") ? bids : asks;
            final BigDecimal price = new BigDecimal(words[5]).stripTrailingZeros();
            final BigDecimal size = new BigDecimal(words[3]);
            if (size.signum() == 0) {
                side.remove(price);
            } else {
                side.put(price, size);
            }
        }
        if (loading) {
            throw new AssertionError("no last level: " + lines);
        }
    }
}
