package io.holdfast.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of {@link BinanceBookSync}, one after another. Frames are composed unless a test says otherwise. */
class BinanceBookSyncTest {

    private static final String FETCH = "fetch 0 /api/v3/depth?symbol=LRCBTC&limit=1000 weight 50 after ";
    private static final String SNAPSHOT_100 = snapshot(100, "[[\"10\",\"1\"]]", "[[\"11\",\"2\"]]");
    private static final String[] TOLD_100 = {
        "snapshot 0 #100 BID 10e-0 x 1e-0", "snapshot 0 #100 ASK 11e-0 x 2e-0 last"
    };

    private final RecordingSink sink = new RecordingSink();
    private final Harness harness = new Harness(sink);
    private final WireSubscription book = Harness.wire(0, "LRC/BTC", "LRCBTC", Channel.BOOK);

    /** Captured in 2021; the snapshot is cut to four levels of each side. */
    @Test
    void aCapturedStreamIsJoinedToItsSnapshot() {
        harness.open(book);
        harness.receive("""
                {"stream":"lrcbtc@depth@100ms","data":{"e":"depthUpdate","E":1633998516670,"s":"LRCBTC","U":259345536,"u":259345539,"b":[["0.00000636","10310.00000000"],["0.00000634","44780.00000000"]],"a":[["0.00000639","23417.00000000"],["0.00000640","15869.00000000"]]}}""");
        harness.receive("""
                {"stream":"lrcbtc@depth@100ms","data":{"e":"depthUpdate","E":1633998516770,"s":"LRCBTC","U":259345540,"u":259345543,"b":[["0.00000636","12625.00000000"],["0.00000634","50943.00000000"]],"a":[["0.00000639","25210.00000000"],["0.00000640","22032.00000000"]]}}""");
        harness.receive("""
                {"stream":"lrcbtc@depth@100ms","data":{"e":"depthUpdate","E":1633998519571,"s":"LRCBTC","U":259345544,"u":259345545,"b":[],"a":[["0.00000638","27122.00000000"],["0.00000641","68782.00000000"]]}}""");
        assertThat(sink.lines).containsExactly("ack 0", FETCH + "100 ms");
        sink.lines.clear();

        harness.answer(0, 200, """
                {"lastUpdateId":259345543,"bids":[["0.00000637","6500.00000000"],["0.00000636","12625.00000000"],["0.00000635","12760.00000000"],["0.00000634","50943.00000000"]],"asks":[["0.00000638","24365.00000000"],["0.00000639","25210.00000000"],["0.00000640","22032.00000000"],["0.00000641","71537.00000000"]]}""");
        harness.receive("""
                {"stream":"lrcbtc@depth@100ms","data":{"e":"depthUpdate","E":1633998521673,"s":"LRCBTC","U":259345546,"u":259345546,"b":[],"a":[["0.00000638","5219.00000000"]]}}""");

        final String when = " at 1633998519571000000";
        assertThat(sink.lines)
                .containsExactly(
                        "snapshot 0 #259345545 BID 637e-8 x 650000000000e-8" + when,
                        "snapshot 0 #259345545 BID 636e-8 x 1262500000000e-8" + when,
                        "snapshot 0 #259345545 BID 635e-8 x 1276000000000e-8" + when,
                        "snapshot 0 #259345545 BID 634e-8 x 5094300000000e-8" + when,
                        "snapshot 0 #259345545 ASK 638e-8 x 2712200000000e-8" + when, // the captured bookTicker's too
                        "snapshot 0 #259345545 ASK 639e-8 x 2521000000000e-8" + when,
                        "snapshot 0 #259345545 ASK 640e-8 x 2203200000000e-8" + when,
                        "snapshot 0 #259345545 ASK 641e-8 x 6878200000000e-8" + when + " last",
                        "level 0 #259345546 ASK 638e-8 x 521900000000e-8 at 1633998521673000000 last");
    }

    @Test
    void anEventThatBeginsRightAfterTheSnapshotIsTheOrdinaryCase() {
        givenSynced();
        harness.receive(event(101, 103, "10", "5"));
        harness.receive(event(104, 104, "10", "0"));
        assertThat(sink.lines)
                .containsExactly(
                        "level 0 #103 BID 10e-0 x 5e-0 at 1000000 last",
                        "level 0 #104 BID 10e-0 x 0e-0 at 1000000 last");
    }

    @Test
    void anEventThatOverlapsTheBookIsApplied() {
        givenSynced();
        harness.receive(event(90, 101, "10", "5"));
        harness.receive(event(101, 102, "10", "6"));
        assertThat(sink.lines).hasSize(2).allMatch(line -> line.startsWith("level 0"));
    }

    @Test
    void anEventThatTheBookHoldsAlreadyIsDroppedAndCounted() {
        givenSynced();
        harness.receive(event(95, 100, "10", "5"));
        assertThat(sink.lines).containsExactly(UnreadFrame.REPEATED.toString());
    }

    @Test
    void aHoleEndsTheEpochAndTheEventBehindItIsKeptForTheNextBook() {
        givenSynced();
        harness.receive(event(102, 103, "10", "5"));
        assertThat(sink.lines).containsExactly("SEQUENCE_GAP 0");
        sink.lines.clear();

        assertThat(harness.protocol.resync(book, harness.out)).isTrue();
        assertThat(harness.protocol.resync(book, harness.out)).isTrue();
        assertThat(sink.lines).as("one is asked for at a time").containsExactly(FETCH + "0 ms");
        sink.lines.clear();
        harness.answer(0, 200, snapshot(101, "[[\"9\",\"1\"]]", "[]"));
        assertThat(sink.lines)
                .containsExactly(
                        "snapshot 0 #103 BID 10e-0 x 5e-0 at 1000000",
                        "snapshot 0 #103 BID 9e-0 x 1e-0 at 1000000 last");
    }

    @Test
    void aQuietInstrumentIsWholeByItsSnapshotAlone() {
        harness.open(book);
        harness.answer(0, 200, SNAPSHOT_100);
        assertThat(sink.lines).endsWith(TOLD_100);
        sink.lines.clear();

        harness.receive(event(102, 102, "10", "5"));
        assertThat(sink.lines).first().isEqualTo("SEQUENCE_GAP 0");
    }

    @Test
    void anEmptyBookIsTold() {
        harness.open(book);
        harness.answer(0, 200, snapshot(100, "[]", "[]"));
        assertThat(sink.lines).endsWith("quiet 0");
    }

    @Test
    void aSnapshotOlderThanTheStreamIsAskedForAgainLaterAndLater() {
        harness.open(book);
        harness.receive(event(102, 103, "10", "5"));
        final int[] expected = {250, 500, 1_000, 2_000, 4_000, 8_000, 8_000};
        for (final int millis : expected) {
            sink.lines.clear();
            harness.answer(0, 200, SNAPSHOT_100);
            assertThat(sink.lines).containsExactly(FETCH + millis + " ms", "SNAPSHOT_UNUSABLE 0");
        }
        sink.lines.clear();
        harness.answer(0, 200, snapshot(101, "[]", "[]")); // one id before the event: joins without a hole
        assertThat(sink.lines).containsExactly("snapshot 0 #103 BID 10e-0 x 5e-0 at 1000000 last");
    }

    @Test
    void anAnswerThatIsNoSnapshotIsAskedForAgain() {
        harness.open(book);
        for (final String body : new String[] {
            "",
            "[]",
            "<html>",
            "{\"lastUpdateId\":1}",
            "{\"lastUpdateId\":-1,\"bids\":[],\"asks\":[]}",
            "{\"lastUpdateId\":1,\"bids\":[],\"asks\":[]",
            "{\"lastUpdateId\":1,\"bids\":[],\"asks\":[],\"bids\":[]}",
            "{\"lastUpdateId\":1,\"bids\":[[\"1\"]],\"asks\":[]}",
            "{\"lastUpdateId\":1,\"bids\":[[\"1\",\"1\",\"1\"]],\"asks\":[]}",
            "{\"lastUpdateId\":1,\"bids\":[[\"1\",\"-1\"]],\"asks\":[]}",
            "{\"lastUpdateId\":1,\"bids\":[[\"1\",\"x\"]],\"asks\":[]}",
            "{\"lastUpdateId\":1,\"bids\":[[\"2\",\"1\"]],\"asks\":[[\"2\",\"1\"]]}"
        }) {
            sink.lines.clear();
            harness.answer(0, 200, body);
            assertThat(sink.lines).as(body).hasSize(2);
            assertThat(sink.lines.get(1)).isIn("SNAPSHOT_UNUSABLE 0", "CROSSED_BOOK 0");
        }
        sink.lines.clear();
        harness.answer(0, 200, "{\"lastUpdateId\":1,\"bids\":[[\"1\",\"99999999999999999999\"]],\"asks\":[]}");
        assertThat(sink.lines).last().isEqualTo("NUMBER_OUT_OF_RANGE 0");
        sink.lines.clear();
        harness.answer(0, 0, "");
        harness.answer(0, 503, "{\"code\":-1016,\"msg\":\"This service is no longer available.\"}");
        assertThat(sink.lines)
                .containsExactly(FETCH + "8000 ms", "SNAPSHOT_UNUSABLE 0", FETCH + "8000 ms", "SNAPSHOT_UNUSABLE 0");
        sink.lines.clear();
        harness.answer(0, 200, SNAPSHOT_100);
        assertThat(sink.lines).containsExactly(TOLD_100[0], TOLD_100[1]);
    }

    @Test
    void aCrossedBookIsThrownAway() {
        givenSynced();
        harness.receive(event(101, 101, "11", "5"));
        assertThat(sink.lines).containsExactly("CROSSED_BOOK 0");
        harness.protocol.resync(book, harness.out);
        assertThat(sink.lines).endsWith(FETCH + "100 ms");
    }

    @Test
    void anUpdateThatMovesBothSidesIsNotCrossedInTheMiddle() {
        givenSynced();
        harness.receive(event(101, 102, "[[\"11\",\"1\"]]", "[[\"11\",\"0\"],[\"12\",\"1\"]]", ""));
        assertThat(sink.lines).hasSize(3).allMatch(line -> line.startsWith("level 0 #102"));
    }

    @Test
    void aNumberThatTheBookCannotHoldIsThrownAway() {
        givenSynced();
        harness.receive(event(101, 101, "0.00000000000000001", "5"));
        harness.receive(event(102, 102, "9000000000000000000", "5"));
        assertThat(sink.lines).hasSize(2);
        assertThat(sink.lines.get(1)).isEqualTo("NUMBER_OUT_OF_RANGE 0");
    }

    @Test
    void anEventThatCannotBeReadEndsTheEpochAndTheBook() {
        for (final String broken : new String[] {
            event(101, 101, "x", "5"),
            event(101, 100, "10", "5"),
            event(101, 101, "10", "-5"),
            event(101, 101, "10", "5").replace("LRCBTC", "ETHBTC"),
            event(101, 101, "10", "5").replace("\"U\"", "\"u\""),
            event(101, 101, "10", "5").replace("\"a\":[]", "\"c\":[]"),
            event(101, 101, "[[\"1\"]]", "[]", ""),
            event(101, 101, "10", "5").replaceFirst("}}$", ""),
        }) {
            final RecordingSink fresh = new RecordingSink();
            final Harness another = new Harness(fresh);
            another.open(book);
            another.answer(0, 200, SNAPSHOT_100);
            fresh.lines.clear();
            another.receive(broken);
            assertThat(fresh.lines).as(broken).containsExactly("MALFORMED 0");

            fresh.lines.clear();
            another.receive(event(101, 101, "10", "5"));
            assertThat(fresh.lines).as("there is no book to apply it to").containsExactly(FETCH + "100 ms");
        }
    }

    @Test
    void whenTheRingHadNoRoomTheBookIsToldAgainWithoutAskingTheExchange() {
        givenSynced();
        harness.receive(event(101, 101, "9.5", "5"));
        sink.lines.clear();
        harness.protocol.resync(book, harness.out);
        assertThat(sink.lines)
                .containsExactly(
                        "snapshot 0 #101 BID 100e-1 x 1e-0 at 1000000",
                        "snapshot 0 #101 BID 95e-1 x 5e-0 at 1000000",
                        "snapshot 0 #101 ASK 110e-1 x 2e-0 at 1000000 last");
    }

    @Test
    void eventsThatWaitAreInOrderOrDropped() {
        harness.open(book);
        harness.receive(event(101, 103, "10", "5"));
        harness.receive(event(101, 103, "10", "5"));
        harness.receive(event(104, 104, "10", "6"));
        harness.receive(event(106, 106, "10", "7"));
        assertThat(sink.lines).endsWith("REPEATED", "SEQUENCE_GAP 0");
        sink.lines.clear();

        harness.answer(0, 200, SNAPSHOT_100);
        assertThat(sink.lines).as("older than what is left of the stream").endsWith("SNAPSHOT_UNUSABLE 0");
        harness.answer(0, 200, snapshot(105, "[]", "[]"));
        assertThat(sink.lines).endsWith("snapshot 0 #106 BID 10e-0 x 7e-0 at 1000000 last");
    }

    @Test
    void theEventsThatWaitAreBounded() {
        final BinanceSnapshots snapshots = new BinanceSnapshots(sink);
        final BinanceBookSync sync = new BinanceBookSync(sink, snapshots, 0, "LRCBTC", 1_000, new DiffBuffer(100, 150));
        final BinanceDepth depth = new BinanceDepth();
        for (int i = 0; i < 1_000; i++) {
            depth.firstId = i;
            depth.lastId = i;
            depth.levels.clear();
            depth.levels.add(Side.BID, 1, 0, 1, 0);
            depth.levels.add(Side.BID, 2, 0, 1, 0);
            sync.onEvent(depth);
        }
        assertThat(sink.lines).filteredOn("SNAPSHOT_UNUSABLE 0"::equals).hasSize(13); // of 75 events each
        assertThat(sink.lines).filteredOn(line -> line.startsWith("fetch")).hasSize(1);
    }

    @Test
    void resyncingOneInstrumentTouchesNoOther() {
        final WireSubscription other = Harness.wire(1, "BNB/BTC", "BNBBTC", Channel.BOOK);
        harness.open(book, other);
        harness.answer(0, 200, SNAPSHOT_100);
        harness.answer(1, 200, SNAPSHOT_100);
        sink.lines.clear();

        harness.receive(event(105, 105, "10", "5"));
        harness.receive(event(101, 101, "10", "5").replace("lrcbtc", "bnbbtc").replace("LRCBTC", "BNBBTC"));
        assertThat(sink.lines).containsExactly("SEQUENCE_GAP 0", "level 1 #101 BID 10e-0 x 5e-0 at 1000000 last");
        assertThat(harness.sent).isEmpty();
    }

    @Test
    void aSnapshotIsNeverTakenForThatOfAnotherInstrumentWithTheSameId() {
        harness.open(book);
        harness.protocol.unsubscribe(List.of(book), harness.out);
        final WireSubscription other = Harness.wire(0, "BNB/BTC", "BNBBTC", Channel.BOOK);
        harness.protocol.subscribe(List.of(other), harness.out);
        harness.receive("{\"result\":null,\"id\":2}");
        assertThat(sink.lines).endsWith("ack 0");
        sink.lines.clear();

        harness.answer(0, 200, SNAPSHOT_100); // the first one's
        assertThat(sink.lines).containsExactly("fetch 0 /api/v3/depth?symbol=BNBBTC&limit=1000 weight 50 after 0 ms");
        harness.answer(0, 200, snapshot(7, "[]", "[[\"3\",\"1\"]]"));
        assertThat(sink.lines).last().isEqualTo("snapshot 0 #7 ASK 3e-0 x 1e-0 last");
        harness.answer(0, 200, SNAPSHOT_100); // nobody asked
        assertThat(sink.lines).hasSize(2);
    }

    @Test
    void aSymbolThatTheExchangeDoesNotKnowIsRefusedAndItsDataDropped() {
        harness.open(book);
        harness.answer(0, 400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
        assertThat(sink.lines).last().isEqualTo("rejected 0 for good: HTTP 400, code -1121: Invalid symbol.");
        sink.lines.clear();
        harness.receive(event(1, 2, "10", "5"));
        assertThat(sink.lines).containsExactly("NOT_SUBSCRIBED");

        harness.protocol.subscribe(List.of(book), harness.out);
        harness.receive("{\"result\":null,\"id\":1}");
        assertThat(sink.lines).as("another request begins anew").endsWith("ack 0", FETCH + "100 ms");
    }

    @Test
    void theWeightOfASnapshotIsTheExchangesTable() {
        assertThat(BinanceRequests.snapshotWeight(1)).isEqualTo(5);
        assertThat(BinanceRequests.snapshotWeight(100)).isEqualTo(5);
        assertThat(BinanceRequests.snapshotWeight(101)).isEqualTo(25);
        assertThat(BinanceRequests.snapshotWeight(500)).isEqualTo(25);
        assertThat(BinanceRequests.snapshotWeight(1_000)).isEqualTo(50);
        assertThat(BinanceRequests.snapshotWeight(1_001)).isEqualTo(250);
        assertThat(BinanceRequests.snapshotTarget("这456", 5)).isEqualTo("/api/v3/depth?symbol=%E8%BF%99456&limit=5");
    }

    @Test
    void levelsDeeperThanASnapshotThatWasCutOffAreLeftOut() {
        final Harness shallow = new Harness(sink, 2);
        shallow.open(book);
        shallow.answer(0, 200, snapshot(100, "[[\"10\",\"1\"],[\"9\",\"1\"]]", "[[\"11\",\"1\"]]"));
        sink.lines.clear();
        shallow.receive(event(101, 101, "[[\"8\",\"1\"],[\"9.5\",\"1\"]]", "[[\"99\",\"1\"]]", ""));
        shallow.receive(event(102, 102, "8", "2"));
        assertThat(sink.lines)
                .containsExactly(
                        "level 0 #101 BID 95e-1 x 1e-0 at 1000000", "level 0 #101 ASK 99e-0 x 1e-0 at 1000000 last");
    }

    @Test
    void aMarketThatLeavesTheSnapshotEndsTheEpoch() {
        final Harness shallow = new Harness(sink, 2);
        shallow.open(book);
        shallow.answer(0, 200, snapshot(100, "[[\"10\",\"1\"],[\"9\",\"1\"]]", "[[\"11\",\"1\"]]"));
        sink.lines.clear();
        shallow.receive(event(101, 101, "[[\"9\",\"0\"],[\"10\",\"0\"],[\"8\",\"1\"]]", "[]", ""));
        assertThat(sink.lines).containsExactly("SNAPSHOT_UNUSABLE 0");
    }

    @Test
    void aBookOfWhichLittleIsLeftIsRefreshedWhileItGoesOn() {
        final Harness shallow = new Harness(sink, 8);
        shallow.open(book);
        final StringBuilder bids = new StringBuilder("[");
        for (int price = 20; price > 12; price--) {
            bids.append(price == 20 ? "" : ",").append("[\"").append(price).append("\",\"1\"]");
        }
        shallow.answer(0, 200, snapshot(100, bids + "]", "[[\"21\",\"1\"]]"));
        sink.lines.clear();
        for (int price = 20; price > 13; price--) {
            shallow.receive(event(121 - price, 121 - price, String.valueOf(price), "0"));
        }
        assertThat(sink.lines).filteredOn(line -> line.startsWith("level")).hasSize(7);
        assertThat(sink.lines).last().isEqualTo("fetch 0 /api/v3/depth?symbol=LRCBTC&limit=8 weight 5 after 0 ms");
        sink.lines.clear();

        shallow.receive(event(108, 108, "12", "3")); // deeper than the first snapshot: not told yet
        shallow.receive(event(109, 109, "13", "4"));
        assertThat(sink.lines).containsExactly("level 0 #109 BID 13e-0 x 4e-0 at 1000000 last");
        sink.lines.clear();

        shallow.answer(0, 200, snapshot(100, "[]", "[]")); // older than the events that were kept meanwhile
        assertThat(sink.lines).containsExactly("fetch 0 /api/v3/depth?symbol=LRCBTC&limit=8 weight 5 after 250 ms");
        sink.lines.clear();
        shallow.answer(0, 200, snapshot(108, "[[\"13\",\"1\"],[\"12\",\"3\"],[\"5\",\"1\"]]", "[[\"21\",\"1\"]]"));
        assertThat(sink.lines)
                .containsExactly(
                        "snapshot 0 #109 BID 13e-0 x 4e-0 at 1000000",
                        "snapshot 0 #109 BID 12e-0 x 3e-0 at 1000000",
                        "snapshot 0 #109 BID 5e-0 x 1e-0 at 1000000",
                        "snapshot 0 #109 ASK 21e-0 x 1e-0 at 1000000 last");
    }

    private void givenSynced() {
        harness.open(book);
        harness.answer(0, 200, SNAPSHOT_100);
        sink.lines.clear();
    }

    private static String event(long first, long last, String price, String size) {
        return event(first, last, "[[\"" + price + "\",\"" + size + "\"]]", "[]", "");
    }

    private static String event(long first, long last, String bids, String asks, String more) {
        return "{\"stream\":\"lrcbtc@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1,\"s\":\"LRCBTC\",\"U\":"
                + first + ",\"u\":" + last + ",\"b\":" + bids + ",\"a\":" + asks + more + "}}";
    }

    private static String snapshot(long lastId, String bids, String asks) {
        return "{\"lastUpdateId\":" + lastId + ",\"bids\":" + bids + ",\"asks\":" + asks + "}";
    }
}
