package io.holdfast.exchange.coinbase;

import static io.holdfast.exchange.coinbase.CoinbaseHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Exchange feed's rules make of frames. Frames are composed after the published ones. */
class CoinbaseExchangeTest {

    private final WireSubscription top = wire(0, "BTC-USD", Channel.TOP_OF_BOOK);
    private final WireSubscription book = wire(1, "BTC-USD", Channel.BOOK);
    private final WireSubscription trades = wire(2, "BTC-USD", Channel.TRADES);
    private final WireSubscription other = wire(3, "ETH-USD", Channel.BOOK);

    private final CoinbaseHarness coinbase = CoinbaseHarness.exchange();

    // ---- requests and answers

    @Test
    void theFirstRequestNeedsNoProducts() {
        coinbase.open();

        assertThat(coinbase.sent).containsExactly("{\"type\":\"subscribe\",\"channels\":[\"status\"]}");
    }

    @Test
    void everyProductBringsItsHeartbeatAndTakesItAlongWhenItLeavesForGood() {
        coinbase.subscribe(top, book, other, trades);
        coinbase.unsubscribe(top, trades, other, book);

        assertThat(coinbase.sent)
                .containsExactly(
                        subscribe("\"BTC-USD\",\"ETH-USD\"", "level2_batch"),
                        subscribe("\"BTC-USD\"", "matches"),
                        "{\"type\":\"unsubscribe\",\"product_ids\":[\"BTC-USD\"],\"channels\":[\"matches\"]}",
                        "{\"type\":\"unsubscribe\",\"product_ids\":[\"ETH-USD\",\"BTC-USD\"],"
                                + "\"channels\":[\"level2_batch\",\"heartbeat\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"level2_50", "level2_batch"})
    void anAcknowledgementMayUseTheFormerName(String name) {
        coinbase.subscribe(top, book, trades);

        coinbase.receive(
                "{\"type\":\"subscriptions\",\"channels\":[{\"product_ids\":[\"ETH-USD\",\"BTC-USD\"],\"name\":\""
                        + name + "\"},{\"name\":\"ticker\",\"product_ids\":[\"BTC-USD\"]},7,{\"name\":\"matches\"}]}");

        assertThat(coinbase.sink.take()).containsExactly("ack 0", "ack 1");
    }

    @Test
    void anInvalidProductDoesNotBringTheOthersDown() {
        coinbase.subscribe(book, other);
        coinbase.receive(CoinbaseHarness.frame(46));
        coinbase.receive(CoinbaseHarness.frame(46)); // once for each channel
        coinbase.receive(
                "{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"level2_50\",\"product_ids\":[\"BTC-USD\"]}]}");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "rejected 3 for good: Failed to subscribe: ETH-USD is not a valid product",
                        "UNKNOWN_TYPE",
                        "ack 1");
    }

    @Test
    void anErrorAboutAProductOfNobodysMayMeanAnyRequest() {
        coinbase.subscribe(book);
        coinbase.receive(
                "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"SOL-USD is not a valid product\"}");

        assertThat(coinbase.sink.take())
                .containsExactly("rejected one of 1: Failed to subscribe: SOL-USD is not a valid product");
    }

    @Test
    void sendingTooMuchIsSaidAndBlamedOnNoRequest() {
        coinbase.subscribe(book);
        coinbase.receive("{\"type\":\"error\",\"message\":\"ErrSlowRead\"}");

        assertThat(coinbase.sink.take()).containsExactly("rate limited: ErrSlowRead");
    }

    // ---- books

    @Test
    void aBookIsASnapshotThenChanges() {
        coinbase.subscribe(top, book);
        change("[\"buy\",\"10\",\"1\"]"); // of nothing yet
        snapshot("[\"10\",\"1\"]", "[\"11.5\",\"2\"]");
        change("[\"buy\",\"10\",\"0\"],[\"buy\",\"9\",\"3\"],[\"sell\",\"12\",\"0\"]");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "NOT_SUBSCRIBED",
                        "top 0 #0 100e-1 x 1e-0 / 115e-1 x 2e-0",
                        "snapshot 1 #0 BID 10e-0 x 1e-0",
                        "snapshot 1 #0 ASK 115e-1 x 2e-0 last",
                        "top 0 #0 90e-1 x 3e-0 / 115e-1 x 2e-0 at 1566000000000000000",
                        "update 1 #0 BID 10e-0 x 0e-0 at 1566000000000000000",
                        "update 1 #0 BID 9e-0 x 3e-0 at 1566000000000000000",
                        "update 1 #0 ASK 12e-0 x 0e-0 last at 1566000000000000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "['buy','11.5','1']                | CROSSED_BOOK",
                "['buy','10','1'],['buy','10']     | MALFORMED",
                "['both','10','1']                 | MALFORMED",
                "['buy','ten','1']                 | MALFORMED",
                "['buy','10','-1']                 | MALFORMED",
                "['buy',10,{}]                     | MALFORMED",
                "{}                                | MALFORMED",
                "['buy','10','1e99']               | NUMBER_OUT_OF_RANGE"
            })
    void aChangeThatCannotBeTakenBreaksTheBookAndNoOther(String changes, String anomaly) {
        coinbase.subscribe(book, other);
        snapshot("[\"10\",\"1\"]", "[\"11.5\",\"2\"]");
        coinbase.sink.take();

        change(changes.replace('\'', '"'));
        change("[\"buy\",\"10\",\"2\"]");

        assertThat(coinbase.sink.take()).containsExactly(anomaly + " 1", "NOT_SUBSCRIBED");
        assertThat(coinbase.resync(book)).isFalse();
        assertThat(coinbase.sent)
                .endsWith(
                        "{\"type\":\"unsubscribe\",\"product_ids\":[\"BTC-USD\"],\"channels\":[\"level2_batch\",\"heartbeat\"]}",
                        subscribe("\"BTC-USD\"", "level2_batch"));
    }

    @Test
    void numbersMayBeBareAndRowsLonger() { // composed: no frame seen has them
        coinbase.subscribe(book);
        snapshot("[10,1.5,3]", "");

        assertThat(coinbase.sink.take()).containsExactly("snapshot 1 #0 BID 10e-0 x 15e-1 last");
    }

    @Test
    void aSnapshotWithOneSideMissingIsNone() {
        coinbase.subscribe(book);
        coinbase.receive("{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":[]}");

        assertThat(coinbase.sink.take()).containsExactly("MALFORMED 1");
    }

    @Test
    void aTimeThatIsNoneIsNoFault() {
        coinbase.subscribe(book);
        snapshot("[\"10\",\"1\"]", "");
        coinbase.sink.take();

        coinbase.receive("{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":[[\"buy\",\"10\",\"2\"]],"
                + "\"time\":\"0001-01-01T00:00:00.000000Z\"}");

        assertThat(coinbase.sink.take()).containsExactly("update 1 #0 BID 10e-0 x 2e-0 last");
    }

    @Test
    void aSnapshotThatNeverComesIsMissedAfterTenHeartbeatsOfItsProduct() {
        coinbase.subscribe(book, other);
        coinbase.receive("{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"level2_50\","
                + "\"product_ids\":[\"BTC-USD\",\"ETH-USD\"]}]}");
        for (int i = 0; i < 10; i++) {
            heartbeat(1);
        }

        assertThat(coinbase.sink.take())
                .endsWith("heartbeat", "SNAPSHOT_UNUSABLE 1")
                .doesNotContain("SNAPSHOT_UNUSABLE 3");
    }

    // ---- trades

    @Test
    void theLastMatchIsPastAndTheNextOneIsLive() {
        coinbase.subscribe(trades);
        match("last_match", 7, 100, "sell");
        match("match", 8, 103, "buy");

        assertThat(coinbase.sink.take())
                .containsExactly("quiet 2", "trade 2 #8 ASK 105e-1 x 3e-0 at 1566000000000000000");
    }

    @Test
    void aHoleInTradeIdsIsALossAndARepeatIsDropped() {
        coinbase.subscribe(trades);
        match("last_match", 7, 100, "sell");
        match("match", 9, 103, "sell");
        match("match", 9, 103, "sell");
        match("match", 8, 102, "sell");

        assertThat(coinbase.sink.take())
                .containsExactly(
                        "quiet 2",
                        "SEQUENCE_GAP 2",
                        "trade 2 #9 BID 105e-1 x 3e-0 at 1566000000000000000",
                        "REPEATED",
                        "REPEATED");
    }

    @Test
    void theProductsSequenceMayHaveHolesButNeverFalls() {
        coinbase.subscribe(trades);
        match("match", 7, 100, "sell");
        match("match", 8, 1000, "sell");
        match("match", 9, 999, "sell");

        assertThat(coinbase.sink.take().stream().map(line -> line.split(" x ")[0]))
                .containsExactly(
                        "trade 2 #7 BID 105e-1", "trade 2 #8 BID 105e-1", "SEQUENCE_GAP 2", "trade 2 #9 BID 105e-1");
    }

    @Test
    void aTradeThatAHeartbeatNamesHasOneHeartbeatsTimeToCome() {
        coinbase.subscribe(trades);
        match("last_match", 7, 100, "sell");
        heartbeat(8); // on its way
        match("match", 8, 101, "sell");
        heartbeat(8);
        heartbeat(9);
        coinbase.sink.take();

        heartbeat(10);

        assertThat(coinbase.sink.take()).containsExactly("heartbeat", "SEQUENCE_GAP 2");
        assertThat(coinbase.resync(trades))
                .as("a stream that is silent alone is asked for again")
                .isFalse();
        assertThat(coinbase.sent).endsWith(subscribe("\"BTC-USD\"", "matches"));

        match("last_match", 11, 110, "sell");
        match("match", 12, 111, "sell");
        assertThat(coinbase.sink.take())
                .containsExactly("quiet 2", "trade 2 #12 BID 105e-1 x 3e-0 at 1566000000000000000");
    }

    @Test
    void aTradeWithAFieldMissingOrOfAnotherTypeIsALoss() {
        coinbase.subscribe(trades);
        coinbase.receive(
                "{\"type\":\"match\",\"product_id\":\"BTC-USD\",\"trade_id\":1,\"price\":\"1\",\"size\":\"1\"}");
        coinbase.receive(
                "{\"type\":\"match\",\"product_id\":\"BTC-USD\",\"trade_id\":\"x\",\"price\":\"1\",\"size\":\"1\","
                        + "\"side\":\"buy\"}");
        coinbase.receive("{\"type\":\"match\",\"product_id\":\"BTC-USD\",\"trade_id\":3,\"price\":null,\"size\":\"1\","
                + "\"side\":\"buy\"}");
        coinbase.receive(
                "{\"type\":\"match\",\"product_id\":\"BTC-USD\",\"trade_id\":4,\"price\":\"1\",\"size\":\"1e40\","
                        + "\"side\":\"buy\"}");

        assertThat(coinbase.sink.take())
                .containsExactly("MALFORMED 2", "MALFORMED 2", "MALFORMED 2", "NUMBER_OUT_OF_RANGE 2");
    }

    // ---- the rest

    @Test
    void dataOfNobodyIsCountedAndDataOfNoProductGivesTheConnectionUp() {
        coinbase.subscribe(book);
        coinbase.receive("{\"type\":\"l2update\",\"product_id\":\"SOL-USD\",\"changes\":[]}");
        coinbase.receive("{\"type\":\"match\",\"product_id\":\"BTC-USD\",\"trade_id\":1,\"price\":\"1\",\"size\":\"1\","
                + "\"side\":\"buy\"}"); // trades are not wanted
        coinbase.receive("{\"type\":\"l2update\",\"changes\":[]}");
        coinbase.receive(CoinbaseHarness.frame(27));

        assertThat(coinbase.sink.take())
                .containsExactly("NOT_SUBSCRIBED", "NOT_SUBSCRIBED", "connection MALFORMED", "NOT_SUBSCRIBED");
    }

    @Test
    void aFrameThatIsNotJsonMayHaveBeenAnybodysData() {
        coinbase.receive("<html>");

        assertThat(coinbase.sink.take()).containsExactly("connection MALFORMED");
    }

    @Test
    void aProductThatIsTakenOffIsTold() {
        coinbase.subscribe(book, trades);
        coinbase.receive("{\"type\":\"status\",\"currencies\":[{\"id\":\"BTC-USD\"}],\"products\":[{\"id\":\"BTC-USD\","
                + "\"status\":\"delisted\",\"status_message\":null},3]}");

        assertThat(coinbase.sink.take()).containsExactly("status 1 CLOSED (delisted)", "status 2 CLOSED (delisted)");
    }

    private void snapshot(String bids, String asks) {
        coinbase.receive(
                "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":[" + bids + "],\"asks\":[" + asks + "]}");
    }

    private void change(String changes) {
        coinbase.receive("{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":[" + changes
                + "],\"time\":\"2019-08-17T00:00:00Z\"}");
    }

    private void match(String type, long tradeId, long sequence, String side) {
        coinbase.receive("{\"type\":\"" + type + "\",\"trade_id\":" + tradeId + ",\"side\":\"" + side
                + "\",\"size\":\"3\",\"price\":\"10.5\",\"product_id\":\"BTC-USD\",\"sequence\":" + sequence
                + ",\"time\":\"2019-08-17T00:00:00.000Z\"}");
    }

    private void heartbeat(long lastTradeId) {
        coinbase.receive("{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":" + lastTradeId
                + ",\"product_id\":\"BTC-USD\",\"time\":\"2019-08-17T00:00:00Z\"}");
    }

    private static String subscribe(String products, String channel) {
        return "{\"type\":\"subscribe\",\"product_ids\":[" + products + "],\"channels\":[\"" + channel
                + "\",\"heartbeat\"]}";
    }
}
