package io.holdfast.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Where the fuzzer begins: what the exchanges send, and what has been awkward. */
final class Frames {

    private Frames() {}

    static Stream<Arguments> json() {
        return seeds(
                "",
                "{\"a\":[1,2.5,-0.1e-3,\"\\u00e9\\ud83d\\ude00\",true,false,null,{}],\"b\":\"\"}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                "-0.00E90001000060000",
                " \t\r\n{\"\\\\\":\"\\/\"} x");
    }

    static Stream<Arguments> decimals() {
        return seeds(
                "0.10", "-0.00E90001000060000", "9223372036854775808", "0.0000000000000000001", "1e-18", "00012.500");
    }

    static Stream<Arguments> binance() {
        return seeds(
                "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":4,\"s\":\"BTCUSDT\",\"b\":\"25.3\",\"B\":\"31.2\",\"a\":\"25.4\",\"A\":\"40.6\"}}",
                "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1,\"s\":\"BTCUSDT\",\"t\":1,\"p\":\"0.1\",\"q\":\"1\",\"T\":1,\"m\":true}}",
                "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1,\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"10\",\"1\"]],\"a\":[[\"11\",\"0\"]]}}\n"
                        + "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1,\"s\":\"BTCUSDT\",\"U\":103,\"u\":104,\"b\":[],\"a\":[[\"12\",\"3\"]]}}",
                "{\"lastUpdateId\":100,\"bids\":[[\"10\",\"1\"]],\"asks\":[[\"11\",\"2\"]]}",
                "{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":1}",
                "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1}}");
    }

    static Stream<Arguments> kraken() {
        return seeds(
                "{\"channel\":\"book\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":[{\"price\":0.5666,\"qty\":4831.75}],\"asks\":[{\"price\":0.5668,\"qty\":4410.79}],\"checksum\":2439117997}]}",
                "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"bid\":0.1,\"bid_qty\":740,\"ask\":0.2,\"ask_qty\":2740}]}",
                "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"side\":\"sell\",\"price\":0.5,\"qty\":40.0,\"ord_type\":\"market\",\"trade_id\":46,\"timestamp\":\"2023-09-25T07:49:37.708706Z\"}]}",
                "{\"method\":\"subscribe\",\"result\":{\"channel\":\"book\",\"depth\":10,\"snapshot\":true,\"symbol\":\"BTC/USD\"},\"success\":true,\"req_id\":1}",
                "{\"channel\":\"heartbeat\"}");
    }

    static Stream<Arguments> coinbase() {
        return seeds(
                "{\"channel\":\"l2_data\",\"timestamp\":\"2023-02-09T20:32:50.714964855Z\",\"sequence_num\":0,\"events\":[{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"updates\":[{\"side\":\"bid\",\"price_level\":\"21921.73\",\"new_quantity\":\"0.06\"},{\"side\":\"offer\",\"price_level\":\"21922\",\"new_quantity\":\"1\"}]}]}",
                "{\"channel\":\"market_trades\",\"timestamp\":\"2023-02-09T20:19:35.396258Z\",\"sequence_num\":1,\"events\":[{\"type\":\"update\",\"trades\":[{\"trade_id\":\"1\",\"product_id\":\"BTC-USD\",\"price\":\"1.5\",\"size\":\"0.3\",\"side\":\"BUY\",\"time\":\"2019-08-14T20:42:27.265Z\"}]}]}",
                "{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":[[\"buy\",\"22356.27\",\"0.1\"]],\"time\":\"2022-08-04T15:25:05.010758Z\"}",
                "{\"type\":\"error\",\"message\":\"error message\"}");
    }

    private static Stream<Arguments> seeds(String... texts) {
        return Stream.of(texts).map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }
}
