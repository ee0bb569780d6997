package io.holdfast.testkit.venue.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** The book of one client as the checksum guide tells to keep it, out of the digits as they were written. */
final class KrakenClientBook {

    private static final Pattern LEVEL = Pattern.compile("\\{\"price\":([0-9.]+),\"qty\":([0-9.]+)}");
    private static final Pattern CHECKSUM = Pattern.compile("\"checksum\":([0-9]+)");

    final Map<BigDecimal, String[]> bids = new TreeMap<>(Comparator.reverseOrder());
    final Map<BigDecimal, String[]> asks = new TreeMap<>();
    private final int depth;
    long good;
    long bad;

    KrakenClientBook(int depth) {
        this.depth = depth;
    }

    void apply(String message) {
        if (message.contains("\"type\":\"snapshot\"")) {
            bids.clear();
            asks.clear();
        }
        final int asksAt = message.indexOf("\"asks\":[");
        apply(asks, message.substring(asksAt));
        apply(bids, message.substring(0, asksAt));
        cut(asks);
        cut(bids);
        final Matcher told = CHECKSUM.matcher(message);
        assertThat(told.find()).isTrue();
        if (checksum() == Long.parseLong(told.group(1))) {
            good++;
        } else {
            bad++;
        }
    }

    private long checksum() {
        final StringBuilder text = new StringBuilder();
        asks.values().stream()
                .limit(10)
                .forEach(level -> text.append(digits(level[0])).append(digits(level[1])));
        bids.values().stream()
                .limit(10)
                .forEach(level -> text.append(digits(level[0])).append(digits(level[1])));
        final CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private void cut(Map<BigDecimal, String[]> side) {
        while (side.size() > depth) {
            ((TreeMap<BigDecimal, String[]>) side).pollLastEntry();
        }
    }

    private static void apply(Map<BigDecimal, String[]> side, String text) {
        final Matcher level = LEVEL.matcher(text);
        while (level.find()) {
            final BigDecimal price = new BigDecimal(level.group(1));
            if (new BigDecimal(level.group(2)).signum() == 0) {
                side.remove(price);
            } else {
                side.put(price, new String[] {level.group(1), level.group(2)});
            }
        }
    }

    private static String digits(String number) {
        return number.replace(".", "").replaceFirst("^0+", "");
    }
}
