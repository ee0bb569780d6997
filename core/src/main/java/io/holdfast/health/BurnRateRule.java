package io.holdfast.health;

import java.time.Duration;
import java.util.Locale;

/** See {@link AlertRule#burnRate}. */
record BurnRateRule(double objective, double factor, HealthWindow longWindow, HealthWindow shortWindow)
        implements AlertRule {

    private static final long LEAST_KNOWN_NANOS = Duration.ofMinutes(1).toNanos();

    BurnRateRule {
        if (!(objective > 0 && objective < 1)) {
            throw new IllegalArgumentException("objective: " + objective + " (expected: between 0 and 1)");
        }
        if (!(factor >= 1 && factor < 1 / (1 - objective))) {
            throw new IllegalArgumentException("factor: " + factor + " (expected: 1 .. below " + 1 / (1 - objective)
                    + ", at which everything is down)");
        }
        if (longWindow == shortWindow) {
            throw new IllegalArgumentException("windows: " + longWindow + " twice (expected: a long and a short one)");
        }
    }

    @Override
    public String name() {
        return "burn-rate-" + longWindow.label() + "-" + shortWindow.label();
    }

    @Override
    public Verdict judge(ExchangeHealth health, long nowNanos) {
        final WindowHealth brief = health.window(shortWindow);
        final WindowHealth extended = health.window(longWindow);
        if (brief.upNanos() + brief.downNanos() < LEAST_KNOWN_NANOS) {
            return Verdict.UNKNOWN;
        }
        if (burn(brief) < factor) {
            return Verdict.GOOD;
        }
        return burn(extended) >= factor ? Verdict.BAD : Verdict.BETWEEN;
    }

    @Override
    public String describe(ExchangeHealth health, long nowNanos) {
        return String.format(
                Locale.ROOT,
                "downtime burns %.1f times over %s and %.1f times over %s as fast as an objective of %.2f %% allows"
                        + " (raised from %.1f on both)",
                burn(health.window(longWindow)),
                longWindow.label(),
                burn(health.window(shortWindow)),
                shortWindow.label(),
                100 * objective,
                factor);
    }

    private double burn(WindowHealth figures) {
        return (1 - figures.reliability().orElse(1)) / (1 - objective);
    }
}
