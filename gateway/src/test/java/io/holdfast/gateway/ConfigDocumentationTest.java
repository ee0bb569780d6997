package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.MarketBus;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.gateway.dashboard.DashboardConfig;
import io.holdfast.health.AlertPolicy;
import io.holdfast.market.Channel;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.Jitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is written from {@link ConfigKey}, and what that says of defaults and ranges is what the
 * code does. {@code mvn -pl gateway -am test -Dtest=ConfigDocumentationTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dholdfast.write=docs} writes the page anew.
 */
class ConfigDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md"); // tests run in the module's folder
    private static final String HEAD = "| key | value | default | meaning |\n|---|---|---|---|\n";

    @Test
    void thePageHoldsTheTableOfAllKeys() throws IOException {
        final String page = Files.readString(PAGE);
        final int from = page.indexOf(HEAD);
        final int to = page.indexOf("\n\n", from);
        assertThat(from).as("the table's head stands in the page").isPositive();
        final String wanted = page.substring(0, from) + HEAD + table() + page.substring(to);
        if ("docs".equals(System.getProperty("holdfast.write"))) {
            Files.writeString(PAGE, wanted);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    @Test
    void defaultsAreThoseOfTheCode() {
        final BackoffPolicy backoff = BackoffPolicy.DEFAULT;
        assertDefault(ConfigKey.RING_CAPACITY, GatewayConfig.DEFAULT_RING_CAPACITY);
        assertDefault(ConfigKey.BACKOFF_INITIAL_DELAY, text(backoff.initialDelay()));
        assertDefault(ConfigKey.BACKOFF_MAX_DELAY, text(backoff.maxDelay()));
        assertDefault(ConfigKey.BACKOFF_MULTIPLIER, backoff.multiplier());
        assertDefault(ConfigKey.BACKOFF_JITTER, backoff.jitter());
        assertDefault(ConfigKey.BACKOFF_MAX_ATTEMPTS, backoff.maxAttempts());
        assertDefault(ConfigKey.DASHBOARD_HOST, DashboardConfig.DEFAULT.host());
        assertDefault(ConfigKey.DASHBOARD_PORT, DashboardConfig.DEFAULT.port());
        assertDefault(ConfigKey.ALERTS_HOLD, text(AlertPolicy.DEFAULT.leastHold()));
    }

    @Test
    void choicesAreNamedInFull() {
        assertNames(ConfigKey.RING_WAIT_STRATEGY, WaitStrategyKind.values());
        assertNames(ConfigKey.BACKOFF_JITTER, Jitter.values());
        assertNames(ConfigKey.EXCHANGE_CHANNELS, Channel.values());
        assertThat(ConfigKey.RING_CAPACITY.meaning())
                .contains(MarketBus.MIN_CAPACITY + " to " + MarketBus.MAX_CAPACITY);
    }

    @Test
    void everyKeySaysWhatItIsFor() {
        assertThat(ConfigKey.values())
                .allSatisfy(key -> assertThat(key.meaning()).endsWith(".").doesNotContain("|", "\n"));
    }

    private static String table() {
        return Arrays.stream(ConfigKey.values())
                .map(key -> Stream.of("`" + key.path() + "`", key.type(), key.defaultText(), key.meaning())
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .collect(Collectors.joining("\n"));
    }

    private static void assertDefault(ConfigKey key, Object value) {
        assertThat(key.defaultText()).as(key.path()).isEqualTo(value.toString().toLowerCase(Locale.ROOT));
    }

    private static void assertNames(ConfigKey key, Enum<?>... choices) {
        final List<String> names = Arrays.stream(choices)
                .map(choice -> "`" + choice.name().toLowerCase(Locale.ROOT) + "`")
                .toList();
        assertThat(key.meaning()).as(key.path()).contains(names);
    }

    private static String text(Duration duration) {
        final long millis = duration.toMillis();
        return millis % 60_000 == 0
                ? millis / 60_000 + "m"
                : millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
