package io.holdfast.health;

import java.time.Duration;

/**
 * Says whether an exchange's health calls for a person. A rule has no memory: raising once for an incident, and holding,
 * is done for it. Immutable, any thread.
 */
public interface AlertRule {

    /** What a rule says of one look. */
    enum Verdict {
        /** Wrong: raise, if it stays so. */
        BAD,
        /** Neither wrong enough to raise nor good enough to clear. */
        BETWEEN,
        /** Good: clear, if it stays so. */
        GOOD,
        /** Too little is known. */
        UNKNOWN
    }

    /** {@return a short name, lower case with hyphens, unique among the rules of a monitor} */
    String name();

    /** {@return what it says of an exchange} */
    Verdict judge(ExchangeHealth health, long nowNanos);

    /** {@return one sentence with the figures that made it {@link Verdict#BAD}} */
    String describe(ExchangeHealth health, long nowNanos);

    /** {@return under 95 % over five minutes is wrong, 97 % is good, and a minute must have been observed} */
    static AlertRule reliability() {
        return reliability(HealthWindow.FIVE_MINUTES, 0.95, 0.97, Duration.ofMinutes(1));
    }

    /**
     * {@return a rule on the share of time that the feed was up}
     *
     * @param window     over which window
     * @param raiseBelow wrong below this share, 0 to 1
     * @param clearFrom  good from this share on, {@code raiseBelow} to 1
     * @param observed   how much time must be known before it says anything
     */
    static AlertRule reliability(HealthWindow window, double raiseBelow, double clearFrom, Duration observed) {
        return new ReliabilityRule(window, raiseBelow, clearFrom, observed);
    }

    /**
     * {@return a rule on how fast the permitted downtime is used up: wrong if both windows burn faster than the factor,
     * good as soon as the short one does not}
     *
     * @param objective the share of time that the feed is to be up, such as 0.95
     * @param factor    times as fast as the objective allows, such as 14.4; below {@code 1 / (1 - objective)}
     */
    static AlertRule burnRate(double objective, double factor, HealthWindow longWindow, HealthWindow shortWindow) {
        return new BurnRateRule(objective, factor, longWindow, shortWindow);
    }

    /** {@return wrong while the exchange has been down, or data of it stale, for longer than this} */
    static AlertRule staleFor(Duration limit) {
        return new StaleRule(limit);
    }

    /** {@return wrong while the circuit breaker keeps a session from connecting} */
    static AlertRule breakerOpen() {
        return new BreakerRule();
    }
}
