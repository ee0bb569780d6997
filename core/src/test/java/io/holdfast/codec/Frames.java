package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Frames of real exchanges, from the test resources. */
final class Frames {

    static final String BOOK_TICKER = "{\"u\":400900217,\"s\":\"BNBUSDT\",\"b\":\"25.35190000\",\"B\":\"31.21000000\","
            + "\"a\":\"25.36520000\",\"A\":\"40.66000000\"}";
    static final String TRADE = "{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"t\":12345,\"p\":\"0.001\","
            + "\"q\":\"100\",\"T\":1672515782136,\"m\":true,\"M\":true}";

    private Frames() {}

    static Stream<String> all() {
        return Stream.of("binance", "coinbase", "kraken").flatMap(exchange -> of(exchange).stream());
    }

    static List<String> of(String exchange) {
        try (InputStream in = Frames.class.getResourceAsStream("/frames/" + exchange + ".jsonl")) {
            return new String(Objects.requireNonNull(in, exchange).readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
