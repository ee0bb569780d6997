package io.holdfast.health;

import java.time.Duration;

/** See {@link AlertRule#staleFor}. */
record StaleRule(Duration limit) implements AlertRule {

    StaleRule {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: above 0)");
        }
    }

    @Override
    public String name() {
        return "stale";
    }

    @Override
    public Verdict judge(ExchangeHealth health, long nowNanos) {
        return switch (health.availability()) {
            case UP -> health.longestStaleNanos(nowNanos) > limit.toNanos() ? Verdict.BAD : Verdict.GOOD;
            case DOWN -> downNanos(health, nowNanos) > limit.toNanos() ? Verdict.BAD : Verdict.BETWEEN;
            case UNKNOWN -> Verdict.UNKNOWN;
            case UNWANTED -> Verdict.GOOD;
        };
    }

    @Override
    public String describe(ExchangeHealth health, long nowNanos) {
        return health.availability() == Availability.DOWN
                ? "not live for " + Text.duration(downNanos(health, nowNanos)) + " (raised above "
                        + Text.duration(limit.toNanos()) + ")"
                : "data stale for " + Text.duration(health.longestStaleNanos(nowNanos)) + " (raised above "
                        + Text.duration(limit.toNanos()) + ")";
    }

    private static long downNanos(ExchangeHealth health, long nowNanos) {
        return nowNanos - health.sinceNanos();
    }
}
