package io.holdfast.exchange.kraken;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Book frames and their checksums, written from the words of Kraken's guide and nothing of ours. */
final class Books {

    private Books() {}

    /** {@return the checksum of levels such as {@code 45283.5 0.10000000}, best first, digits as they stand} */
    static long checksum(Collection<String> bids, Collection<String> asks) {
        final StringBuilder text = new StringBuilder();
        asks.stream().limit(10).forEach(level -> append(text, level));
        bids.stream().limit(10).forEach(level -> append(text, level));
        final CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    static String snapshot(String symbol, List<String> bids, List<String> asks) {
        return frame("snapshot", symbol, bids, asks, checksum(bids, asks));
    }

    static String frame(String type, String symbol, List<String> bids, List<String> asks, long checksum) {
        return "{\"channel\":\"book\",\"type\":\"" + type + "\",\"data\":[{\"symbol\":\"" + symbol + "\",\"bids\":"
                + levels(bids) + ",\"asks\":" + levels(asks) + ",\"checksum\":" + checksum
                + ",\"timestamp\":\"2026-08-16T23:37:03.745044Z\"}]}";
    }

    /** {@return a number with so many decimals, as Kraken writes it} */
    static String padded(BigDecimal number, int decimals) {
        return number.setScale(decimals).toPlainString();
    }

    private static String levels(List<String> levels) {
        return levels.stream()
                .map(level -> "{\"price\":" + level.replace(" ", ",\"qty\":") + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void append(StringBuilder text, String level) {
        for (final String number : level.split(" ", -1)) {
            text.append(number.replace(".", "").replaceFirst("^0+", ""));
        }
    }
}
