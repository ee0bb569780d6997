package io.holdfast.health;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which alerts there are, and how patiently they are raised and cleared. Immutable.
 *
 * @param rules        names must differ; none is allowed
 * @param looksToRaise looks in a row that must say bad before an alert is raised; 1 to 1,000
 * @param looksToClear looks in a row that must say good before it is cleared; 1 to 1,000
 * @param leastHold    how long an alert lasts at least; 0 to 1 day
 */
public record AlertPolicy(List<AlertRule> rules, int looksToRaise, int looksToClear, Duration leastHold) {

    /**
     * Below 95 % over five minutes; the fast pair of burn rates for total outages; stale for a minute; breaker open.
     * Raised by two looks in a row, cleared by two, held for a minute.
     */
    public static final AlertPolicy DEFAULT = new AlertPolicy(
            List.of(
                    AlertRule.reliability(),
                    AlertRule.burnRate(0.95, 14.4, HealthWindow.HOUR, HealthWindow.FIVE_MINUTES),
                    AlertRule.staleFor(Duration.ofMinutes(1)),
                    AlertRule.breakerOpen()),
            2,
            2,
            Duration.ofMinutes(1));

    private static final int MOST_LOOKS = 1_000;

    /** Checks the ranges. */
    public AlertPolicy {
        rules = List.copyOf(rules);
        final Set<String> names = new HashSet<>();
        for (final AlertRule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException(
                        "rules: \"" + rule.name() + "\" twice (expected: names that differ)");
            }
        }
        checkLooks(looksToRaise, "looksToRaise");
        checkLooks(looksToClear, "looksToClear");
        if (requireNonNull(leastHold, "leastHold").isNegative() || leastHold.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("leastHold: " + leastHold + " (expected: PT0S .. PT24H)");
        }
    }

    private static void checkLooks(int looks, String name) {
        if (looks < 1 || looks > MOST_LOOKS) {
            throw new IllegalArgumentException(name + ": " + looks + " (expected: 1 .. " + MOST_LOOKS + ")");
        }
    }
}
