package io.holdfast.exchange.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class KrakenChecksumTest {

    /** Of the guide "Book Checksum (v2)". */
    private static final String ASKS = "452852100000" + "45286415457195345286615457110945289615456091145290215890660"
            + "452918154553491452947445474945296135380000452975994554245299518772827";

    private static final String BIDS =
            "4528351000000045283415458201545282110000000452810100000004528031545925864527907990000"
                    + "45277633101034527753000000045277315460273745276615445238";

    @Test
    void theTextOfTheWorkedExampleIsTheOneThatTheGuidePrints() {
        final List<String> bids = List.of(
                "45283.5 0.10000000",
                "45283.4 1.54582015",
                "45282.1 0.10000000",
                "45281.0 0.10000000",
                "45280.3 1.54592586",
                "45279.0 0.07990000",
                "45277.6 0.03310103",
                "45277.5 0.30000000",
                "45277.3 1.54602737",
                "45276.6 0.15445238");
        final List<String> asks = List.of(
                "45285.2 0.00100000",
                "45286.4 1.54571953",
                "45286.6 1.54571109",
                "45289.6 1.54560911",
                "45290.2 0.15890660",
                "45291.8 1.54553491",
                "45294.7 0.04454749",
                "45296.1 0.35380000",
                "45297.5 0.09945542",
                "45299.5 0.18772827");
        assertThat(text(asks)).isEqualTo(ASKS);
        assertThat(text(bids)).isEqualTo(BIDS);
        assertThat(Books.checksum(bids, asks)).isEqualTo(3_310_070_434L);
    }

    @Property(tries = 5_000, seed = "20261124")
    void digitsAreThoseOfTheNumberWithoutLeadingZeros(
            @ForAll @LongRange(min = 1) long value, @ForAll @IntRange(max = 18) int zeros) {
        final byte[] target = new byte[64];
        final int end = KrakenChecksum.append(target, 3, value, zeros);
        assertThat(new String(target, 3, end - 3, StandardCharsets.US_ASCII))
                .isEqualTo(BigInteger.valueOf(value)
                        .multiply(BigInteger.TEN.pow(zeros))
                        .toString());
    }

    @Test
    void digitsAreRightAroundEveryPowerOfTen() {
        final byte[] target = new byte[64];
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            for (final long value : new long[] {power - 1, power, power + 1, power * 10 - 1}) {
                final int end = KrakenChecksum.append(target, 0, value, 0);
                assertThat(new String(target, 0, end, StandardCharsets.US_ASCII))
                        .isEqualTo(value == 0 ? "" : Long.toString(value));
            }
        }
        assertThat(KrakenChecksum.append(target, 0, Long.MAX_VALUE, 18)).isEqualTo(37);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF, seed = "20261124")
    void whatIsKeptOfTheLastTextNeverMakesADifference(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final OrderBook book = new OrderBook();
        final KrakenChecksum keeping = new KrakenChecksum();
        for (int i = 0; i < 200; i++) {
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                final Side side = random.nextBoolean() ? Side.BID : Side.ASK;
                keeping.touch(side);
                book.set(side, 1 + random.nextInt(30), 0, Math.max(0, random.nextInt(2_000) - 700), 0);
            }
            final int zeros = random.nextInt(50) == 0 ? 1 : 0;
            assertThat(keeping.of(book, zeros, 0)).isEqualTo(new KrakenChecksum().of(book, zeros, 0));
            assertThat(keeping.of(book, zeros, 0)).isEqualTo(naive(book, zeros));
        }
    }

    private static long naive(OrderBook book, int priceZeros) {
        final List<List<String>> sides = new ArrayList<>();
        for (final Side side : Side.values()) {
            final List<String> levels = new ArrayList<>();
            for (int i = 0; i < book.levels(side); i++) {
                levels.add(book.price(side, i) + "0".repeat(priceZeros) + " " + book.size(side, i));
            }
            sides.add(levels);
        }
        return Books.checksum(sides.get(Side.BID.ordinal()), sides.get(Side.ASK.ordinal()));
    }

    private static String text(List<String> levels) {
        final StringBuilder text = new StringBuilder();
        final byte[] target = new byte[64];
        for (final String level : levels) {
            for (final String number : level.split(" ", -1)) {
                final int end = KrakenChecksum.append(target, 0, Long.parseLong(number.replace(".", "")), 0);
                text.append(new String(target, 0, end, StandardCharsets.US_ASCII));
            }
        }
        return text.toString();
    }
}
