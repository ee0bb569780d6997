package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.feed.Directory;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.Reason;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class TapLineTest {

    @Test
    void aTradeKeepsEveryDigit() {
        final String line = lineOf(
                "BTC/USDT",
                (publisher, id) -> publisher.tryTrade(
                        id,
                        3,
                        4_242,
                        1_700_000_000_123_000_000L,
                        1_700_000_000_124_567_890L,
                        1,
                        Side.ASK,
                        6_712_350,
                        2,
                        10,
                        5));

        assertThat(line)
                .isEqualTo("{\"kind\":\"TRADE\",\"exchange\":\"binance\",\"instrument\":\"BTC/USDT\","
                        + "\"channel\":\"TRADES\",\"epoch\":3,\"ringSequence\":0,\"sequence\":4242,"
                        + "\"exchangeTimeNanos\":1700000000123000000,\"receivedTimeNanos\":1700000000124567890,"
                        + "\"side\":\"ASK\",\"price\":\"67123.50\",\"size\":\"0.00010\"}");
    }

    @Test
    void aTopOfBookHasBothSides() {
        final String line = lineOf(
                "BTC/USDT",
                (publisher, id) ->
                        publisher.tryTopOfBook(id, 1, 9, 0, 5, 1, 100, 1, 0, 0, 1_005, 2, Long.MAX_VALUE, 18));

        assertThat(line)
                .endsWith("\"sequence\":9,\"exchangeTimeNanos\":0,\"receivedTimeNanos\":5,\"bidPrice\":\"10.0\","
                        + "\"bidSize\":\"0\",\"askPrice\":\"10.05\",\"askSize\":\"9.223372036854775807\"}");
    }

    @Test
    void aBookLevelSaysWhetherItIsOfASnapshotAndTheLast() {
        final String line = lineOf(
                "BTC/USDT",
                (publisher, id) -> publisher.tryBookLevel(id, 1, 9, 0, 5, 1, true, false, Side.BID, 1, 0, 2, 0));

        assertThat(line)
                .contains("\"kind\":\"BOOK_LEVEL\"")
                .endsWith("\"side\":\"BID\",\"price\":\"1\",\"size\":\"2\",\"snapshot\":true,\"last\":false}");
    }

    @Test
    void aStatusCarriesItsReason() {
        final String line = lineOf(
                "BTC/USDT",
                (publisher, id) ->
                        publisher.tryStatus(id, Channel.TRADES, 2, FeedStatus.STALE, Reason.PONG_MISSING, 5, 1));

        assertThat(line).endsWith("\"status\":\"STALE\",\"reason\":\"PONG_MISSING\"}");
    }

    @Test
    void namesFromOutsideCannotBreakALine() {
        final String line =
                lineOf("A\"\\é/这", (publisher, id) -> publisher.tryTrade(id, 1, 1, 0, 0, 0, Side.BID, 1, 0, 1, 0));

        assertThat(line).contains("\"instrument\":\"A\\\"\\\\\\u00e9/\\u8fd9\"");
    }

    @Test
    void controlCharactersAreEscaped() {
        final StringBuilder out = new StringBuilder();

        TapLine.appendString(out, "a\n\u001b\u2028\u007f");

        assertThat(out).hasToString("\"a\\u000a\\u001b\\u2028\\u007f\"");
    }

    private static String lineOf(String instrument, BiConsumer<MarketPublisher, Integer> publish) {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final Directory directory = new Directory();
        final MarketBus bus = new MarketBus(directory, 64, WaitStrategyKind.BLOCKING, true, List.of((event, last) -> {
            final StringBuilder out = new StringBuilder();
            TapLine.append(out, event);
            lines.add(out.toString());
        }));
        publish.accept(bus.newPublisher("binance"), directory.instrumentId(Instrument.of(instrument)));
        await().until(() -> !lines.isEmpty());
        bus.close();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }
}
