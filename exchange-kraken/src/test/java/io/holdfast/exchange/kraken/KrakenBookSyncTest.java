package io.holdfast.exchange.kraken;

import static io.holdfast.exchange.kraken.KrakenHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** The rules of a book, through the protocol: what it is given and what it delivers. */
class KrakenBookSyncTest {

    private static final String AT = " at 1786923423745044000";

    private final KrakenHarness kraken = new KrakenHarness().subscribed(wire(0, "BTC/USD", Channel.BOOK));

    @Property(tries = 150, shrinking = ShrinkingMode.OFF, seed = "20261124")
    void aBookThatAppliesWhatIsDeliveredIsAlwaysTheExchangesOwn(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int depth = random.nextBoolean() ? 10 : 25;
        final int priceDecimals = random.nextInt(9);
        final int sizeDecimals = random.nextInt(11);
        final boolean padded = random.nextInt(4) > 0;
        final NaiveExchange exchange = new NaiveExchange(random, depth, priceDecimals, sizeDecimals, padded);
        final boolean listed = !padded || random.nextBoolean();
        final KrakenHarness client = new KrakenHarness(new RecordingSink(), depth)
                .subscribed(wire(
                        0,
                        "BTC/USD",
                        Channel.BOOK,
                        listed ? new Decimal(1, priceDecimals) : Decimal.ZERO,
                        listed ? new Decimal(1, sizeDecimals) : Decimal.ZERO));
        final ConsumerBook consumer = new ConsumerBook();

        consumer.apply(client.receive(exchange.snapshot()));
        for (int i = 0; i < 60; i++) {
            final String message = exchange.update();
            consumer.apply(client.receive(message));
            assertThat(text(consumer.bids)).as("bids after %s", message).isEqualTo(text(exchange.bids, depth));
            assertThat(text(consumer.asks)).as("asks after %s", message).isEqualTo(text(exchange.asks, depth));
        }
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF, seed = "20261124")
    void noCorruptedDigitOfALevelOrAChecksumGetsThrough(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final NaiveExchange exchange = new NaiveExchange(random, 10, random.nextInt(6), random.nextInt(9), true);
        final String snapshot = exchange.snapshot();
        final int end = snapshot.indexOf(",\"timestamp\"");
        final KrakenHarness client = new KrakenHarness().subscribed(wire(0, "BTC/USD", Channel.BOOK));
        for (int at = snapshot.indexOf("\"bids\""); at < end; at++) {
            final char digit = snapshot.charAt(at);
            if (digit < '0' || digit > '9') {
                continue;
            }
            final char other = (char) ('0' + (digit - '0' + 1 + random.nextInt(9)) % 10);
            assertThat(client.receive(snapshot.substring(0, at) + other + snapshot.substring(at + 1)))
                    .as("byte %d from %s to %s", at, digit, other)
                    .hasSize(1)
                    .first()
                    .isIn("CHECKSUM_MISMATCH 0", "MALFORMED 0"); // a leading zero is no JSON
        }
    }

    @Test
    void rule1ASnapshotReplacesTheBookHoweverSoundTheOldOneLooked() {
        load(List.of("100.0 1", "99.0 1"), List.of("101.0 1"));
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of("98.0 2"), List.of("99.0 3"))))
                .containsExactly("snapshot 0 BID 2 @ 98.0" + AT, "snapshot 0 ASK 3 @ 99.0" + AT + " last");
        assertThat(update(List.of(), List.of("99.0 4"), List.of("98.0 2"), List.of("99.0 4")))
                .containsExactly("level 0 ASK 4 @ 99.0" + AT + " last");
    }

    @Test
    void rule2LevelsAreAppliedInTheirOrderAndTheLastOfOnePriceCounts() {
        load(List.of("100.0 1"), List.of());
        assertThat(update(List.of("100.0 0", "100.0 2", "99.0 5", "99.0 0"), List.of(), List.of("100.0 2"), List.of()))
                .containsExactly(
                        "level 0 BID 0 @ 100.0" + AT,
                        "level 0 BID 2 @ 100.0" + AT,
                        "level 0 BID 5 @ 99.0" + AT,
                        "level 0 BID 0 @ 99.0" + AT + " last");
    }

    @Test
    void aRemovalOfALevelThatDoesNotStandIsCountedAndChangesNothing() {
        load(List.of("100.0 1"), List.of());
        assertThat(update(List.of("90.0 0"), List.of(), List.of("100.0 1"), List.of()))
                .containsExactly("REPEATED", "level 0 BID 0 @ 90.0" + AT + " last");
    }

    @Test
    void rule3WhatAMessagePushesOutIsDeliveredAsRemovalsBehindItsLevels() {
        acknowledge(3);
        load(List.of("100.0 1", "99.0 1", "98.0 1"), List.of("101.0 1", "102.0 1", "103.0 1"));
        assertThat(update(
                        List.of("100.2 1", "100.1 1"),
                        List.of("100.9 1"),
                        List.of("100.2 1", "100.1 1", "100.0 1"),
                        List.of("100.9 1", "101.0 1", "102.0 1")))
                .containsExactly(
                        "level 0 BID 1 @ 100.2" + AT,
                        "level 0 BID 1 @ 100.1" + AT,
                        "level 0 ASK 1 @ 100.9" + AT,
                        "level 0 BID 0 @ 99.0" + AT,
                        "level 0 BID 0 @ 98.0" + AT,
                        "level 0 ASK 0 @ 103.0" + AT + " last");
    }

    @Test
    void rule3TheAcknowledgedDepthCountsAndNotTheOneAskedFor() {
        final List<String> bids =
                List.of("100 1", "99 1", "98 1", "97 1", "96 1", "95 1", "94 1", "93 1", "92 1", "91 1");
        load(bids, List.of());
        acknowledge(2);
        assertThat(update(List.of("100 2"), List.of(), List.of("100 2", "99 1"), List.of()))
                .hasSize(9)
                .endsWith("level 0 BID 0 @ 91" + AT + " last");
    }

    @Test
    void rule4AnUpdateWithAnotherChecksumIsNotDeliveredAndNothingIsUntilTheNextSnapshot() {
        load(List.of("100.0 1"), List.of("101.0 1"));
        assertThat(kraken.receive(Books.frame("update", "BTC/USD", List.of("100.0 2"), List.of(), 1)))
                .containsExactly("CHECKSUM_MISMATCH 0");
        assertThat(update(List.of("100.0 3"), List.of(), List.of("100.0 3"), List.of("101.0 1")))
                .as("would be right again")
                .containsExactly("NOT_SUBSCRIBED");
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of("100.0 3"), List.of())))
                .singleElement()
                .asString()
                .startsWith("snapshot 0 ");
        assertThat(update(List.of("100.0 4"), List.of(), List.of("100.0 4"), List.of()))
                .singleElement()
                .asString()
                .startsWith("level 0 ");
    }

    @Test
    void rule4LevelsThatALostUpdateWouldHaveChangedShowInTheNext() {
        load(List.of("100.0 1", "99.0 1"), List.of("101.0 1"));
        assertThat(update(List.of(), List.of("101.0 2"), List.of("100.0 1", "99.0 5"), List.of("101.0 2")))
                .containsExactly("CHECKSUM_MISMATCH 0");
    }

    @Test
    void rule5ACrossedBookEndsTheEpochThoughItsChecksumIsRight() {
        load(List.of("100.0 1"), List.of("101.0 1"));
        assertThat(update(List.of("101.0 1"), List.of(), List.of("101.0 1", "100.0 1"), List.of("101.0 1")))
                .containsExactly("CROSSED_BOOK 0");
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of("101.0 3"), List.of("100.5 1"))))
                .containsExactly("CROSSED_BOOK 0");
    }

    @Test
    void aBookWithoutLevelsIsKnownToBeEmpty() {
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of(), List.of())))
                .containsExactly("quiet 0");
        assertThat(update(List.of("100.0 1"), List.of(), List.of("100.0 1"), List.of()))
                .singleElement()
                .asString()
                .startsWith("level 0 ");
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of(), List.of())))
                .as("nothing could tell a consumer that the level is gone")
                .containsExactly("SNAPSHOT_UNUSABLE 0");
    }

    @Test
    void aNumberThatDoesNotFitEndsTheEpoch() {
        load(List.of("100.0 1"), List.of());
        assertThat(kraken.receive(Books.frame("update", "BTC/USD", List.of("99999999999999999999 1"), List.of(), 1)))
                .containsExactly("NUMBER_OUT_OF_RANGE 0");
        load(List.of("100.00000000 1"), List.of());
        assertThat(kraken.receive(Books.frame("update", "BTC/USD", List.of(Long.MAX_VALUE + " 1"), List.of(), 1)))
                .as("fits, but not beside a price with eight decimals")
                .containsExactly("NUMBER_OUT_OF_RANGE 0");
    }

    @Test
    void aPriceOfTwelveDigitsWithTheDecimalsOfItsPairFits() { // as a BCH/USD ask was seen at depth 1000
        assertThat(kraken.receive(
                        Books.snapshot("BTC/USD", List.of("250.10 0.10000000"), List.of("886110000000.00 0.00000001"))))
                .containsExactly(
                        "snapshot 0 BID 0.10000000 @ 250.10" + AT,
                        "snapshot 0 ASK 0.00000001 @ 886110000000.00" + AT + " last");
    }

    @Test
    void moreDecimalsThanBeforeAreNoFaultWhereTheChecksumAgrees() {
        load(List.of("100.5 1.5"), List.of("100.7 3.5"));
        assertThat(update(
                        List.of("100.25 2.25"),
                        List.of(),
                        List.of("100.50 1.50", "100.25 2.25"),
                        List.of("100.70 3.50")))
                .containsExactly("level 0 BID 2.25 @ 100.25" + AT + " last");
    }

    @Test
    void anOutdatedListOfInstrumentsGivesWayToWhatASnapshotIsWrittenWith() {
        final KrakenHarness outdated = new KrakenHarness()
                .subscribed(wire(0, "BTC/USD", Channel.BOOK, Decimal.parse("0.0001"), Decimal.parse("0.00000001")));
        assertThat(outdated.receive(Books.snapshot("BTC/USD", List.of("100.5 1.5"), List.of())))
                .singleElement()
                .asString()
                .startsWith("snapshot 0 ");
        assertThat(outdated.receive(Books.frame(
                        "update",
                        "BTC/USD",
                        List.of("100.4 2.5"),
                        List.of(),
                        Books.checksum(List.of("100.5 1.5", "100.4 2.5"), List.of()))))
                .singleElement()
                .asString()
                .startsWith("level 0 ");
    }

    @Test
    void decimalsThatTheInstrumentChannelChangesCountFromTheNextMessage() {
        load(List.of("100.5 1.5"), List.of());
        assertThat(kraken.receive("{\"channel\":\"instrument\",\"type\":\"update\",\"data\":{\"assets\":[],\"pairs\":[{"
                        + "\"symbol\":\"BTC/USD\",\"status\":\"limit_only\",\"price_precision\":2,\"qty_precision\":3,"
                        + "\"price_increment\":0.01,\"qty_increment\":1e-03}]}}"))
                .containsExactly("instrument 0 RESTRICTED: limit_only");
        assertThat(update(List.of("100.4 2.5"), List.of(), List.of("100.50 1.500", "100.40 2.500"), List.of()))
                .as("written as short as before, digested with the new decimals")
                .containsExactly("level 0 BID 2.5 @ 100.4" + AT + " last");
    }

    private void load(List<String> bids, List<String> asks) {
        assertThat(kraken.receive(Books.snapshot("BTC/USD", bids, asks))).allMatch(line -> line.startsWith("snapshot"));
    }

    private void acknowledge(int depth) {
        assertThat(kraken.receive("{\"method\":\"subscribe\",\"req_id\":1,\"success\":true,\"result\":{\"channel\":"
                        + "\"book\",\"depth\":" + depth + ",\"symbol\":\"BTC/USD\"}}"))
                .containsAnyOf("ack 0", "UNKNOWN_TYPE");
    }

    private List<String> update(List<String> bids, List<String> asks, List<String> newBids, List<String> newAsks) {
        return kraken.receive(Books.frame("update", "BTC/USD", bids, asks, Books.checksum(newBids, newAsks)));
    }

    private static String text(TreeMap<?, ?> side) {
        return text(side, Integer.MAX_VALUE);
    }

    private static String text(TreeMap<?, ?> side, int depth) {
        return side.entrySet().stream()
                .limit(depth)
                .map(level -> shortest(level.getKey()) + " " + shortest(level.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String shortest(Object number) {
        return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
    }
}
