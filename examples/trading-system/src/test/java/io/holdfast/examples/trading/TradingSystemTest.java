package io.holdfast.examples.trading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TradingSystemTest {

    private static final Duration CALM = Duration.ofMillis(50);
    private static final Duration FAULT = Duration.ofMillis(300);
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    @Test
    void quotesAreTakenBackForEveryFaultAndComeBackAndNoneStandsOnAStalePrice() throws InterruptedException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        final boolean good = new TradingSystem(out).runOnSimulatedExchanges(CALM, FAULT, AT_MOST);

        final String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(good).as(text).isTrue();
        final List<String> lines = text.lines().toList();
        assertQuotesAgainAfter(lines, "kraken", "TCP is reset", "RESET");
        assertQuotesAgainAfter(lines, "binance", "falls silent", "SUSPECTED");
        assertQuotesAgainAfter(lines, "coinbase", "one message of the book is lost", "SEQUENCE_GAP");
        assertQuotesAgainAfter(lines, "coinbase", "takes no connection", "END_OF_STREAM");
        assertQuotesAgainAfter(lines, "binance", "429", "CLOSE_FRAME");
        assertQuotesAgainAfter(lines, "kraken", "maintenance", "EXCHANGE_MAINTENANCE");
        assertThat(text).endsWith("quotes that stood on a price known to be stale: 0\n");
    }

    /** A busy machine may make the quotes stop once more in between, for a pause of its own; that is well. */
    private static void assertQuotesAgainAfter(List<String> lines, String exchange, String fault, String reason) {
        assertThat(lines.stream()
                        .dropWhile(line -> !line.contains(fault))
                        .filter(line -> line.contains(" " + exchange + " "))
                        .dropWhile(line -> !line.contains("stops    gate shut: " + reason + ";"))
                        .skip(1))
                .as("after \"%s\" in:%n%s", fault, String.join("\n", lines))
                .first()
                .satisfies(line -> assertThat(line).contains(" quotes ", " after "));
    }
}
