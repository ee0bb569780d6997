package io.holdfast.exchange.kraken;

import static io.holdfast.exchange.kraken.KrakenHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and their answers. Frames are made, in the forms of {@code frames/kraken.jsonl}. */
class KrakenAnswersTest {

    private final KrakenHarness kraken = new KrakenHarness();
    private final WireSubscription btc = wire(0, "BTC/USD", Channel.BOOK);
    private final WireSubscription eth = wire(1, "ETH/USD", Channel.BOOK);
    private final WireSubscription doge = wire(2, "DOGE/USD", Channel.BOOK);

    @Test
    void oneRequestCarriesOneChannelAndAtMostFiftySymbols() {
        final List<WireSubscription> pending = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            pending.add(wire(i, "C" + i + "/USD", Channel.TOP_OF_BOOK));
        }
        for (int i = 60; i < 70; i++) {
            pending.add(wire(i, "C" + i + "/USD", Channel.TRADES));
        }
        final List<Integer> taken = new ArrayList<>();
        for (int at = 0; at < pending.size(); at += taken.get(taken.size() - 1)) {
            taken.add(kraken.protocol.subscribe(pending.subList(at, pending.size()), kraken.out));
        }

        assertThat(taken).containsExactly(50, 10, 10);
        assertThat(kraken.sent).hasSize(3);
        assertThat(kraken.sent.get(2))
                .isEqualTo(
                        "{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"C60/USD\",\"C61/USD\","
                                + "\"C62/USD\",\"C63/USD\",\"C64/USD\",\"C65/USD\",\"C66/USD\",\"C67/USD\",\"C68/USD\",\"C69/USD\"],"
                                + "\"snapshot\":true},\"req_id\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEB", "EBD", "DBE", "DEB", "BED", "EDB", "BDE"})
    void answersOfOneRequestComeInAnyOrderAndOnlyWhatIsNamedIsMeant(String order) {
        kraken.protocol.subscribe(List.of(btc, eth, doge), kraken.out);
        final List<String> expected = new ArrayList<>();
        for (final char letter : order.toCharArray()) {
            final WireSubscription answered = letter == 'B' ? btc : letter == 'E' ? eth : doge;
            final boolean again = expected.contains("ack " + answered.id());
            assertThat(kraken.receive(ack(1, answered.symbol(), 10)))
                    .containsExactly(again ? "UNKNOWN_TYPE" : "ack " + answered.id());
            expected.add("ack " + answered.id());
        }
    }

    @Test
    void oneBadSymbolIsRefusedForGoodAndTheOthersStand() {
        kraken.protocol.subscribe(List.of(btc, eth, doge), kraken.out);
        assertThat(kraken.receive(ack(1, "BTC/USD", 10))).containsExactly("ack 0");
        assertThat(kraken.receive(refusal(1, "Currency pair not supported ETH/USD", "ETH/USD")))
                .containsExactly("rejected 1 for good: Currency pair not supported ETH/USD");
        assertThat(kraken.receive(ack(1, "DOGE/USD", 10))).containsExactly("ack 2");
        assertThat(kraken.receive(Books.snapshot("DOGE/USD", List.of("1 1"), List.of())))
                .singleElement()
                .asString()
                .startsWith("snapshot 2 ");
        assertThat(kraken.receive(Books.snapshot("ETH/USD", List.of("1 1"), List.of())))
                .containsExactly("NOT_SUBSCRIBED");
    }

    @ParameterizedTest
    @CsvSource({"RAA,2", "ARA,2", "AAR,2", "ARR,2 1", "RAR,2 1", "RRA,2 1", "RRR,2 1 0"})
    void refusalsWithoutASymbolMeanThoseThatAreLeftWhenAllAnswersHaveCome(String answers, String refused) {
        kraken.protocol.subscribe(List.of(btc, eth, doge), kraken.out);
        final List<WireSubscription> acknowledged = new ArrayList<>(List.of(btc, eth));
        final List<String> reported = new ArrayList<>();
        for (final char answer : answers.toCharArray()) {
            reported.addAll(kraken.receive(
                    answer == 'A'
                            ? ack(1, acknowledged.remove(0).symbol(), 10)
                            : refusal(1, "Subscription depth not supported", "")));
        }

        assertThat(reported.stream().filter(line -> line.startsWith("rejected")))
                .hasSize(refused.split(" ", -1).length)
                .allMatch(line -> refused.contains(line.substring(9, 10)));
        assertThat(reported.stream().filter(line -> line.startsWith("ack"))).hasSize(2 - acknowledged.size());
    }

    @ParameterizedTest
    @CsvSource({
        "Currency pair not supported XBT/USD, true",
        "Subscription depth not supported, true",
        "Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com, true",
        "Public market data subscriptions are unavailable on this endpoint. Try ws.kraken.com, true",
        "ESession:Invalid session, true",
        "EService:Unavailable, false",
        "Something new, false"
    })
    void refusalsThatAskingAgainCannotMendAreForGood(String error, boolean permanent) {
        kraken.protocol.subscribe(List.of(btc), kraken.out);
        assertThat(kraken.receive(refusal(1, error, "")))
                .containsExactly("rejected 0" + (permanent ? " for good: " : ": ") + error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Error\":\"Exceeded msg rate\"}",
                "{\"errorMessage\":\"EXCEEDED MSG RATE\"}",
                "{\"error\":\"Exceeded msg rate\",\"method\":\"subscribe\",\"req_id\":1,\"success\":false}",
                "{\"error\":\"EGeneral:Too many requests\",\"success\":false}"
            })
    void aRateLimitRefusesNobodyAndWhatWasDroppedMayStillBeAcknowledged(String frame) {
        kraken.protocol.subscribe(List.of(btc), kraken.out);
        assertThat(kraken.receive(frame)).hasSize(1).first().asString().startsWith("rate limited: ");
        assertThat(kraken.receive(ack(1, "BTC/USD", 10))).containsExactly("ack 0");
    }

    @Test
    void aRefusalThatNamesNoRequestMayMeanWhateverIsUnanswered() {
        kraken.protocol.subscribe(List.of(btc, eth), kraken.out);
        kraken.protocol.subscribe(List.of(doge), kraken.out);
        kraken.receive(ack(1, "BTC/USD", 10));
        assertThat(kraken.receive("{\"error\":\"Malformed request\",\"success\":false}"))
                .containsExactly("request of [1, 2] rejected: Malformed request");
    }

    @Test
    void anAnswerWithoutAnIdIsTakenByWhatItNames() {
        kraken.protocol.subscribe(List.of(btc, eth), kraken.out);
        assertThat(kraken.receive("{\"error\":\"Currency pair not supported ETH/USD\",\"method\":\"subscribe\","
                        + "\"success\":false,\"symbol\":\"ETH/USD\"}"))
                .containsExactly("rejected 1 for good: Currency pair not supported ETH/USD");
        assertThat(kraken.receive(ack(1, "BTC/USD", 10).replace("\"req_id\":1,", "")))
                .containsExactly("ack 0");
    }

    @Test
    void aSubscriptionIsAskedForAgainWithoutLosingTheFirstRequestsAnswer() {
        kraken.protocol.subscribe(List.of(btc), kraken.out);
        kraken.protocol.subscribe(List.of(btc), kraken.out); // the first was late
        assertThat(kraken.receive(ack(1, "BTC/USD", 10))).containsExactly("ack 0");
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of("1 1"), List.of())))
                .singleElement()
                .asString()
                .startsWith("snapshot 0 ");
        assertThat(kraken.receive(refusal(2, "Already subscribed", "BTC/USD")))
                .as("it is, and its book is whole")
                .containsExactly("ack 0");
    }

    @Test
    void aResyncEndsTheSubscriptionWithItsOwnDepthAndMakesItAnew() {
        final KrakenHarness deep = new KrakenHarness(new RecordingSink(), 100).subscribed(btc);
        deep.receive(Books.snapshot("BTC/USD", List.of("1 1"), List.of()));
        assertThat(deep.protocol.resync(btc, deep.out)).isFalse();
        deep.protocol.unsubscribe(List.of(btc), deep.out);
        deep.protocol.subscribe(List.of(btc), deep.out);

        assertThat(deep.sent)
                .containsExactly(
                        "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],"
                                + "\"depth\":100,\"snapshot\":true},\"req_id\":1}",
                        "{\"method\":\"unsubscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],"
                                + "\"depth\":100},\"req_id\":2}",
                        "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],"
                                + "\"depth\":100,\"snapshot\":true},\"req_id\":3}");
    }

    @Test
    void framesOfTheEndedSubscriptionAreNotTakenForThoseOfTheNext() {
        kraken.subscribed(btc);
        kraken.receive(ack(1, "BTC/USD", 10));
        kraken.protocol.unsubscribe(List.of(btc), kraken.out);
        kraken.subscribed(btc);

        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of("1 1"), List.of())))
                .as("was on its way")
                .containsExactly("NOT_SUBSCRIBED");
        assertThat(kraken.receive(ack(2, "BTC/USD", 10).replace("subscribe", "unsubscribe")))
                .isEmpty();
        assertThat(kraken.receive(Books.frame("update", "BTC/USD", List.of("2 1"), List.of(), 1)))
                .as("no snapshot yet")
                .containsExactly("NOT_SUBSCRIBED");
        assertThat(kraken.receive(ack(3, "BTC/USD", 10))).containsExactly("ack 0");
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of("2 1"), List.of())))
                .singleElement()
                .asString()
                .startsWith("snapshot 0 ");
    }

    @Test
    void endingWhatDoesNotExistHoldsNothingUp() {
        kraken.subscribed(btc);
        kraken.protocol.unsubscribe(List.of(btc), kraken.out);
        kraken.subscribed(btc);
        assertThat(kraken.receive(refusal(2, "Subscription Not Found", "BTC/USD")))
                .isEmpty();
        assertThat(kraken.receive(Books.snapshot("BTC/USD", List.of("2 1"), List.of())))
                .singleElement()
                .asString()
                .startsWith("snapshot 0 ");
    }

    @Test
    void anUnsubscribeThatWasLostShowsAndTheBookIsAskedForAnew() {
        kraken.subscribed(btc);
        kraken.protocol.unsubscribe(List.of(btc), kraken.out);
        kraken.subscribed(btc);
        assertThat(kraken.receive(refusal(3, "Already subscribed", "BTC/USD"))).containsExactly("SNAPSHOT_UNUSABLE 0");
    }

    @Test
    void anIdThatHasANewOwnerIsNotSpokenOfByAnswersToTheOld() {
        kraken.subscribed(btc);
        kraken.protocol.unsubscribe(List.of(btc), kraken.out);
        kraken.subscribed(wire(0, "ETH/USD", Channel.BOOK));
        assertThat(kraken.receive(ack(1, "BTC/USD", 10))).isEmpty();
        assertThat(kraken.receive(refusal(1, "Currency pair not supported BTC/USD", "BTC/USD")))
                .containsExactly("UNKNOWN_TYPE");
        assertThat(kraken.receive(ack(3, "ETH/USD", 10))).containsExactly("ack 0");
    }

    @Test
    void theNextTickerAndTheNextTradeMendThemselves() {
        assertThat(kraken.protocol.resync(wire(0, "BTC/USD", Channel.TOP_OF_BOOK), kraken.out))
                .isTrue();
        assertThat(kraken.protocol.resync(wire(0, "BTC/USD", Channel.TRADES), kraken.out))
                .isTrue();
        assertThat(kraken.sent).isEmpty();
    }

    @Test
    void changesToInstrumentsAreAskedForAtOnceAndPingsHaveIdsOfTheirOwn() {
        kraken.protocol.onOpened(kraken.out);
        kraken.protocol.sendApplicationPing(kraken.out);
        kraken.protocol.sendApplicationPing(kraken.out);
        assertThat(kraken.sent)
                .containsExactly(
                        "{\"method\":\"subscribe\",\"params\":{\"channel\":\"instrument\",\"snapshot\":false},\"req_id\":1}",
                        "{\"method\":\"ping\",\"req_id\":2}",
                        "{\"method\":\"ping\",\"req_id\":3}");
        assertThat(kraken.receive("{\"method\":\"subscribe\",\"req_id\":1,\"result\":{\"channel\":\"instrument\","
                        + "\"snapshot\":false},\"success\":true}"))
                .isEmpty();
    }

    @Test
    void unansweredRequestsAreNotKeptForEver() {
        for (int i = 0; i < 3_000; i++) {
            kraken.subscribed(btc);
        }
        assertThat(kraken.receive(ack(1, "BTC/USD", 10)))
                .as("forgotten, but named")
                .isIn(List.of("ack 0"), List.of("UNKNOWN_TYPE"));
        assertThat(kraken.receive(ack(3_000, "BTC/USD", 10))).containsExactly("ack 0");
    }

    @Test
    void symbolsAreWrittenAsJsonStrings() {
        kraken.subscribed(wire(0, "A\"B\\/USD", Channel.TRADES));
        assertThat(kraken.sent.get(0)).contains("\"symbol\":[\"A\\\"B\\\\/USD\"]");
    }

    private static String ack(int request, String symbol, int depth) {
        return "{\"method\":\"subscribe\",\"req_id\":" + request + ",\"result\":{\"channel\":\"book\",\"depth\":"
                + depth
                + ",\"snapshot\":true,\"symbol\":\"" + symbol + "\"},\"success\":true,"
                + "\"time_in\":\"2026-10-03T20:58:30.560234Z\",\"time_out\":\"2026-10-03T20:58:30.560271Z\"}";
    }

    private static String refusal(int request, String error, String symbol) {
        return "{\"error\":\"" + error + "\",\"method\":\"subscribe\",\"req_id\":" + request + ",\"success\":false"
                + (symbol.isEmpty() ? "" : ",\"symbol\":\"" + symbol + "\"") + "}";
    }
}
