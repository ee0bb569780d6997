package io.holdfast.health;

import java.time.Duration;
import java.util.Locale;

/** See {@link AlertRule#reliability(HealthWindow, double, double, Duration)}. */
record ReliabilityRule(HealthWindow window, double raiseBelow, double clearFrom, Duration observed)
        implements AlertRule {

    ReliabilityRule {
        if (!(raiseBelow > 0 && raiseBelow <= 1)) { // written so that NaN is refused too
            throw new IllegalArgumentException("raiseBelow: " + raiseBelow + " (expected: above 0, up to 1)");
        }
        if (!(clearFrom >= raiseBelow && clearFrom <= 1)) {
            throw new IllegalArgumentException(
                    "clearFrom: " + clearFrom + " (expected: raiseBelow " + raiseBelow + " .. 1)");
        }
        if (observed.isNegative()) {
            throw new IllegalArgumentException("observed: " + observed + " (expected: not negative)");
        }
    }

    @Override
    public String name() {
        return "reliability";
    }

    @Override
    public Verdict judge(ExchangeHealth health, long nowNanos) {
        final WindowHealth figures = health.window(window);
        final long known = figures.upNanos() + figures.downNanos();
        if (known == 0 || known < observed.toNanos()) {
            return Verdict.UNKNOWN;
        }
        final double share = figures.reliability().orElse(1);
        return share < raiseBelow ? Verdict.BAD : share < clearFrom ? Verdict.BETWEEN : Verdict.GOOD;
    }

    @Override
    public String describe(ExchangeHealth health, long nowNanos) {
        final WindowHealth figures = health.window(window);
        return String.format(
                Locale.ROOT,
                "reliability %.2f %% over %s (raised below %.2f %%, cleared from %.2f %%), %d disconnects",
                100 * figures.reliability().orElse(0),
                window.label(),
                100 * raiseBelow,
                100 * clearFrom,
                figures.disconnects());
    }
}
