package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** B21: whatever makes no sense is refused, and the message names it. */
class BackoffPolicyTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.5, 0.999, 1.0005, 100.1, Double.NaN, Double.POSITIVE_INFINITY, -0.0})
    void aMultiplierOutOfRangeIsRefusedByName(double multiplier) {
        assertThatThrownBy(() -> BackoffPolicy.DEFAULT.withMultiplier(multiplier))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("multiplier: " + multiplier + " (expected: 1.0, or 1.001 .. 100.0)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 1.001, 2, 100})
    void aMultiplierInRangeIsTaken(double multiplier) {
        assertThat(BackoffPolicy.DEFAULT.withMultiplier(multiplier).multiplier())
                .isEqualTo(multiplier);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT1S, initialDelay",
        "PT-1S, PT1S, initialDelay",
        "PT24H0.000000001S, PT25H, initialDelay",
        "PT2S, PT1S, maxDelay",
        "PT1S, PT24H0.000000001S, maxDelay",
        "PT1S, PT-1S, maxDelay",
        "PT1S, PT2562047788015215H, maxDelay"
    })
    void aDelayOutOfRangeIsRefusedByName(Duration initial, Duration max, String name) {
        assertThatThrownBy(() -> new BackoffPolicy(initial, max, 2.0, Jitter.FULL, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ": ");
    }

    @Test
    void theEndsOfTheRangesAreTaken() {
        assertThat(new BackoffPolicy(Duration.ofNanos(1), Duration.ofDays(1), 1.0, Jitter.NONE, 1))
                .isNotNull();
        assertThat(new BackoffPolicy(Duration.ofDays(1), Duration.ofDays(1), 1.0, Jitter.NONE, 1))
                .isNotNull();
    }

    @Test
    void attemptsBelowZeroAreRefusedByName() {
        assertThatThrownBy(() -> BackoffPolicy.DEFAULT.withMaxAttempts(-1))
                .hasMessage("maxAttempts: -1 (expected: 1 or above, or 0 for unlimited)");
        assertThatThrownBy(() -> BackoffPolicy.DEFAULT.ceilingNanos(0)).hasMessage("attempt: 0 (expected: 1 or above)");
    }

    @Test
    void aMaximumElapsedTimeOutOfRangeIsRefusedByName() {
        assertThatThrownBy(() -> BackoffPolicy.DEFAULT.withMaxElapsed(Duration.ofNanos(-1)))
                .hasMessage("maxElapsed: PT-0.000000001S (expected: 1 ns .. PT8760H, or PT0S for ever)");
        assertThatThrownBy(() -> BackoffPolicy.DEFAULT.withMaxElapsed(Duration.ofDays(366)))
                .hasMessageStartingWith("maxElapsed: ");
        assertThat(BackoffPolicy.DEFAULT.withMaxElapsed(Duration.ofDays(365))).isNotNull();
    }

    @Test
    void theSmallestWaitStillGrowsWhereRoundingWouldStopIt() {
        final BackoffPolicy policy = new BackoffPolicy(Duration.ofNanos(1), Duration.ofSeconds(1), 1.5, Jitter.NONE, 0);

        assertThat(policy.ceilingNanos(1)).isEqualTo(1);
        assertThat(policy.ceilingNanos(2)).isEqualTo(2);
        assertThat(policy.ceilingNanos(3)).isEqualTo(3);
        assertThat(policy.ceilingNanos(4)).isEqualTo(4);
        assertThat(policy.ceilingNanos(5)).isEqualTo(6);
    }

    @Test
    void eachWitherChangesItsOwnPart() {
        final BackoffPolicy changed = BackoffPolicy.DEFAULT
                .withInitialDelay(Duration.ofMillis(1))
                .withMaxDelay(Duration.ofMillis(2))
                .withMultiplier(3.0)
                .withJitter(Jitter.EQUAL)
                .withMaxAttempts(4)
                .withMaxElapsed(Duration.ofMinutes(5));

        assertThat(changed)
                .isEqualTo(new BackoffPolicy(
                        Duration.ofMillis(1), Duration.ofMillis(2), 3.0, Jitter.EQUAL, 4, Duration.ofMinutes(5)));
    }
}
