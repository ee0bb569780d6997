package io.holdfast.testkit.venue.kraken;

import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.PriceLadder;
import java.util.zip.CRC32;

/**
 * The checksum of a book: CRC-32 over the digits of its ten best asks, best first, then its ten best bids, price
 * before size; digits are those of the number at the pair's decimals without the point and without leading zeros.
 */
final class KrakenChecksum {

    private static final int LEVELS = 10;

    private final CRC32 crc = new CRC32();
    private final FrameText digits = new FrameText();

    /** {@return the checksum, 0 to 2<sup>32</sup>-1} */
    long of(Market market) {
        digits.clear();
        add(market.asks());
        add(market.bids());
        crc.reset();
        crc.update(digits.buffer(), 0, digits.length());
        return crc.getValue();
    }

    private void add(PriceLadder ladder) {
        for (int i = 0; i < Math.min(LEVELS, ladder.levels()); i++) {
            digits.number(ladder.price(i)).number(ladder.size(i));
        }
    }
}
