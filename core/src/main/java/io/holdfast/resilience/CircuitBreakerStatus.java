package io.holdfast.resilience;

/**
 * How a {@link CircuitBreaker} stood at one moment.
 *
 * @param state where it stood
 * @param reason why it came there
 * @param sinceNanos when, by the caller's clock
 * @param opensInARow openings since it was last stable
 * @param nanosUntilPermitted 0 if a permit could be had; {@link Long#MAX_VALUE} if only an order can change that
 * @param remembered outcomes in the window; 0 unless closed, or metrics only and closed within
 * @param failures those of them that failed
 * @param slow those of them that were slow
 * @param consecutiveFailures failures since the last success
 * @param probesOut probes that have yet to report
 */
public record CircuitBreakerStatus(
        CircuitBreakerState state,
        CircuitBreakerReason reason,
        long sinceNanos,
        int opensInARow,
        long nanosUntilPermitted,
        int remembered,
        int failures,
        int slow,
        int consecutiveFailures,
        int probesOut) {

    /** {@return share of failures among the remembered outcomes, 0 to 1; 0 where there are none} */
    public double failureRate() {
        return remembered == 0 ? 0.0 : (double) failures / remembered;
    }

    /** {@return share of slow ones among the remembered outcomes, 0 to 1; 0 where there are none} */
    public double slowRate() {
        return remembered == 0 ? 0.0 : (double) slow / remembered;
    }
}
