package io.holdfast.exchange.coinbase;

import static io.holdfast.exchange.coinbase.CoinbaseHarness.numbered;
import static io.holdfast.exchange.coinbase.CoinbaseHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.transport.FrameKind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Advanced Trade's connection-wide rules make of frames. Frames are composed after the published ones. */
class CoinbaseAdvancedTest {

    private static final String NO_EVENTS = "[{\"current_time\":\"\",\"heartbeat_counter\":1}]";
    private static final String AT = " at 1788746278000000000";

    private final WireSubscription top = wire(0, "BTC-USD", Channel.TOP_OF_BOOK);
    private final WireSubscription book = wire(1, "BTC-USD", Channel.BOOK);
    private final WireSubscription trades = wire(2, "BTC-USD", Channel.TRADES);
    private final WireSubscription other = wire(3, "ETH-USD", Channel.BOOK);

    private final CoinbaseHarness coinbase = CoinbaseHarness.advanced();

    @BeforeEach
    void open() {
        coinbase.open();
    }

    // ---- the numbers of a connection

    @ParameterizedTest
    @CsvSource({"1, later than the first", "7, far later"})
    void aConnectionThatDoesNotBeginAtZeroHasLostItsBeginning(long first) {
        coinbase.receive(numbered("heartbeats", first, NO_EVENTS));

        assertThat(coinbase.sink.take()).containsExactly("connection SEQUENCE_GAP");
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void aNumberThatIsNeitherNextNorARepeatGivesTheConnectionUp(long number) { // at 0 another numbering begins
        coinbase.advanceTo(3);
        coinbase.sink.take();

        coinbase.receive(numbered("heartbeats", number, NO_EVENTS));

        assertThat(coinbase.sink.take()).containsExactly("connection SEQUENCE_GAP");
    }

    @Test
    void aFrameThatComesAgainIsCountedAndNotReadAgain() {
        coinbase.subscribe(book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1");
        coinbase.receiveUpdate("BTC-USD", "bid 10 2");
        coinbase.sink.take();

        coinbase.receive(numbered("l2_data", 1, "[" + CoinbaseHarness.levels("update", "BTC-USD", "bid 10 2") + "]"));
        coinbase.receive(numbered("heartbeats", 1, NO_EVENTS));
        coinbase.receiveUpdate("BTC-USD", "bid 10 3");

        assertThat(coinbase.sink.take())
                .containsExactly("REPEATED", "REPEATED", "update 1 #2 BID 10e-0 x 3e-0 last" + AT);
    }

    @Test
    void theFirstFrameMayComeAgain() {
        coinbase.receiveNext("heartbeats", NO_EVENTS);
        coinbase.receive(numbered("heartbeats", 0, NO_EVENTS));

        assertThat(coinbase.sink.take()).containsExactly("heartbeat", "REPEATED");
    }

    @Test
    void nothingOfTheFrameThatShowsTheGapIsDelivered() {
        coinbase.subscribe(book, trades);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 1");
        coinbase.sink.take();

        coinbase.receive(numbered("l2_data", 2, "[" + CoinbaseHarness.levels("update", "BTC-USD", "bid 10 2") + "]"));

        assertThat(coinbase.sink.take()).containsExactly("connection SEQUENCE_GAP");
    }

    @Test
    void whatComesAfterTheLossOfTheConnectionIsCountedAndDropped() {
        coinbase.subscribe(book);
        coinbase.receive(numbered("heartbeats", 5, NO_EVENTS));
        coinbase.sink.take();

        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 1");

        assertThat(coinbase.sink.take()).containsExactly("NOT_SUBSCRIBED");
    }

    @Test
    void framesOfEveryChannelCountEvenOfThoseWeDoNotKnow() {
        coinbase.receiveNext("candles", "[]");
        coinbase.receiveNext("subscriptions", "[{\"subscriptions\":{}}]");
        coinbase.receiveNext("something_new", "{\"a\":[1]}");
        coinbase.receiveNext("heartbeats", NO_EVENTS);

        assertThat(coinbase.sink.take()).containsExactly("UNKNOWN_TYPE", "UNKNOWN_TYPE", "heartbeat");
    }

    @Test
    void anErrorHasNoNumberAndASkippedOneBehindItIsAGapAllTheSame() {
        coinbase.advanceTo(2);
        coinbase.sink.take();

        coinbase.receive("{\"type\":\"error\",\"message\":\"failure to subscribe\"}");
        coinbase.receive(numbered("heartbeats", 3, NO_EVENTS));

        assertThat(coinbase.sink.take()).containsExactly("UNKNOWN_TYPE", "connection SEQUENCE_GAP");
    }

    @Test
    void dataWithoutANumberProvesNothing() {
        coinbase.receive("{\"channel\":\"l2_data\",\"events\":[]}");

        assertThat(coinbase.sink.take()).containsExactly("connection MALFORMED");
    }

    @Test
    void aMessageWithoutChannelAndNumberIsSomethingNew() {
        coinbase.receive("{\"type\":\"notice\"}");
        coinbase.receive("[1,2]");
        coinbase.receive("7");

        assertThat(coinbase.sink.take()).containsExactly("UNKNOWN_TYPE", "UNKNOWN_TYPE", "UNKNOWN_TYPE");
    }

    @Test
    void binaryIsOfTheWrongKind() {
        coinbase.protocol.onFrame(FrameKind.BINARY, new byte[] {1}, 0, 1);

        assertThat(coinbase.sink.take()).containsExactly("WRONG_KIND");
    }

    // ---- one stream for book and top of book

    @Test
    void oneStreamServesBookAndTopOfBook() {
        coinbase.subscribe(top, book);

        assertThat(coinbase.sent)
                .endsWith("{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}")
                .hasSize(2);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        assertThat(coinbase.sink.take())
                .containsExactly(
                        "top 0 #0 10e-0 x 1e-0 / 11e-0 x 2e-0" + AT,
                        "snapshot 1 #0 BID 10e-0 x 1e-0" + AT,
                        "snapshot 1 #0 ASK 11e-0 x 2e-0 last" + AT);
    }

    @Test
    void endingOneOfThemSendsNothingAndLeavesTheOtherWhole() {
        coinbase.subscribe(top, book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        coinbase.sent.clear();
        coinbase.sink.take();

        coinbase.unsubscribe(top);
        coinbase.receiveUpdate("BTC-USD", "bid 10 3");

        assertThat(coinbase.sent).isEmpty();
        assertThat(coinbase.sink.take()).containsExactly("update 1 #1 BID 10e-0 x 3e-0 last" + AT);

        coinbase.unsubscribe(book);
        coinbase.receiveUpdate("BTC-USD", "bid 10 4");

        assertThat(coinbase.sent)
                .containsExactly("{\"type\":\"unsubscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}");
        assertThat(coinbase.sink.take()).containsExactly("NOT_SUBSCRIBED");
    }

    @Test
    void whoJoinsABookThatStandsIsGivenItWithTheAcknowledgement() { // the exchange sends no second snapshot
        coinbase.subscribe(top);
        coinbase.receiveSnapshot("BTC-USD", "bid 10.5 1,bid 10 2,offer 11 2");
        coinbase.receiveUpdate("BTC-USD", "bid 10 0");
        coinbase.subscribe(book);
        coinbase.sink.take();

        coinbase.receiveReport("\"level2\":[\"BTC-USD\"]");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "ack 0",
                        "ack 1",
                        "snapshot 1 #1 BID 105e-1 x 1e-0" + AT,
                        "snapshot 1 #1 ASK 110e-1 x 2e-0 last" + AT);
    }

    @Test
    void whoJoinsABookThatStandsIsGivenItWithTheNextUpdateIfThatIsSooner() {
        coinbase.subscribe(book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        coinbase.subscribe(top, wire(4, "BTC/USDC", "BTC-USD", Channel.BOOK));
        coinbase.sink.take();

        coinbase.receiveUpdate("BTC-USD", "bid 9 7");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "update 1 #1 BID 9e-0 x 7e-0 last" + AT,
                        "top 0 #1 10e-0 x 1e-0 / 11e-0 x 2e-0" + AT,
                        "snapshot 4 #1 BID 10e-0 x 1e-0" + AT,
                        "snapshot 4 #1 BID 9e-0 x 7e-0" + AT,
                        "snapshot 4 #1 ASK 11e-0 x 2e-0 last" + AT);
    }

    @Test
    void aSubscriptionThatLostItsGroundOnOurSideIsGivenTheBookWithoutARequest() {
        coinbase.subscribe(book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        coinbase.sent.clear();
        coinbase.sink.take();

        assertThat(coinbase.resync(book)).isTrue();

        assertThat(coinbase.sent).isEmpty();
        assertThat(coinbase.sink.take())
                .containsExactly("snapshot 1 #0 BID 10e-0 x 1e-0" + AT, "snapshot 1 #0 ASK 11e-0 x 2e-0 last" + AT);
    }

    @Test
    void bothNamesOfAnAliasedProductLiveOnOneStream() {
        coinbase.subscribe(trades, wire(5, "BTC/USDC", "BTC-USD", Channel.TRADES));

        assertThat(coinbase.sent)
                .endsWith("{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"market_trades\"}");
        coinbase.receiveTrades("update", "BTC-USD", "9 SELL 10.5 3");
        assertThat(coinbase.sink.take())
                .containsExactly("trade 2 #9 BID 105e-1 x 3e-0" + AT, "trade 5 #9 BID 105e-1 x 3e-0" + AT);
    }

    // ---- the top of book

    @Test
    void theTopIsToldWhenABestLevelHasChangedAndOnlyThen() {
        coinbase.subscribe(top);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,bid 9 1,offer 11 2,offer 12 1");
        coinbase.sink.take();

        coinbase.receiveUpdate("BTC-USD", "bid 9 5,offer 12 0"); // deeper
        coinbase.receiveUpdate("BTC-USD", "bid 10 1"); // the same again
        coinbase.receiveUpdate("BTC-USD", "bid 10.00 1.0"); // written otherwise
        assertThat(coinbase.sink.take()).isEmpty();

        coinbase.receiveUpdate("BTC-USD", "bid 10 4"); // size
        coinbase.receiveUpdate("BTC-USD", "bid 10 0"); // price
        assertThat(coinbase.sink.take())
                .containsExactly(
                        "top 0 #4 1000e-2 x 40e-1 / 1100e-2 x 20e-1" + AT,
                        "top 0 #5 900e-2 x 50e-1 / 1100e-2 x 20e-1" + AT);
    }

    @Test
    void theTopIsToldOnceForAMessageWithManyLevels() {
        coinbase.subscribe(top);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        coinbase.sink.take();

        coinbase.receiveUpdate("BTC-USD", "bid 11 3,offer 11 0,offer 12 1,bid 11 4"); // crossed in between

        assertThat(coinbase.sink.take()).containsExactly("top 0 #1 11e-0 x 4e-0 / 12e-0 x 1e-0" + AT);
    }

    @Test
    void anEmptySideHasSizeZero() {
        coinbase.subscribe(top);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1");
        coinbase.receiveUpdate("BTC-USD", "bid 10 0");

        assertThat(coinbase.sink.take())
                .containsExactly("top 0 #0 10e-0 x 1e-0 / 0e-0 x 0e-0" + AT, "top 0 #1 0e-0 x 0e-0 / 0e-0 x 0e-0" + AT);
    }

    // ---- the book

    @Test
    void updatesBeforeTheSnapshotDoNotCount() {
        coinbase.subscribe(top, book);
        coinbase.receiveUpdate("BTC-USD", "bid 10 1");

        assertThat(coinbase.sink.take()).containsExactly("NOT_SUBSCRIBED");
    }

    @Test
    void aSnapshotReplacesABookThatLooksHealthy() {
        coinbase.subscribe(top, book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        coinbase.sink.take();

        coinbase.receiveSnapshot("BTC-USD", "bid 8 1");

        assertThat(coinbase.sink.take())
                .containsExactly("top 0 #1 8e-0 x 1e-0 / 0e-0 x 0e-0" + AT, "snapshot 1 #1 BID 8e-0 x 1e-0 last" + AT);
    }

    @Test
    void removingALevelThatNeverStoodIsNoFault() {
        coinbase.subscribe(book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        coinbase.receiveUpdate("BTC-USD", "bid 9.123456789 0");

        assertThat(coinbase.sink.take()).endsWith("update 1 #1 BID 9123456789e-9 x 0e-0 last" + AT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bid 11 1", "bid 12 1", "offer 10 1", "offer 9 1"})
    void aMessageThatCrossesTheBookIsNotDeliveredAndTheBookIsAskedForAgain(String row) {
        coinbase.subscribe(top, book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        coinbase.sent.clear();
        coinbase.sink.take();

        coinbase.receiveUpdate("BTC-USD", row);
        coinbase.receiveUpdate("BTC-USD", "bid 10 5");
        assertThat(coinbase.sink.take()).containsExactly("CROSSED_BOOK 0", "CROSSED_BOOK 1", "NOT_SUBSCRIBED");

        assertThat(coinbase.resync(top)).isFalse();
        assertThat(coinbase.resync(book)).as("a snapshot is on its way already").isTrue();
        assertThat(coinbase.sent)
                .containsExactly(
                        "{\"type\":\"unsubscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}",
                        "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}");

        coinbase.receiveUpdate("BTC-USD", "bid 10 6"); // of the stream that was ended
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");
        assertThat(coinbase.sink.take())
                .containsExactly(
                        "NOT_SUBSCRIBED",
                        "snapshot 1 #4 BID 10e-0 x 1e-0" + AT,
                        "snapshot 1 #4 ASK 11e-0 x 2e-0 last" + AT,
                        "top 0 #4 10e-0 x 1e-0 / 11e-0 x 2e-0" + AT);
    }

    @Test
    void aBrokenBookEndsOnTheWireInWhateverOrderTheEngineRepairs() {
        coinbase.subscribe(top, book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 10 2");
        coinbase.sent.clear();
        coinbase.sink.take();

        coinbase.unsubscribe(top);
        coinbase.unsubscribe(book);
        coinbase.subscribe(top);
        coinbase.subscribe(book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1,offer 11 2");

        assertThat(coinbase.sent)
                .containsExactly(
                        "{\"type\":\"unsubscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}",
                        "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}",
                        "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"level2\"}");
        assertThat(coinbase.sink.take())
                .containsExactly(
                        "top 0 #1 10e-0 x 1e-0 / 11e-0 x 2e-0" + AT,
                        "snapshot 1 #1 BID 10e-0 x 1e-0" + AT,
                        "snapshot 1 #1 ASK 11e-0 x 2e-0 last" + AT);
    }

    @ParameterizedTest
    @CsvSource({
        "bid 99999999999999999999 1, NUMBER_OUT_OF_RANGE",
        "bid 10 0.1234567890123456789, NUMBER_OUT_OF_RANGE",
        "bid 9223372036854775807 1, NUMBER_OUT_OF_RANGE", // fits alone, not at the book's scale
        "bid -1 1, MALFORMED",
        "bid 10 -1, MALFORMED",
        "bid NaN 1, MALFORMED",
        "ask 11 1, MALFORMED"
    })
    void aLevelThatCannotBeTakenBreaksItsBookAndNoOther(String row, String anomaly) {
        coinbase.subscribe(book, other);
        coinbase.receiveSnapshot("BTC-USD", "bid 10.5 1,offer 11 2");
        coinbase.receiveSnapshot("ETH-USD", "bid 3 1");
        coinbase.sink.take();

        coinbase.receiveUpdate("BTC-USD", row);
        coinbase.receiveUpdate("ETH-USD", "bid 3 2");

        assertThat(coinbase.sink.take()).containsExactly(anomaly + " 1", "update 3 #3 BID 3e-0 x 2e-0 last" + AT);
    }

    @Test
    void oneFrameMayHoldEventsOfSeveralProducts() {
        coinbase.subscribe(book, other);
        coinbase.receiveNext(
                "l2_data",
                "[" + CoinbaseHarness.levels("snapshot", "ETH-USD", "bid 3 1") + ","
                        + CoinbaseHarness.levels("snapshot", "SOL-USD", "bid 1 1") + ","
                        + CoinbaseHarness.levels("snapshot", "BTC-USD", "offer 10 1") + "]");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "snapshot 3 #0 BID 3e-0 x 1e-0 last" + AT,
                        "NOT_SUBSCRIBED",
                        "snapshot 1 #0 ASK 10e-0 x 1e-0 last" + AT);
    }

    @Test
    void aSnapshotWithoutLevelsIsAQuietBook() {
        coinbase.subscribe(top, book);
        coinbase.receiveSnapshot("BTC-USD", "");
        coinbase.receiveUpdate("BTC-USD", "bid 10 1");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "top 0 #0 0e-0 x 0e-0 / 0e-0 x 0e-0" + AT,
                        "quiet 1",
                        "top 0 #1 10e-0 x 1e-0 / 0e-0 x 0e-0" + AT,
                        "update 1 #1 BID 10e-0 x 1e-0 last" + AT);
    }

    @Test
    void anEmptySnapshotOfABookThatHasLevelsIsNotBelieved() {
        coinbase.subscribe(book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1");
        coinbase.sink.take();

        coinbase.receiveSnapshot("BTC-USD", "");

        assertThat(coinbase.sink.take()).containsExactly("SNAPSHOT_UNUSABLE 1");
    }

    @Test
    void aSnapshotThatNeverComesIsMissedAfterTenHeartbeats() {
        coinbase.subscribe(book);
        coinbase.receiveReport("\"level2\":[\"BTC-USD\"]");
        coinbase.advanceTo(10);
        assertThat(coinbase.sink.take()).doesNotContain("SNAPSHOT_UNUSABLE 1");

        coinbase.advanceTo(11);

        assertThat(coinbase.sink.take()).endsWith("heartbeat", "SNAPSHOT_UNUSABLE 1");
    }

    // ---- trades

    @Test
    void pastTradesAreNotDeliveredButSayFromWhereOnTradesAreWhole() {
        coinbase.subscribe(trades);
        coinbase.receiveTrades("snapshot", "BTC-USD", "12 BUY 10 1,11 BUY 10 1,10 SELL 10 1");
        coinbase.receiveTrades("update", "BTC-USD", "13 BUY 10 1");

        assertThat(coinbase.sink.take()).containsExactly("quiet 2", "trade 2 #13 ASK 10e-0 x 1e-0" + AT);
    }

    @Test
    void aHoleBetweenPastTradesAndTheFirstOneIsALoss() {
        coinbase.subscribe(trades);
        coinbase.receiveTrades("snapshot", "BTC-USD", "11 BUY 10 1,12 BUY 10 1");
        coinbase.receiveTrades("update", "BTC-USD", "14 BUY 10 1");

        assertThat(coinbase.sink.take())
                .containsExactly("quiet 2", "SEQUENCE_GAP 2", "trade 2 #14 ASK 10e-0 x 1e-0" + AT);
    }

    @Test
    void aHoleInTradeIdsIsALossAndARepeatIsDropped() {
        coinbase.subscribe(trades);
        coinbase.receiveTrades("update", "BTC-USD", "5 BUY 10 1,6 BUY 10 1,6 BUY 10 1,5 BUY 10 1,8 BUY 10 1");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "trade 2 #5 ASK 10e-0 x 1e-0" + AT,
                        "trade 2 #6 ASK 10e-0 x 1e-0" + AT,
                        "REPEATED",
                        "REPEATED",
                        "SEQUENCE_GAP 2",
                        "trade 2 #8 ASK 10e-0 x 1e-0" + AT);
        assertThat(coinbase.resync(trades)).as("trades go on by themselves").isTrue();
    }

    @Test
    void aSecondSnapshotOfTradesShowsWhatNeverCame() {
        coinbase.subscribe(trades);
        coinbase.receiveTrades("update", "BTC-USD", "5 BUY 10 1");
        coinbase.receiveTrades("snapshot", "BTC-USD", "4 BUY 10 1,5 BUY 10 1");
        coinbase.sink.take();

        coinbase.receiveTrades("snapshot", "BTC-USD", "6 BUY 10 1,7 BUY 10 1");

        assertThat(coinbase.sink.take()).containsExactly("SEQUENCE_GAP 2", "quiet 2");
    }

    @Test
    void aTradeThatCannotBeReadIsALossOfItsProductAlone() {
        coinbase.subscribe(trades);
        coinbase.receiveTrades("update", "BTC-USD", "5 BUY 99999999999999999999 1");
        coinbase.receiveTrades("update", "BTC-USD", "6 both 10 1");
        coinbase.receiveTrades("update", "ETH-USD", "7 BUY 10 1");
        coinbase.receiveTrades("update", "BTC-USD", "x BUY 10 1");

        assertThat(coinbase.sink.take())
                .containsExactly("NUMBER_OUT_OF_RANGE 2", "MALFORMED 2", "NOT_SUBSCRIBED", "MALFORMED 2");
    }

    // ---- answers

    @Test
    void aReportConfirmsWhatItListsAndSaysNothingOfTheRest() {
        coinbase.subscribe(book, other, trades);
        coinbase.receiveReport("\"heartbeats\":[\"heartbeats\"]");
        coinbase.receiveReport("\"level2\":[\"BTC-USD\"],\"heartbeats\":[\"heartbeats\"]");
        assertThat(coinbase.sink.take()).containsExactly("ack 1");

        coinbase.receiveReport("\"market_trades\":[\"BTC-USD\"],\"level2\":[\"ETH-USD\",\"BTC-USD\"]");
        assertThat(coinbase.sink.take()).containsExactly("ack 2", "ack 3");
    }

    @Test
    void aStreamThatTheExchangeDropsInSilenceIsNoticed() {
        coinbase.subscribe(book, other); // with heartbeats, two requests
        coinbase.receiveReport("\"heartbeats\":[\"heartbeats\"],\"level2\":[\"BTC-USD\"]");
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1");
        coinbase.sink.take();

        coinbase.receiveReport("\"level2\":[\"ETH-USD\"]");

        assertThat(coinbase.sink.take()).containsExactly("SEQUENCE_GAP 1", "ack 3");
    }

    @Test
    void whatTheLastReportLacksWasRefusedWithoutAWord() {
        coinbase.subscribe(book, other, trades); // with heartbeats, three requests
        coinbase.receiveReport("\"heartbeats\":[\"heartbeats\"]");
        coinbase.receiveReport("\"level2\":[\"BTC-USD\"]");
        coinbase.advanceTo(3);
        assertThat(coinbase.sink.take()).as("a request is under way").containsExactly("ack 1", "heartbeat");

        coinbase.receiveReport("\"level2\":[\"BTC-USD\"],\"market_trades\":[\"BTC-USD\"]");
        assertThat(coinbase.sink.take()).as("a beat's grace").containsExactly("ack 2");
        coinbase.advanceTo(6);

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "heartbeat", "rejected 3: not among the subscriptions that the exchange lists", "heartbeat");
    }

    @Test
    void whatIsListedOrDeliversInTheBeatOfGraceIsNotRefused() {
        coinbase.subscribe(book, other);
        coinbase.receiveReport("");
        coinbase.receiveReport("");
        coinbase.receiveReport("\"level2\":[\"ETH-USD\"]");
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1");
        coinbase.sink.take();

        coinbase.advanceTo(6);

        assertThat(coinbase.sink.take()).containsOnly("heartbeat");
    }

    @Test
    void aReportThatLagsBehindARequestDropsNothing() {
        coinbase.subscribe(book);
        coinbase.receiveReport("\"level2\":[\"BTC-USD\"]");
        coinbase.subscribe(other);
        coinbase.unsubscribe(other);
        coinbase.sink.take();

        coinbase.receiveReport("\"level2\":[]");

        assertThat(coinbase.sink.take()).isEmpty();
    }

    @Test
    void anErrorIsBlamedOnWhatIsUnansweredAndOnEachRequestOnce() {
        coinbase.subscribe(book, trades);
        coinbase.receiveReport("\"level2\":[\"BTC-USD\"]");
        coinbase.sink.take();

        coinbase.receive("{\"type\":\"error\",\"message\":\"failure to subscribe\"}");
        coinbase.receive("{\"message\":\"failure to subscribe\",\"type\":\"error\"}");

        assertThat(coinbase.sink.take()).containsExactly("rejected one of 2: failure to subscribe", "UNKNOWN_TYPE");
    }

    @Test
    void tooManyBooksConcernsBooksAlone() {
        coinbase.subscribe(trades, book);
        coinbase.receive(CoinbaseHarness.frame(18));

        assertThat(coinbase.sink.take())
                .containsExactly("rejected one of 1: too many L2 streams requested in a single session");
    }

    @Test
    void sendingTooMuchIsSaidAndBlamedOnNoRequest() { // composed: no such text has been seen
        coinbase.subscribe(book);
        coinbase.receive("{\"type\":\"error\",\"message\":\"Rate limit exceeded\"}");

        assertThat(coinbase.sink.take()).containsExactly("rate limited: rate limit");
    }

    @Test
    void whatDeliversIsNotMeantByAnError() {
        coinbase.subscribe(book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1");
        coinbase.sink.take();

        coinbase.receive("{\"type\":\"error\",\"message\":\"failure to subscribe\"}");

        assertThat(coinbase.sink.take()).containsExactly("UNKNOWN_TYPE");
    }

    @Test
    void anIdThatWasGivenToAnotherSubscriptionLeavesItsFormerStream() {
        coinbase.subscribe(top, book);
        coinbase.receiveSnapshot("BTC-USD", "bid 10 1");
        coinbase.subscribe(wire(1, "ETH-USD", Channel.TRADES)); // 1 was refused and given up
        coinbase.sink.take();

        coinbase.receiveUpdate("BTC-USD", "bid 10 2");

        assertThat(coinbase.sink.take()).containsExactly("top 0 #1 10e-0 x 2e-0 / 0e-0 x 0e-0" + AT);
    }

    @Test
    void tradingStatusIsAskedForOnceForEachProductBeforeItsData() {
        final CoinbaseHarness following = CoinbaseHarness.advancedWithStatus();
        following.subscribe(book);
        following.subscribe(trades, other);
        following.unsubscribe(book);
        following.subscribe(book);

        assertThat(following.sent.get(0))
                .isEqualTo("{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channel\":\"status\"}");
        assertThat(following.sent)
                .filteredOn(request -> request.contains("\"status\""))
                .last()
                .isEqualTo("{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],\"channel\":\"status\"}");
        assertThat(following.sent)
                .filteredOn(request -> request.contains("\"status\""))
                .hasSize(2);
    }

    @Test
    void anErrorThatAnswersTheRequestForTradingStatusIsBlamedOnNobody() {
        final CoinbaseHarness following = CoinbaseHarness.advancedWithStatus();
        following.open();
        following.subscribe(book);
        following.receiveReport("\"heartbeats\":[\"heartbeats\"]");
        following.receive("{\"type\":\"error\",\"message\":\"failure to subscribe\"}");
        assertThat(following.sink.take()).containsExactly("UNKNOWN_TYPE");

        following.receive("{\"type\":\"error\",\"message\":\"failure to subscribe\"}");
        assertThat(following.sink.take()).containsExactly("rejected one of 1: failure to subscribe");
    }

    @Test
    void aChangeOfAProductsStatusIsToldOnce() {
        coinbase.subscribe(book, trades);
        final String halted = "[{\"type\":\"snapshot\",\"products\":[{\"status\":\"offline\",\"id\":\"BTC-USD\","
                + "\"status_message\":\"halted\"},{\"id\":\"SOL-USD\",\"status\":\"offline\"}]}]";
        coinbase.receiveNext("status", halted);
        coinbase.receiveNext("status", halted);
        coinbase.receiveNext("status", "[{\"products\":[{\"id\":\"BTC-USD\",\"status\":\"online\"}]}]");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "status 1 CLOSED (offline: halted)",
                        "status 2 CLOSED (offline: halted)",
                        "status 1 TRADING (online)",
                        "status 2 TRADING (online)");
    }

    // ---- requests

    @Test
    void aRequestCarriesOneChannelAndAtMostFiftyProducts() {
        final WireSubscription[] many = new WireSubscription[120];
        for (int i = 0; i < many.length; i++) {
            many[i] = wire(i, "C" + i + "-USD", i < 60 ? Channel.TRADES : Channel.BOOK);
        }
        coinbase.sent.clear();
        coinbase.subscribe(many);
        assertThat(coinbase.sent).hasSize(4).allMatch(request -> request.split("-USD").length <= 51);

        coinbase.sent.clear();
        coinbase.unsubscribe(many);
        assertThat(coinbase.sent).hasSize(4).allMatch(request -> request.split("-USD").length <= 51);
    }

    @Test
    void symbolsAreEscaped() {
        coinbase.sent.clear();
        coinbase.subscribe(wire(0, "A/B", "A\"\\\u0001", Channel.BOOK));
        assertThat(coinbase.sent)
                .isEqualTo(List.of(
                        "{\"type\":\"subscribe\",\"product_ids\":[\"A\\\"\\\\\\u0001\"],\"channel\":\"level2\"}"));
    }
}
